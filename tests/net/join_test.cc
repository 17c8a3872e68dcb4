#include "interview/join.h"

#include <doctest/doctest.h>

#include "net/fake_network.h"

using namespace interview;
using namespace interview::test;

TEST_CASE("a room is made") {
  FakeNetwork network;
  std::optional<Result<CreatedRoom>> outcome;
  const auto underway = create_room(network, {true, "h", 443, ""}, "TOKEN", "Ada's \"room\"", "go",
                                    [&](const Result<CreatedRoom>& created) { outcome = created; });
  const auto request = network.pending_request();
  REQUIRE(request);
  CHECK(request->request.path == "/api/v1/rooms");
  CHECK(request->request.body == R"({"title":"Ada's \"room\"","language":"go"})");
  CHECK(std::find(request->request.headers.begin(), request->request.headers.end(),
                  std::pair<std::string, std::string>("authorization", "Bearer TOKEN")) !=
        request->request.headers.end());
  SUBCASE("and is there") {
    request->answer(201, R"({"room":"r_1","links":{"interviewer":"a","observer":"b"},"more":1})");
    REQUIRE(outcome.has_value());
    REQUIRE(outcome->ok());
    CHECK(outcome->value().room == "r_1");
    CHECK(outcome->value().links ==
          std::map<std::string, std::string>{{"interviewer", "a"}, {"observer", "b"}});
  }
  SUBCASE("or not: what the server says") {
    request->answer(404, R"({"error":{"code":"no_such_language","message":"no cobol here"}})");
    CHECK(outcome->error().code == Errc::no_such_language);
    CHECK(outcome->error().message == "no cobol here");
  }
  SUBCASE("or not: an error that is not known here") {
    request->answer(403, R"({"error":{"code":"moon_phase","message":"wait"}})");
    CHECK(outcome->error().code == Errc::not_permitted);
    CHECK(outcome->error().message == "wait");
  }
  SUBCASE("or not: no JSON") {
    request->answer(502, "<html>");
    CHECK(outcome->error().code == Errc::busy);
    CHECK(outcome->error().message.find("502") != std::string::npos);
  }
  SUBCASE("or not: malformed") {
    request->answer(201, R"({"room":"r_1","links":["a"]})");
    CHECK(outcome->error().code == Errc::protocol);
  }
  SUBCASE("or not: no network") {
    request->fail(Errc::timed_out);
    CHECK(outcome->error().code == Errc::timed_out);
  }
}

TEST_CASE("an invitation to the server") {
  FakeNetwork network;
  std::optional<Result<Joined>> outcome;
  const auto underway = join(network, {{false, "h", 80, ""}, "", "C"}, "Ada",
                             [&](const Result<Joined>& joined) { outcome = joined; });
  CHECK(network.pending_request()->request.path == "/api/v1/join");
  network.pending_request()->answer(200, R"({"token":"t","role":"owner","expires_at":5})");
  REQUIRE(outcome.has_value());
  REQUIRE(outcome->ok());
  CHECK(outcome->value().token == "t");
  CHECK(outcome->value().role == "owner");
  CHECK(outcome->value().expires_at == 5);
}
