#include "terminal/filter.h"

#include <utf8proc.h>

#include "interview/text.h"
#include "terminal/colour.h"

namespace interview::cli {
namespace {

enum class Look { plain, mark, hidden };

// Invisible characters that Unicode counts among letters, marks or symbols.
bool is_blank_in_disguise(char32_t c) {
  return c == 0x034F || (c >= 0x115F && c <= 0x1160) || (c >= 0x17B4 && c <= 0x17B5) ||
         (c >= 0x180B && c <= 0x180F) || c == 0x2800 || c == 0x3164 || c == 0xFFA0 ||
         (c >= 0xE0000 && c <= 0xE0FFF);
}

Look look_of(char32_t c) {
  if (is_blank_in_disguise(c)) return Look::hidden;
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(c))) {
    case UTF8PROC_CATEGORY_CN:
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CS:
    case UTF8PROC_CATEGORY_CO:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return Look::hidden;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
      return Look::mark;
    default:
      return Look::plain;
  }
}

void append_hex(std::string& out, uint32_t value, int least_digits) {
  std::string digits;
  for (; value > 0 || least_digits > 0; value >>= 4, --least_digits)
    digits.insert(digits.begin(), "0123456789abcdef"[value & 15]);
  out += digits;
}

}  // namespace

void TerminalFilter::character(char32_t c, std::string_view bytes, std::string& out) {
  Look look = look_of(c);
  if ((c == U'\n' || c == U'\t') && !options_.one_line) look = Look::plain;
  marks_ = look == Look::mark ? marks_ + 1 : 0;
  if (look == Look::plain || (look == Look::mark && marks_ <= options_.marks)) {
    out += bytes;
    return;
  }
  out += "\\u{";
  append_hex(out, static_cast<uint32_t>(c), 1);
  out += '}';
}

void TerminalFilter::take(std::string_view text, bool last, std::string& out) {
  while (!text.empty()) {
    if (text.front() == '\x1b' && options_.colours) {
      const Colour colour = read_colour(text);
      if (colour.kind == Colour::kPartial && !last) break;
      if (colour.length > 0) {
        out += text.substr(0, colour.length);
        coloured_ = colour.kind == Colour::kColour;
        text.remove_prefix(colour.length);
        continue;
      }
    }
    utf8proc_int32_t c = 0;
    const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                         static_cast<utf8proc_ssize_t>(text.size()), &c);
    if (length > 0) {
      character(static_cast<char32_t>(c), text.substr(0, static_cast<size_t>(length)), out);
      text.remove_prefix(static_cast<size_t>(length));
    } else if (!last && whole_utf8_prefix(text) == 0) {
      break;
    } else {
      marks_ = 0;
      out += "\\x";
      append_hex(out, static_cast<uint8_t>(text.front()), 2);
      text.remove_prefix(1);
    }
  }
  waiting_ = text;
}

std::string TerminalFilter::pass(std::string_view chunk) {
  std::string out;
  if (waiting_.empty()) {
    take(chunk, false, out);
  } else {
    const std::string text = std::exchange(waiting_, {}) + std::string(chunk);
    take(text, false, out);
  }
  return out;
}

std::string TerminalFilter::finish() {
  std::string out;
  const std::string text = std::exchange(waiting_, {});
  take(text, true, out);
  if (coloured_) out += "\x1b[0m";
  coloured_ = false;
  marks_ = 0;
  return out;
}

std::string for_terminal(std::string_view utf8, const FilterOptions& options) {
  TerminalFilter filter(options);
  std::string out = filter.pass(utf8);
  return out += filter.finish();
}

}  // namespace interview::cli
