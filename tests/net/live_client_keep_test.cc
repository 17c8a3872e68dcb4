#include "net/live_scene.h"

using namespace interview;
using namespace interview::test;

TEST_CASE("what is done is kept before it is sent") {
  Scene scene(true);
  scene.come_in();
  size_t sent_then = 99;
  scene.store.on_outbox = [&] { sent_then = scene.network.socket()->sent.size(); };
  scene.edit();
  CHECK(sent_then == 1);
  REQUIRE(scene.network.socket()->sent.size() == 2);
  const auto restored = ClientSession::restore(*scene.store.kept_outbox);
  REQUIRE(restored.ok());
  CHECK(restored->has_pending());
  CHECK(restored->last_command() == 1);
}

TEST_CASE("the next process is the same person, and sends again what was not acknowledged") {
  Scene scene(true);
  scene.come_in();
  scene.edit();
  const std::string client = scene.client->session().client();
  const std::string edit = scene.network.socket()->sent.at(1);
  scene.client.reset();
  CHECK(scene.network.timers() == 0);
  CHECK(!scene.network.socket());

  scene.start();
  CHECK(scene.client->resumed());
  CHECK(scene.network.requests.size() == 1);
  scene.open();
  CHECK(scene.hello().token == "e30.e30.token");
  CHECK(scene.hello().client == client);
  CHECK(scene.hello().seen == 10);
  CHECK(scene.hello().pending);
  scene.resume();
  REQUIRE(scene.network.socket()->sent.size() == 2);
  CHECK(scene.network.socket()->sent.at(1) == edit);
}

TEST_CASE("an outbox without its token is another person's") {
  Scene scene(true);
  scene.come_in();
  scene.edit();
  const std::string client = scene.client->session().client();
  scene.client.reset();
  scene.store.kept_token.reset();
  scene.start();
  CHECK(!scene.client->resumed());
  CHECK(scene.told<notice::Diverged>() == 1);
  scene.join("e30.e30.new");
  scene.open();
  CHECK(scene.hello().client != client);
  CHECK(!scene.hello().pending);
}

TEST_CASE("an outbox of a client that the server knows as another person's is handed back") {
  Scene scene(true);
  scene.come_in();
  scene.edit();
  const std::string client = scene.client->session().client();
  scene.client.reset();
  scene.start();
  scene.open();
  scene.network.socket()->say(wire::Refusal{0, Errc::client_of_another, "not yours", false});
  scene.network.socket()->close(4003, "not yours");
  scene.network.advance(0);
  CHECK(scene.told<notice::Diverged>() == 1);
  scene.open();
  CHECK(scene.hello().client != client);
  scene.network.socket()->say(wire::Refusal{0, Errc::client_of_another, "not yours", false});
  scene.network.socket()->close(4003, "not yours");
  CHECK(scene.state() == LiveState::over);
  CHECK(scene.last_error.code == Errc::client_of_another);
}

TEST_CASE("an outbox of another room, or one that cannot be read") {
  SUBCASE("another room") {
    Scene scene(true);
    scene.store.kept_token = "e30.e30.token";
    scene.store.kept_outbox = ClientSession("r_other", "client-of-other").outbox();
    scene.start();
    CHECK(!scene.client->resumed());
    CHECK(scene.not_kept.empty());
    CHECK(scene.client->session().room() == "r_room");
  }
  SUBCASE("malformed") {
    Scene scene(true);
    scene.store.kept_token = "e30.e30.token";
    scene.store.kept_outbox = "garbage";
    scene.start();
    CHECK(scene.not_kept.size() == 1);
    scene.open();
    CHECK(!scene.hello().pending);
  }
}

TEST_CASE("what cannot be kept is not sent, until it can") {
  Scene scene(true);
  scene.come_in();
  scene.store.broken = true;
  scene.chat("one");
  scene.chat("two");
  CHECK(scene.network.socket()->sent.size() == 1);
  CHECK(scene.not_kept.empty());
  scene.network.advance(0);
  CHECK(scene.not_kept == std::vector<std::string>{"the disk is full"});
  scene.network.advance(10'000);
  CHECK(scene.network.socket()->sent.size() == 1);
  CHECK(scene.not_kept.size() == 1);
  scene.store.broken = false;
  scene.network.advance(1'000);
  REQUIRE(scene.network.socket()->sent.size() == 2);
  CHECK(std::get<wire::Numbered>(scene.network.socket()->message(1)).n == 1);
  scene.ack(1);
  CHECK(std::get<wire::Numbered>(scene.network.socket()->message(2)).n == 2);
  // Said again when it happens again.
  scene.store.broken = true;
  scene.ack(2);
  scene.chat("three");
  scene.network.advance(0);
  CHECK(scene.not_kept.size() == 2);
}

TEST_CASE("a connection that breaks before it could be kept") {
  Scene scene(true);
  scene.come_in();
  scene.store.broken = true;
  scene.chat("one");
  scene.network.socket()->close(1006);
  scene.store.broken = false;
  scene.network.advance(scene.last_delay);
  scene.open();
  CHECK(scene.hello().pending);
  scene.resume();
  REQUIRE(scene.network.socket()->sent.size() == 2);
  CHECK(std::get<wire::Numbered>(scene.network.socket()->message(1)).n == 1);
}
