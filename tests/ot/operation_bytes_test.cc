#include <doctest/doctest.h>

#include "interview/operation.h"

using namespace interview;

TEST_CASE("the bytes of an operation are fixed") {
  Operation operation;
  operation.retain(120).insert(u"\u00e9").erase(3).retain(1);
  // 120<<2|0 = 480, 1<<2|1, 2 bytes of UTF-8, 3<<2|2, 1<<2|0
  CHECK(encode_operation(operation) == std::string("\xe0\x03\x05\x02\xc3\xa9\x0e\x04", 8));
}

TEST_CASE("bytes that are not canonical are refused") {
  struct Case {
    const char* what;
    std::string bytes;
    Errc expected;
  };
  const Case cases[] = {
      {"length zero", std::string("\x00", 1), Errc::op_malformed},
      {"unknown kind", "\x07", Errc::op_malformed},
      {"two retains", "\x04\x04", Errc::op_malformed},
      {"two insertions",
       "\x05\x01"
       "a\x05\x01"
       "b",
       Errc::op_malformed},
      {"insertion after deletion",
       "\x06\x05\x01"
       "a",
       Errc::op_malformed},
      {"length of text differs",
       "\x09\x01"
       "a",
       Errc::op_malformed},
      {"text cut",
       "\x09\x02"
       "a",
       Errc::op_malformed},
      {"number cut", "\x84", Errc::op_malformed},
      {"number too long", std::string("\x84\x00", 2), Errc::op_malformed},
      {"length above the limit", "\xfc\xff\xff\xff\x7f", Errc::op_malformed},
      {"invalid UTF-8", "\x05\x01\xff", Errc::bad_text},
      {"surrogate in UTF-8", "\x05\x03\xed\xa0\x80", Errc::bad_text},
      {"carriage return", "\x05\x01\r", Errc::op_carriage_return},
  };
  for (const Case& c : cases) {
    INFO(c.what);
    const auto decoded = decode_operation(c.bytes);
    REQUIRE_FALSE(decoded.ok());
    CHECK(decoded.error().code == c.expected);
  }
  CHECK(decode_operation("")->base_length() == 0);
}

TEST_CASE("lengths that add up to more than a document can have are refused") {
  std::string bytes;
  for (int i = 0; i < 3; ++i)
    bytes += std::string("\xfc\xff\xff\xff\x0f", 5) + "\x06";  // retain 2^30-1, delete 1
  CHECK(decode_operation(bytes).error().code == Errc::op_malformed);
}
