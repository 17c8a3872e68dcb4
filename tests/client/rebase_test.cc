// What others do meanwhile.
#include <doctest/doctest.h>

#include "client/desk.h"

using namespace interview;
using namespace interview::test;

TEST_CASE("another's edit shows, and the host is told how") {
  Desk desk(u"abc");
  const auto notices = desk.remote(Operation::splice(3, 1, 1, u"XY"));
  CHECK(desk.text() == u"aXYc");
  const auto* changed = find<notice::Changed>(notices);
  REQUIRE(changed);
  CHECK(changed->doc == 1);
  CHECK(changed->by == 2);
  CHECK(changed->op == Operation::splice(3, 1, 1, u"XY"));
}

TEST_CASE("what is in flight and what waits are rebased, and go out as they would have been typed there") {
  Desk desk(u"abc");
  desk.type(3, u"d");
  desk.next();
  desk.type(4, u"e");
  desk.erase(0, 1);
  CHECK(desk.text() == u"bcde");
  const auto notices = desk.remote(Operation::splice(3, 0, 0, u"XX"));
  CHECK(desk.text() == u"XXbcde");
  CHECK(find<notice::Changed>(notices)->op == Operation::splice(4, 0, 0, u"XX"));
  // The server brings it to the head in the same way.
  desk.landed(1, desk.edited(Operation::splice(5, 5, 0, u"d")));
  const auto rest = desk.next_edit();
  CHECK(rest.base == 5);
  Operation expected;
  expected.retain(2).erase(1).retain(3).insert(u"e");
  CHECK(rest.op == expected);
}

TEST_CASE("of two insertions at one place the one committed later stands left, on both sides") {
  SUBCASE("the other's is first") {
    Desk desk(u"|");
    desk.type(1, u"mine");
    desk.next();
    desk.type(5, u"+more");
    desk.remote(Operation::splice(1, 1, 0, u"THEIRS"));
    CHECK(desk.text() == u"|mine+moreTHEIRS");
    desk.landed(1, desk.edited(Operation::splice(7, 1, 0, u"mine")));
    CHECK(desk.next_edit().op == Operation::splice(11, 5, 0, u"+more"));
  }
  SUBCASE("one's own is first") {
    Desk desk(u"|");
    desk.type(1, u"mine");
    desk.next();
    desk.landed(1, desk.edited(Operation::splice(1, 1, 0, u"mine")));
    // As the server makes it of an insertion at the same place.
    desk.remote(Operation::splice(5, 1, 0, u"THEIRS"));
    CHECK(desk.text() == u"|THEIRSmine");
  }
}

TEST_CASE("another document is left alone") {
  Desk desk(std::vector<std::u16string>{u"abc", u"abc"});
  desk.type(0, u"1");
  desk.next();
  desk.type(0, u"2", 2);
  desk.remote(Operation::splice(3, 0, 3, {}), 2);
  CHECK(desk.text(1) == u"1abc");
  CHECK(desk.text(2) == u"2");
  desk.landed(1, desk.edited(Operation::splice(3, 0, 0, u"1")));
  CHECK(desk.next_edit().op == Operation::splice(0, 0, 0, u"2"));
}

TEST_CASE("what both erased is erased once") {
  Desk desk(u"abcdef");
  desk.erase(1, 3);
  desk.next();
  desk.remote(Operation::splice(6, 2, 3, {}));
  CHECK(desk.text() == u"af");
  desk.landed(1, desk.edited(Operation::splice(3, 1, 1, {})));
  CHECK_FALSE(desk.session.has_pending());
}

TEST_CASE("selections of others are brought to the text that is here") {
  Desk desk(u"abcdef");
  desk.type(0, u"12");
  desk.next();
  desk.erase(3, 1);  // the b
  const auto notices = desk.take(wire::Selected{2, 9, 1, 3, {{1, 4}, {6, 6}}});
  const auto* selected = find<wire::Selected>(notices);
  REQUIRE(selected);
  CHECK(selected->ranges[0].anchor == 3);
  CHECK(selected->ranges[0].head == 5);
  CHECK(selected->ranges[1].head == 7);
  // Of another revision than the one here they would point somewhere else.
  CHECK(desk.take(wire::Selected{2, 9, 1, 4, {{0, 0}}}).empty());
  CHECK(desk.take(wire::Selected{2, 9, 5, 0, {{0, 0}}}).empty());
  CHECK(desk.refused(wire::Selected{2, 9, 1, 3, {{0, 7}}}) == Errc::protocol);
}

TEST_CASE("one's own selection is sent when no edit of the document waits") {
  Desk desk(std::vector<std::u16string>{u"abc", u""});
  const auto select = [&]() -> std::optional<wire::Select> {
    const auto json = desk.session.select(1, {{1, 2}});
    if (!json) return std::nullopt;
    return std::get<wire::Select>(std::get<wire::ClientMessage>(wire::decode_client_message(*json)));
  };
  REQUIRE(select());
  CHECK(select()->base == 3);
  CHECK(select()->after == 0);
  CHECK(select()->ranges[0].head == 2);
  desk.type(0, u"x");
  CHECK_FALSE(select());
  desk.next();
  REQUIRE(select());
  CHECK(select()->after == 1);
  desk.type(0, u"other", 2);
  CHECK(select());
  desk.type(0, u"y");
  CHECK_FALSE(select());
  CHECK_FALSE(desk.session.select(3, {{0, 0}}));
  desk.landed(1, desk.edited(Operation::splice(3, 0, 0, u"x")));
  desk.settle();
  CHECK(select()->base == 5);
  CHECK(select()->after == 0);
  desk.session.disconnected();
  CHECK_FALSE(select());
}
