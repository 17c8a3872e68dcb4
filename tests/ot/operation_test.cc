#include "interview/operation.h"

#include <doctest/doctest.h>

using namespace interview;

TEST_CASE("building keeps an operation canonical") {
  Operation a;
  a.retain(1).retain(2).insert(u"x").insert(u"y").erase(1).insert(u"z").erase(2).retain(0).insert(u"").retain(
      1);
  Operation b;
  b.retain(3).insert(u"xyz").erase(3).retain(1);
  CHECK(a == b);
  CHECK(a.part_count() == 4);
  CHECK(a.base_length() == 7);
  CHECK(a.target_length() == 7);
  CHECK(a.erased_length() == 3);
  CHECK(a == Operation::splice(7, 3, 3, u"xyz"));

  Operation deleted_first;
  deleted_first.erase(2).insert(u"n");
  CHECK(deleted_first == Operation::splice(2, 0, 2, u"n"));
}

TEST_CASE("more parts than fit in place") {
  Operation many;
  std::u16string text, expected;
  for (int i = 0; i < 100; ++i) {
    many.retain(1).insert(u"ab").erase(1);
    text += u"12";
    expected += u"1ab";
  }
  CHECK(many.part_count() == 300);
  CHECK(applied(many, text) == expected);
}

TEST_CASE("of two insertions at one place the left one stands first, whatever they say") {
  const Operation a = Operation::splice(2, 1, 0, u"zz");
  const Operation b = Operation::splice(2, 1, 0, u"aa");
  CHECK(applied(transform(a, b, Side::left), applied(b, u"()")) == u"(zzaa)");
  CHECK(applied(transform(b, a, Side::right), applied(a, u"()")) == u"(zzaa)");
  CHECK(applied(transform(a, b, Side::right), applied(b, u"()")) == u"(aazz)");
}

TEST_CASE("composing committed operations first and transforming against the sum gives another text") {
  // Why the room transforms one by one.
  const std::u16string text = u"ab";
  const Operation first = Operation::splice(2, 1, 1, u"");    // "a"
  const Operation second = Operation::splice(1, 1, 0, u"X");  // "aX"
  const Operation mine = Operation::splice(2, 2, 0, u"m");    // after the b that goes
  const Operation one_by_one = transform(transform(mine, first, Side::left), second, Side::left);
  const Operation against_sum = transform(mine, compose(first, second), Side::left);
  CHECK(applied(one_by_one, u"aX") == u"amX");
  CHECK(applied(against_sum, u"aX") == u"aXm");
}

TEST_CASE("what does not fit a text is refused with its reason") {
  const TextBuffer text(u"a\U0001F600b");  // 4 units
  CHECK(check(Operation::identity(4), text).ok());
  CHECK(check(Operation::identity(3), text).error().code == Errc::op_out_of_range);
  CHECK(check(Operation::identity(5), text).error().code == Errc::op_out_of_range);
  CHECK(check(Operation::splice(4, 2, 0, u"x"), text).error().code == Errc::op_splits_pair);
  CHECK(check(Operation::splice(4, 1, 1, u""), text).error().code == Errc::op_splits_pair);
  CHECK(check(Operation::splice(4, 2, 1, u""), text).error().code == Errc::op_splits_pair);
  CHECK(check(Operation::splice(4, 1, 2, u""), text).ok());
  CHECK(check(Operation::splice(4, 0, 0, std::u16string{0xD83D}), text).error().code == Errc::bad_text);
  CHECK(check(Operation::splice(4, 0, 0, std::u16string{0xDE00}), text).error().code == Errc::bad_text);
  CHECK(check(Operation::splice(4, 0, 0, u"a\r\n"), text).error().code == Errc::op_carriage_return);
}

TEST_CASE("a document at its limit takes no more, but can shrink") {
  const TextBuffer text(u"12345");
  CHECK(check(Operation::splice(5, 0, 0, u"x"), text, 5).error().code == Errc::document_too_big);
  CHECK(check(Operation::splice(5, 0, 1, u"x"), text, 5).ok());
  CHECK(check(Operation::splice(5, 0, 1, u""), text, 3).ok());
}

TEST_CASE("selections move with the text; typing at their ends stays outside") {
  const Operation before = Operation::splice(10, 2, 0, u"xx");
  CHECK(transform({4, 6}, before).anchor == 6);
  CHECK(transform({4, 6}, before).head == 8);
  const Operation at_low = Operation::splice(10, 4, 0, u"xx");
  CHECK(transform({4, 6}, at_low).anchor == 6);
  CHECK(transform({6, 4}, at_low).head == 6);
  const Operation at_high = Operation::splice(10, 6, 0, u"xx");
  CHECK(transform({4, 6}, at_high).head == 6);
  CHECK(transform({6, 6}, at_high).head == 6);
  const Operation around = Operation::splice(10, 3, 5, u"y");
  const Selection gone = transform({4, 6}, around);
  CHECK(gone.anchor == gone.head);
}
