// What changed from one text to another.
#include "sync/text_difference.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "interview/text.h"
#include "ot/random_operation.h"
#include "support/random.h"

using namespace interview;
using cli::change_between;
using cli::difference;
using cli::least_change;

namespace {

std::u16string lines(size_t count, const std::u16string& each = u"line ") {
  std::u16string text;
  for (size_t i = 0; i < count; ++i) {
    text += each;
    for (const char digit : std::to_string(i)) text += static_cast<char16_t>(digit);
    text += u'\n';
  }
  return text;
}

// Straight from the definition.
size_t apart_by_table(std::u32string_view a, std::u32string_view b) {
  std::vector<std::vector<size_t>> common(a.size() + 1, std::vector<size_t>(b.size() + 1));
  for (size_t i = 1; i <= a.size(); ++i)
    for (size_t j = 1; j <= b.size(); ++j)
      common[i][j] =
          a[i - 1] == b[j - 1] ? common[i - 1][j - 1] + 1 : std::max(common[i - 1][j], common[i][j - 1]);
  return a.size() + b.size() - 2 * common[a.size()][b.size()];
}

std::u32string characters(std::u16string_view text) {
  std::u32string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const char32_t unit = text[i];
    out += is_high_surrogate(text[i]) ? 0x10000 + ((unit & 0x3FF) << 10) + (text[++i] & 0x3FF) : unit;
  }
  return out;
}

size_t changed_by(const Operation& op) {
  return op.inserted().size() + op.erased_length();
}

}  // namespace

TEST_CASE("a difference makes the new text of the old one and splits no pair") {
  const uint64_t seed = test::test_seed();
  INFO("INTERVIEW_TEST_SEED=" << seed);
  test::Random random(seed);
  for (size_t i = test::test_cases(4'000); i > 0; --i) {
    const std::u16string from = random.text(60);
    const std::u16string to =
        random.chance(0.3) ? random.text(60) : applied(test::random_operation(random, from), from);
    const Operation op = difference(from, to);
    REQUIRE(check(op, TextBuffer(from)).ok());
    CHECK(applied(op, from) == to);
    if (from == to) CHECK(op.is_identity());
    const cli::Change change = change_between(from, to);
    CHECK(change.inserted == op.inserted().size());
    CHECK(change.erased == op.erased_length());
    CHECK(least_change(from, to) <= change.characters);
  }
}

TEST_CASE("texts are apart by characters and by lines") {
  const uint64_t seed = test::test_seed();
  INFO("INTERVIEW_TEST_SEED=" << seed);
  test::Random random(seed);
  for (size_t i = test::test_cases(1'000); i > 0; --i) {
    std::u16string from = random.text(40), to = random.text(40);
    std::erase(from, u'\n'), std::erase(to, u'\n');
    const size_t lines = from == to ? 0 : from.size() + to.size();
    CHECK(change_between(from, to).characters == apart_by_table(characters(from), characters(to)));
    CHECK(change_between(from, to).lines == lines);
  }
  const cli::Change change = change_between(u"one\ntwo\nthree\n", u"one\ntoo\nthree\n");
  CHECK(change.characters == 2);
  CHECK(change.lines == 8);
}

TEST_CASE("surrogate pairs that share a half are replaced whole") {
  for (const auto& [from, to] : {std::pair{u"\U0001F600", u"\U0001F680"},
                                 {u"a\U0001F600b", u"a\U0001F601b"},
                                 {u"\U0001F600", u"\U0002F600"},
                                 {u"\U0001F600\U0001F600", u"\U0001F600"}}) {
    const Operation op = difference(from, to);
    CHECK(check(op, TextBuffer(from)).ok());
    CHECK(applied(op, from) == to);
  }
}

TEST_CASE("small changes are small operations") {
  const std::u16string text = u"int main() {\n  return foo(1, 2);\n}\n";
  const auto changed = [&](const std::u16string& to) { return changed_by(difference(text, to)); };
  CHECK(changed(u"int main() {\n  return food(1, 2);\n}\n") == 1);
  CHECK(changed(u"int main() {\n  return foo(1, 3);\n}\n") == 2);
  CHECK(changed(u"int main() {\n  return foo(1, 2);\n}") == 1);
  CHECK(changed(u"#include <a>\nint main() {\n  x();\n  return foo(1, 2);\n}\n") == 13 + 7);
  // Words that differ are replaced as a whole, not by the letters they happen to share.
  const Operation op = difference(u"x = alpha;\n", u"x = gamma;\n");
  CHECK(op == Operation().retain(4).insert(u"gamm").erase(4).retain(1).retain(2));
}

TEST_CASE("changes far apart in a large text stay apart") {
  const std::u16string from = lines(30'000);
  std::u16string to = u"first\n" + from;
  to.insert(to.size() / 2, u"middle");
  to += u"last\n";
  const Operation op = difference(from, to);
  CHECK(applied(op, from) == to);
  CHECK(changed_by(op) == 6 + 6 + 5);
  CHECK(change_between(from, to).inserted == 6 + 6 + 5);
}

TEST_CASE("large texts without anything in common are replaced, in time") {
  // Every line is there twice and in another order, so that none can serve as an anchor.
  std::u16string from = lines(15'000, u"a"), to = lines(15'000, u"b");
  from += from, to += to;
  const Operation op = difference(from, to);
  CHECK(applied(op, from) == to);
  const std::u16string one(1u << 20, u'x'), other(1u << 20, u'y');
  CHECK(applied(difference(one, other), one) == other);
  CHECK(difference(one, one).is_identity());
}

TEST_CASE("moved and repeated lines") {
  const std::u16string a = lines(2'000), b = lines(2'000, u"other ");
  for (const auto& [from, to] :
       {std::pair{a + b, b + a}, {a + a, a}, {a, a + b + a}, {std::u16string(), a}, {a, std::u16string()}}) {
    const Operation op = difference(from, to);
    CHECK(applied(op, from) == to);
    CHECK(changed_by(op) <= from.size() + to.size());
  }
  CHECK(changed_by(difference(a + a, a)) == a.size());
}

TEST_CASE("what is common by chance amid larger changes is replaced with them") {
  const std::u16string kept = u"def start():\n    pass\n";
  const std::u16string mine = u"\ndef area(w, h):\n    return w * h\n",
                       theirs = u"\nfor name in names:\n    print(name)\n";
  const Operation op = difference(kept + theirs, kept + mine);
  CHECK(applied(op, kept + theirs) == kept + mine);
  const cli::Change change = change_between(kept + theirs, kept + mine);
  CHECK(change.inserted + 2 >= mine.size());
  CHECK(change.erased + 2 >= theirs.size());
  // A long common line between small changes stays.
  CHECK(change_between(u"a\nlong common line\nb\n", u"x\nlong common line\ny\n").inserted == 2);
}
