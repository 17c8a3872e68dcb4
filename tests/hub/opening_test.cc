// How a session begins: the token, the snapshot or the events missed, and who may not come in.
#include <doctest/doctest.h>

#include "hub/stage.h"

using namespace interview;
using namespace interview::test;

namespace {

// Ada has typed `count` lines of chat.
std::shared_ptr<Peer> chat(Stage& stage, int count) {
  auto ada = stage.join("ada", Role::interviewer);
  for (int i = 1; i <= count; ++i)
    stage.command(*ada, static_cast<uint64_t>(i), command::Chat{"line " + std::to_string(i), false});
  stage.run();
  return ada;
}

}  // namespace

TEST_CASE("a welcome tells who one is and what is there") {
  Stage stage;
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  auto ben = stage.join("ben");
  const auto first = ada->take<wire::Welcome>(), second = ben->take<wire::Welcome>();
  CHECK(first.role == Role::interviewer);
  CHECK(second.role == Role::reviewer);
  CHECK(first.you != second.you);
  CHECK(first.connection != second.connection);
  CHECK(second.acked == 0);
  CHECK(second.saving);
  CHECK(second.ice.find("ben") != std::string::npos);
  CHECK(second.room.docs.size() == 1);
  CHECK(second.room.people.at(first.you).name == "Name of ada");
  CHECK(second.room.connections ==
        std::map<uint32_t, uint32_t>{{first.connection, first.you}, {second.connection, second.you}});
  const auto presence = ada->take<wire::Presence>();
  CHECK((presence.by == second.you && presence.connection == second.connection && presence.online));
  stage.leave(*ben);
  stage.run();
  CHECK_FALSE(ada->take<wire::Presence>().online);
}

TEST_CASE("an opening tells the time of the room, and when the interview began") {
  Stage stage;
  stage.room();
  stage.pass(2'000);
  auto ada = stage.join("ada", Role::interviewer);
  const auto first = ada->take<wire::Welcome>();
  CHECK(first.time >= 2'000);
  CHECK_FALSE(first.room.began.has_value());
  stage.pass(3'000);
  auto ben = stage.join("ben");
  const auto second = ben->take<wire::Welcome>();
  const int64_t began = second.time;
  CHECK(began >= first.time + 3'000);
  CHECK(second.room.began == began);
  // Who was there finds the same in the events, and the room after a restart.
  RoomView seen = first.room;
  for (const SeenEvent& event : ada->events()) REQUIRE(fold(seen, event).ok());
  CHECK(seen.began == began);
  stage.pass(5'000);
  auto resumed = stage.hello("reviewer/ben", "client_of_ben", second.seq, second.head);
  stage.run();
  CHECK(resumed->take<wire::Resume>().time >= began + 5'000);
  stage.restart();
  auto eve = stage.join("eve", Role::observer);
  const auto third = eve->take<wire::Welcome>();
  CHECK(third.room.began == began);
  CHECK(third.time >= began + 5'000);
}

TEST_CASE("nothing is said before what it stands on is committed") {
  Stage stage;
  stage.room();
  stage.hold_writer = true;
  auto ada = stage.hello("interviewer/ada", "client_of_ada");
  stage.run();
  CHECK(ada->got.empty());
  SUBCASE("a welcome") {
    stage.hold_writer = false;
    stage.run();
    CHECK(ada->has<wire::Welcome>());
  }
  SUBCASE("a message before it ends the session") {
    stage.command(*ada, 1, command::Chat{"too early", false});
    stage.run();
    CHECK(ada->closed == wire::Close::protocol_error);
  }
}

TEST_CASE("a client that was away is told what it missed") {
  HubOptions options;
  SUBCASE("from memory") {}
  SUBCASE("from the store, in pages") {
    options.tail_bytes = 1;
    options.frame_bytes = 300;
  }
  Stage stage(options);
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  auto ben = stage.join("ben");
  stage.command(*ada, 1, command::Chat{"seen", false});
  stage.run();
  const auto welcome = ben->take<wire::Welcome>();
  const auto seen = ben->take<wire::Events>();
  stage.leave(*ben);
  for (uint64_t n = 2; n <= 40; ++n)
    stage.command(*ada, n, command::Chat{"missed " + std::to_string(n), false});
  stage.run();
  auto again = stage.hello("reviewer/ben", "client_of_ben", seen.upto, seen.head);
  stage.run();
  const auto resume = again->take<wire::Resume>();
  CHECK(resume.you == welcome.you);
  CHECK(resume.upto == seen.upto + 39);
  const auto missed = again->events();
  REQUIRE(missed.size() == 39);
  for (size_t i = 0; i < missed.size(); ++i) {
    CHECK(missed[i].seq == seen.upto + 1 + i);
    CHECK(std::get<event::Chat>(missed[i].event).text == "missed " + std::to_string(i + 2));
  }
}

TEST_CASE("a resume waits for the commit of what it counts") {
  Stage stage;
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  const auto welcome = ada->take<wire::Welcome>();
  stage.hold_writer = true;
  stage.command(*ada, 1, command::Chat{"not committed", false});
  stage.run();
  auto again = stage.hello("interviewer/ada", "client_of_ada", welcome.seq, welcome.head, true);
  stage.run();
  CHECK(again->got.empty());
  stage.hold_writer = false;
  stage.run();
  const auto resume = again->take<wire::Resume>();
  CHECK(resume.acked == 1);
  const auto events = again->events();
  REQUIRE(events.size() == 1);
  CHECK(events[0].n == 1);
}

TEST_CASE(
    "who has missed much and has nothing pending gets a snapshot, who has something pending every event") {
  HubOptions options;
  options.resume_events = 10;
  Stage stage(options);
  stage.room();
  auto ada = chat(stage, 1);
  auto ben = stage.join("ben");
  const auto welcome = ben->take<wire::Welcome>();
  stage.leave(*ben);
  for (uint64_t n = 2; n <= 30; ++n) stage.command(*ada, n, command::Chat{"missed", false});
  stage.run();
  bool pending = false;
  SUBCASE("nothing pending") {}
  SUBCASE("something pending") {
    pending = true;
  }
  auto again = stage.hello("reviewer/ben", "client_of_ben", welcome.seq, welcome.head, pending);
  stage.run();
  CHECK(again->has<wire::Resume>() == pending);
  CHECK(again->has<wire::Welcome>() == !pending);
}

TEST_CASE("a log that the client has not seen so is another one") {
  Stage stage;
  stage.room();
  auto ada = chat(stage, 3);
  const auto welcome = ada->take<wire::Welcome>();
  std::shared_ptr<Peer> ben;
  SUBCASE("another head") {
    ben = stage.hello("reviewer/ben", "client_of_ben", welcome.seq, std::string(43, 'A'), true);
  }
  SUBCASE("longer") {
    ben = stage.hello("reviewer/ben", "client_of_ben", 1'000'000, welcome.head, true);
  }
  stage.run();
  CHECK(ben->has<wire::Diverged>());
  CHECK(ben->closed == wire::Close::going_away);
}

TEST_CASE("the newest connection of a client wins") {
  Stage stage;
  stage.room();
  auto first = stage.join("ada");
  auto second = stage.join("ada");
  CHECK(first->closed == wire::Close::replaced);
  CHECK_FALSE(second->closed.has_value());
  // What the first still sends is not heard.
  stage.command(*first, 1, command::Chat{"ghost", false});
  stage.leave(*first);
  stage.run();
  CHECK(second->events().empty());
  CHECK(first->calls_after_close == 0);
}

TEST_CASE("who may not come in is told why") {
  HubOptions options;
  options.sessions_per_room = 2;
  options.room.participants = 3;
  Stage stage(options);
  stage.room();
  const auto refused = [&](const std::shared_ptr<Peer>& peer) {
    stage.run();
    REQUIRE(peer->closed.has_value());
    // It is told why, and nothing else.
    CHECK(peer->got.size() == 1);
    CHECK(peer->has<wire::Refusal>());
    return *peer->closed;
  };
  CHECK(refused(stage.hello("nonsense", "client_of_ada")) == wire::Close::bad_token);
  CHECK(refused(stage.hello("reviewer/ada", "client_of_ada", 0, {}, false, "r_nowhere")) ==
        wire::Close::no_such_room);
  CHECK(refused(stage.hello("reviewer/ada", "short")) == wire::Close::protocol_error);
  auto peer = stage.connect();
  stage.say(*peer, wire::Ping{});
  CHECK(refused(peer) == wire::Close::protocol_error);
  peer = stage.connect();
  peer->session->receive("{");
  CHECK(refused(peer) == wire::Close::protocol_error);
  auto ada = stage.join("ada", Role::interviewer);
  // Another's client id.
  CHECK(refused(stage.hello("reviewer/ben", "client_of_ada")) == wire::Close::not_permitted);
  auto ben = stage.join("ben");
  CHECK(stage.hub->stats().sessions >= 2);
  auto full = stage.hello("reviewer/cid", "client_of_cid");
  stage.run();
  CHECK(full->closed == wire::Close::going_away);
  stage.leave(*ben);
  stage.run();
  auto cid = stage.join("cid");
  stage.leave(*cid);
  auto many = stage.hello("reviewer/dan", "client_of_dan");
  stage.run();
  CHECK(many->closed.has_value());
  // Only those who came in are participants.
  const auto people = stage.store.people("r_room");
  REQUIRE(people.ok());
  CHECK(people->size() == 3);
}

TEST_CASE("who finds a room full comes back later, and a connection that replaces another takes its place") {
  HubOptions options;
  options.sessions_per_room = 2;
  Stage stage(options);
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  auto ben = stage.join("ben");
  auto cid = stage.hello("reviewer/cid", "client_of_cid");
  stage.run();
  const auto refusal = cid->take<wire::Refusal>();
  CHECK((refusal.code == Errc::busy && refusal.retry));
  CHECK(cid->closed == wire::Close::going_away);
  CHECK(cid->why_closed == "the room is full");
  // Ben comes anew before the server knows that his old connection is dead.
  auto again = stage.join("ben");
  CHECK(ben->closed == wire::Close::replaced);
  // Who is closed takes no place, though the connection is still there.
  stage.command(*ada, 1, command::Remove{again->take<wire::Welcome>().you});
  stage.run();
  CHECK(again->closed == wire::Close::not_permitted);
  stage.join("cid");
}

TEST_CASE("one person has so many connections at most, and keeps nobody else out") {
  CHECK(HubOptions().sessions_per_person == 16);
  HubOptions options;
  options.sessions_per_person = 2;
  Stage stage(options);
  stage.room();
  const auto connect = [&](const std::string& client) {
    auto peer = stage.hello("reviewer/ada", client);
    stage.run();
    return peer;
  };
  auto first = connect("client_of_ada_1"), second = connect("client_of_ada_2");
  auto third = connect("client_of_ada_3");
  const auto refusal = third->take<wire::Refusal>();
  CHECK((refusal.code == Errc::busy && refusal.retry));
  CHECK(third->closed == wire::Close::going_away);
  CHECK((!first->closed && !second->closed));
  CHECK_FALSE(stage.join("ben")->closed.has_value());
  // The same client anew.
  auto again = connect("client_of_ada_2");
  CHECK(again->has<wire::Welcome>());
  CHECK(second->closed == wire::Close::replaced);
  stage.leave(*first);
  CHECK(connect("client_of_ada_3")->has<wire::Welcome>());
}

TEST_CASE("somebody who is removed is closed, and does not come back") {
  Stage stage;
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  auto ben = stage.join("ben");
  const uint32_t number = ben->take<wire::Welcome>().you;
  stage.command(*ada, 1, command::Remove{number});
  stage.run();
  const auto events = ben->events();
  REQUIRE(events.size() == 1);
  CHECK(std::holds_alternative<event::Removed>(events[0].event));
  CHECK(ben->closed == wire::Close::not_permitted);
  stage.leave(*ben);
  auto again = stage.hello("reviewer/ben", "client_of_ben2");
  stage.run();
  CHECK(again->closed == wire::Close::not_permitted);
}

TEST_CASE("the store is away when somebody comes: closed, and welcome when it is back") {
  Stage stage;
  stage.room();
  stage.store.blind = true;
  auto ada = stage.hello("reviewer/ada", "client_of_ada");
  stage.run();
  CHECK(ada->closed == wire::Close::going_away);
  CHECK(stage.hub->stats().rooms == 0);
  stage.store.blind = false;
  stage.join("ada");
}

TEST_CASE("a client id stays its owner's when the owner is away") {
  Stage stage;
  stage.room();
  auto ada = stage.join("ada");
  stage.command(*ada, 1, command::Chat{"mine", false});
  stage.run();
  stage.leave(*ada);
  auto ben = stage.hello("reviewer/ben", "client_of_ada");
  stage.run();
  CHECK(ben->take<wire::Refusal>().code == Errc::client_of_another);
  CHECK(ben->closed == wire::Close::not_permitted);
  CHECK_FALSE(stage.join("ada")->closed.has_value());
}
