#include "interview/text.h"

#include <doctest/doctest.h>

#include "support/random.h"

using namespace interview;

TEST_CASE("text survives the way to UTF-8 and back") {
  const uint64_t seed = test::test_seed();
  INFO("seed " << seed);
  test::Random random(seed);
  for (size_t i = test::test_cases(20'000); i > 0; --i) {
    const std::u16string text = random.text(20);
    const auto utf8 = utf16_to_utf8(text);
    REQUIRE(utf8.ok());
    REQUIRE(is_valid_utf8(*utf8));
    REQUIRE(*utf8_to_utf16(*utf8) == text);
  }
}

TEST_CASE("malformed UTF-8 is refused") {
  for (const char* bad : {"\x80", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80",
                          "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe4\xb8", "a\xff", "\xf0\x9f\x98"}) {
    INFO(bad);
    CHECK_FALSE(is_valid_utf8(bad));
    CHECK(utf8_to_utf16(bad).error().code == Errc::bad_text);
  }
}

TEST_CASE("lone surrogates are refused") {
  for (const std::u16string& bad : {std::u16string{0xD800}, std::u16string{0xDC00},
                                    std::u16string{0xDC00, 0xD800}, std::u16string{u'a', 0xD83D, u'b'}}) {
    CHECK_FALSE(is_valid_utf16(bad));
    CHECK(utf16_to_utf8(bad).error().code == Errc::bad_text);
  }
  CHECK(is_valid_utf16(u"\U0001F600"));
}

TEST_CASE("a chunk of output is cut between characters") {
  const std::string text = "a\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80";
  const size_t boundaries[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10};
  for (size_t size = 0; size <= text.size(); ++size)
    CHECK(whole_utf8_prefix(std::string_view(text).substr(0, size)) == boundaries[size]);
  CHECK(whole_utf8_prefix("a\xff") == 2);
  CHECK(whole_utf8_prefix("\x80\x80\x80\x80") == 4);
  CHECK(whole_utf8_prefix("\xed\xa0") == 2);  // a surrogate can never become a character
}

TEST_CASE("output that is not UTF-8 is made so") {
  CHECK(to_valid_utf8("a\xff"
                      "b") ==
        "a\xEF\xBF\xBD"
        "b");
  CHECK(to_valid_utf8("\xe4\xb8") == "\xEF\xBF\xBD");
  CHECK(to_valid_utf8("\xe4\xb8\xad") == "\xe4\xb8\xad");
}
