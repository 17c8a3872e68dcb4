// Claims as the JSON of a token's payload (RFC 7519 §4), with "room", "role", "name" and "permissions" of our
// own.
#pragma once

#include <string>
#include <string_view>

#include "interview/token.h"

namespace interview::auth {

inline constexpr int64_t kLastDate = 253402300799;  // the end of the year 9999

// Errc::bad_argument, bad_text.
Result<std::string> write_claims(const Claims& claims);

// Reads a payload. Of several audiences `Claims::audience` is `audience` if that is one of them, else empty.
// Whether the claims fit is not decided here. Errc::token_malformed.
Result<Claims> read_claims(std::string_view json, std::string_view audience, size_t max_depth);

}  // namespace interview::auth
