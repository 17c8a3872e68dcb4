#include <doctest/doctest.h>

#include "forge.h"
#include "interview/bytes.h"

namespace interview::test {
namespace {

TEST_CASE("a key must be one of its algorithm") {
  const std::string secret(32, 's'), seed(32, 'd');
  const std::string public_key = ed25519_key("x").public_key;
  constexpr TokenAlgorithm kHmac = TokenAlgorithm::hs256, kEd = TokenAlgorithm::eddsa;
  const struct {
    std::string what;
    TokenKey key;
    std::string code;
  } rows[] = {
      {"HMAC", {"k1", kHmac, secret, "", 0}, "ok"},
      {"HMAC of 31 bytes", {"k1", kHmac, secret.substr(1), "", 0}, "bad_argument"},
      {"HMAC without a secret", {"k1", kHmac, "", "", 0}, "bad_argument"},
      {"HMAC of 512 bytes", {"k1", kHmac, std::string(512, 's'), "", 0}, "ok"},
      {"HMAC of 513 bytes", {"k1", kHmac, std::string(513, 's'), "", 0}, "too_big"},
      {"HMAC with a public key", {"k1", kHmac, secret, public_key, 0}, "bad_argument"},
      {"EdDSA from its seed", {"k1", kEd, seed, "", 0}, "ok"},
      {"EdDSA to verify", {"k1", kEd, "", public_key, 0}, "ok"},
      {"EdDSA of nothing", {"k1", kEd, "", "", 0}, "bad_argument"},
      {"EdDSA with another's public key", {"k1", kEd, seed, public_key, 0}, "bad_argument"},
      {"EdDSA with a short seed", {"k1", kEd, seed.substr(1), "", 0}, "bad_argument"},
      {"EdDSA with a long seed", {"k1", kEd, seed + seed, "", 0}, "bad_argument"},
      {"EdDSA with a short public key", {"k1", kEd, "", public_key.substr(1), 0}, "bad_argument"},
      {"the point of order 4", {"k1", kEd, "", std::string(32, '\0'), 0}, "bad_argument"},
      {"the neutral point", {"k1", kEd, "", std::string("\1") + std::string(31, '\0'), 0}, "bad_argument"},
      {"not a point", {"k1", kEd, "", std::string("\2") + std::string(31, '\0'), 0}, "bad_argument"},
      {"no id", {"", kHmac, secret, "", 0}, "bad_argument"},
      {"id of 64", {std::string(64, 'k'), kHmac, secret, "", 0}, "ok"},
      {"id of 65", {std::string(65, 'k'), kHmac, secret, "", 0}, "bad_argument"},
      {"all that an id may have", {"azAZ09._-", kHmac, secret, "", 0}, "ok"},
      {"id with a quote", {"a\"b", kHmac, secret, "", 0}, "bad_argument"},
      {"id with NUL", {std::string("a\0", 2), kHmac, secret, "", 0}, "bad_argument"},
      {"id not ASCII", {"\u00e9", kHmac, secret, "", 0}, "bad_argument"},
      {"ended before 1970", {"k1", kHmac, secret, "", -1}, "bad_argument"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    KeyRing added, rotated;
    CHECK(outcome(added.add(row.key)) == row.code);
    CHECK(added.keys().size() == (row.code == "ok" ? 1 : 0));
    CHECK(added.signing_key() == nullptr);
    const bool signs = row.code == "ok" && !row.key.secret.empty();
    CHECK(rotated.rotate(row.key).ok() == signs);
    CHECK(rotated.keys().size() == (signs ? 1 : 0));
    CHECK((rotated.signing_key() != nullptr) == signs);
  }
}

TEST_CASE("the limits of a ring are options") {
  KeyRing ring({2, 40, 100});
  CHECK(outcome(ring.add({"k1", TokenAlgorithm::hs256, std::string(41, 's'), "", 0})) == "too_big");
  CHECK(outcome(ring.add({"k1", TokenAlgorithm::hs256, std::string(40, 's'), "", 0})) == "ok");
  CHECK(outcome(ring.add(hmac_key("k1"))) == "name_taken");
  CHECK(outcome(ring.add(hmac_key("k2"))) == "ok");
  CHECK(outcome(ring.add(hmac_key("k3"))) == "too_many");
  CHECK(outcome(ring.rotate(hmac_key("k3"))) == "too_many");
  CHECK(ring.keys().size() == 2);

  KeyRing full;
  for (size_t i = 0; i < KeyRingLimits().keys; ++i)
    CHECK(full.add(hmac_key(std::string("k") + std::to_string(i))).ok());
  CHECK(outcome(full.add(hmac_key("one-more"))) == "too_many");
}

TEST_CASE("rotation: old tokens live until the old key ends") {
  KeyRing ring = ring_of(hmac_key("old"));
  const std::string old_token = *sign(ring, good_claims());
  REQUIRE(ring.rotate(ed25519_key("new"), 1600).ok());
  const std::string new_token = *sign(ring, good_claims());
  REQUIRE(ring.signing_key() != nullptr);
  CHECK(ring.signing_key()->id == "new");

  Expect expect = expectation();
  for (const auto& [now, old_code] :
       {std::pair(1500, "ok"), {1599, "ok"}, {1600, "unknown_key"}, {1601, "unknown_key"}}) {
    expect.now = now;
    CHECK(outcome(verify(ring, old_token, expect)) == old_code);
    CHECK(outcome(verify(ring, new_token, expect)) == "ok");
  }
  CHECK(ring.prune(1599) == 0);
  CHECK(ring.find("old") != nullptr);
  CHECK(ring.prune(1600) == 1);
  CHECK(ring.find("old") == nullptr);
  expect.now = 1500;
  CHECK(outcome(verify(ring, old_token, expect)) == "unknown_key");
  CHECK(outcome(verify(ring, new_token, expect)) == "ok");
}

TEST_CASE("rotation in two steps: first all verify, then all sign") {
  KeyRing node_a = ring_of(hmac_key("k1")), node_b = ring_of(hmac_key("k1"));
  REQUIRE(node_a.add(hmac_key("k2")).ok());
  REQUIRE(node_b.add(hmac_key("k2")).ok());
  CHECK(node_a.signing_key()->id == "k1");
  REQUIRE(node_a.sign_with("k2").ok());
  CHECK(verify(node_b, *sign(node_a, good_claims()), expectation()).ok());
  CHECK(verify(node_a, *sign(node_b, good_claims()), expectation()).ok());
  CHECK(node_a.find("k1")->until == 0);
}

TEST_CASE("what sign_with refuses changes nothing") {
  KeyRing ring = ring_of(hmac_key("k1"));
  REQUIRE(ring.add({"public", TokenAlgorithm::eddsa, "", ed25519_key("x").public_key, 0}).ok());
  TokenKey ending = hmac_key("ending");
  ending.until = 5000;
  REQUIRE(ring.add(ending).ok());
  REQUIRE(ring.add(hmac_key("k2")).ok());
  const std::string before = ring.save();
  CHECK(outcome(ring.sign_with("nobody", 9)) == "unknown_key");
  CHECK(outcome(ring.sign_with("", 9)) == "unknown_key");
  CHECK(outcome(ring.sign_with("public", 9)) == "bad_argument");
  CHECK(outcome(ring.sign_with("ending", 9)) == "bad_argument");
  CHECK(outcome(ring.sign_with("k2", -1)) == "bad_argument");
  CHECK(outcome(ring.rotate(hmac_key("k3"), -1)) == "bad_argument");
  CHECK(outcome(ring.rotate(hmac_key("k2"), 9)) == "name_taken");
  CHECK(outcome(ring.sign_with("k1", 9)) == "ok");  // it signs already: it does not end
  CHECK(ring.save() == before);
}

TEST_CASE("a retired key is refused at once") {
  KeyRing ring = ring_of(hmac_key("k1"));
  const std::string token = *sign(ring, good_claims());
  CHECK(outcome(ring.retire("k1")) == "bad_argument");
  CHECK(outcome(ring.retire("k2")) == "unknown_key");
  CHECK(verify(ring, token, expectation()).ok());
  REQUIRE(ring.rotate(hmac_key("k2")).ok());
  CHECK(verify(ring, token, expectation()).ok());
  REQUIRE(ring.retire("k1").ok());
  CHECK(outcome(verify(ring, token, expectation())) == "unknown_key");
  CHECK(ring.keys().size() == 1);
  // The same id with another secret does not bring it back.
  TokenKey other = hmac_key("other");
  other.id = "k1";
  REQUIRE(ring.add(other).ok());
  CHECK(outcome(verify(ring, token, expectation())) == "token_signature");
}

TEST_CASE("a token that names no key is good only where there is one") {
  const std::string payload =
      R"({"iss":"interviewd","aud":"rooms","sub":"u","role":"x","room":"r_1","exp":2000})";
  const std::string token = forge(R"({"alg":"HS256"})", payload, hmac_key("k1"));
  const std::string named = forge(R"({"alg":"HS256","kid":"k1"})", payload, hmac_key("k1"));
  KeyRing ring;
  CHECK(outcome(verify(ring, token, expectation())) == "unknown_key");
  CHECK(outcome(verify(ring, named, expectation())) == "unknown_key");
  REQUIRE(ring.add(hmac_key("k1")).ok());
  CHECK(outcome(verify(ring, token, expectation())) == "ok");
  REQUIRE(ring.add(ed25519_key("k2")).ok());
  CHECK(outcome(verify(ring, token, expectation())) == "unknown_key");
  CHECK(outcome(verify(ring, named, expectation())) == "ok");
  // A key is tried under its own name only.
  const std::string misnamed = forge(R"({"alg":"HS256","kid":"k3"})", payload, hmac_key("k1"));
  REQUIRE(ring.add(hmac_key("k3")).ok());
  CHECK(outcome(verify(ring, misnamed, expectation())) == "token_signature");
}

TEST_CASE("a public key verifies and cannot sign") {
  const TokenKey key = ed25519_key("k1");
  KeyRing verifier;
  REQUIRE(verifier.add({"k1", TokenAlgorithm::eddsa, "", key.public_key, 0}).ok());
  const std::string token = *sign(ring_of(key), good_claims());
  CHECK(verify(verifier, token, expectation()).ok());
  CHECK(outcome(verifier.sign_with("k1")) == "bad_argument");
  CHECK(outcome(sign(verifier, good_claims())) == "unknown_key");
}

}  // namespace
}  // namespace interview::test
