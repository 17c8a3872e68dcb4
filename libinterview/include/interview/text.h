// UTF-8 as it travels and UTF-16 as it is edited. Positions in documents are UTF-16 code units, as in
// browsers and the Language Server Protocol.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "interview/result.h"

namespace interview {

// Refuses overlong forms, surrogates, values above U+10FFFF and truncated sequences (RFC 3629 §3):
// Errc::bad_text.
Result<std::u16string> utf8_to_utf16(std::string_view utf8);

// Refuses a lone surrogate: Errc::bad_text.
Result<std::string> utf16_to_utf8(std::u16string_view utf16);

// Appends `utf16`, which must be valid, to `out`. No allocation beyond that of `out`.
void append_utf8(std::string& out, std::u16string_view utf16);

bool is_valid_utf8(std::string_view utf8) noexcept;
bool is_valid_utf16(std::u16string_view utf16) noexcept;

constexpr bool is_high_surrogate(char16_t unit) noexcept {
  return (unit & 0xFC00) == 0xD800;
}
constexpr bool is_low_surrogate(char16_t unit) noexcept {
  return (unit & 0xFC00) == 0xDC00;
}

// The length of the longest prefix of `bytes` that ends between characters; what follows it may be the
// beginning of a character that is still to come (at most 3 bytes). Bytes that can never become a character
// count as characters.
size_t whole_utf8_prefix(std::string_view bytes) noexcept;

// `bytes` with everything that is not UTF-8 replaced by U+FFFD: for the output of programs.
std::string to_valid_utf8(std::string_view bytes);

}  // namespace interview
