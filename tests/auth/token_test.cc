#include "interview/token.h"

#include <doctest/doctest.h>

#include <limits>
#include <vector>

#include "forge.h"
#include "interview/bytes.h"
#include "support/random.h"

namespace interview::test {
namespace {

void check_equal(const Claims& a, const Claims& b) {
  CHECK(a.issuer == b.issuer);
  CHECK(a.audience == b.audience);
  CHECK(a.subject == b.subject);
  CHECK(a.room == b.room);
  CHECK(a.role == b.role);
  CHECK(a.name == b.name);
  CHECK((a.permissions == b.permissions));
  CHECK(a.issued_at == b.issued_at);
  CHECK(a.not_before == b.not_before);
  CHECK(a.expires_at == b.expires_at);
  CHECK(a.id == b.id);
}

TEST_CASE("what is signed comes back as it was") {
  for (const TokenKey& key : {hmac_key("k1"), ed25519_key("k1")}) {
    const KeyRing ring = ring_of(key);
    for (const auto& permissions : {std::optional<std::vector<std::string>>(), {{}}, {{"edit", "chat"}}}) {
      Claims claims = good_claims();
      claims.permissions = permissions;
      const Result<std::string> token = sign(ring, claims);
      REQUIRE(token.ok());
      const Result<Claims> back = verify(ring, *token, expectation());
      REQUIRE(back.ok());
      check_equal(*back, claims);
    }
  }
}

TEST_CASE("claims that need not be there") {
  Claims claims;
  claims.issuer = "interviewd", claims.audience = "rooms", claims.subject = "u_7", claims.role = "owner";
  claims.expires_at = 2000;
  const KeyRing ring = ring_of(hmac_key("k1"));
  const Result<std::string> token = sign(ring, claims);
  REQUIRE(token.ok());
  Expect expect = expectation();
  CHECK(outcome(verify(ring, *token, expect)) == "token_claims");  // of no room is not of any room
  expect.room.reset();
  const Result<Claims> back = verify(ring, *token, expect);
  REQUIRE(back.ok());
  check_equal(*back, claims);
}

TEST_CASE("property: random claims come back") {
  const uint64_t seed = test_seed();
  CAPTURE(seed);
  Random random(seed);
  const KeyRing ring = ring_of(hmac_key("k1"));
  for (size_t i = test_cases(2000); i > 0; --i) {
    Claims claims = good_claims();
    for (std::string* text : {&claims.subject, &claims.name, &claims.id, &claims.role}) {
      *text = std::string("x");  // not empty
      for (size_t left = random.below(20); left > 0; --left) {
        static const std::string kPieces[] = {"a",      "\"",         "\\", "/", "\u00e9",
                                              "\u4e2d", "\U0001F600", " ",  "{", "\\u0000"};
        *text += kPieces[random.below(std::size(kPieces))];
      }
    }
    claims.issued_at = static_cast<int64_t>(random.below(1500));
    claims.not_before = static_cast<int64_t>(random.below(1500));
    claims.expires_at = static_cast<int64_t>(random.between(1501, 253402300799));
    const Result<std::string> token = sign(ring, claims);
    REQUIRE(token.ok());
    const Result<Claims> back = verify(ring, *token, expectation());
    REQUIRE(back.ok());
    check_equal(*back, claims);
  }
}

TEST_CASE("sign refuses what verify would") {
  constexpr int64_t kLast = 253402300799;
  struct Row {
    const char* what;
    void (*change)(Claims&);
    std::string code;
  };
  const Row rows[] = {
      {"nothing", [](Claims&) {}, "ok"},
      {"no issuer", [](Claims& c) { c.issuer.clear(); }, "bad_argument"},
      {"no audience", [](Claims& c) { c.audience.clear(); }, "bad_argument"},
      {"no subject", [](Claims& c) { c.subject.clear(); }, "bad_argument"},
      {"no role", [](Claims& c) { c.role.clear(); }, "bad_argument"},
      {"no end", [](Claims& c) { c.expires_at = 0; }, "bad_argument"},
      {"ends as it begins", [](Claims& c) { c.not_before = c.expires_at; }, "bad_argument"},
      {"ends as it is issued", [](Claims& c) { c.issued_at = c.expires_at; }, "bad_argument"},
      {"negative iat", [](Claims& c) { c.issued_at = -1; }, "bad_argument"},
      {"negative nbf", [](Claims& c) { c.not_before = -1; }, "bad_argument"},
      {"last date", [](Claims& c) { c.expires_at = kLast; }, "ok"},
      {"beyond the last date", [](Claims& c) { c.expires_at = kLast + 1; }, "bad_argument"},
      {"control character", [](Claims& c) { c.name = "a\nb"; }, "bad_text"},
      {"delete character", [](Claims& c) { c.id = std::string("\x7f"); }, "bad_text"},
      {"NUL", [](Claims& c) { c.subject = std::string("a\0b", 3); }, "bad_text"},
      {"not UTF-8", [](Claims& c) { c.role = std::string("\xff"); }, "bad_text"},
      {"audience not UTF-8", [](Claims& c) { c.audience = std::string("\xc3"); }, "bad_text"},
      {"permission not UTF-8",
       [](Claims& c) {
         c.permissions = {{"edit", "\xed\xa0\x80"}};
       },
       "bad_text"},
      {"too long", [](Claims& c) { c.name.assign(4096, 'x'); }, "too_big"},
  };
  const KeyRing ring = ring_of(hmac_key("k1"));
  for (const Row& row : rows) {
    CAPTURE(row.what);
    Claims claims = good_claims();
    row.change(claims);
    CHECK(outcome(sign(ring, claims)) == row.code);
  }
  KeyRing verifier;
  CHECK(outcome(sign(verifier, good_claims())) == "unknown_key");
  REQUIRE(verifier.add(hmac_key("k1")).ok());
  CHECK(outcome(sign(verifier, good_claims())) == "unknown_key");
}

TEST_CASE("the length limit, at its default and as an option") {
  const KeyRing ring = ring_of(hmac_key("k1"));
  Claims claims = good_claims();
  const std::string token = *sign(ring, claims);
  CHECK(sign(ring, claims, token.size()).ok());
  CHECK(outcome(sign(ring, claims, token.size() - 1)) == "too_big");
  Expect expect = expectation();
  expect.max_length = token.size();
  CHECK(verify(ring, token, expect).ok());
  expect.max_length = token.size() - 1;
  CHECK(outcome(verify(ring, token, expect)) == "token_malformed");

  claims.name.assign(4000, 'x');
  const Result<std::string> big = sign(ring, claims, 8192);
  REQUIRE(big.ok());
  CHECK(outcome(verify(ring, *big, expectation())) == "token_malformed");
  expect.max_length = 8192;
  CHECK(verify(ring, *big, expect).ok());
}

TEST_CASE("the depth limit, at its default and as an option") {
  const TokenKey key = hmac_key("k1");
  const KeyRing ring = ring_of(key);
  const auto nested = [&](size_t depth) {  // the object itself included
    const std::string open(depth - 1, '['), close(depth - 1, ']');
    return forge(R"({"alg":"HS256"})",
                 R"({"iss":"interviewd","aud":"rooms","sub":"u","role":"x","room":"r_1","exp":2000,"more":)" +
                     open + close + "}",
                 key);
  };
  Expect expect = expectation();
  CHECK(verify(ring, nested(8), expect).ok());
  CHECK(outcome(verify(ring, nested(9), expect)) == "token_malformed");
  expect.max_depth = 3;
  CHECK(verify(ring, nested(3), expect).ok());
  CHECK(outcome(verify(ring, nested(4), expect)) == "token_malformed");
  expect.max_depth = 0;
  CHECK(outcome(verify(ring, nested(2), expect)) == "token_malformed");
  // Deep enough to overflow a recursive parser's stack, where somebody raised the length limit.
  expect = expectation();
  expect.max_length = 8 << 20;
  CHECK(outcome(verify(ring, nested(1'000'000), expect)) == "token_malformed");
}

TEST_CASE("times, to the second") {
  constexpr int64_t kMin = std::numeric_limits<int64_t>::min(), kMax = std::numeric_limits<int64_t>::max();
  struct Row {
    int64_t issued_at, not_before, expires_at, now, leeway;
    std::string code;
  };
  const Row rows[] = {
      {1000, 1000, 2000, 1000, 0, "ok"},
      {1000, 1000, 2000, 999, 0, "token_not_yet_valid"},
      {1000, 1000, 2000, 1999, 0, "ok"},
      {1000, 1000, 2000, 2000, 0, "token_expired"},
      {1000, 1000, 2000, 970, 30, "ok"},
      {1000, 1000, 2000, 969, 30, "token_not_yet_valid"},
      {1000, 1000, 2000, 2029, 30, "ok"},
      {1000, 1000, 2000, 2030, 30, "token_expired"},
      {1000, 0, 2000, 969, 30, "token_not_yet_valid"},
      {0, 1000, 2000, 969, 30, "token_not_yet_valid"},
      {0, 0, 2000, 0, 0, "ok"},
      {1600, 1000, 2000, 1500, 30, "token_not_yet_valid"},
      {1000, 1600, 2000, 1500, 30, "token_not_yet_valid"},
      {1000, 1000, 253402300799, 253402300798, 0, "ok"},
      {1000, 1000, 253402300799, kMax, 3600, "token_expired"},
      {1000, 1000, 2000, kMin, 3600, "token_not_yet_valid"},
      {0, 0, 2000, kMin, 3600, "token_not_yet_valid"},
      {1000, 1000, 2000, 1500, -1, "bad_argument"},
      {1000, 1000, 2000, 1500, 3600, "ok"},
      {1000, 1000, 2000, 1500, 3601, "bad_argument"},
  };
  const KeyRing ring = ring_of(hmac_key("k1"));
  CHECK(Expect().leeway == 30);
  for (const Row& row : rows) {
    CAPTURE(row.now);
    CAPTURE(row.leeway);
    Claims claims = good_claims();
    claims.issued_at = row.issued_at, claims.not_before = row.not_before, claims.expires_at = row.expires_at;
    Expect expect = expectation();
    expect.now = row.now, expect.leeway = row.leeway;
    CHECK(outcome(verify(ring, *sign(ring, claims), expect)) == row.code);
  }
}

TEST_CASE("issuer, audience and room must be the expected ones") {
  const KeyRing ring = ring_of(ed25519_key("k1"));
  const std::string token = *sign(ring, good_claims());
  struct Row {
    const char* issuer;
    const char* audience;
    std::optional<std::string> room;
    std::string code;
  };
  const Row rows[] = {
      {"interviewd", "rooms", "r_1", "ok"},
      {"interviewd", "rooms", std::nullopt, "ok"},
      {"interviewd", "rooms", "r_2", "token_claims"},
      {"interviewd", "rooms", "", "token_claims"},
      {"interviewd", "room", "r_1", "token_audience"},
      {"interviewd", "ROOMS", "r_1", "token_audience"},
      {"interviewd2", "rooms", "r_1", "token_issuer"},
      {"", "rooms", "r_1", "bad_argument"},
      {"interviewd", "", "r_1", "bad_argument"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.code);
    Expect expect = expectation();
    expect.issuer = row.issuer, expect.audience = row.audience, expect.room = row.room;
    CHECK(outcome(verify(ring, token, expect)) == row.code);
  }
}

TEST_CASE("property: a token with one byte changed, added or taken away is refused") {
  const uint64_t seed = test_seed();
  CAPTURE(seed);
  Random random(seed);
  for (const TokenKey& key : {hmac_key("k1"), ed25519_key("k1")}) {
    const KeyRing ring = ring_of(key);
    const std::string token = *sign(ring, good_claims());
    const Expect expect = expectation();
    REQUIRE(verify(ring, token, expect).ok());
    // All other bytes at each place with the fast algorithm, some with the slow one.
    const size_t tries = key.algorithm == TokenAlgorithm::hs256 ? test_cases(255) : test_cases(20) + 2;
    size_t accepted = 0;
    for (size_t at = 0; at < token.size(); ++at) {
      std::string changed = token;
      const size_t first = random.below(255);
      for (size_t i = 0; i < tries; ++i) {
        changed[at] = static_cast<char>(static_cast<uint8_t>(token[at]) + 1 + (first + i) % 255);
        accepted += verify(ring, changed, expect).ok();
      }
      changed = token;
      changed.erase(at, 1);
      accepted += verify(ring, changed, expect).ok();
      changed = token;
      changed.insert(at, 1, "A=.\0"[random.below(4)]);
      accepted += verify(ring, changed, expect).ok();
      accepted += verify(ring, token.substr(0, at), expect).ok();
    }
    for (int byte = 0; byte < 256; ++byte)
      accepted += verify(ring, token + static_cast<char>(byte), expect).ok();
    CHECK(accepted == 0);
  }
}

TEST_CASE("property: arbitrary bytes are refused, also where they are well signed") {
  const uint64_t seed = test_seed();
  CAPTURE(seed);
  Random random(seed);
  const TokenKey key = hmac_key("k1");
  const KeyRing ring = ring_of(key);
  const std::string payload =
      R"({"iss":"interviewd","aud":"rooms","sub":"u","role":"x","room":"r_1","exp":2000})";
  size_t accepted = 0;
  for (size_t i = test_cases(20000); i > 0; --i) {
    std::string noise;
    for (size_t left = random.below(60); left > 0; --left)
      noise +=
          random.chance(0.5) ? "{}[]\":,.\\u0e1"[random.below(13)] : static_cast<char>(random.below(256));
    accepted += verify(ring, noise, expectation()).ok();
    accepted += verify(ring, forge(noise, payload, key), expectation()).ok();
    accepted += verify(ring, forge(R"({"alg":"HS256"})", noise, key), expectation()).ok();
  }
  CHECK(accepted == 0);
  CHECK(verify(ring, forge(R"({"alg":"HS256"})", payload, key), expectation()).ok());
}

}  // namespace
}  // namespace interview::test
