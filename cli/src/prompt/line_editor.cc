#include "prompt/line_editor.h"

#include <utf8proc.h>

#include <algorithm>

#include "interview/text.h"

namespace interview::cli {
namespace {

constexpr char32_t ctrl(char letter) {
  return static_cast<char32_t>(letter - '@');
}

size_t width_of(char32_t c) {
  return static_cast<size_t>(std::max(0, utf8proc_charwidth(static_cast<utf8proc_int32_t>(c))));
}

void append(std::string& out, char32_t c) {
  utf8proc_uint8_t bytes[4];
  const auto size = utf8proc_encode_char(static_cast<utf8proc_int32_t>(c), bytes);
  out.append(reinterpret_cast<const char*>(bytes), static_cast<size_t>(size));
}

bool is_blank(char32_t c) {
  return c == U' ';
}

}  // namespace

std::vector<LineInput> LineEditor::feed(std::string_view bytes) {
  std::vector<LineInput> inputs;
  waiting_ += bytes;
  const size_t whole = whole_utf8_prefix(waiting_);
  const std::string text = to_valid_utf8(std::string_view(waiting_).substr(0, whole));
  waiting_.erase(0, whole);
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  auto left = static_cast<utf8proc_ssize_t>(text.size());
  while (left > 0) {
    utf8proc_int32_t c = 0;
    const auto size = utf8proc_iterate(at, left, &c);
    if (size <= 0) break;
    at += size;
    left -= size;
    take(static_cast<char32_t>(c), inputs);
  }
  return inputs;
}

void LineEditor::take(char32_t c, std::vector<LineInput>& inputs) {
  if (state_ == State::escape) {
    state_ = c == U'[' || c == U'O' ? State::sequence : State::text;
    parameters_.clear();
    return;
  }
  if (state_ == State::sequence) {
    if (c >= 0x40 && c <= 0x7e) {
      state_ = State::text;
      escape_sequence(static_cast<char>(c));
    } else if (c < 0x20 || c > 0x7e || parameters_.size() > 16) {
      state_ = State::text;
    } else {
      parameters_ += static_cast<char>(c);
    }
    return;
  }
  if (c == 0x1b) {
    state_ = State::escape;
  } else if (c < 0x20 || c == 0x7f) {
    control(c, inputs);
  } else if (c < 0x80 || c >= 0xa0) {
    insert(c);
  }
  after_return_ = c == U'\r';
}

void LineEditor::control(char32_t c, std::vector<LineInput>& inputs) {
  switch (c) {
    case U'\n':
      if (after_return_) return;
      return enter(inputs);
    case U'\r':
      return enter(inputs);
    case U'\t':
      return insert(U' ');
    case ctrl('A'):
      cursor_ = 0;
      return;
    case ctrl('B'):
      return escape_sequence('D');
    case ctrl('C'):
      if (line_.empty()) inputs.push_back({LineInput::kInterrupt, {}});
      erase(0, line_.size());
      return;
    case ctrl('D'):
      if (line_.empty()) inputs.push_back({LineInput::kEnd, {}});
      return erase(cursor_, cursor_ + 1);
    case ctrl('E'):
      cursor_ = line_.size();
      return;
    case ctrl('F'):
      return escape_sequence('C');
    case ctrl('H'):
    case 0x7f:
      if (cursor_ > 0) erase(cursor_ - 1, cursor_);
      return;
    case ctrl('K'):
      return erase(cursor_, line_.size());
    case ctrl('L'):
      inputs.push_back({LineInput::kRefresh, {}});
      return;
    case ctrl('N'):
      return recall(-1);
    case ctrl('P'):
      return recall(1);
    case ctrl('U'):
      return erase(0, cursor_);
    case ctrl('W'):
      return erase_word();
    default:
      return;
  }
}

void LineEditor::escape_sequence(char final) {
  switch (final) {
    case 'A':
      return recall(1);
    case 'B':
      return recall(-1);
    case 'C':
      cursor_ = std::min(cursor_ + 1, line_.size());
      return;
    case 'D':
      if (cursor_ > 0) --cursor_;
      return;
    case 'H':
      cursor_ = 0;
      return;
    case 'F':
      cursor_ = line_.size();
      return;
    case '~':
      if (parameters_ == "3") erase(cursor_, cursor_ + 1);
      if (parameters_ == "1" || parameters_ == "7") cursor_ = 0;
      if (parameters_ == "4" || parameters_ == "8") cursor_ = line_.size();
      return;
    default:
      return;
  }
}

void LineEditor::enter(std::vector<LineInput>& inputs) {
  LineInput input;
  for (const char32_t c : line_) append(input.line, c);
  inputs.push_back(std::move(input));
  if (!line_.empty() && (history_.empty() || history_.back() != line_)) history_.push_back(line_);
  if (history_.size() > kRemembered) history_.pop_front();
  line_.clear();
  draft_.clear();
  cursor_ = recalled_ = 0;
}

void LineEditor::insert(char32_t c) {
  if (line_.size() < kLongest) line_.insert(cursor_++, 1, c);
}

void LineEditor::erase(size_t from, size_t to) {
  to = std::min(to, line_.size());
  line_.erase(from, to - from);
  cursor_ = from;
}

void LineEditor::erase_word() {
  size_t from = cursor_;
  while (from > 0 && is_blank(line_[from - 1])) --from;
  while (from > 0 && !is_blank(line_[from - 1])) --from;
  erase(from, cursor_);
}

void LineEditor::recall(int step) {
  if ((step > 0 && recalled_ == history_.size()) || (step < 0 && recalled_ == 0)) return;
  if (recalled_ == 0) draft_ = line_;
  recalled_ = step > 0 ? recalled_ + 1 : recalled_ - 1;
  line_ = recalled_ == 0 ? draft_ : history_[history_.size() - recalled_];
  cursor_ = line_.size();
}

LineEditor::View LineEditor::view(size_t columns) const {
  // One column is left for the cursor at the end.
  const size_t room = columns > 1 ? columns - 1 : 1;
  size_t begin = cursor_, before = 0;
  while (begin > 0 && before + width_of(line_[begin - 1]) <= room) before += width_of(line_[--begin]);
  size_t end = cursor_, used = before;
  while (end < line_.size() && used + width_of(line_[end]) <= room) used += width_of(line_[end++]);
  View view;
  view.cursor = before;
  for (size_t i = begin; i < end; ++i) append(view.text, line_[i]);
  return view;
}

}  // namespace interview::cli
