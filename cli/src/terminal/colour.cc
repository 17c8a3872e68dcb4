#include "terminal/colour.h"

#include <vector>

namespace interview::cli {
namespace {

constexpr size_t kLongest = 32;

bool is_plain(unsigned code) {
  switch (code) {
    case 0:
    case 1:
    case 3:
    case 4:
    case 7:
    case 22:
    case 23:
    case 24:
    case 27:
      return true;
    default:
      return (code >= 30 && code <= 49 && code != 38 && code != 48) || (code >= 90 && code <= 97) ||
             (code >= 100 && code <= 107);
  }
}

// All codes known, and those that are followed by others complete.
bool is_known(const std::vector<unsigned>& codes) {
  for (size_t i = 0; i < codes.size(); ++i) {
    if (codes[i] != 38 && codes[i] != 48) {
      if (!is_plain(codes[i])) return false;
      continue;
    }
    if (i + 1 == codes.size()) return false;
    const size_t values = codes[i + 1] == 5 ? 1 : codes[i + 1] == 2 ? 3 : 0;
    if (values == 0 || i + 1 + values >= codes.size()) return false;
    i += 1 + values;
  }
  return true;
}

}  // namespace

Colour read_colour(std::string_view text) {
  if (text.size() < 2) return {Colour::kPartial};
  if (text[1] != '[') return {Colour::kNone};
  std::vector<unsigned> codes{0};
  for (size_t i = 2; i < kLongest; ++i) {
    if (i == text.size()) return {Colour::kPartial};
    const char c = text[i];
    if (c >= '0' && c <= '9') {
      codes.back() = codes.back() * 10 + static_cast<unsigned>(c - '0');
      if (codes.back() > 255) return {Colour::kNone};
    } else if (c == ';') {
      codes.push_back(0);
    } else if (c == 'm' && is_known(codes)) {
      return {codes.back() == 0 && codes.size() == 1 ? Colour::kReset : Colour::kColour, i + 1};
    } else {
      return {Colour::kNone};
    }
  }
  return {Colour::kNone};
}

}  // namespace interview::cli
