// The examples of the standards, byte for byte.
#include <doctest/doctest.h>

#include "auth/hmac_sha1.h"
#include "auth/jws.h"
#include "auth/signature.h"
#include "forge.h"
#include "interview/bytes.h"

namespace interview::test {
namespace {

constexpr size_t kDepth = 8;

std::string input_of(std::string_view jws) {
  return std::string(jws.substr(0, jws.rfind('.')));
}
std::string signature_of(std::string_view jws) {
  return std::string(jws.substr(jws.rfind('.') + 1));
}

std::string hex(std::string_view bytes) {
  std::string text;
  for (const char byte : bytes) {
    text += "0123456789abcdef"[static_cast<unsigned char>(byte) >> 4];
    text += "0123456789abcdef"[static_cast<unsigned char>(byte) & 15];
  }
  return text;
}

// RFC 7515 A.1
constexpr std::string_view kHs256Secret =
    "AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T-1qS0gZH75aKtMN3Yj0iPS4hcgUuTwjAzZr1Z9CAow";
constexpr std::string_view kHs256Jws =
    "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9"
    ".eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ"
    ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

// RFC 8037 A.1 and A.4
constexpr std::string_view kEdSecret = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A";
constexpr std::string_view kEdPublic = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";
constexpr std::string_view kEdJws =
    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
    ".hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";

TEST_CASE("RFC 7515 A.1: HS256") {
  const TokenKey key{"a1", TokenAlgorithm::hs256, *from_base64url(kHs256Secret), "", 0};
  CHECK(to_base64url(auth::make_signature(key, input_of(kHs256Jws))) == signature_of(kHs256Jws));

  const KeyRing ring = ring_of(key);
  const Result<std::string> payload = auth::open_jws(ring, kHs256Jws, 0, kDepth);
  REQUIRE(payload.ok());
  CHECK(*payload == "{\"iss\":\"joe\",\r\n \"exp\":1300819380,\r\n \"http://example.com/is_root\":true}");

  // As a token it lacks what we ask for, and that is found only after its signature was good.
  Expect expect;
  expect.issuer = "joe";
  expect.audience = "rooms";
  CHECK(outcome(verify(ring, kHs256Jws, expect)) == "token_malformed");
  CHECK(outcome(verify(ring_of(hmac_key("a1")), kHs256Jws, expect)) == "token_signature");
}

TEST_CASE("RFC 8037 A.2, A.4, A.5: Ed25519") {
  const std::string seed = *from_base64url(kEdSecret);
  CHECK(to_base64url(auth::ed25519_public_key(seed)) == kEdPublic);
  const TokenKey key{"a4", TokenAlgorithm::eddsa, seed, *from_base64url(kEdPublic), 0};
  CHECK(to_base64url(auth::make_signature(key, input_of(kEdJws))) == signature_of(kEdJws));

  KeyRing verifier;
  REQUIRE(verifier.add({"a4", TokenAlgorithm::eddsa, "", *from_base64url(kEdPublic), 0}).ok());
  const Result<std::string> payload = auth::open_jws(verifier, kEdJws, 0, kDepth);
  REQUIRE(payload.ok());
  CHECK(*payload == "Example of Ed25519 signing");
}

TEST_CASE("RFC 2202 section 3: HMAC-SHA1") {
  struct Row {
    std::string key, text, mac;
  };
  std::string counting;
  for (char c = 1; c <= 25; ++c) counting += c;
  const Row rows[] = {
      {std::string(20, '\x0b'), "Hi There", "b617318655057264e28bc0b6fb378c8ef146be00"},
      {"Jefe", "what do ya want for nothing?", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"},
      {std::string(20, '\xaa'), std::string(50, '\xdd'), "125d7342b9ac11cd91a39af48aa17b4f63f175d3"},
      {counting, std::string(50, '\xcd'), "4c9007f4026250c6bc8414f9bf50c86c2d7235da"},
      {std::string(20, '\x0c'), "Test With Truncation", "4c1a03424b55e07fe7f27be1d58bb9324a9a5a04"},
      {std::string(80, '\xaa'), "Test Using Larger Than Block-Size Key - Hash Key First",
       "aa4ae5e15272d00e95705637ce8a3b55ed402112"},
      {std::string(80, '\xaa'), "Test Using Larger Than Block-Size Key and Larger Than One Block-Size Data",
       "e8e99d0f45237d786d6bbaa7965c7808bbff1a91"},
      {"", "", "fbdb1d1b18aa6c08324b7d64b71fb76370690e1d"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const Result<std::string> mac = auth::hmac_sha1(row.key, row.text);
    REQUIRE(mac.ok());
    CHECK(hex(*mac) == row.mac);
  }
}

}  // namespace
}  // namespace interview::test
