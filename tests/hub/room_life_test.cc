// A room that is let go and opened again; a hub that stops; what people pass to each other.
#include <doctest/doctest.h>

#include "hub/live_room.h"
#include "hub/stage.h"

using namespace interview;
using namespace interview::test;

TEST_CASE("a room without people is let go after a while, and opens as it was") {
  HubOptions options;
  options.idle_room_ms = 1'000;
  Stage stage(options);
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  stage.command(*ada, 1, command::Chat{"before", false});
  stage.run();
  stage.pass(5'000);
  CHECK(stage.hub->stats().rooms == 1);
  stage.leave(*ada);
  stage.pass(600);
  SUBCASE("not while somebody is there") {
    ada = stage.join("ada", Role::interviewer);
    stage.pass(600);
    CHECK(stage.hub->stats().rooms == 1);
    stage.leave(*ada);
    // From the last that left on.
    stage.pass(600);
    CHECK(stage.hub->stats().rooms == 1);
  }
  SUBCASE("nor soon after somebody was there shortly") {
    ada = stage.join("ada", Role::interviewer);
    stage.leave(*ada);
    stage.pass(600);
    CHECK(stage.hub->stats().rooms == 1);
  }
  SUBCASE("at once") {}
  stage.pass(500);
  CHECK(stage.hub->stats().rooms == 0);
  ada = stage.join("ada", Role::interviewer);
  const auto welcome = ada->take<wire::Welcome>();
  CHECK(welcome.acked == 1);
  CHECK(welcome.room.chat.at(0).text == "before");
}

TEST_CASE("a room in which nobody was let in is let go as well") {
  HubOptions options;
  options.idle_room_ms = 1'000;
  options.room.participants = 1;
  Stage stage(options);
  stage.room();
  auto ada = stage.join("ada");
  stage.leave(*ada);
  stage.pass(1'001);
  REQUIRE(stage.hub->stats().rooms == 0);
  SUBCASE("refused") {
    auto ben = stage.hello("reviewer/ben", "client_of_ben");
    stage.run();
    CHECK(ben->closed.has_value());
  }
  SUBCASE("gone before it was open") {
    auto ben = stage.hello("reviewer/ada", "client_of_ben");
    stage.leave(*ben);
    stage.run();
  }
  CHECK(stage.hub->stats().rooms == 1);
  stage.pass(1'001);
  CHECK(stage.hub->stats().rooms == 0);
}

TEST_CASE("a room is not let go before the store has everything") {
  HubOptions options;
  options.idle_room_ms = 1'000;
  Stage stage(options);
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  stage.store.fate = [](const std::vector<Append>&) { return Fate::cut_before; };
  stage.command(*ada, 1, command::Chat{"kept", false});
  stage.run();
  stage.leave(*ada);
  stage.pass(20'000);
  CHECK(stage.hub->stats().rooms == 1);
  stage.store.fate = nullptr;
  stage.pass(20'000);
  CHECK(stage.hub->stats().rooms == 0);
  CHECK(stage.join("ada")->take<wire::Welcome>().room.chat.size() == 1);
}

TEST_CASE("a room that was let go is gone, though tokens of those who were there have not run out") {
  HubOptions options;
  options.idle_room_ms = 1'000;
  Stage stage(options);
  stage.room();
  const auto core = std::make_shared<HubCore>(stage.parts(), options);
  const auto peer = std::make_shared<Peer>();
  const auto session = std::make_shared<HubSession>(core, peer);
  const std::string token = "reviewer/ada/" + std::to_string(stage.clock.now + 3'600'000);
  session->receive(wire::encode(wire::Hello{token, "r_room", "client_of_ada", 0, {}, false}));
  stage.run();
  REQUIRE(peer->has<wire::Welcome>());
  std::weak_ptr<LiveRoom> room;
  {
    const auto live = core->room("r_room");
    room = live;
    live->ask([](const Result<void>& open) { CHECK(open.ok()); });
  }
  session->closed();
  stage.run();
  CHECK_FALSE(room.expired());
  stage.pass(1'001);
  CHECK(core->stats().rooms == 0);
  CHECK(room.expired());
}

TEST_CASE("a hub that stops closes everybody, and commits what is pending") {
  Stage stage;
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  auto ben = stage.connect();
  stage.hold_writer = true;
  stage.command(*ada, 1, command::Chat{"the last word", false});
  stage.run();
  bool stopped = false;
  stage.hub->stop([&] { stopped = true; });
  stage.run();
  CHECK(ada->closed == wire::Close::going_away);
  CHECK_FALSE(stopped);
  stage.say(*ben, wire::Hello{"reviewer/ben", "r_room", "client_of_ben", 0, {}, false});
  stage.run();
  CHECK(ben->closed == wire::Close::going_away);
  stage.hold_writer = false;
  stage.run();
  CHECK(stopped);
  stage.restart();
  CHECK(stage.join("ada")->take<wire::Welcome>().room.chat.size() == 1);
}

TEST_CASE("a hub stops although its store is away") {
  Stage stage;
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  stage.store.dead = true;
  stage.command(*ada, 1, command::Chat{"lost, and nobody was told otherwise", false});
  stage.run();
  CHECK_FALSE(ada->has<wire::Events>());
  bool stopped = false;
  stage.hub->stop([&] { stopped = true; });
  stage.pass(2'000);
  CHECK(stopped);
}

TEST_CASE("a signal goes to one connection, in order, and to nobody who is gone") {
  Stage stage;
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  auto ben = stage.join("ben");
  auto olga = stage.join("olga", Role::observer);
  const auto from = ada->take<wire::Welcome>(), to = ben->take<wire::Welcome>();
  stage.say(*ada, wire::Signal{to.connection, R"({"sdp":"offer"})"});
  stage.say(*ada, wire::Signal{to.connection, R"({"candidate":1})"});
  stage.run();
  auto got = ben->take<wire::Signalled>();
  CHECK((got.from == from.connection && got.by == from.you && got.data == R"({"sdp":"offer"})"));
  CHECK(ben->take<wire::Signalled>().data == R"({"candidate":1})");
  CHECK_FALSE(olga->has<wire::Signalled>());
  stage.say(*olga, wire::Signal{to.connection, "{}"});
  stage.run();
  CHECK(olga->take<wire::Refusal>().code == Errc::not_permitted);
  CHECK_FALSE(ben->has<wire::Signalled>());
  stage.leave(*ben);
  stage.say(*ada, wire::Signal{to.connection, "{}"});
  stage.run();
  CHECK_FALSE(ada->has<wire::Refusal>());
  // Signals are in no log.
  auto log = stage.store.read("r_room", 0, 1'000, SIZE_MAX);
  for (const Record& record : *log) CHECK(record.body.find("candidate") == std::string::npos);
}

TEST_CASE("a signal passes while the store is away") {
  Stage stage;
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  auto ben = stage.join("ben");
  const uint32_t to = ben->take<wire::Welcome>().connection;
  stage.hold_writer = true;
  stage.command(*ada, 1, command::Chat{"waits", false});
  stage.say(*ada, wire::Signal{to, "{}"});
  stage.run();
  CHECK(ben->has<wire::Signalled>());
  CHECK_FALSE(ben->has<wire::Events>());
}

TEST_CASE(
    "a selection is brought to the head, waits for the edit it counts in, and is dropped when it fits no "
    "more") {
  Stage stage;
  stage.room("r_room", "");
  auto ada = stage.join("ada", Role::interviewer);
  auto ben = stage.join("ben");
  stage.command(*ada, 1, command::OpenDoc{"main.py", "0123456789", 0});
  stage.run();
  ada->got.clear(), ben->got.clear();

  SUBCASE("at the head") {
    stage.say(*ada, wire::Select{1, 0, 0, {{3, 5}}});
    stage.run();
    const auto selected = ben->take<wire::Selected>();
    CHECK((selected.rev == 0 && selected.ranges.at(0).anchor == 3 && selected.ranges.at(0).head == 5));
    CHECK(ada->got.empty());
  }
  SUBCASE("behind what another did") {
    stage.command(*ben, 1, insert(1, 0, 10, 0, u"xx"));
    stage.say(*ada, wire::Select{1, 0, 0, {{3, 5}}});
    stage.run();
    const auto selected = ben->take<wire::Selected>();
    CHECK((selected.rev == 1 && selected.ranges.at(0).anchor == 5 && selected.ranges.at(0).head == 7));
  }
  SUBCASE("with an edit in flight") {
    stage.say(*ada, wire::Select{1, 0, 2, {{4, 4}}});
    stage.run();
    CHECK(ben->got.empty());
    stage.command(*ada, 2, insert(1, 0, 10, 3, u"x"));
    stage.run();
    const auto selected = ben->take<wire::Selected>();
    CHECK((selected.rev == 1 && selected.ranges.at(0).head == 4));
  }
  SUBCASE("with an edit in flight, behind another's") {
    stage.command(*ben, 1, insert(1, 0, 10, 0, u"xx"));
    stage.command(*ada, 2, insert(1, 0, 10, 3, u"x"));
    stage.say(*ada, wire::Select{1, 0, 2, {{4, 4}}});
    stage.run();
    CHECK_FALSE(ben->has<wire::Selected>());
  }
  SUBCASE("outside") {
    stage.say(*ada, wire::Select{1, 0, 0, {{3, 11}}});
    stage.say(*ada, wire::Select{2, 0, 0, {{0, 0}}});
    stage.say(*ada, wire::Select{1, 7, 0, {{0, 0}}});
    stage.run();
    CHECK(ben->got.empty());
    CHECK(ada->got.empty());
  }
  SUBCASE("before the edit it stands on is committed") {
    stage.hold_writer = true;
    stage.command(*ada, 2, insert(1, 0, 10, 3, u"x"));
    stage.say(*ada, wire::Select{1, 0, 2, {{4, 4}}});
    stage.run();
    CHECK(ben->got.empty());
    stage.hold_writer = false;
    stage.run();
    CHECK(std::holds_alternative<wire::Events>(ben->got.at(0)));
    CHECK(std::holds_alternative<wire::Selected>(ben->got.at(1)));
  }
}

TEST_CASE("who is no interviewer any more still learns what became of the own line among them") {
  Stage stage;
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  auto ida = stage.join("ida", Role::interviewer);
  const uint32_t number = ida->take<wire::Welcome>().you;
  ida->stopped = true;
  stage.command(*ada, 1, command::Chat{"not for her", true});
  stage.command(*ida, 1, command::Chat{"her own", true});
  stage.command(*ada, 2, command::SetRole{number, Role::reviewer});
  stage.run();
  ida->stopped = false;
  ida->session->drained();
  stage.run();
  const auto events = ida->events();
  REQUIRE(events.size() == 2);
  CHECK(events[0].n == 1);
  CHECK(std::holds_alternative<event::RoleChanged>(events[1].event));
}

TEST_CASE("what is among interviewers, and whose command it was, is nobody else's") {
  Stage stage;
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  auto ida = stage.join("ida", Role::interviewer);
  auto ben = stage.join("ben");
  auto second_window = stage.hello("interviewer/ada", "client_of_ada_2");
  stage.run();
  stage.command(*ada, 1, command::Chat{"secret", true});
  stage.command(*ada, 2, command::Chat{"open", false});
  stage.run();
  const auto to_ada = ada->events(), to_ida = ida->events(), to_ben = ben->events();
  REQUIRE((!to_ada.empty() && to_ida.size() > 1 && !to_ben.empty()));
  CHECK(std::get<event::Chat>(to_ben.back().event).text == "open");
  for (const SeenEvent& event : to_ben) {
    const auto* line = std::get_if<event::Chat>(&event.event);
    CHECK((!line || line->text != "secret"));
    CHECK(event.client.empty());
    CHECK(event.n == 0);
  }
  CHECK(to_ada.back().client == "client_of_ada");
  CHECK(to_ada.back().n == 2);
  CHECK(to_ida.back().client.empty());
  CHECK(std::get<event::Chat>(to_ida[to_ida.size() - 2].event).text == "secret");
  for (const SeenEvent& event : second_window->events()) CHECK(event.client.empty());
  // The same from a snapshot.
  CHECK(stage.join("cid")->take<wire::Welcome>().room.chat.size() == 1);
}

TEST_CASE("whoever sent a command sees it done, though the right to see such things was lost since") {
  Stage stage;
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  auto ida = stage.join("ida", Role::interviewer);
  stage.run();
  const uint32_t number = ada->take<wire::Welcome>().you;
  stage.hold_writer = true;
  stage.command(*ada, 1, command::Chat{"secret", true});
  stage.command(*ida, 1, command::SetRole{number, Role::reviewer});
  stage.run();
  stage.hold_writer = false;
  stage.run();
  size_t own = 0;
  for (const SeenEvent& event : ada->events()) own += event.client == "client_of_ada" && event.n == 1;
  CHECK(own == 1);
}
