// How long a token is good, as it says itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace interview::net {

// When `exp` of a JWT comes, in ms since 1970; nothing if it cannot be read. Nothing is verified: the
// server does.
std::optional<int64_t> token_expiry(std::string_view token);

// When to ask for a new one: after half of what is left, between a second and a day from now.
uint32_t renew_after_ms(int64_t expiry_ms, int64_t now_ms);

}  // namespace interview::net
