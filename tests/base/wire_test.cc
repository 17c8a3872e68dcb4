#include "base/wire.h"

#include <doctest/doctest.h>

using namespace interview;

TEST_CASE("numbers and byte strings come back as they were written") {
  std::string bytes;
  WireWriter writer(bytes);
  const uint64_t numbers[] = {0, 1, 127, 128, 300, 1u << 31, ~uint64_t{0}};
  for (const uint64_t value : numbers) writer.number(value);
  writer.bytes(std::string_view("a\0b", 3));
  WireReader reader(bytes);
  for (const uint64_t value : numbers) CHECK(reader.number() == value);
  CHECK(reader.bytes() == std::string_view("a\0b", 3));
  CHECK(reader.done());
}

TEST_CASE("what is not the one encoding of a value is refused") {
  for (const std::string_view bad : {
           std::string_view("\x80\x00", 2),                                   // longer than needed
           std::string_view("\x80", 1),                                       // cut
           std::string_view("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10),  // above 64 bits
           std::string_view("", 0),
       }) {
    WireReader reader(bad);
    CHECK(reader.number() == 0);
    CHECK_FALSE(reader.ok());
  }
  WireReader cut(
      std::string_view("\x05"
                       "abc",
                       4));
  CHECK(cut.bytes().empty());
  CHECK_FALSE(cut.ok());
  WireReader above("\x05");
  CHECK(above.number(4) == 0);
  CHECK_FALSE(above.ok());
}

TEST_CASE("what is appended behind its length is as if it had been there before") {
  for (const size_t size : {size_t{0}, size_t{1}, size_t{127}, size_t{128}, size_t{20'000}}) {
    const std::string text(size, 'x');
    std::string copied = "before", appended = "before";
    WireWriter(copied).bytes(text);
    WireWriter(appended).sized([&](std::string& out) { out += text; });
    CHECK(appended == copied);
  }
}
