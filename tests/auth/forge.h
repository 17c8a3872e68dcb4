// Keys, and tokens made by hand: what an attacker who holds a pen, and perhaps a key, can write.
#pragma once

#include <string>
#include <string_view>

#include "interview/token.h"

namespace interview::test {

// Keys with fixed secrets: the same id and algorithm give the same key.
TokenKey hmac_key(std::string_view id);
TokenKey ed25519_key(std::string_view id);

// A ring whose only and signing key is `key`.
KeyRing ring_of(const TokenKey& key);

// base64url(header).base64url(payload).signature by `key`, whatever header and payload are.
std::string forge(std::string_view header, std::string_view payload, const TokenKey& key);

// Claims that fit expectation(), valid from 1000 to 2000.
Claims good_claims();
Expect expectation();  // of room r_1, at 1500

// The code of a failure, as text for doctest; "ok" for a success.
template <typename T>
std::string outcome(const Result<T>& result) {
  return result.ok() ? "ok" : wire_code(result.error().code);
}

}  // namespace interview::test
