// Tokens that somebody made to be let in, each with the error that it gets. All but those that say so are
// signed well: what is refused is refused for its content.
#include <doctest/doctest.h>

#include "auth/signature.h"
#include "forge.h"
#include "interview/bytes.h"

namespace interview::test {
namespace {

using std::string_literals::operator""s;

const std::string kHs256 = R"({"alg":"HS256"})";
const std::string kClaims =
    R"("iss":"interviewd","aud":"rooms","sub":"u","role":"reviewer","room":"r_1","exp":2000)";

std::string with(std::string_view more) {
  return "{" + kClaims + std::string(more) + "}";
}

// kClaims with one of its members replaced by another text (or nothing).
std::string without(std::string_view part, std::string_view other) {
  std::string claims = "{" + kClaims + "}";
  const size_t at = claims.find(part);
  REQUIRE(at != claims.npos);
  return claims.replace(at, part.size(), other);
}

// No piece of a token or a secret may stand in a message.
void check_silent(const Error& error, std::string_view secret) {
  constexpr size_t kPiece = 6;
  for (size_t at = 0; at + kPiece <= secret.size(); ++at)
    CHECK_MESSAGE(error.message.find(secret.substr(at, kPiece)) == std::string::npos, error.message);
}

struct Row {
  std::string what, header, payload, code;
};

void check_rows(const std::vector<Row>& rows) {
  const TokenKey key = hmac_key("k1");
  const KeyRing ring = ring_of(key);
  for (const Row& row : rows) {
    CAPTURE(row.what);
    const std::string token = forge(row.header, row.payload, key);
    const Result<Claims> claims = verify(ring, token, expectation());
    CHECK(outcome(claims) == row.code);
    if (claims.ok()) continue;
    check_silent(claims.error(), token);
    check_silent(claims.error(), key.secret);
    CHECK(claims.error().message.find("r_1") == std::string::npos);
  }
}

TEST_CASE("headers") {
  const std::string good = with("");
  check_rows({
      {"a good one", kHs256, good, "ok"},
      {"a good one with all", R"({"alg":"HS256","typ":"JWT","kid":"k1"})", good, "ok"},
      {"type in other case", R"({"alg":"HS256","typ":"jWt"})", good, "ok"},
      {"a parameter that we do not know", R"({"alg":"HS256","x":{"y":[1]}})", good, "ok"},
      {"a key of its own", R"({"alg":"HS256","jwk":{"kty":"oct","k":"AA"},"jku":"http://evil"})", good, "ok"},
      {"none", R"({"alg":"none"})", good, "token_algorithm"},
      {"None", R"({"alg":"None"})", good, "token_algorithm"},
      {"nOnE", R"({"alg":"nOnE"})", good, "token_algorithm"},
      {"NONE with a key", R"({"alg":"NONE","kid":"k1"})", good, "token_algorithm"},
      {"empty algorithm", R"({"alg":""})", good, "token_algorithm"},
      {"lower case", R"({"alg":"hs256"})", good, "token_algorithm"},
      {"another hash", R"({"alg":"HS512"})", good, "token_algorithm"},
      {"RSA", R"({"alg":"RS256"})", good, "token_algorithm"},
      {"the other of ours", R"({"alg":"EdDSA"})", good, "token_algorithm"},
      {"NUL after the name", R"({"alg":"HS256\u0000"})", good, "token_algorithm"},
      {"no algorithm", R"({"typ":"JWT"})", good, "token_malformed"},
      {"null algorithm", R"({"alg":null})", good, "token_malformed"},
      {"list of algorithms", R"({"alg":["HS256"]})", good, "token_malformed"},
      {"two algorithms", R"({"alg":"HS256","alg":"none"})", good, "token_malformed"},
      {"two algorithms, one escaped", R"({"alg":"HS256","\u0061lg":"none"})", good, "token_malformed"},
      {"unknown extension", R"({"alg":"HS256","crit":["x"],"x":1})", good, "token_malformed"},
      {"unencoded payload", R"({"alg":"HS256","crit":["b64"],"b64":false})", good, "token_malformed"},
      {"empty crit", R"({"alg":"HS256","crit":[]})", good, "token_malformed"},
      {"null crit", R"({"alg":"HS256","crit":null})", good, "token_malformed"},
      {"another kind of token", R"({"alg":"HS256","typ":"at+jwt"})", good, "token_malformed"},
      {"type with more behind", R"({"alg":"HS256","typ":"JWTX"})", good, "token_malformed"},
      {"empty type", R"({"alg":"HS256","typ":""})", good, "token_malformed"},
      {"type not a string", R"({"alg":"HS256","typ":1})", good, "token_malformed"},
      {"unknown key", R"({"alg":"HS256","kid":"k2"})", good, "unknown_key"},
      {"empty key id", R"({"alg":"HS256","kid":""})", good, "unknown_key"},
      {"key id with NUL", R"({"alg":"HS256","kid":"k1\u0000"})", good, "unknown_key"},
      {"path as key id", R"({"alg":"HS256","kid":"../../dev/null"})", good, "unknown_key"},
      {"key id not a string", R"({"alg":"HS256","kid":1})", good, "token_malformed"},
      {"null key id", R"({"alg":"HS256","kid":null})", good, "token_malformed"},
      {"nested too deep", R"({"alg":"HS256","x":[[[[[[[[]]]]]]]]})", good, "token_malformed"},
      {"not an object", R"(["HS256"])", good, "token_malformed"},
      {"a string", R"("HS256")", good, "token_malformed"},
      {"empty", "", good, "token_malformed"},
      {"not JSON", "alg=HS256", good, "token_malformed"},
      {"not UTF-8", "{\"alg\":\"HS256\",\"x\":\"\xff\"}", good, "token_malformed"},
      {"byte order mark", "\xEF\xBB\xBF" + kHs256, good, "token_malformed"},
      {"something after a NUL", kHs256 + "\0{}"s, good, "token_malformed"},
  });
}

TEST_CASE("claims as JSON") {
  check_rows({
      {"an unknown claim", kHs256, with(R"(,"x":[{"y":1.5}])"), "ok"},
      {"white space", kHs256, std::string(" \r\n\t") + with("") + "\n", "ok"},
      {"empty", kHs256, "", "token_malformed"},
      {"empty object", kHs256, "{}", "token_malformed"},
      {"a list", kHs256, std::string("[") + with("") + "]", "token_malformed"},
      {"null", kHs256, "null", "token_malformed"},
      {"two objects", kHs256, with("") + with(""), "token_malformed"},
      {"cut off", kHs256, with("").substr(0, 40), "token_malformed"},
      {"a trailing comma", kHs256, with(","), "token_malformed"},
      {"a comment", kHs256, with("/* x */"), "token_malformed"},
      {"single quotes", kHs256, with(",'x':1"), "token_malformed"},
      {"NaN", kHs256, with(R"(,"x":NaN)"), "token_malformed"},
      {"a number beyond all", kHs256, with(R"(,"x":1e999)"), "token_malformed"},
      {"byte order mark", kHs256, std::string("\xEF\xBB\xBF") + with(""), "token_malformed"},
      {"something after a NUL", kHs256, with("") + "\0 more"s, "token_malformed"},
      {"a claim twice", kHs256, with(R"(,"role":"interviewer")"), "token_malformed"},
      {"a claim twice, once escaped", kHs256, with(R"(,"r\u006fle":"interviewer")"), "token_malformed"},
      {"twice further down", kHs256, with(R"(,"x":[{"y":1,"z":2,"y":3}])"), "token_malformed"},
      {"twice an empty name", kHs256, with(R"(,"":1,"":2)"), "token_malformed"},
      {"bytes that are not UTF-8", kHs256, with(",\"x\":\"\xc0\xaf\""), "token_malformed"},
      {"a name that is not UTF-8", kHs256, with(",\"\xff\":1"), "token_malformed"},
      {"an encoded surrogate", kHs256, with(",\"x\":\"\xed\xa0\x80\""), "token_malformed"},
      {"a lone high surrogate", kHs256, with(R"(,"x":"\ud800")"), "token_malformed"},
      {"a lone low surrogate", kHs256, with(R"(,"x":"\udc00")"), "token_malformed"},
      {"a raw control character", kHs256, with(",\"x\":\"\n\""), "token_malformed"},
      {"nested too deep", kHs256, with(R"(,"x":[[[[[[[[]]]]]]]])"), "token_malformed"},
      {"objects nested too deep", kHs256, with(R"(,"x":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{}}}}}}}})"),
       "token_malformed"},
  });
}

TEST_CASE("claims") {
  check_rows({
      {"no issuer", kHs256, without(R"("iss":"interviewd",)", ""), "token_issuer"},
      {"empty issuer", kHs256, without(R"("iss":"interviewd")", R"("iss":"")"), "token_issuer"},
      {"list of issuers", kHs256, without(R"("iss":"interviewd")", R"("iss":["interviewd"])"),
       "token_malformed"},
      {"issuer with NUL", kHs256, without(R"("iss":"interviewd")", R"("iss":"interviewd\u0000")"),
       "token_malformed"},
      {"no audience", kHs256, without(R"("aud":"rooms",)", ""), "token_audience"},
      {"one of several audiences", kHs256, without(R"("aud":"rooms")", R"("aud":["x","rooms"])"), "ok"},
      {"none of several audiences", kHs256, without(R"("aud":"rooms")", R"("aud":["x","room"])"),
       "token_audience"},
      {"empty list of audiences", kHs256, without(R"("aud":"rooms")", R"("aud":[])"), "token_audience"},
      {"an audience that is no string", kHs256, without(R"("aud":"rooms")", R"("aud":["rooms",1])"),
       "token_malformed"},
      {"audience as object", kHs256, without(R"("aud":"rooms")", R"("aud":{"rooms":true})"),
       "token_malformed"},
      {"null audience", kHs256, without(R"("aud":"rooms")", R"("aud":null)"), "token_malformed"},
      {"no subject", kHs256, without(R"("sub":"u",)", ""), "token_malformed"},
      {"empty subject", kHs256, without(R"("sub":"u")", R"("sub":"")"), "token_malformed"},
      {"number as subject", kHs256, without(R"("sub":"u")", R"("sub":7)"), "token_malformed"},
      {"line break in the subject", kHs256, without(R"("sub":"u")", R"("sub":"u\nadmin")"),
       "token_malformed"},
      {"no role", kHs256, without(R"("role":"reviewer",)", ""), "token_malformed"},
      {"true as role", kHs256, without(R"("role":"reviewer")", R"("role":true)"), "token_malformed"},
      {"no room", kHs256, without(R"("room":"r_1",)", ""), "token_claims"},
      {"another room", kHs256, without(R"("room":"r_1")", R"("room":"r_11")"), "token_claims"},
      {"any room", kHs256, without(R"("room":"r_1")", R"("room":"*")"), "token_claims"},
      {"list of rooms", kHs256, without(R"("room":"r_1")", R"("room":["r_1"])"), "token_malformed"},
      {"no expiry", kHs256, without(R"(,"exp":2000)", ""), "token_malformed"},
      {"null expiry", kHs256, without("2000", "null"), "token_malformed"},
      {"expiry as text", kHs256, without("2000", "\"2000\""), "token_malformed"},
      {"expiry with a fraction", kHs256, without("2000", "2000.0"), "token_malformed"},
      {"expiry with an exponent", kHs256, without("2000", "2e3"), "token_malformed"},
      {"expiry below zero", kHs256, without("2000", "-1"), "token_malformed"},
      {"expiry zero", kHs256, without("2000", "0"), "token_expired"},
      {"expiry in the last year", kHs256, without("2000", "253402300799"), "ok"},
      {"expiry after the last year", kHs256, without("2000", "253402300800"), "token_malformed"},
      {"expiry of 2^63", kHs256, without("2000", "9223372036854775808"), "token_malformed"},
      {"expiry of 2^64", kHs256, without("2000", "18446744073709551616"), "token_malformed"},
      {"expired", kHs256, without("2000", "1400"), "token_expired"},
      {"not yet valid", kHs256, with(R"(,"nbf":1600)"), "token_not_yet_valid"},
      {"nbf as text", kHs256, with(R"(,"nbf":"0")"), "token_malformed"},
      {"nbf below zero", kHs256, with(R"(,"nbf":-5)"), "token_malformed"},
      {"issued in the future", kHs256, with(R"(,"iat":1600)"), "token_not_yet_valid"},
      {"iat with a fraction", kHs256, with(R"(,"iat":1000.5)"), "token_malformed"},
      {"ends before it begins", kHs256, without("2000", R"(1480,"nbf":1490)"), "token_claims"},
      {"ends before it is issued", kHs256, without("2000", R"(1480,"iat":1490)"), "token_claims"},
      {"permissions as text", kHs256, with(R"(,"permissions":"manage")"), "token_malformed"},
      {"permissions null", kHs256, with(R"(,"permissions":null)"), "token_malformed"},
      {"a permission that is no string", kHs256, with(R"(,"permissions":["edit",{}])"), "token_malformed"},
      {"a permission with NUL", kHs256, with(R"(,"permissions":["edit\u0000"])"), "token_malformed"},
      {"no permissions", kHs256, with(R"(,"permissions":[])"), "ok"},
      {"name not a string", kHs256, with(R"(,"name":[])"), "token_malformed"},
      {"id not a string", kHs256, with(R"(,"jti":1)"), "token_malformed"},
  });
}

TEST_CASE("shape") {
  const TokenKey key = hmac_key("k1");
  const KeyRing ring = ring_of(key);
  const std::string good = forge(kHs256, with(""), key);
  const size_t first = good.find('.'), second = good.rfind('.');
  const std::string header = good.substr(0, first), payload = good.substr(first + 1, second - first - 1),
                    signature = good.substr(second + 1), none = to_base64url(R"({"alg":"none"})");
  const struct {
    std::string what, token, code;
  } rows[] = {
      {"good", header + "." + payload + "." + signature, "ok"},
      {"nothing", "", "token_malformed"},
      {"one point", ".", "token_malformed"},
      {"only points", "..", "token_malformed"},
      {"two parts", header + "." + payload, "token_malformed"},
      {"four parts", good + "." + signature, "token_malformed"},
      {"encrypted, five parts", good + ".." + signature, "token_malformed"},
      {"JSON serialisation", R"({"payload":")" + payload + R"(","signature":")" + signature + R"("})",
       "token_malformed"},
      {"white space before", " " + good, "token_malformed"},
      {"line break behind", good + "\n", "token_malformed"},
      {"NUL behind", good + "\0"s, "token_malformed"},
      {"padded", good + "=", "token_malformed"},
      {"the scheme before", "Bearer " + good, "token_malformed"},
      {"not base64url", header + "." + payload + "." + signature.substr(0, 42) + "+", "token_malformed"},
      {"no header", "." + payload + "." + signature, "token_malformed"},
      {"no payload", header + ".." + signature, "token_signature"},
      {"no signature", header + "." + payload + ".", "token_signature"},
      {"half a signature", header + "." + payload + "." + signature.substr(0, 20), "token_signature"},
      {"signature and more", header + "." + payload + "." + signature + "AAAA", "token_signature"},
      {"zeros as signature", header + "." + payload + "." + std::string(43, 'A'), "token_signature"},
      {"none, unsigned", none + "." + payload + ".", "token_algorithm"},
      {"none, with a good signature", none + "." + payload + "." + signature, "token_algorithm"},
      {"another payload", header + "." + to_base64url(with(R"(,"x":1)")) + "." + signature,
       "token_signature"},
      {"another key", forge(kHs256, with(""), hmac_key("k2")), "token_signature"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    CHECK(outcome(verify(ring, row.token, expectation())) == row.code);
  }
}

TEST_CASE("no byte above 0x7F stands for a character of base64url") {
  const std::string good = "AA_-";
  REQUIRE(from_base64url(good).ok());
  for (size_t at = 0; at < good.size(); ++at)
    for (int byte = 0x80; byte <= 0xFF; ++byte) {
      std::string bad = good;
      bad[at] = static_cast<char>(byte);
      CHECK(outcome(from_base64url(bad)) == "bad_argument");
    }
}

TEST_CASE("a public key does not serve as an HMAC secret") {
  const TokenKey key = ed25519_key("k1");
  const TokenKey as_hmac{"k1", TokenAlgorithm::hs256, key.public_key, "", 0};
  const KeyRing ring = ring_of(key);
  CHECK(outcome(verify(ring, forge(kHs256, with(""), as_hmac), expectation())) == "token_algorithm");
  CHECK(outcome(verify(ring, forge(R"({"alg":"EdDSA"})", with(""), as_hmac), expectation())) ==
        "token_signature");
  CHECK(verify(ring, forge(R"({"alg":"EdDSA"})", with(""), key), expectation()).ok());
  CHECK(outcome(verify(ring, forge(kHs256, with(""), key), expectation())) == "token_algorithm");
}

TEST_CASE("an Ed25519 signature has one form") {
  const TokenKey key = ed25519_key("k1");
  const KeyRing ring = ring_of(key);
  const std::string token = forge(R"({"alg":"EdDSA"})", with(""), key);
  const std::string input = token.substr(0, token.rfind('.'));
  std::string signature = *from_base64url(token.substr(input.size() + 1));
  REQUIRE(outcome(verify(ring, input + "." + to_base64url(signature), expectation())) == "ok");
  // S + L (RFC 8032 §5.1.7) would be the same scalar.
  constexpr unsigned char kL[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                                    0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
                                    0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};
  unsigned carry = 0;
  for (size_t i = 0; i < 32; ++i) {
    carry += static_cast<unsigned char>(signature[32 + i]) + kL[i];
    signature[32 + i] = static_cast<char>(carry & 0xFF);
    carry >>= 8;
  }
  CHECK(outcome(verify(ring, input + "." + to_base64url(signature), expectation())) == "token_signature");
}

}  // namespace
}  // namespace interview::test
