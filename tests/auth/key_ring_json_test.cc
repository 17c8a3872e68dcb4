#include <doctest/doctest.h>

#include "forge.h"
#include "interview/bytes.h"

namespace interview::test {
namespace {

TEST_CASE("a saved ring comes back as it was") {
  KeyRing ring;
  CHECK(KeyRing::load(ring.save()).ok());
  REQUIRE(ring.rotate(hmac_key("k1")).ok());
  REQUIRE(ring.rotate(ed25519_key("k2"), 1600).ok());
  REQUIRE(ring.add({"k3", TokenAlgorithm::eddsa, "", ed25519_key("x").public_key, 0}).ok());
  const Result<KeyRing> back = KeyRing::load(ring.save());
  REQUIRE(back.ok());
  CHECK(back->save() == ring.save());
  REQUIRE(back->keys().size() == 3);
  for (size_t i = 0; i < 3; ++i) {
    CHECK(back->keys()[i].id == ring.keys()[i].id);
    CHECK((back->keys()[i].algorithm == ring.keys()[i].algorithm));
    CHECK(back->keys()[i].secret == ring.keys()[i].secret);
    CHECK(back->keys()[i].public_key == ring.keys()[i].public_key);
    CHECK(back->keys()[i].until == ring.keys()[i].until);
  }
  REQUIRE(back->signing_key() != nullptr);
  CHECK(back->signing_key()->id == "k2");
  CHECK(back->find("k1")->until == 1600);
  CHECK(verify(*back, *sign(ring, good_claims()), expectation()).ok());
  CHECK(verify(ring, *sign(*back, good_claims()), expectation()).ok());
}

TEST_CASE("what load refuses") {
  const std::string k = to_base64url(std::string(32, 's'));
  const std::string x = to_base64url(ed25519_key("x").public_key), d = to_base64url(ed25519_key("x").secret);
  const auto oct = [&](const std::string& more) {
    return R"({"keys":[{"kty":"oct","alg":"HS256","kid":"k1","k":")" + k + "\"" + more + "}]}";
  };
  const auto okp = [&](const std::string& members) {
    return R"({"keys":[{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","kid":"k1")" + members + "}]}";
  };
  const auto signing = [&](const std::string& which) {
    return R"({"signing":)" + which + R"(,"keys":[{"kty":"oct","alg":"HS256","kid":"k1","k":")" + k + "\"}]}";
  };
  const struct {
    std::string what, json, code;
  } rows[] = {
      {"HMAC", oct(""), "ok"},
      {"HMAC that ends", oct(R"(,"until":5)"), "ok"},
      {"EdDSA", okp(R"(,"x":")" + x + R"(","d":")" + d + "\""), "ok"},
      {"EdDSA to verify", okp(R"(,"x":")" + x + "\""), "ok"},
      {"signing", signing("\"k1\""), "ok"},
      {"nothing", "", "bad_message"},
      {"not JSON", "k1=secret", "bad_message"},
      {"a list", "[]", "bad_message"},
      {"no keys", "{}", "bad_message"},
      {"keys not a list", R"({"keys":{}})", "bad_message"},
      {"a key that is no object", R"({"keys":["k1"]})", "bad_message"},
      {"an unknown member", R"({"keys":[],"more":1})", "bad_message"},
      {"keys twice", R"({"keys":[],"keys":[]})", "bad_message"},
      {"an unknown member of a key", oct(R"(,"use":"enc")"), "bad_message"},
      {"a member that is too deep", oct(R"(,"until":[[]])"), "bad_message"},
      {"until as text", oct(R"(,"until":"5")"), "bad_message"},
      {"until zero", oct(R"(,"until":0)"), "bad_message"},
      {"until below zero", oct(R"(,"until":-5)"), "bad_message"},
      {"until with a fraction", oct(R"(,"until":5.5)"), "bad_message"},
      {"an HMAC key for EdDSA", R"({"keys":[{"kty":"oct","alg":"EdDSA","kid":"k1","k":")" + k + "\"}]}",
       "bad_message"},
      {"no algorithm", R"({"keys":[{"kty":"oct","kid":"k1","k":")" + k + "\"}]}", "bad_message"},
      {"another curve",
       R"({"keys":[{"kty":"OKP","crv":"X25519","alg":"EdDSA","kid":"k1","x":")" + x + "\"}]}", "bad_message"},
      {"a secret that is padded", R"({"keys":[{"kty":"oct","alg":"HS256","kid":"k1","k":")" + k + "=\"}]}",
       "bad_message"},
      {"a secret that is no text", R"({"keys":[{"kty":"oct","alg":"HS256","kid":"k1","k":1}]})",
       "bad_message"},
      {"an id that is no text", R"({"keys":[{"kty":"oct","alg":"HS256","kid":1,"k":")" + k + "\"}]}",
       "bad_message"},
      {"no id", R"({"keys":[{"kty":"oct","alg":"HS256","k":")" + k + "\"}]}", "bad_argument"},
      {"a short secret", R"({"keys":[{"kty":"oct","alg":"HS256","kid":"k1","k":"AAAA"}]})", "bad_argument"},
      {"no secret", R"({"keys":[{"kty":"oct","alg":"HS256","kid":"k1"}]})", "bad_argument"},
      {"no public key", okp(""), "bad_argument"},
      {"a public key of another", okp(R"(,"x":")" + x + R"(","d":")" + k + "\""), "bad_argument"},
      {"signing with nobody", signing("\"k2\""), "unknown_key"},
      {"signing with a number", signing("1"), "bad_message"},
      {"signing with a public key",
       R"({"signing":"k1","keys":[{"kty":"OKP","crv":"Ed25519","alg":"EdDSA","kid":"k1","x":")" + x + "\"}]}",
       "bad_argument"},
      {"the same id twice",
       R"({"keys":[{"kty":"oct","alg":"HS256","kid":"k1","k":")" + k +
           R"("},{"kty":"oct","alg":"HS256","kid":"k1","k":")" + k + "\"}]}",
       "name_taken"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    const Result<KeyRing> ring = KeyRing::load(row.json);
    CHECK(outcome(ring) == row.code);
    if (ring.ok()) continue;
    for (size_t at = 0; at + 6 <= k.size(); ++at)
      CHECK(ring.error().message.find(k.substr(at, 6)) == std::string::npos);
  }
}

TEST_CASE("the limits of loading are options, and go with the ring") {
  KeyRing two = ring_of(hmac_key("k1"));
  REQUIRE(two.add(hmac_key("k2")).ok());
  const std::string json = two.save();
  KeyRingLimits limits;
  limits.saved_bytes = json.size();
  CHECK(KeyRing::load(json, limits).ok());
  limits.saved_bytes = json.size() - 1;
  CHECK(outcome(KeyRing::load(json, limits)) == "too_big");
  limits = {};
  limits.keys = 1;
  CHECK(outcome(KeyRing::load(json, limits)) == "too_many");
  limits.keys = 2;
  Result<KeyRing> ring = KeyRing::load(json, limits);
  REQUIRE(ring.ok());
  CHECK(outcome(ring->add(hmac_key("k3"))) == "too_many");
  CHECK(outcome(KeyRing::load(json + std::string(KeyRingLimits().saved_bytes, ' '))) == "too_big");
}

TEST_CASE("a full ring of the longest keys can be loaded again") {
  KeyRing ring;
  for (size_t i = 0; i < KeyRingLimits().keys; ++i)
    REQUIRE(ring.add({std::string(62, 'k') + std::to_string(10 + i), TokenAlgorithm::hs256,
                      std::string(KeyRingLimits().secret_bytes, 's'), "", 253402300799})
                .ok());
  CHECK(KeyRing::load(ring.save()).ok());
}

}  // namespace
}  // namespace interview::test
