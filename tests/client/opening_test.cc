// Opening, breaking and opening again.
#include <doctest/doctest.h>

#include "client/desk.h"

using namespace interview;
using namespace interview::test;

namespace {

wire::Hello hello_of(const std::string& json) {
  return std::get<wire::Hello>(std::get<wire::ClientMessage>(wire::decode_client_message(json)));
}

}  // namespace

TEST_CASE("the first hello says that nothing is known") {
  ClientSession session("r_desk", kDeskClient);
  const wire::Hello hello = hello_of(session.connected("jwt"));
  CHECK(hello.token == "jwt");
  CHECK(hello.room == "r_desk");
  CHECK(hello.client == kDeskClient);
  CHECK(hello.seen == 0);
  CHECK(hello.head.empty());
  CHECK_FALSE(hello.pending);
  CHECK(session.view().id == "r_desk");
}

TEST_CASE("a later hello says what was seen, and whether something is pending") {
  Desk desk(u"abc");
  desk.happened(event::Chat{"hi"});
  desk.session.disconnected();
  wire::Hello hello = hello_of(desk.session.connected("jwt"));
  CHECK(hello.seen == 11);
  CHECK(hello.head == "head11");
  CHECK_FALSE(hello.pending);
  desk.session.disconnected();
  desk.type(0, u"x");
  hello = hello_of(desk.session.connected("jwt"));
  CHECK(hello.pending);
}

TEST_CASE("a welcome replaces everything") {
  Desk desk(u"old");
  desk.type(0, u"x");
  desk.settle();
  desk.session.disconnected();
  CHECK(desk.session.view().connections.empty());
  desk.session.connected("jwt");
  desk.seq = 40;
  const auto notices = desk.take(desk.welcome({u"new", u"second"}));
  CHECK(find<notice::Loaded>(notices));
  CHECK(find<notice::CaughtUp>(notices));
  CHECK(desk.text() == u"new");
  CHECK(desk.session.seen() == 40);
  CHECK_FALSE(desk.session.undo(1).has_value());
}

TEST_CASE("numbers are never used again, also by a client that forgot how far it was") {
  ClientSession session("r_desk", kDeskClient);
  session.connected("jwt");
  wire::Welcome welcome = Desk(u"").welcome({u""});
  welcome.acked = 41;
  REQUIRE(session.receive(wire::encode(welcome)).ok());
  REQUIRE(session.send(command::Chat{"hi", false}).ok());
  REQUIRE(session.next().has_value());
  CHECK(session.last_command() == 42);
}

TEST_CASE("what was in flight when the connection broke") {
  Desk desk(u"abc");
  desk.type(3, u"d");
  desk.next();
  desk.type(4, u"e");
  SUBCASE("is sent again, where it now belongs, if the server never saw it") {
    desk.reconnect(0, 11);
    desk.remote(Operation::splice(3, 0, 0, u"X"));
    const wire::Numbered again = desk.next();
    CHECK(again.n == 1);
    CHECK(std::get<command::Edit>(again.command).op == Operation::splice(4, 4, 0, u"d"));
    CHECK(std::get<command::Edit>(again.command).base == 4);
  }
  SUBCASE("is recognised if the server did it") {
    desk.reconnect(1, 12);
    desk.remote(Operation::splice(3, 0, 0, u"X"));
    CHECK_FALSE(desk.session.live());
    const auto notices = desk.landed(1, desk.edited(Operation::splice(4, 4, 0, u"d")));
    CHECK(find<notice::Acknowledged>(notices)->n == 1);
    CHECK(find<notice::CaughtUp>(notices));
    const wire::Numbered rest = desk.next();
    CHECK(rest.n == 2);
    CHECK(std::get<command::Edit>(rest.command).op == Operation::splice(5, 5, 0, u"e"));
  }
  CHECK(desk.text() == u"Xabcde");
}

TEST_CASE(
    "a command other than an edit that the server did, and whose event is not for one's eyes, is "
    "acknowledged") {
  Desk desk(u"");
  REQUIRE(desk.session.send(command::Chat{"psst", true}).ok());
  desk.next();
  SUBCASE("by the resume") {
    desk.session.disconnected();
    desk.session.connected("jwt");
    const auto notices = desk.take(wire::Resume{1, 8, Role::reviewer, 1, 10, {}, true, {}});
    CHECK(find<notice::Acknowledged>(notices)->n == 1);
  }
  SUBCASE("by an ack") {
    const auto notices = desk.take(wire::Ack{1});
    CHECK(find<notice::Acknowledged>(notices)->n == 1);
    CHECK(desk.take(wire::Ack{1}).empty());
  }
  CHECK_FALSE(desk.session.has_pending());
}

TEST_CASE("who is here") {
  Desk desk(u"");
  desk.take(wire::Presence{2, 9, true});
  CHECK(desk.session.view().connections.at(9) == 2);
  desk.take(wire::Presence{2, 9, false});
  CHECK(desk.session.view().connections.empty());
  desk.session.disconnected();
  desk.session.connected("jwt");
  desk.take(wire::Resume{1, 8, Role::interviewer, 0, 10, {}, true, {{8, 1}, {9, 2}}});
  CHECK(desk.session.view().connections.size() == 2);
  CHECK(desk.session.connection() == 8);
}

TEST_CASE("work that was begun while a snapshot was on its way is kept, and resumed on the next connection") {
  Desk desk(u"abc");
  desk.session.disconnected();
  CHECK_FALSE(hello_of(desk.session.connected("jwt")).pending);
  desk.type(3, u"d");
  desk.seq = 20;
  CHECK(desk.refused(desk.welcome({u"another text"})) == Errc::stale);
  CHECK(desk.text() == u"abcd");
  desk.session.disconnected();
  const wire::Hello hello = hello_of(desk.session.connected("jwt"));
  CHECK(hello.pending);
  CHECK(hello.seen == 10);
  desk.seq = 10;
  desk.take(wire::Resume{1, 8, Role::interviewer, 0, 11, {}, true, {}});
  desk.remote(Operation::splice(3, 0, 0, u"X"));
  CHECK(desk.text() == u"Xabcd");
  CHECK(desk.next_edit().op.inserted() == u"d");
}

TEST_CASE("commands given before the first opening are resumed with the whole log") {
  ClientSession session("r_desk", kDeskClient);
  REQUIRE(session.send(command::Chat{"hi", false}).ok());
  CHECK(hello_of(session.connected("jwt")).pending);
  REQUIRE(session.receive(wire::encode(wire::Resume{1, 8, Role::interviewer, 0, 3, {}, true, {}})).ok());
  const auto seen = [](uint64_t seq, Event event) {
    return SeenEvent{seq, 0, 1, {}, 0, {}, "Ada", std::move(event)};
  };
  const wire::Events events{
      3,
      "head3",
      {seen(1, event::Opened{"Room", "python"}), seen(2, event::Joined{1, Role::interviewer, {}}),
       seen(3, event::DocOpened{1, "main.py", 0, "abc"})}};
  REQUIRE(session.receive(wire::encode(events)).ok());
  CHECK(session.live());
  CHECK(session.view().title == "Room");
  CHECK(session.view().name_of(1) == "Ada");
  CHECK(session.view().docs.at(1).text.text() == u"abc");
  CHECK(session.next().has_value());
}

TEST_CASE("a log that is another one ends the session, with the texts for the person") {
  Desk desk(u"abc");
  desk.type(3, u"d");
  desk.session.disconnected();
  desk.session.connected("jwt");
  const auto notices = desk.take(wire::Diverged{});
  const auto* diverged = find<notice::Diverged>(notices);
  REQUIRE(diverged);
  REQUIRE(diverged->texts.size() == 1);
  CHECK(diverged->texts[0].name == "doc1");
  CHECK(diverged->texts[0].text == "abcd");
  CHECK_FALSE(desk.session.live());
  CHECK_FALSE(desk.session.next().has_value());
}

TEST_CASE("the role follows the log") {
  Desk desk(u"");
  desk.happened(event::RoleChanged{2, Role::observer});
  CHECK(desk.session.role() == Role::interviewer);
  desk.happened(event::RoleChanged{1, Role::observer});
  CHECK(desk.session.role() == Role::observer);
  CHECK(desk.session.view().people.at(2).role == Role::observer);
}
