#include "forge.h"

#include "auth/signature.h"
#include "interview/bytes.h"

namespace interview::test {
namespace {

std::string secret_of(std::string_view id) {
  return std::string(bytes_of(blake2b("secret of ", id)));
}

}  // namespace

TokenKey hmac_key(std::string_view id) {
  return {std::string(id), TokenAlgorithm::hs256, secret_of(id), "", 0};
}

TokenKey ed25519_key(std::string_view id) {
  const std::string seed = secret_of(id);
  return {std::string(id), TokenAlgorithm::eddsa, seed, auth::ed25519_public_key(seed), 0};
}

KeyRing ring_of(const TokenKey& key) {
  KeyRing ring;
  if (!ring.rotate(key)) std::abort();
  return ring;
}

std::string forge(std::string_view header, std::string_view payload, const TokenKey& key) {
  const std::string input = to_base64url(header) + "." + to_base64url(payload);
  return input + "." + to_base64url(auth::make_signature(key, input));
}

Claims good_claims() {
  Claims claims;
  claims.issuer = "interviewd";
  claims.audience = "rooms";
  claims.subject = "u_7";
  claims.room = "r_1";
  claims.role = "reviewer";
  claims.name = "Zo\u00eb \U0001F680 \"quoted\" \\ /";
  claims.permissions = {{"edit", "chat"}};
  claims.issued_at = 1000;
  claims.not_before = 1000;
  claims.expires_at = 2000;
  claims.id = "t_1";
  return claims;
}

Expect expectation() {
  Expect expect;
  expect.issuer = "interviewd";
  expect.audience = "rooms";
  expect.now = 1500;
  expect.room = "r_1";
  return expect;
}

}  // namespace interview::test
