#include "interview/text.h"

#include <cstdint>

namespace interview {
namespace {

// What stands at the beginning of some bytes: a character of `length` bytes, or an error of `length` bytes.
struct Decoded {
  char32_t character = 0;
  size_t length = 0;
  enum { kCharacter, kInvalid, kTruncated } kind = kCharacter;
};

// Decodes one character; `bytes` is not empty. An invalid sequence ends where a character could begin again
// ("maximal subpart", Unicode 15 §3.9, table 3-8).
Decoded decode(std::string_view bytes) {
  const auto at = [&](size_t i) { return static_cast<uint8_t>(bytes[i]); };
  const uint8_t lead = at(0);
  if (lead < 0x80) return {lead, 1, Decoded::kCharacter};
  size_t length = 0;
  uint8_t low = 0x80, high = 0xBF;  // bounds of the second byte
  char32_t character = 0;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
    character = lead & 0x1F;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    character = lead & 0x0F;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    character = lead & 0x07;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    return {0, 1, Decoded::kInvalid};
  }
  for (size_t i = 1; i < length; ++i) {
    if (i == bytes.size()) return {0, i, Decoded::kTruncated};
    if (at(i) < low || at(i) > high) return {0, i, Decoded::kInvalid};
    low = 0x80, high = 0xBF;
    character = character << 6 | (at(i) & 0x3F);
  }
  return {character, length, Decoded::kCharacter};
}

void append_utf16(std::u16string& out, char32_t character) {
  if (character < 0x10000) {
    out += static_cast<char16_t>(character);
  } else {
    character -= 0x10000;
    out += static_cast<char16_t>(0xD800 + (character >> 10));
    out += static_cast<char16_t>(0xDC00 + (character & 0x3FF));
  }
}

}  // namespace

Result<std::u16string> utf8_to_utf16(std::string_view utf8) {
  std::u16string out;
  out.reserve(utf8.size());
  while (!utf8.empty()) {
    const Decoded next = decode(utf8);
    if (next.kind != Decoded::kCharacter) return Error{Errc::bad_text, "text is not valid UTF-8"};
    append_utf16(out, next.character);
    utf8.remove_prefix(next.length);
  }
  return out;
}

void append_utf8(std::string& out, std::u16string_view utf16) {
  for (size_t i = 0; i < utf16.size(); ++i) {
    char32_t c = utf16[i];
    if (c < 0x80) {
      out += static_cast<char>(c);
      continue;
    }
    if (c < 0x800) {
      out += static_cast<char>(0xC0 | c >> 6);
    } else {
      if (is_high_surrogate(utf16[i])) {
        c = 0x10000 + ((c & 0x3FF) << 10) + (utf16[++i] & 0x3FF);
        out += static_cast<char>(0xF0 | c >> 18);
        out += static_cast<char>(0x80 | (c >> 12 & 0x3F));
      } else {
        out += static_cast<char>(0xE0 | c >> 12);
      }
      out += static_cast<char>(0x80 | (c >> 6 & 0x3F));
    }
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

Result<std::string> utf16_to_utf8(std::u16string_view utf16) {
  if (!is_valid_utf16(utf16)) return Error{Errc::bad_text, "text has a lone surrogate"};
  std::string out;
  out.reserve(utf16.size());
  append_utf8(out, utf16);
  return out;
}

bool is_valid_utf8(std::string_view utf8) noexcept {
  while (!utf8.empty()) {
    const Decoded next = decode(utf8);
    if (next.kind != Decoded::kCharacter) return false;
    utf8.remove_prefix(next.length);
  }
  return true;
}

bool is_valid_utf16(std::u16string_view utf16) noexcept {
  for (size_t i = 0; i < utf16.size(); ++i) {
    if (is_low_surrogate(utf16[i])) return false;
    if (!is_high_surrogate(utf16[i])) continue;
    if (++i == utf16.size() || !is_low_surrogate(utf16[i])) return false;
  }
  return true;
}

size_t whole_utf8_prefix(std::string_view bytes) noexcept {
  for (size_t back = 1; back <= 3 && back <= bytes.size(); ++back) {
    const size_t start = bytes.size() - back;
    const uint8_t byte = static_cast<uint8_t>(bytes[start]);
    if ((byte & 0xC0) == 0x80) continue;
    return decode(bytes.substr(start)).kind == Decoded::kTruncated ? start : bytes.size();
  }
  return bytes.size();
}

std::string to_valid_utf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  while (!bytes.empty()) {
    const Decoded next = decode(bytes);
    if (next.kind == Decoded::kCharacter) {
      out.append(bytes.substr(0, next.length));
    } else {
      out.append("\xEF\xBF\xBD");
    }
    bytes.remove_prefix(next.length);
  }
  return out;
}

}  // namespace interview
