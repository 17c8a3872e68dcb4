// What others send, made harmless for a terminal.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace interview::cli {

struct FilterOptions {
  bool colours = false;   // let well-formed colours (SGR, ECMA-48 §8.3.117) through, and end them
  bool one_line = false;  // show newline and tab escaped too: for names
  size_t marks = 4;       // combining marks on one character; more would cover the lines around it
};

// Lets printable characters, newlines and tabs through. Everything else is shown escaped: controls (C0, C1,
// DEL, and with them every escape sequence), what is invisible or turns the direction of text (bidi marks,
// zero-width characters, line and paragraph separators, tags, fillers), what has no agreed look (private use,
// unassigned) as \u{202e}; bytes that are not UTF-8 as \xff. So a text cannot move the cursor, change the
// title, write to the clipboard, hide, or look like another text. Filtering twice is the same as once.
//
// For text that comes in chunks, which may be cut anywhere. One thread at a time.
class TerminalFilter {
 public:
  explicit TerminalFilter(const FilterOptions& options = {}) : options_(options) {}

  // What to print; the beginning of a character or of a colour at the end of `chunk` waits for the next one.
  std::string pass(std::string_view chunk);
  // The end of the text: what still waits, escaped, and the colours set back.
  std::string finish();

 private:
  void take(std::string_view text, bool last, std::string& out);
  void character(char32_t c, std::string_view bytes, std::string& out);

  FilterOptions options_;
  std::string waiting_;
  size_t marks_ = 0;
  bool coloured_ = false;
};

// A whole text.
std::string for_terminal(std::string_view utf8, const FilterOptions& options = {});

}  // namespace interview::cli
