// Signed payloads in the compact serialisation (RFC 7515 §7.1): header.payload.signature, each in base64url.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "interview/token.h"

namespace interview::auth {

// Signs `payload` with a key that has a secret.
std::string make_jws(const TokenKey& key, std::string_view payload);

// The payload of `jws`, if one key of the ring, in its time at `now`, signed it with its own algorithm. The
// payload itself is not looked at before its signature is good. Errc::token_malformed, token_algorithm,
// unknown_key, token_signature.
Result<std::string> open_jws(const KeyRing& ring, std::string_view jws, int64_t now, size_t max_depth);

}  // namespace interview::auth
