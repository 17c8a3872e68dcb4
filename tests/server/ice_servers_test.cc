#include "ice_servers.h"

#include <doctest/doctest.h>
#include <rapidjson/document.h>

#include "interview/turn.h"

using namespace interview;

namespace {

IceOptions some() {
  return {{"turn:a.example:3478?transport=udp", "turns:a.example:5349"},
          {"stun:b.example:3478"},
          "0123456789abcdef",
          600};
}

rapidjson::Document parse(const std::string& json) {
  rapidjson::Document document;
  document.Parse(json.data(), json.size());
  REQUIRE(document.IsArray());
  return document;
}

}  // namespace

TEST_CASE("all servers are named, and the credentials are those of coturn") {
  const auto list = parse(ice_servers(some(), "p_ben", 1'700'000'000'999));
  REQUIRE(list.Size() == 2);
  CHECK(list[0]["urls"][0] == "stun:b.example:3478");
  CHECK_FALSE(list[0].HasMember("credential"));
  CHECK(list[1]["urls"].Size() == 2);
  CHECK(list[1]["urls"][0] == "turn:a.example:3478?transport=udp");
  CHECK(list[1]["urls"][1] == "turns:a.example:5349");
  CHECK(list[1]["username"] == "1700000600:p_ben");
  // printf 1700000600:p_ben | openssl dgst -sha1 -hmac 0123456789abcdef -binary | base64
  CHECK(list[1]["credential"] == "VgB9/Sd1OPpTJc4YI7puMb5DNLA=");
}

TEST_CASE("a subject that coturn could not read stands for itself by its digest, always the same") {
  const std::string one = parse(ice_servers(some(), "auth0|Ben: a b", 0))[1]["username"].GetString();
  CHECK(one == parse(ice_servers(some(), "auth0|Ben: a b", 0))[1]["username"].GetString());
  CHECK(one != parse(ice_servers(some(), "auth0|Ann: a b", 0))[1]["username"].GetString());
  CHECK(one.substr(0, 4) == "600:");
  CHECK(one.find("Ben") == std::string::npos);
  CHECK_FALSE(parse(ice_servers(some(), std::string(10'000, 'x'), 0))[1]["credential"] == "");
}

TEST_CASE("without servers there are none") {
  CHECK(ice_servers({}, "p_ben", 0) == "[]");
  CHECK(parse(ice_servers({{}, {"stun:b.example"}, {}, 600}, "p_ben", 0)).Size() == 1);
}

TEST_CASE("options that cannot work are refused at the start") {
  CHECK(check_ice_options({}).ok());
  CHECK(check_ice_options(some()).ok());
  CHECK(check_ice_options({{}, {"stuns:b.example:5349"}, {}, 600}).ok());
  const auto refused = [](void (*change)(IceOptions&)) {
    IceOptions options = some();
    change(options);
    return !check_ice_options(options).ok();
  };
  CHECK(refused([](IceOptions& o) { o.turn_urls[1] = "https://a.example"; }));
  CHECK(refused([](IceOptions& o) { o.turn_urls[0] = "turn:"; }));
  CHECK(refused([](IceOptions& o) { o.stun_urls[0] = "turn:a.example"; }));
  CHECK(refused([](IceOptions& o) { o.turn_secret = "short"; }));
  CHECK(refused([](IceOptions& o) { o.turn_secret.clear(); }));
  CHECK(refused([](IceOptions& o) { o.turn_urls.clear(); }));
  CHECK(refused([](IceOptions& o) { o.seconds = 0; }));
}
