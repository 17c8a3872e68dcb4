// Digests, and bytes as text.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "interview/result.h"

namespace interview {

// A BLAKE2b-256 digest (RFC 7693).
using Digest = std::array<uint8_t, 32>;

// The bytes of `digest`, valid as long as it is.
inline std::string_view bytes_of(const Digest& digest) noexcept {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

// BLAKE2b-256 of the parts, one after the other.
Digest blake2b(std::string_view first, std::string_view second = {}, std::string_view third = {}) noexcept;

// base64url without padding (RFC 4648 §5).
std::string to_base64url(std::string_view bytes);
// Refuses padding, stray bits and foreign characters: Errc::bad_argument.
Result<std::string> from_base64url(std::string_view text);

// `count` unpredictable bytes of the operating system. Any thread.
std::string random_bytes(size_t count);

// A new id: `prefix`, then 128 random bits as 26 characters of lower-case base32 (Crockford's alphabet).
std::string random_id(std::string_view prefix);

}  // namespace interview
