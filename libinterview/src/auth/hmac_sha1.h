// HMAC-SHA1 (RFC 2104), which TURN servers still want and libsodium does not have.
#pragma once

#include <string>
#include <string_view>

#include "interview/result.h"

namespace interview::auth {

// 20 bytes. Errc::internal if this machine's libcrypto has no SHA-1; bad_argument for a key of 2 GiB or more.
Result<std::string> hmac_sha1(std::string_view key, std::string_view text);

}  // namespace interview::auth
