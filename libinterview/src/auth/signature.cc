#include "auth/signature.h"

#include <sodium.h>

#include <array>

namespace interview::auth {
namespace {

static_assert(kEdSeedBytes == crypto_sign_SEEDBYTES && kEdPublicKeyBytes == crypto_sign_PUBLICKEYBYTES);

using Mac = std::array<unsigned char, crypto_auth_hmacsha256_BYTES>;

const unsigned char* as_unsigned(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

// The one-shot function takes keys of 32 bytes only.
Mac hmac_sha256(std::string_view key, std::string_view input) noexcept {
  Mac mac;
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, as_unsigned(key), key.size());
  crypto_auth_hmacsha256_update(&state, as_unsigned(input), input.size());
  crypto_auth_hmacsha256_final(&state, mac.data());
  return mac;
}

}  // namespace

std::string_view algorithm_name(TokenAlgorithm algorithm) noexcept {
  return algorithm == TokenAlgorithm::hs256 ? "HS256" : "EdDSA";
}

std::optional<TokenAlgorithm> algorithm_named(std::string_view name) noexcept {
  for (const TokenAlgorithm algorithm : {TokenAlgorithm::hs256, TokenAlgorithm::eddsa})
    if (name == algorithm_name(algorithm)) return algorithm;
  return std::nullopt;
}

std::string make_signature(const TokenKey& key, std::string_view input) {
  if (key.algorithm == TokenAlgorithm::hs256) {
    const Mac mac = hmac_sha256(key.secret, input);
    return {reinterpret_cast<const char*>(mac.data()), mac.size()};
  }
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> public_key;
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret_key;
  crypto_sign_seed_keypair(public_key.data(), secret_key.data(), as_unsigned(key.secret));
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr, as_unsigned(input),
                       input.size(), secret_key.data());
  sodium_memzero(secret_key.data(), secret_key.size());
  return signature;
}

bool is_signature(const TokenKey& key, std::string_view input, std::string_view signature) noexcept {
  if (key.algorithm == TokenAlgorithm::hs256) {
    const Mac mac = hmac_sha256(key.secret, input);
    return signature.size() == mac.size() && sodium_memcmp(signature.data(), mac.data(), mac.size()) == 0;
  }
  return signature.size() == crypto_sign_BYTES &&
         crypto_sign_verify_detached(as_unsigned(signature), as_unsigned(input), input.size(),
                                     as_unsigned(key.public_key)) == 0;
}

std::string ed25519_public_key(std::string_view seed) {
  std::string public_key(crypto_sign_PUBLICKEYBYTES, '\0');
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> secret_key;
  crypto_sign_seed_keypair(reinterpret_cast<unsigned char*>(public_key.data()), secret_key.data(),
                           as_unsigned(seed));
  sodium_memzero(secret_key.data(), secret_key.size());
  return public_key;
}

bool is_ed25519_public_key(std::string_view bytes) noexcept {
  return bytes.size() == kEdPublicKeyBytes && crypto_core_ed25519_is_valid_point(as_unsigned(bytes)) == 1;
}

}  // namespace interview::auth
