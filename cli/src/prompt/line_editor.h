// One line of input on a terminal, edited key by key.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace interview::cli {

// What a key did that is not editing.
struct LineInput {
  enum Kind {
    kLine,       // Enter: the line
    kInterrupt,  // Ctrl-C on an empty line; on another one it clears it
    kEnd,        // Ctrl-D on an empty line
    kRefresh,    // Ctrl-L
  };
  Kind kind = kLine;
  std::string line;  // UTF-8
};

// Bytes as a terminal in raw mode sends them; no I/O. Keys: arrows, Home, End, Delete, Backspace, and Ctrl
// with A, B, C, D, E, F, H, K, L, N, P, U, W. One thread at a time.
class LineEditor {
 public:
  static constexpr size_t kLongest = 8'000;   // characters; further ones are ignored
  static constexpr size_t kRemembered = 200;  // lines, for the arrows

  std::vector<LineInput> feed(std::string_view bytes);

  // The part of the line around the cursor that fits into `columns`, and the cursor's column in it.
  struct View {
    std::string text;
    size_t cursor = 0;
  };
  View view(size_t columns) const;
  bool empty() const { return line_.empty(); }

 private:
  void take(char32_t c, std::vector<LineInput>& inputs);
  void control(char32_t c, std::vector<LineInput>& inputs);
  void escape_sequence(char final);
  void enter(std::vector<LineInput>& inputs);
  void insert(char32_t c);
  void erase(size_t from, size_t to);
  void erase_word();
  void recall(int step);

  std::u32string line_;
  size_t cursor_ = 0;
  std::deque<std::u32string> history_;
  size_t recalled_ = 0;  // 0: the line that is being written; n: the n-th last
  std::u32string draft_;
  std::string waiting_;  // the beginning of a character
  enum class State { text, escape, sequence } state_ = State::text;
  std::string parameters_;  // of an escape sequence
  bool after_return_ = false;
};

}  // namespace interview::cli
