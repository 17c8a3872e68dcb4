// Colours as terminals take them.
#pragma once

#include <cstddef>
#include <string_view>

namespace interview::cli {

// What stands at the beginning of a text that begins with ESC.
struct Colour {
  enum Kind {
    kNone,     // no colour
    kPartial,  // may become one with what follows
    kColour,
    kReset,  // sets everything back
  };
  Kind kind = kNone;
  size_t length = 0;  // of a colour
};

// Knows ESC [ numbers m with at most 32 bytes: bold, italic, underlined, reverse and what ends them, and the
// colours of ECMA-48, of aixterm (bright) and of xterm (38;5;n and 38;2;r;g;b). What hides text (conceal),
// blinks or changes fonts is none.
Colour read_colour(std::string_view text);

}  // namespace interview::cli
