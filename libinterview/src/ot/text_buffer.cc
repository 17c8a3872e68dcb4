#include "interview/text_buffer.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "interview/text.h"

namespace interview {

TextBuffer::TextBuffer(std::u16string_view text) {
  insert(0, text);
}

TextBuffer::TextBuffer(const TextBuffer& other) : TextBuffer(std::u16string_view(other.text())) {}

TextBuffer::TextBuffer(TextBuffer&& other) noexcept
    : units_(std::move(other.units_)),
      capacity_(std::exchange(other.capacity_, 0)),
      gap_begin_(std::exchange(other.gap_begin_, 0)),
      gap_end_(std::exchange(other.gap_end_, 0)),
      line_feeds_(std::exchange(other.line_feeds_, 0)) {}

TextBuffer& TextBuffer::operator=(TextBuffer other) noexcept {
  std::swap(units_, other.units_);
  std::swap(capacity_, other.capacity_);
  std::swap(gap_begin_, other.gap_begin_);
  std::swap(gap_end_, other.gap_end_);
  std::swap(line_feeds_, other.line_feeds_);
  return *this;
}

bool TextBuffer::splits_pair(size_t position) const noexcept {
  return position > 0 && position < size() && is_low_surrogate((*this)[position]) &&
         is_high_surrogate((*this)[position - 1]);
}

std::u16string TextBuffer::slice(size_t position, size_t length) const {
  std::u16string out;
  append_slice(out, position, length);
  return out;
}

void TextBuffer::append_slice(std::u16string& out, size_t position, size_t length) const {
  assert(position + length <= size());
  if (length == 0) return;
  const size_t before_gap = position < gap_begin_ ? std::min(length, gap_begin_ - position) : 0;
  out.append(units_.get() + position, before_gap);
  out.append(units_.get() + position + before_gap + gap_size(), length - before_gap);
}

void TextBuffer::insert(size_t position, std::u16string_view text) {
  assert(position <= size());
  if (text.empty()) return;
  if (gap_size() < text.size()) grow(size() + text.size());
  move_gap(position);
  std::copy(text.begin(), text.end(), units_.get() + gap_begin_);
  gap_begin_ += text.size();
  line_feeds_ += static_cast<size_t>(std::count(text.begin(), text.end(), u'\n'));
}

void TextBuffer::erase(size_t position, size_t length) {
  assert(position + length <= size());
  if (length == 0) return;
  move_gap(position);
  const char16_t* erased = units_.get() + gap_end_;
  line_feeds_ -= static_cast<size_t>(std::count(erased, erased + length, u'\n'));
  gap_end_ += length;
}

void TextBuffer::move_gap(size_t position) {
  char16_t* units = units_.get();
  if (position < gap_begin_) {
    const size_t moved = gap_begin_ - position;
    std::copy_backward(units + position, units + gap_begin_, units + gap_end_);
    gap_begin_ -= moved;
    gap_end_ -= moved;
  } else if (position > gap_begin_) {
    const size_t moved = position - gap_begin_;
    std::copy(units + gap_end_, units + gap_end_ + moved, units + gap_begin_);
    gap_begin_ += moved;
    gap_end_ += moved;
  }
}

void TextBuffer::grow(size_t needed) {
  const size_t capacity = std::max<size_t>(needed + needed / 2, 64);
  std::unique_ptr<char16_t[]> units(new char16_t[capacity]);
  const size_t tail = capacity_ - gap_end_;
  if (units_) {
    std::copy(units_.get(), units_.get() + gap_begin_, units.get());
    std::copy(units_.get() + gap_end_, units_.get() + capacity_, units.get() + capacity - tail);
  }
  units_ = std::move(units);
  capacity_ = capacity;
  gap_end_ = capacity - tail;
}

bool operator==(const TextBuffer& a, const TextBuffer& b) {
  if (a.size() != b.size() || a.lines() != b.lines()) return false;
  for (size_t i = 0; i < a.size(); ++i)
    if (a[i] != b[i]) return false;
  return true;
}

}  // namespace interview
