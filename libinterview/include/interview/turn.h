// Credentials for a TURN server that end by themselves: the scheme of coturn's `use-auth-secret`
// (draft-uberti-behave-turn-rest-00 §2.2). The TURN server knows the same secret and asks nobody.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "interview/result.h"

namespace interview {

struct TurnOptions {
  int64_t lifetime = 3600;       // seconds, at least 1
  int64_t max_lifetime = 86400;  // seconds
  size_t max_user = 256;         // bytes; with the time before it, at most 508 (RFC 8489 §14.3)
  size_t min_secret = 16;        // bytes
};

struct TurnCredentials {
  std::string username;    // "<expires_at>:<user>"
  std::string credential;  // base64(HMAC-SHA1(secret, username))
  int64_t expires_at = 0;  // seconds since 1970
};

// Credentials for `user` (printable ASCII without space and colon, not empty) from `now` (seconds since 1970,
// not negative) on. They can be read by `user`: do not put a name there that others shall not know. Any
// thread. Errc::bad_argument (user, now, lifetime, a secret that is too short), too_big (user). No error
// repeats the secret.
Result<TurnCredentials> turn_credentials(std::string_view secret, std::string_view user, int64_t now,
                                         const TurnOptions& options = {});

}  // namespace interview
