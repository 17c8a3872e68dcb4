// What a session may ask for, and what a slow one costs.
#include <doctest/doctest.h>

#include "hub/stage.h"

using namespace interview;
using namespace interview::test;

TEST_CASE("who says nothing is closed") {
  HubOptions options;
  options.hello_ms = 500;
  Stage stage(options);
  stage.room();
  auto silent = stage.connect();
  auto ada = stage.join("ada");
  stage.pass(499);
  CHECK_FALSE(silent->closed.has_value());
  stage.pass(2);
  CHECK(silent->closed == wire::Close::protocol_error);
  CHECK_FALSE(ada->closed.has_value());
}

TEST_CASE("too many messages are refused, and far too many end the session") {
  HubOptions options;
  options.messages_per_second = 10;
  options.message_burst = 20;
  Stage stage(options);
  stage.room();
  auto ada = stage.join("ada");
  ada->got.clear();
  for (int i = 0; i < 19; ++i) stage.say(*ada, wire::Ping{});
  stage.run();
  CHECK_FALSE(ada->has<wire::Refusal>());
  stage.say(*ada, wire::Ping{});
  CHECK(ada->take<wire::Refusal>().code == Errc::too_fast);
  stage.pass(1'000);
  ada->got.clear();
  for (int i = 0; i < 10; ++i) stage.say(*ada, wire::Ping{});
  CHECK_FALSE(ada->has<wire::Refusal>());
  for (int i = 0; i < 19; ++i) stage.say(*ada, wire::Ping{});
  CHECK_FALSE(ada->closed.has_value());
  stage.say(*ada, wire::Ping{});
  CHECK(ada->closed == wire::Close::too_fast);
  stage.say(*ada, wire::Ping{});
  stage.run();
  CHECK(ada->calls_after_close == 0);
}

TEST_CASE("a receiver that stops reading costs bounded memory, and catches up") {
  HubOptions options;
  options.message_burst = 2'000;
  options.tail_bytes = 2'000;
  options.frame_bytes = 1'000;
  Stage stage(options);
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  auto ben = stage.join("ben");
  ben->got.clear();
  ben->stopped = true;
  const size_t before = ben->bytes;
  for (uint64_t n = 1; n <= 500; ++n) {
    stage.command(*ada, n, command::Chat{std::string(100, 'x'), false});
    stage.say(*ada, wire::Select{1, 0, 0, {{0, 0}}});
    stage.run();
  }
  CHECK(ben->bytes == before);
  ben->stopped = false;
  ben->session->drained();
  stage.run();
  CHECK(ben->events().size() == 500);
  CHECK(stage.store.reads > 0);
  // Of the selections only the last one is told.
  size_t selections = 0;
  for (const wire::ServerMessage& message : ben->got)
    selections += std::holds_alternative<wire::Selected>(message);
  CHECK(selections == 1);
}

TEST_CASE("what was missed comes in frames of a bounded size") {
  HubOptions options;
  options.frame_bytes = 1'000;
  Stage stage(options);
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  auto ben = stage.join("ben");
  ben->stopped = true;
  for (uint64_t n = 1; n <= 50; ++n) stage.command(*ada, n, command::Chat{std::string(100, 'x'), false});
  stage.run();
  ben->stopped = false;
  ben->session->drained();
  stage.run();
  size_t frames = 0;
  for (const wire::ServerMessage& message : ben->got) frames += std::holds_alternative<wire::Events>(message);
  CHECK(frames >= 50 * 100 / options.frame_bytes);
  CHECK(ben->events().size() == 50);
}

TEST_CASE("a receiver for whom too much waits is closed, and may come back") {
  HubOptions options;
  options.waiting_bytes = 20'000;
  Stage stage(options);
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  auto ben = stage.join("ben");
  const uint32_t connection = ben->take<wire::Welcome>().connection;
  const size_t before = ben->bytes;
  ben->stopped = true;
  SUBCASE("signals") {
    for (int i = 0; i < 300 && !ben->closed; ++i)
      stage.say(*ada, wire::Signal{connection, "{\"sdp\":\"x\"}"}), stage.run();
  }
  SUBCASE("who comes and goes") {
    for (int i = 0; i < 300 && !ben->closed; ++i) stage.leave(*stage.join("cid"));
  }
  SUBCASE("answers to what it asks") {
    for (int i = 0; i < 300 && !ben->closed; ++i) stage.say(*ben, wire::Ping{}), stage.run(), stage.pass(100);
  }
  CHECK(ben->bytes == before);
  CHECK(ben->closed == wire::Close::going_away);
  CHECK(wire::may_reconnect(static_cast<uint16_t>(*ben->closed)));
  CHECK_FALSE(ada->closed.has_value());
}

TEST_CASE("selections that wait are counted, the newest of each connection and document alone") {
  HubOptions options;
  options.waiting_bytes = 20'000;
  Stage stage(options);
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  auto ben = stage.join("ben");
  for (uint64_t n = 1; n <= 40; ++n)
    stage.command(*ada, n, command::OpenDoc{"file" + std::to_string(n), "", 0});
  stage.run();
  ben->stopped = true;
  const std::vector<Selection> ranges(64, Selection{0, 0});
  SUBCASE("of one document") {
    for (int i = 0; i < 100; ++i) stage.say(*ada, wire::Select{2, 0, 0, ranges});
    stage.run();
    CHECK_FALSE(ben->closed.has_value());
    // What was told does not count any more.
    ben->stopped = false;
    for (uint32_t i = 0; i < 100; ++i) stage.say(*ada, wire::Select{2 + i % 40, 0, 0, ranges});
    stage.run();
    CHECK_FALSE(ben->closed.has_value());
  }
  SUBCASE("of many documents") {
    for (uint32_t doc = 2; doc <= 41; ++doc) stage.say(*ada, wire::Select{doc, 0, 0, ranges});
    stage.run();
    CHECK(ben->closed == wire::Close::going_away);
  }
  CHECK_FALSE(ada->closed.has_value());
}

TEST_CASE("the selections of one message share what may be read for it; beyond, it is dropped") {
  HubOptions options;
  options.room.history.transform_parts = 100;
  Stage stage(options);
  stage.room("r_room", "");
  auto ada = stage.join("ada", Role::interviewer);
  auto ben = stage.join("ben");
  stage.command(*ada, 1, command::OpenDoc{"main.py", "0123456789", 0});
  for (uint64_t n = 0; n < 5; ++n) stage.command(*ada, n + 2, insert(1, n, 10 + n, 0, u"x"));
  stage.run();
  stage.say(*ada, wire::Select{1, 0, 0, std::vector<Selection>(11)});
  stage.run();
  CHECK_FALSE(ben->has<wire::Selected>());
  stage.say(*ada, wire::Select{1, 0, 0, std::vector<Selection>(10)});
  stage.run();
  CHECK(ben->take<wire::Selected>().ranges.size() == 10);
}

TEST_CASE("the selections of a connection that is gone are not told any more") {
  HubOptions options;
  options.waiting_bytes = 15'000;
  Stage stage(options);
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  auto ben = stage.join("ben");
  ben->got.clear();
  ben->stopped = true;
  stage.say(*ada, wire::Select{1, 0, 0, {{0, 0}}});
  for (int i = 0; i < 20; ++i) {
    auto cid = stage.join("cid");
    stage.say(*cid, wire::Select{1, 0, 0, std::vector<Selection>(64)});
    stage.run();
    stage.leave(*cid);
  }
  stage.run();
  CHECK_FALSE(ben->closed.has_value());
  ben->stopped = false;
  ben->session->drained();
  stage.run();
  const uint32_t connection = ada->take<wire::Welcome>().connection;
  CHECK(ben->take<wire::Selected>().connection == connection);
  CHECK_FALSE(ben->has<wire::Selected>());
}

TEST_CASE("a token that runs out ends the session, unless it is renewed") {
  Stage stage;
  stage.room();
  const int64_t end = stage.clock.now + 5'000;
  auto ada = stage.hello("reviewer/ada/" + std::to_string(end), "client_of_ada");
  auto ben = stage.hello("reviewer/ben/" + std::to_string(end), "client_of_ben");
  stage.run();
  REQUIRE((ada->has<wire::Welcome>() && ben->has<wire::Welcome>()));
  stage.say(*ben, wire::Renew{});
  stage.run();
  CHECK(ben->take<wire::Token>().token == "renewed for ben");
  stage.pass(4'999);
  CHECK_FALSE(ada->closed.has_value());
  stage.pass(1);
  CHECK(ada->closed == wire::Close::bad_token);
  CHECK_FALSE(ben->closed.has_value());
  stage.pass(60'000);
  CHECK(ben->closed == wire::Close::bad_token);
}

TEST_CASE("messages that are none, and commands that may not be, are refused with a typed error") {
  Stage stage;
  stage.room();
  auto ada = stage.join("ada");
  auto olga = stage.join("olga", Role::observer);
  const auto answer = [&](Peer& peer, const std::string& json) {
    peer.got.clear();
    peer.session->receive(json);
    stage.run();
    REQUIRE(peer.got.size() == 1);
    return peer.take<wire::Refusal>();
  };
  CHECK(answer(*ada, "{").code == Errc::bad_message);
  CHECK(answer(*ada, R"({"type":"dance"})").code == Errc::unknown_type);
  CHECK(answer(*ada, std::string(100, '[') + std::string(100, ']')).code == Errc::too_deep);
  CHECK(answer(*ada, "{\"type\":\"chat\",\"n\":1,\"text\":\"" + std::string(300'000, 'x') + "\"}").code ==
        Errc::too_big);
  CHECK(answer(*ada, R"({"type":"chat","n":1,"text":"\ud800","to":"all"})").code == Errc::bad_text);
  auto refusal = answer(*ada, R"({"type":"edit","n":7,"doc":99,"base":0,"op":["x"]})");
  CHECK((refusal.n == 7 && refusal.code == Errc::no_such_document && !refusal.retry));
  CHECK(answer(*ada, R"({"type":"edit","n":7,"doc":1,"base":0,"op":[9999,"x"]})").code ==
        Errc::op_out_of_range);
  CHECK(answer(*ada, R"({"type":"edit","n":7,"doc":1,"base":0,"op":["a","b"]})").code == Errc::op_malformed);
  CHECK(answer(*olga, R"({"type":"edit","n":1,"doc":1,"base":0,"op":["x"]})").code == Errc::not_permitted);
  CHECK(stage.hub->stats().refused == 9);
  stage.restart();
  CHECK(stage.join("ada")->take<wire::Welcome>().room.docs.at(1).rev == 0);
}
