// Undo takes back what one did oneself, whatever others did since.
#include <doctest/doctest.h>

#include "client/desk.h"
#include "support/random.h"

using namespace interview;
using namespace interview::test;

TEST_CASE("undo and redo, step by step") {
  Desk desk(u"");
  desk.type(0, u"one");
  desk.type(3, u"two");
  desk.erase(0, 1);
  CHECK(desk.text() == u"netwo");
  CHECK(desk.session.undo(1).has_value());
  CHECK(desk.text() == u"onetwo");
  CHECK(desk.session.undo(1).has_value());
  CHECK(desk.text() == u"one");
  CHECK(desk.session.redo(1).has_value());
  CHECK(desk.text() == u"onetwo");
  CHECK(desk.session.undo(1).has_value());
  CHECK(desk.session.undo(1).has_value());
  CHECK(desk.text().empty());
  CHECK_FALSE(desk.session.undo(1).has_value());
  CHECK(desk.session.redo(1).has_value());
  desk.type(3, u"!");
  CHECK_FALSE(desk.session.redo(1).has_value());
  CHECK(desk.session.undo(1).has_value());
  CHECK(desk.text() == u"one");
}

TEST_CASE("an undo is an edit: it is sent") {
  Desk desk(u"");
  desk.type(0, u"one");
  desk.settle();
  const auto op = desk.session.undo(1);
  REQUIRE(op.has_value());
  CHECK(*op == Operation::splice(3, 0, 3, {}));
  CHECK(desk.next_edit().op == *op);
}

TEST_CASE("edits that are joined are undone together") {
  Desk desk(u"");
  desk.type(0, u"x", 1, true);
  desk.type(0, u"a");
  desk.type(1, u"b", 1, true);
  desk.next();
  desk.type(2, u"c", 1, true);
  CHECK(desk.session.undo(1).has_value());
  CHECK(desk.text() == u"x");
  CHECK(desk.session.redo(1).has_value());
  CHECK(desk.text() == u"abcx");
}

TEST_CASE("each document has an undo of its own") {
  Desk desk(std::vector<std::u16string>{u"", u""});
  desk.type(0, u"a", 1);
  desk.type(0, u"b", 2);
  CHECK(desk.session.undo(1).has_value());
  CHECK(desk.text(1).empty());
  CHECK(desk.text(2) == u"b");
  CHECK_FALSE(desk.session.undo(1).has_value());
  CHECK_FALSE(desk.session.undo(9).has_value());
  CHECK_FALSE(desk.session.redo(9).has_value());
}

TEST_CASE("as many steps are kept as was asked for") {
  ClientOptions options;
  options.undo_steps = 3;
  Desk desk(u"", options);
  for (int i = 0; i < 5; ++i) desk.type(0, u"x");
  while (desk.session.undo(1)) continue;
  CHECK(desk.text() == u"xx");
}

TEST_CASE("undo moves with the text of others, and leaves it") {
  Desk desk(u"abc");
  desk.type(1, u"mine");
  desk.settle();
  desk.remote(Operation::splice(7, 3, 0, u"THEIRS"));
  CHECK(desk.text() == u"amiTHEIRSnebc");
  CHECK(desk.session.undo(1).has_value());
  CHECK(desk.text() == u"aTHEIRSbc");
  CHECK(desk.session.redo(1).has_value());
  CHECK(desk.text() == u"amiTHEIRSnebc");
}

TEST_CASE("a step of which others have left nothing is passed over") {
  Desk desk(u"");
  desk.type(0, u"first");
  desk.type(5, u"second");
  desk.settle();
  desk.remote(Operation::splice(11, 5, 6, {}));
  CHECK(desk.session.undo(1).has_value());
  CHECK(desk.text().empty());
}

namespace {

bool is_theirs(char16_t unit) {
  return unit >= u'A' && unit <= u'Z';
}

std::u16string theirs(const std::u16string& text) {
  std::u16string out;
  for (const char16_t unit : text)
    if (is_theirs(unit)) out += unit;
  return out;
}

// Types small letters, and erases only such.
void edit_mine(Desk& desk, Random& random) {
  const std::u16string text = desk.text();
  const size_t at = random.below(text.size() + 1);
  if (at < text.size() && !is_theirs(text[at]) && random.chance(0.4))
    desk.erase(at, 1);
  else
    desk.type(at, std::u16string(random.between(1, 3), static_cast<char16_t>(u'a' + random.below(26))), 1,
              random.chance(0.2));
}

// The other types capital letters, and erases anything. Only while nothing of one's own is under way, so that
// the text there is the one here.
void edit_theirs(Desk& desk, Random& random) {
  const size_t size = desk.text().size();
  const size_t at = random.below(size + 1);
  if (at < size && random.chance(0.3))
    desk.remote(Operation::splice(size, at, random.between(1, std::min<size_t>(3, size - at)), {}));
  else
    desk.remote(
        Operation::splice(size, at, 0, std::u16string(2, static_cast<char16_t>(u'A' + random.below(26)))));
}

}  // namespace

TEST_CASE(
    "property: undo and redo never touch another's text, and undoing everything leaves nothing but it") {
  const uint64_t seed = test_seed();
  for (size_t i = test_cases(4'000); i > 0; --i) {
    const uint64_t case_seed = seed + i;
    CAPTURE(case_seed);
    Random random(case_seed);
    Desk desk(u"");
    for (size_t steps = random.between(5, 40); steps > 0; --steps) {
      const std::u16string before = theirs(desk.text());
      switch (random.below(6)) {
        case 0:
        case 1:
          edit_mine(desk, random);
          break;
        case 2:
          desk.session.undo(1);
          break;
        case 3:
          desk.session.redo(1);
          break;
        default:
          desk.settle();
          edit_theirs(desk, random);
          continue;
      }
      REQUIRE(theirs(desk.text()) == before);
    }
    const std::u16string left = theirs(desk.text());
    while (desk.session.undo(1)) continue;
    REQUIRE(desk.text() == left);
  }
}
