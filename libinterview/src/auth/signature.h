// The two signature algorithms of tokens.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "interview/token.h"

namespace interview::auth {

inline constexpr size_t kHmacKeyMinBytes = 32;  // RFC 7518 §3.2
inline constexpr size_t kEdSeedBytes = 32;
inline constexpr size_t kEdPublicKeyBytes = 32;

// "HS256", "EdDSA". Case matters (RFC 7515 §4.1.1).
std::string_view algorithm_name(TokenAlgorithm algorithm) noexcept;
std::optional<TokenAlgorithm> algorithm_named(std::string_view name) noexcept;

// The signature of `input`: 32 bytes with HS256, 64 with EdDSA. The key has a secret.
std::string make_signature(const TokenKey& key, std::string_view input);

// Whether `signature` is one of `input` under `key`. Takes the same time wherever a MAC differs.
bool is_signature(const TokenKey& key, std::string_view input, std::string_view signature) noexcept;

// The public key that belongs to a seed of kEdSeedBytes.
std::string ed25519_public_key(std::string_view seed);

// Whether the kEdPublicKeyBytes are a canonical point of the prime-order group: under a point of small order,
// one signature fits many messages.
bool is_ed25519_public_key(std::string_view bytes) noexcept;

}  // namespace interview::auth
