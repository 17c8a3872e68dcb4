#include "interview/text_buffer.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "support/random.h"

using namespace interview;

TEST_CASE("a buffer holds what a string holds after the same edits") {
  const uint64_t seed = test::test_seed();
  INFO("seed " << seed);
  test::Random random(seed);
  TextBuffer buffer;
  std::u16string model;
  for (size_t i = test::test_cases(100'000); i > 0; --i) {
    const size_t position = random.below(model.size() + 1);
    if (random.chance(0.55)) {
      const std::u16string text = random.text(random.chance(0.01) ? 300 : 4);
      buffer.insert(position, text);
      model.insert(position, text);
    } else {
      const size_t length = random.below(std::min<size_t>(model.size() - position, 6) + 1);
      buffer.erase(position, length);
      model.erase(position, length);
    }
    REQUIRE(buffer.size() == model.size());
    const size_t from = random.below(model.size() + 1);
    const size_t count = random.below(std::min<size_t>(model.size() - from, 40) + 1);
    REQUIRE(buffer.slice(from, count) == model.substr(from, count));
    if (!model.empty()) {
      const size_t at = random.below(model.size());
      REQUIRE(buffer[at] == model[at]);
    }
  }
  CHECK(buffer.text() == model);
  CHECK(buffer.lines() == 1 + static_cast<size_t>(std::count(model.begin(), model.end(), u'\n')));
}

TEST_CASE("buffers are values") {
  TextBuffer a(u"one\ntwo");
  TextBuffer b = a;
  b.insert(3, u"!");
  CHECK(a.text() == u"one\ntwo");
  CHECK(b.text() == u"one!\ntwo");
  CHECK_FALSE(a == b);
  TextBuffer c = std::move(b);
  CHECK(c.text() == u"one!\ntwo");
  CHECK(b.size() == 0);  // NOLINT(bugprone-use-after-move): a moved-from buffer is empty
  b = a;
  CHECK(b == a);
  CHECK(b.lines() == 2);
}

TEST_CASE("surrogate pairs are seen across the gap") {
  TextBuffer text(u"a\U0001F600b");
  text.insert(4, u"x");
  for (size_t gap = 0; gap <= text.size(); ++gap) {
    text.insert(gap, u"-");
    text.erase(gap, 1);
    for (size_t i = 0; i <= text.size(); ++i) CHECK(text.splits_pair(i) == (i == 2));
  }
}
