// A server that breaks the protocol: told as such, and nothing of it is taken.
#include <doctest/doctest.h>

#include "client/desk.h"

using namespace interview;
using namespace interview::test;

namespace {

// The message is refused as a breach, and changes nothing.
void refuses(Desk& desk, const wire::ServerMessage& message, Errc code = Errc::protocol) {
  const std::string before = desk.session.outbox();
  const std::u16string text = desk.text();
  CHECK(desk.refused(message) == code);
  CHECK(desk.session.outbox() == before);
  CHECK(desk.text() == text);
}

}  // namespace

TEST_CASE("messages that come at the wrong time") {
  Desk desk(u"abc");
  refuses(desk, desk.welcome({u"xyz"}));
  refuses(desk, wire::Resume{1, 8, Role::interviewer, 0, 10, {}, true, {}});
  desk.session.disconnected();
  refuses(desk, wire::Pong{});
  desk.session.connected("jwt");
  refuses(desk, desk.frame(event::Chat{"early"}, 2));
  refuses(desk, wire::Resume{1, 8, Role::interviewer, 0, 9, {}, true, {}});
  desk.type(0, u"x");
  desk.session.disconnected();
  desk.session.connected("jwt");
  refuses(desk, desk.welcome({u"xyz"}));
}

TEST_CASE("events that do not follow one another") {
  Desk desk(u"abc");
  desk.type(0, u"x");
  const auto chat = [](uint64_t seq) { return SeenEvent{seq, 0, 2, {}, 0, {}, {}, event::Chat{"hi"}}; };
  refuses(desk, wire::Events{11, "h", {chat(10)}});
  refuses(desk, wire::Events{12, "h", {chat(12), chat(11)}});
  refuses(desk, wire::Events{12, "h", {chat(11), chat(11)}});
  refuses(desk, wire::Events{11, "h", {chat(12)}});
  refuses(desk, wire::Events{9, "h", {}});
  refuses(desk, desk.frame(event::Edited{1, 5, Operation::identity(3), {}}, 2));
  refuses(desk, desk.frame(event::Edited{1, 3, Operation::identity(3), {}}, 2));
  refuses(desk, desk.frame(event::Edited{2, 1, Operation::identity(3), {}}, 2));
  refuses(desk, desk.frame(event::Edited{1, 4, Operation::identity(4), {}}, 2), Errc::op_out_of_range);
  refuses(desk, desk.frame(event::DocOpened{1, "again", 0, {}}, 2), Errc::gap);
  refuses(desk, desk.frame(event::DocRemoved{2}, 2), Errc::gap);
  refuses(desk, desk.frame(event::DocRenamed{2, "x"}, 2), Errc::gap);
  refuses(desk, desk.frame(event::RoleChanged{5, Role::observer}, 2), Errc::gap);
  refuses(desk, desk.frame(event::Removed{5}, 2), Errc::gap);
  // Numbers may be passed over: not everything is for everybody.
  CHECK(desk.take(wire::Events{15, "h", {chat(13)}}).size() == 1);
  CHECK(desk.session.seen() == 15);
}

TEST_CASE("one's own edit that comes back as something else") {
  Desk desk(u"abc");
  desk.type(0, u"x");
  desk.next();
  const auto own = [&](Event event) { return desk.frame(std::move(event), 1, kDeskClient, 1); };
  refuses(desk, own(desk.edited(Operation::splice(3, 0, 0, u"y"))));
  refuses(desk, own(desk.edited(Operation::splice(3, 1, 0, u"x"))));
  refuses(desk, own(event::Edited{2, 1, Operation::splice(3, 0, 0, u"x"), {}}));
  refuses(desk, own(event::Edited{1, 5, Operation::splice(3, 0, 0, u"x"), {}}));
  refuses(desk, own(event::Chat{"x"}));
  refuses(desk, wire::Ack{1});
  desk.landed(1, desk.edited(Operation::splice(3, 0, 0, u"x")));
  REQUIRE(desk.session.send(command::Chat{"x", false}).ok());
  desk.next();
  refuses(desk, desk.frame(desk.edited(Operation::splice(4, 0, 0, u"x")), 1, kDeskClient, 2));
}

TEST_CASE("a document that was removed does not come back under an edit in flight") {
  Desk desk(u"abc");
  desk.type(3, u"x");
  desk.next();
  desk.happened(event::DocRemoved{1});
  const std::string before = desk.session.outbox();
  CHECK(desk.refused(desk.frame(event::DocOpened{1, "again", 0, "another"}, 2)) == Errc::protocol);
  CHECK(desk.session.outbox() == before);
  desk.happened(event::DocOpened{2, "new", 0, "another"});
  CHECK(desk.text(2) == u"another");
}

TEST_CASE("an edit that the server says it has, and whose event never came") {
  Desk desk(u"abc");
  desk.type(0, u"x");
  desk.next();
  desk.session.disconnected();
  desk.session.connected("jwt");
  CHECK(desk.refused(wire::Resume{1, 8, Role::interviewer, 1, 10, {}, true, {}}) == Errc::protocol);
  CHECK(desk.text() == u"xabc");
  CHECK(desk.session.has_pending());
}

TEST_CASE("an ack of what was not sent on this connection is nothing") {
  Desk desk(u"");
  REQUIRE(desk.session.send(command::Chat{"x", false}).ok());
  CHECK(desk.take(wire::Ack{1}).empty());
  desk.next();
  desk.session.disconnected();
  desk.session.connected("jwt");
  CHECK(desk.take(wire::Ack{1}).empty());
  CHECK(desk.session.has_pending());
}

TEST_CASE("a frame that is good only to a part: the good part counts, and is not asked for again") {
  Desk desk(u"abc");
  desk.type(3, u"x");
  wire::Events events = desk.frame(desk.edited(Operation::splice(3, 0, 0, u"1")), 2);
  events.events.push_back(SeenEvent{12, 0, 2, {}, 0, {}, {}, event::DocRemoved{5}});
  events.upto = 12;
  CHECK(desk.refused(events) == Errc::gap);
  CHECK(desk.text() == u"1abcx");
  desk.session.disconnected();
  const auto hello = std::get<wire::Hello>(
      std::get<wire::ClientMessage>(wire::decode_client_message(desk.session.connected("jwt"))));
  CHECK(hello.seen == 11);
  // The head there was not told: the server takes that for another log, and the person keeps the text.
  CHECK(hello.head.empty());
}

TEST_CASE("an event of a later version is passed over, and those beside it count") {
  Desk desk(u"abc");
  const auto taken = desk.session.receive(
      R"({"type":"events","upto":13,"head":"h","events":[{"seq":11,"at":0,"by":2,"kind":"surprise","more":[]},)"
      R"({"seq":12,"at":0,"by":2,"kind":"edited","doc":1,"rev":4,"op":["x",3]},)"
      R"({"seq":13,"at":0,"by":2,"kind":"later"}]})");
  REQUIRE(taken.ok());
  CHECK(desk.text() == u"xabc");
  CHECK(desk.session.seen() == 13);
  CHECK(desk.session.live());
}

TEST_CASE("what is no message") {
  Desk desk(u"abc");
  for (const char* json :
       {"", "{", "[]", "null", "{}", R"({"type":5})", R"({"type":"ack"})", R"({"type":"ack","n":-1})",
        R"({"type":"events","upto":11,"head":"h","events":[5]})",
        R"({"type":"events","upto":11,"head":"h","events":[{"seq":11,"at":0,"by":2,"kind":"chat"}]})",
        R"({"type":"error","code":7})"}) {
    CAPTURE(json);
    const auto taken = desk.session.receive(json);
    REQUIRE_FALSE(taken.ok());
    CHECK(taken.error().code == Errc::bad_message);
  }
  const auto surprise = desk.session.receive(R"({"type":"surprise"})");
  REQUIRE_FALSE(surprise.ok());
  CHECK(surprise.error().code == Errc::unknown_type);
  CHECK(desk.session.seen() == 10);
  CHECK(desk.session.live());
}
