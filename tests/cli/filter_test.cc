// What others send, on its way to the terminal.
#include "terminal/filter.h"

#include <doctest/doctest.h>

#include "support/random.h"

using interview::cli::FilterOptions;
using interview::cli::for_terminal;
using interview::cli::TerminalFilter;

namespace {

std::string coloured(std::string_view text) {
  return for_terminal(text, {.colours = true});
}

}  // namespace

TEST_CASE("printable text, newline and tab pass") {
  const std::string text = "a\tb\n\u00e9 \u4e2d\u6587 \U0001F600 \u2500 ~`\\ e\u0301\u0302";
  CHECK(for_terminal(text) == text);
  CHECK(coloured(text) == text);
}

TEST_CASE("controls, escapes and bytes that are no text are shown") {
  const struct {
    std::string text, shown;
  } rows[] = {
      {std::string("\0", 1), "\\u{0}"},
      {"\a\b\v\f", "\\u{7}\\u{8}\\u{b}\\u{c}"},
      {"ok\rno", "ok\\u{d}no"},
      {"\x7f", "\\u{7f}"},
      {"\x1b[2J", "\\u{1b}[2J"},
      {"\x1b]0;title\x07", "\\u{1b}]0;title\\u{7}"},
      {"\x1b]52;c;aGk=\x1b\\", "\\u{1b}]52;c;aGk=\\u{1b}\\"},
      {"\x1bPq\x1b\\", "\\u{1b}Pq\\u{1b}\\"},
      {"\x1b[31m", "\\u{1b}[31m"},
      {"\u0085\u009b31m", "\\u{85}\\u{9b}31m"},
      {"\x9b"
       "31m",
       "\\x9b31m"},
      {"a\xff\xc3(", "a\\xff\\xc3("},
      {"\xc0\x80", "\\xc0\\x80"},
      {"\xed\xa0\x80", "\\xed\\xa0\\x80"},
      {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},
      {"end\xe4\xb8", "end\\xe4\\xb8"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.shown);
    CHECK(for_terminal(row.text) == row.shown);
    CHECK(for_terminal(for_terminal(row.text)) == row.shown);
  }
}

TEST_CASE("what turns the direction of text, or is not to be seen, is shown") {
  for (const char32_t c :
       {0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066,  0x2067,  0x2068, 0x2069, 0x200E, 0x200F,
        0x061C, 0x200B, 0x200C, 0x200D, 0x2060, 0x2063,  0x2028,  0x2029, 0xFEFF, 0x00AD, 0x034F,
        0x115F, 0x3164, 0xFFA0, 0x180E, 0x2800, 0xE0041, 0xE0101, 0xE000, 0xFFFE, 0xFFF9}) {
    std::string text = "a", shown;
    const auto high = [&](int shift) { return static_cast<char>(0x80 | (c >> shift & 0x3F)); };
    if (c < 0x800)
      (text += static_cast<char>(0xC0 | c >> 6)) += high(0);
    else if (c < 0x10000)
      ((text += static_cast<char>(0xE0 | c >> 12)) += high(6)) += high(0);
    else
      (((text += static_cast<char>(0xF0 | c >> 18)) += high(12)) += high(6)) += high(0);
    char name[16];
    std::snprintf(name, sizeof name, "a\\u{%x}", static_cast<unsigned>(c));
    CHECK(for_terminal(text) == name);
  }
}

TEST_CASE("marks that would cover other lines are shown") {
  std::string text = "a", marks;
  for (int i = 0; i < 4; ++i) text += "\u0301";
  CHECK(for_terminal(text) == text);
  CHECK(for_terminal(text + "\u0301\u0302b\u0301") == text + "\\u{301}\\u{302}b\u0301");
  CHECK(for_terminal("a\u0301", {.marks = 0}) == "a\\u{301}");
}

TEST_CASE("a name stays on its line") {
  CHECK(for_terminal("a\nb\tc", {.one_line = true}) == "a\\u{a}b\\u{9}c");
}

TEST_CASE("colours pass if they are asked for, and end with the text") {
  CHECK(coloured("\x1b[31mred") == "\x1b[31mred\x1b[0m");
  CHECK(coloured("\x1b[1;31mred\x1b[m.") == "\x1b[1;31mred\x1b[m.");
  CHECK(coloured("\x1b[38;5;200mx\x1b[48;2;1;2;3my\x1b[0m") == "\x1b[38;5;200mx\x1b[48;2;1;2;3my\x1b[0m");
  for (const char* text : {"\x1b[8mhidden", "\x1b[5m", "\x1b[11m", "\x1b[38m", "\x1b[38;5m", "\x1b[38;9;1m",
                           "\x1b[256m", "\x1b[?25l", "\x1b[31", "\x1b[31 m", "\x1b[31H", "\x1b[<m",
                           "\x1b[1:2m", "\x1b", "\x1b[1;1;1;1;1;1;1;1;1;1;1;1;1;1;1;1m"}) {
    CAPTURE(text);
    CHECK(coloured(text) == "\\u{1b}" + std::string(text + 1));
  }
}

TEST_CASE("however output is cut into chunks, it is shown the same") {
  const uint64_t seed = interview::test::test_seed();
  INFO("INTERVIEW_TEST_SEED=" << seed);
  interview::test::Random random(seed);
  const std::string pieces[] = {"\x1b[31m", "\x1b[0m",  "\x1b[8m", "\x1b]0;x\x07", "\u4e2d", "\U0001F600",
                                "\xe4",     "\xf0\x9f", "a",       "\n",           "\x1b",   "\x1b[",
                                "\u202e",   "\u0301",   "\xff"};
  for (size_t i = interview::test::test_cases(2'000); i > 0; --i) {
    std::string text;
    for (size_t left = random.below(12); left > 0; --left) text += pieces[random.below(std::size(pieces))];
    const FilterOptions options{random.chance(0.5), random.chance(0.2), 4};
    TerminalFilter filter(options);
    std::string shown;
    for (size_t at = 0; at < text.size();) {
      const size_t length = random.between(1, 4);
      shown += filter.pass(std::string_view(text).substr(at, length));
      at += length;
    }
    shown += filter.finish();
    CHECK(shown == for_terminal(text, options));
  }
}
