#include "prompt/line_editor.h"

#include <doctest/doctest.h>

#include <string>

#include "support/random.h"

using namespace interview;
using namespace interview::cli;

namespace {

// What is in the line after these keys, with | for the cursor.
std::string after(std::string_view keys, LineEditor editor = {}) {
  editor.feed(keys);
  const LineEditor::View view = editor.view(1'000);
  std::string line = view.text;
  return line.insert(view.cursor, 1, '|');
}

std::string lines_of(std::string_view keys) {
  LineEditor editor;
  std::string lines;
  for (const LineInput& input : editor.feed(keys)) {
    switch (input.kind) {
      case LineInput::kLine:
        lines.append("[").append(input.line).append("]");
        break;
      case LineInput::kInterrupt:
        lines += "^C";
        break;
      case LineInput::kEnd:
        lines += "^D";
        break;
      case LineInput::kRefresh:
        lines += "^L";
        break;
    }
  }
  return lines;
}

}  // namespace

TEST_CASE("keys that edit the line") {
  struct Case {
    const char* keys;
    const char* line;
  };
  const Case cases[] = {
      {"abc", "abc|"},
      {"abc\x7f", "ab|"},
      {"abc\x08", "ab|"},
      {"abc\x1b[D\x7f", "a|c"},
      {"abc\x1bOD\x1b[Dx", "ax|bc"},
      {"abc\x01x", "x|abc"},
      {"abc\x1b[Hx\x1b[Fy", "xabcy|"},
      {"abc\x1b[1~x\x1b[4~y", "xabcy|"},
      {"abc\x1b[1;5D", "ab|c"},
      {"abc\x02\x02\x06x", "abx|c"},
      {"abc\x01\x1b[3~", "|bc"},
      {"abc\x01\x04", "|bc"},
      {"abc\x1b[3~", "abc|"},
      {"abc def\x17", "abc |"},
      {"abc def \x17\x17", "|"},
      {"abc\x02\x0b", "ab|"},
      {"abc\x02\x15", "|c"},
      {"abc\x03", "|"},
      {"a\tb", "a b|"},
      {"\x1b[D\x7f\x1b[3~\x17\x15\x0b", "|"},
      {"a\x1b[999Cb", "ab|"},
      {"a\x1b[?25hb", "ab|"},
      {"a\x1bzb", "ab|"},
      {"a\xc2\x9b"
       "b",
       "ab|"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.keys);
    CHECK(after(c.keys) == c.line);
  }
}

TEST_CASE("lines and what ends them") {
  CHECK(lines_of("abc\r") == "[abc]");
  CHECK(lines_of("abc\n") == "[abc]");
  CHECK(lines_of("abc\r\ndef\r") == "[abc][def]");
  CHECK(lines_of("\r\r") == "[][]");
  CHECK(lines_of("\x03") == "^C");
  CHECK(lines_of("a\x03\x03") == "^C");
  CHECK(lines_of("\x04") == "^D");
  CHECK(lines_of("a\x04") == "");
  CHECK(lines_of("a\x0c\r") == "^L[a]");
}

TEST_CASE("characters that come in pieces") {
  LineEditor editor;
  std::string line;
  for (const char byte : std::string("h\xc3\xa9\xf0\x9f\x98\x80\r"))
    for (const LineInput& input : editor.feed(std::string_view(&byte, 1))) line = input.line;
  CHECK(line == "h\xc3\xa9\xf0\x9f\x98\x80");
  CHECK(lines_of("a\xff"
                 "b\r") ==
        "[a\xef\xbf\xbd"
        "b]");
}

TEST_CASE("earlier lines") {
  LineEditor editor;
  editor.feed("one\rtwo\rtwo\r");
  CHECK(after("dra\x1b[A", editor) == "two|");
  CHECK(after("dra\x1b[A\x1b[A", editor) == "one|");
  CHECK(after("dra\x1b[A\x1b[A\x1b[A", editor) == "one|");
  CHECK(after("dra\x10\x10\x0e", editor) == "two|");
  CHECK(after("dra\x1b[A\x1b[B", editor) == "dra|");
  CHECK(after("dra\x1b[B", editor) == "dra|");
  CHECK(after("\x1b[A!\r\x1b[A", editor) == "two!|");
}

TEST_CASE("the part that fits") {
  LineEditor editor;
  editor.feed("0123456789");
  CHECK(editor.view(5).text == "6789");
  CHECK(editor.view(5).cursor == 4);
  editor.feed("\x1b[D\x1b[D");
  CHECK(editor.view(5).text == "4567");
  editor.feed("\x01");
  CHECK(editor.view(5).text == "0123");
  CHECK(editor.view(5).cursor == 0);
  CHECK(editor.view(1).text == "0");
  LineEditor wide;
  wide.feed("\xe4\xb8\xad\xe4\xb8\xad\xe4\xb8\xad");
  CHECK(wide.view(5).text == "\xe4\xb8\xad\xe4\xb8\xad");
  CHECK(wide.view(5).cursor == 4);
}

TEST_CASE("a line has an end") {
  LineEditor editor;
  editor.feed(std::string(LineEditor::kLongest + 5, 'x'));
  CHECK(editor.view(100'000).text.size() == LineEditor::kLongest);
  for (size_t i = 0; i < LineEditor::kRemembered + 5; ++i) {
    editor.feed("\x15");
    editor.feed(std::to_string(i));
    editor.feed("\r");
  }
  for (size_t i = 0; i < LineEditor::kRemembered + 50; ++i) editor.feed("\x1b[A");
  CHECK(editor.view(100).text == "5");
}

TEST_CASE("any bytes") {
  const uint64_t seed = test::test_seed();
  CAPTURE(seed);
  test::Random random(seed);
  for (size_t i = 0; i < test::test_cases(5'000); ++i) {
    LineEditor editor;
    for (size_t n = random.below(40); n > 0; --n) {
      constexpr std::string_view kLikely = "\x1b[ABCD~3\x7f\r\x17 a\xc3\xa9";
      const char byte =
          random.chance(0.7) ? kLikely[random.below(kLikely.size())] : static_cast<char>(random.below(256));
      editor.feed(std::string_view(&byte, 1));
      const LineEditor::View view = editor.view(10);
      CHECK(view.cursor <= 9);
      CHECK(view.text.size() <= 9 * 40);
    }
  }
}
