// What becomes of a refused command.
#include <doctest/doctest.h>

#include "client/desk.h"

using namespace interview;
using namespace interview::test;

namespace {

wire::Refusal final_refusal(uint64_t n, Errc code = Errc::locked) {
  return {n, code, "no", false};
}

}  // namespace

TEST_CASE("a final refusal rolls back exactly that edit, keeps what was typed since, and offers its text") {
  Desk desk(u"abcdef");
  Operation op;
  op.retain(1).insert(u"NEW").erase(2).retain(3);
  REQUIRE(desk.session.edit(1, op).ok());
  desk.next();
  desk.type(7, u"later");
  CHECK(desk.text() == u"aNEWdeflater");
  const auto notices = desk.take(final_refusal(1));
  CHECK(desk.text() == u"abcdeflater");
  const auto* refused = find<notice::Refused>(notices);
  REQUIRE(refused);
  CHECK(refused->n == 1);
  CHECK(refused->code == Errc::locked);
  CHECK_FALSE(refused->retry);
  CHECK(refused->text == "NEW");
  const auto* changed = find<notice::Changed>(notices);
  REQUIRE(changed);
  CHECK(applied(changed->op, u"aNEWdeflater") == u"abcdeflater");
  const wire::Numbered next = desk.next();
  CHECK(next.n == 2);
  CHECK(std::get<command::Edit>(next.command).op == Operation::splice(6, 6, 0, u"later"));
}

TEST_CASE("what came too fast may have been the command in flight: it is sent again") {
  Desk desk(u"abc");
  desk.type(3, u"d");
  desk.next();
  desk.type(4, u"e");
  const wire::Refusal too_fast{0, Errc::too_fast, "too many messages", true};
  const auto notices = desk.take(too_fast);
  const auto* refused = find<notice::Refused>(notices);
  REQUIRE(refused);
  CHECK(refused->n == 1);
  CHECK(refused->retry);
  CHECK_FALSE(desk.session.next().has_value());
  desk.session.retry();
  const wire::Numbered again = desk.next();
  CHECK(again.n == 1);
  CHECK(std::get<command::Edit>(again.command).op == Operation::splice(3, 3, 0, u"d"));
  SUBCASE("and it was") {
    desk.landed(1, desk.edited(Operation::splice(3, 3, 0, u"d")));
  }
  SUBCASE("or it was another message") {
    desk.landed(1, desk.edited(Operation::splice(3, 3, 0, u"d")));
    desk.take(wire::Ack{1});
  }
  CHECK(desk.next().n == 2);
  CHECK(desk.text() == u"abcde");
}

TEST_CASE("the roll-back goes past what was typed into the refused edit") {
  Desk desk(u"");
  desk.type(0, u"refused");
  desk.next();
  desk.type(2, u"KEPT");
  desk.erase(0, 1);
  CHECK(desk.text() == u"eKEPTfused");
  desk.take(final_refusal(1));
  CHECK(desk.text() == u"KEPT");
  CHECK(desk.next_edit().op == Operation::splice(0, 0, 0, u"KEPT"));
}

TEST_CASE("what others did meanwhile stays through a roll-back") {
  Desk desk(u"abc");
  desk.erase(0, 3);
  desk.next();
  desk.type(0, u"mine");
  desk.remote(Operation::splice(3, 1, 1, u"XY"));
  CHECK(desk.text() == u"mineXY");
  desk.take(final_refusal(1));
  CHECK(desk.text().find(u"XY") != std::u16string::npos);
  desk.settle();
  // What the other erased is not brought back.
  CHECK(desk.text().find(u'b') == std::u16string::npos);
  for (const char16_t unit : std::u16string(u"acmine")) CHECK(desk.text().find(unit) != std::u16string::npos);
}

TEST_CASE("undo does not bring refused text back") {
  Desk desk(u"-");
  desk.type(0, u"older");
  desk.settle();
  desk.type(0, u"refused");
  desk.next();
  desk.erase(0, 7);
  desk.type(0, u"kept");
  REQUIRE(desk.session.undo(1).has_value());
  REQUIRE(find<notice::Changed>(desk.take(final_refusal(2))));
  CHECK(desk.text() == u"older-");
  while (desk.session.undo(1)) CHECK(desk.text().find(u"refused") == std::u16string::npos);
  while (desk.session.redo(1)) CHECK(desk.text().find(u"refused") == std::u16string::npos);
  CHECK(desk.text().find(u"refused") == std::u16string::npos);
}

TEST_CASE("what was typed after a refused edit can be undone and done again") {
  Desk desk(std::vector<std::u16string>{u"abc", u""});
  desk.type(0, u"refused");
  desk.next();
  desk.erase(9, 1);  // the c
  desk.type(0, u"other", 2);
  desk.type(0, u"1");
  desk.take(final_refusal(1));
  CHECK(desk.text() == u"1ab");
  REQUIRE(desk.session.undo(1).has_value());
  CHECK(desk.text() == u"ab");
  REQUIRE(desk.session.undo(1).has_value());
  CHECK(desk.text() == u"abc");
  CHECK_FALSE(desk.session.undo(1).has_value());
  CHECK(desk.text(2) == u"other");
  REQUIRE(desk.session.redo(1).has_value());
  REQUIRE(desk.session.redo(1).has_value());
  CHECK(desk.text() == u"1ab");
}

TEST_CASE("a refusal to try again keeps the command, under its number, until retry()") {
  Desk desk(u"");
  desk.type(0, u"a");
  desk.next();
  desk.type(1, u"b");
  const auto notices = desk.take(wire::Refusal{1, Errc::busy, "later", true});
  CHECK(find<notice::Refused>(notices)->retry);
  CHECK(desk.text() == u"ab");
  CHECK_FALSE(desk.session.next().has_value());
  desk.remote(Operation::splice(0, 0, 0, u"X"));
  CHECK_FALSE(desk.session.next().has_value());
  desk.session.retry();
  const wire::Numbered again = desk.next();
  CHECK(again.n == 1);
  CHECK(std::get<command::Edit>(again.command).base == 4);
  CHECK(std::get<command::Edit>(again.command).op == Operation::splice(1, 0, 0, u"a"));
  CHECK_FALSE(desk.session.next().has_value());
}

TEST_CASE("a command that was held and then lands after all holds nothing back") {
  Desk desk(u"");
  desk.type(0, u"a");
  desk.next();
  desk.take(wire::Refusal{1, Errc::busy, "later", true});
  desk.type(1, u"b");
  desk.landed(1, desk.edited(Operation::splice(0, 0, 0, u"a")));
  CHECK(desk.next().n == 2);
}

TEST_CASE("a new connection sends what was held") {
  Desk desk(u"");
  desk.type(0, u"a");
  desk.next();
  desk.take(wire::Refusal{1, Errc::saving_paused, "later", true});
  desk.reconnect(0, 10);
  CHECK(desk.next().n == 1);
}

TEST_CASE("another command that is refused is gone, and comes back in the notice") {
  Desk desk(u"");
  REQUIRE(desk.session.send(command::Chat{"hush", true}).ok());
  desk.next();
  const auto notices = desk.take(final_refusal(1, Errc::not_permitted));
  const auto* refused = find<notice::Refused>(notices);
  REQUIRE(refused);
  CHECK(std::get<command::Chat>(refused->command).text == "hush");
  CHECK_FALSE(desk.session.has_pending());
  REQUIRE(desk.session.send(command::Chat{"hello", false}).ok());
  CHECK(desk.next().n == 2);
}

TEST_CASE("a refusal of no command, or of one that is not in flight, changes nothing") {
  Desk desk(u"");
  desk.type(0, u"a");
  for (const uint64_t n : {uint64_t{0}, uint64_t{1}, uint64_t{7}}) {
    const auto notices = desk.take(final_refusal(n));
    REQUIRE(find<notice::Refused>(notices));
    CHECK(find<notice::Refused>(notices)->n == n);
  }
  CHECK(desk.text() == u"a");
  CHECK(desk.next().n == 1);
}

TEST_CASE("a document that is removed takes its waiting edits with it, and their text is offered") {
  Desk desk(std::vector<std::u16string>{u"abc", u""});
  desk.type(0, u"flying");
  desk.next();
  desk.type(0, u"waiting");
  desk.type(0, u"other", 2);
  desk.type(0, u"again");
  const auto notices = desk.happened(event::DocRemoved{1});
  const auto* refused = find<notice::Refused>(notices);
  REQUIRE(refused);
  CHECK(refused->code == Errc::no_such_document);
  CHECK(refused->text == "waitingagain");
  CHECK(std::get<command::Edit>(refused->command).doc == 1);
  CHECK(desk.session.view().docs.count(1) == 0);
  CHECK_FALSE(desk.session.undo(1).has_value());
  CHECK_FALSE(desk.session.edit(1, Operation::splice(3, 0, 0, u"x")).ok());
  // The one in flight is answered by the server.
  const auto answer = desk.take(final_refusal(1, Errc::no_such_document));
  CHECK(find<notice::Refused>(answer)->text == "flying");
  CHECK(find<notice::Changed>(answer) == nullptr);
  const auto rest = desk.next_edit();
  CHECK(rest.doc == 2);
  CHECK(rest.op.inserted() == u"other");
}

TEST_CASE("an edit in flight of a removed document is sent again after a break, and refused") {
  Desk desk(u"abc");
  desk.type(0, u"flying");
  desk.next();
  desk.happened(event::DocRemoved{1});
  desk.reconnect(0, desk.seq);
  CHECK(desk.next().n == 1);
  CHECK(find<notice::Refused>(desk.take(final_refusal(1, Errc::no_such_document)))->text == "flying");
  CHECK_FALSE(desk.session.has_pending());
}

TEST_CASE("a document that one removes oneself takes what was typed into it since") {
  Desk desk(u"abc");
  REQUIRE(desk.session.send(command::RemoveDoc{1}).ok());
  desk.type(0, u"too late");
  desk.next();
  const auto notices = desk.landed(1, event::DocRemoved{1});
  CHECK(find<notice::Refused>(notices)->text == "too late");
  CHECK_FALSE(desk.session.has_pending());
}
