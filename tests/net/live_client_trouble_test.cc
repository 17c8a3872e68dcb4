#include "net/live_scene.h"

using namespace interview;
using namespace interview::test;

TEST_CASE("a connection that breaks comes back, later each time, and at once after a success") {
  Scene scene;
  scene.come_in();
  scene.chat("one");
  scene.network.socket()->close(1001, "server going away");
  CHECK(scene.state() == LiveState::waiting);
  CHECK(scene.last_error.message == "server going away");
  uint32_t longest = 250;
  for (int attempt = 0; attempt < 12; ++attempt) {
    CAPTURE(attempt);
    CHECK(scene.last_delay <= longest);
    CHECK(scene.last_delay > longest / 2 - 1);
    const size_t sockets = scene.network.sockets.size();
    scene.network.advance(scene.last_delay - 1);
    CHECK(scene.network.sockets.size() == sockets);
    scene.network.advance(1);
    REQUIRE(scene.network.sockets.size() == sockets + 1);
    scene.network.socket()->close(1006, "no");
    longest = std::min(longest * 2, 15'000u);
  }
  scene.network.advance(scene.last_delay);
  scene.open();
  CHECK(scene.hello().seen == 10);
  CHECK(scene.hello().head == "head10");
  CHECK(scene.hello().pending);
  scene.resume();
  CHECK(scene.state() == LiveState::live);
  CHECK(scene.network.socket()->sent.size() == 2);
  scene.network.socket()->close(1006);
  CHECK(scene.last_delay <= 250);
}

TEST_CASE("closings that are for good") {
  struct Case {
    uint16_t code;
    Errc error;
  };
  for (const Case& c : {Case{4003, Errc::not_permitted}, Case{4004, Errc::no_such_room},
                        Case{4008, Errc::protocol}, Case{4009, Errc::closed}, Case{4013, Errc::too_big},
                        Case{1009, Errc::too_big}, Case{1015, Errc::bad_signature}}) {
    CAPTURE(c.code);
    Scene scene;
    scene.come_in();
    scene.network.socket()->close(c.code, "reason");
    CHECK(scene.state() == LiveState::over);
    CHECK(scene.last_error.code == c.error);
    scene.network.advance(3'600'000);
    CHECK(scene.network.sockets.size() == 1);
    CHECK(scene.network.timers() == 0);
  }
}

TEST_CASE("closings that are not") {
  for (const uint16_t code : {1000, 1001, 1006, 1011, 1013, 4029}) {
    CAPTURE(code);
    Scene scene;
    scene.come_in();
    scene.network.socket()->close(code, "reason");
    CHECK(scene.state() == LiveState::waiting);
  }
}

TEST_CASE("why the room does not let one in") {
  Scene scene;
  scene.start();
  scene.join();
  scene.open();
  scene.network.socket()->say(wire::Refusal{0, Errc::removed, "you were removed", false});
  scene.network.socket()->close(4003, "");
  CHECK(scene.state() == LiveState::over);
  CHECK(scene.last_error.code == Errc::removed);
  CHECK(scene.last_error.message == "you were removed");
}

TEST_CASE("a command that was refused for now is sent again after a while") {
  Scene scene;
  scene.come_in();
  scene.chat("one");
  scene.chat("two");
  scene.network.socket()->say(wire::Refusal{1, Errc::busy, "later", true});
  CHECK(scene.network.socket()->sent.size() == 2);
  scene.network.advance(499);
  CHECK(scene.network.socket()->sent.size() == 2);
  scene.network.advance(1);
  REQUIRE(scene.network.socket()->sent.size() == 3);
  CHECK(scene.network.socket()->sent[1] == scene.network.socket()->sent[2]);
  scene.ack(1);
  CHECK(std::get<wire::Numbered>(scene.network.socket()->message(3)).n == 2);
}

TEST_CASE("a command that was refused for now goes out at once on a new connection") {
  Scene scene;
  scene.come_in();
  scene.chat("one");
  scene.network.socket()->say(wire::Refusal{1, Errc::saving_paused, "later", true});
  scene.network.socket()->close(1001);
  scene.network.advance(scene.last_delay);
  scene.open();
  scene.resume();
  CHECK(scene.network.socket()->sent.size() == 2);
}

TEST_CASE("a server with another log: a new client") {
  Scene scene(true);
  scene.come_in();
  const std::string client = scene.client->session().client();
  scene.network.socket()->close(1006);
  scene.network.advance(scene.last_delay);
  scene.open();
  scene.network.socket()->say(wire::Diverged{});
  CHECK(scene.told<notice::Diverged>() == 1);
  scene.network.advance(0);
  scene.open();
  CHECK(scene.hello().client != client);
  CHECK(scene.hello().seen == 0);
  CHECK(!scene.hello().pending);
  scene.welcome();
  CHECK(scene.state() == LiveState::live);
}

TEST_CASE("a server that breaks the protocol") {
  Scene scene;
  scene.start();
  scene.join();
  const std::string client = scene.client->session().client();
  for (int opening = 1; opening <= 3; ++opening) {
    CAPTURE(opening);
    scene.open();
    scene.network.socket()->say_raw("nonsense");
    CHECK(scene.state() == LiveState::waiting);
    scene.network.advance(scene.last_delay);
    CHECK((scene.client->session().client() != client) == (opening == 3));
  }
  scene.open();
  SUBCASE("for ever") {
    scene.network.socket()->say_raw("nonsense");
    CHECK(scene.state() == LiveState::over);
    CHECK(scene.last_error.code == Errc::bad_message);
  }
  SUBCASE("for a while") {
    scene.welcome();
    CHECK(scene.state() == LiveState::live);
    scene.network.socket()->say_raw("nonsense");
    CHECK(scene.state() == LiveState::waiting);
  }
}

TEST_CASE("messages of a later version are passed over") {
  Scene scene;
  scene.come_in();
  scene.network.socket()->say_raw(R"({"type":"fireworks"})");
  CHECK(scene.state() == LiveState::live);
  CHECK(scene.network.socket());
}

TEST_CASE("work that is done while a snapshot is on its way") {
  Scene scene;
  scene.come_in();
  scene.network.socket()->close(1006);
  scene.network.advance(scene.last_delay);
  scene.open();
  CHECK(!scene.hello().pending);
  scene.edit();
  scene.welcome();
  CHECK(!scene.network.socket());
  scene.network.advance(0);
  scene.open();
  CHECK(scene.hello().pending);
  scene.resume();
  CHECK(scene.state() == LiveState::live);
  CHECK(scene.network.socket()->sent.size() == 2);
}

TEST_CASE("messages that are not logged go out only when live") {
  Scene scene;
  scene.start();
  scene.client->pass("{}");
  scene.join();
  scene.client->pass("{}");
  scene.open();
  scene.client->pass("{}");
  CHECK(scene.network.socket()->sent.size() == 1);
  scene.welcome();
  scene.client->pass("{}");
  CHECK(scene.network.socket()->sent.size() == 2);
}

TEST_CASE("leaving") {
  Scene scene;
  SUBCASE("a room") {
    scene.come_in();
    scene.client->leave();
    REQUIRE(scene.network.socket());
    CHECK(scene.network.socket()->closing);
    CHECK(scene.network.socket()->close_code == 1000);
    scene.chat("too late");
    CHECK(scene.network.socket()->sent.size() == 1);
    scene.network.socket()->close(1000);
  }
  SUBCASE("before there is a connection") {
    scene.start();
    scene.client->leave();
    CHECK(!scene.network.pending_request());
    CHECK(scene.state() == LiveState::joining);
    scene.network.advance(0);
  }
  SUBCASE("while waiting") {
    scene.come_in();
    scene.network.socket()->close(1006);
    scene.client->leave();
    scene.network.advance(0);
    CHECK(scene.network.sockets.size() == 1);
  }
  CHECK(scene.state() == LiveState::over);
  CHECK(scene.last_error.code == Errc::closed);
  CHECK(scene.network.timers() == 0);
}

TEST_CASE("a host may destroy the client when it is told what happened") {
  Scene scene;
  scene.on_notices = [&] { scene.client.reset(); };
  scene.come_in();
  CHECK(!scene.client);
  CHECK(scene.network.timers() == 0);
  CHECK(!scene.network.socket());
}

TEST_CASE("a host may destroy the client in any state") {
  for (const LiveState at :
       {LiveState::joining, LiveState::connecting, LiveState::live, LiveState::waiting}) {
    CAPTURE(static_cast<int>(at));
    Scene scene;
    scene.on_state = [&] {
      if (scene.states.back() == at) scene.client.reset();
    };
    scene.start();
    if (scene.client) scene.join();
    if (scene.client) scene.open();
    if (scene.client) scene.welcome();
    if (scene.client) scene.network.socket()->close(1006);
    CHECK(!scene.client);
    CHECK(scene.network.timers() == 0);
    CHECK(!scene.network.socket());
    CHECK(!scene.network.pending_request());
  }
}

TEST_CASE("what the host does in its calls is sent") {
  Scene scene;
  bool said = false;
  scene.on_notices = [&] {
    if (!std::exchange(said, true)) scene.chat("here I am");
  };
  scene.come_in();
  CHECK(scene.network.socket()->sent.size() == 2);
}
