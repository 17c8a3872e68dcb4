#include "interview/bytes.h"
#include "net/live_scene.h"

using namespace interview;
using namespace interview::test;

TEST_CASE("a link becomes a token, a connection, a room") {
  Scene scene(true);
  scene.start();
  const auto request = scene.network.pending_request();
  REQUIRE(request);
  CHECK(request->request.method == "POST");
  CHECK(request->request.path == "/api/v1/rooms/r_room/join");
  CHECK(request->request.body == R"({"code":"CODE","name":"Ada"})");
  CHECK(request->server.base == "/base");
  scene.join();
  CHECK(scene.store.kept_token == "e30.e30.token");
  REQUIRE(scene.network.socket());
  CHECK(scene.network.socket()->path == "/api/v1/socket");
  CHECK(scene.network.socket()->sent.empty());
  scene.open();
  const wire::Hello hello = scene.hello();
  CHECK(hello.token == "e30.e30.token");
  CHECK(hello.room == "r_room");
  CHECK(hello.client == scene.client->session().client());
  CHECK(hello.seen == 0);
  CHECK(!hello.pending);
  CHECK(scene.state() == LiveState::connecting);
  scene.welcome();
  CHECK(scene.state() == LiveState::live);
  CHECK(scene.states == std::vector<LiveState>{LiveState::joining, LiveState::connecting, LiveState::live});
  CHECK(scene.told<notice::Loaded>() == 1);
  CHECK(scene.client->session().view().docs.at(1).name == "main.py");
}

TEST_CASE("a token that is given saves the exchange") {
  Scene scene;
  scene.options.token = "a.b.c";
  scene.start();
  CHECK(scene.network.requests.empty());
  scene.open();
  CHECK(scene.hello().token == "a.b.c");
}

TEST_CASE("joining that fails for good") {
  Scene scene;
  scene.start();
  scene.network.pending_request()->answer(
      403, R"({"error":{"code":"bad_invitation","message":"the link is used up"}})");
  CHECK(scene.state() == LiveState::over);
  CHECK(scene.last_error.code == Errc::bad_invitation);
  CHECK(scene.last_error.message == "the link is used up");
  scene.network.advance(3'600'000);
  CHECK(scene.network.requests.size() == 1);
}

TEST_CASE("joining that may succeed later") {
  Scene scene;
  scene.start();
  const auto fail = {std::function<void()>([&] { scene.network.pending_request()->fail(Errc::io); }),
                     std::function<void()>([&] { scene.network.pending_request()->fail(Errc::timed_out); }),
                     std::function<void()>([&] { scene.network.pending_request()->answer(503, "later"); }),
                     std::function<void()>([&] { scene.network.pending_request()->answer(429, "{}"); })};
  size_t requests = 1;
  for (const auto& call : fail) {
    call();
    CHECK(scene.state() == LiveState::waiting);
    scene.network.advance(scene.last_delay);
    CHECK(scene.network.requests.size() == ++requests);
    CHECK(scene.state() == LiveState::joining);
  }
  scene.join();
  CHECK(scene.state() == LiveState::connecting);
}

TEST_CASE("an answer that makes no sense ends it") {
  for (const char* body : {"", "[]", "{}", R"({"token":5})", R"({"token":""})", "{"}) {
    CAPTURE(body);
    Scene scene;
    scene.start();
    scene.network.pending_request()->answer(200, body);
    CHECK(scene.state() == LiveState::over);
    CHECK(scene.last_error.code == Errc::protocol);
  }
}

TEST_CASE("the token is renewed in its half time, and kept") {
  Scene scene(true);
  scene.start();
  // Runs out 3600 s after the scene's clock began.
  const auto token = [&](int64_t seconds) {
    return "e30." + to_base64url(R"({"exp":)" + std::to_string(seconds) + "}") + ".x";
  };
  scene.join(token(1'000 + 3'600));
  scene.open();
  scene.welcome();
  scene.network.advance(1'799'000);
  CHECK(scene.network.socket()->sent.size() == 1);
  scene.network.advance(1'000);
  REQUIRE(scene.network.socket()->sent.size() == 2);
  CHECK(std::holds_alternative<wire::Renew>(scene.network.socket()->message(1)));
  scene.network.socket()->say(wire::Token{token(1'000 + 3 * 3'600)});
  CHECK(scene.store.kept_token == token(1'000 + 3 * 3'600));
  // Half of 9000 s.
  scene.network.advance(4'499'000);
  CHECK(scene.network.socket()->sent.size() == 2);
  scene.network.advance(1'000);
  CHECK(scene.network.socket()->sent.size() == 3);
  // The answer is lost; it asks again.
  scene.network.advance(2'250'000);
  CHECK(scene.network.socket()->sent.size() == 4);
}

TEST_CASE("a token that ran out is exchanged for another, by another client") {
  Scene scene(true);
  scene.come_in();
  const std::string before = scene.client->session().client();
  scene.network.socket()->close(4001, "the token has run out");
  scene.network.advance(0);
  scene.join("e30.e30.second");
  scene.open();
  CHECK(scene.hello().token == "e30.e30.second");
  CHECK(scene.hello().client != before);
  CHECK(scene.told<notice::Diverged>() == 0);
  SUBCASE("that is refused too: it ends") {
    scene.network.socket()->close(4001, "bad");
    CHECK(scene.state() == LiveState::over);
    CHECK(scene.last_error.code == Errc::token_expired);
  }
  SUBCASE("and again another day") {
    scene.welcome();
    scene.network.socket()->close(4001, "the token has run out");
    scene.network.advance(0);
    CHECK(scene.state() == LiveState::joining);
  }
}

TEST_CASE("what was not sent when the token ran out is handed back") {
  Scene scene(true);
  scene.come_in();
  scene.edit();
  scene.network.socket()->close(4001, "the token has run out");
  scene.network.advance(0);
  REQUIRE(scene.told<notice::Diverged>() == 1);
  for (const Notice& notice : scene.notices)
    if (const auto* diverged = std::get_if<notice::Diverged>(&notice)) {
      REQUIRE(diverged->texts.size() == 1);
      CHECK(diverged->texts[0].name == "main.py");
      CHECK(diverged->texts[0].text == "xtext");
    }
  CHECK(!scene.client->session().has_pending());
}
