// The text of a document while it is edited.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace interview {

// A gap buffer of UTF-16 code units that knows how many lines it has. Editing near the last edit costs the
// length of the edit. A value; one thread at a time.
class TextBuffer {
 public:
  TextBuffer() = default;
  explicit TextBuffer(std::u16string_view text);
  TextBuffer(const TextBuffer& other);
  TextBuffer(TextBuffer&& other) noexcept;
  TextBuffer& operator=(TextBuffer other) noexcept;

  size_t size() const noexcept { return capacity_ - gap_size(); }
  // One more than the line feeds in it.
  size_t lines() const noexcept { return line_feeds_ + 1; }

  // The unit at `position`, which is below size().
  char16_t operator[](size_t position) const noexcept {
    return units_[position < gap_begin_ ? position : position + gap_size()];
  }
  // Whether `position` lies between the two halves of a surrogate pair.
  bool splits_pair(size_t position) const noexcept;

  std::u16string text() const { return slice(0, size()); }
  std::u16string slice(size_t position, size_t length) const;
  // Appends that slice to `out`.
  void append_slice(std::u16string& out, size_t position, size_t length) const;

  // `position` and `position + length` are at most size().
  void insert(size_t position, std::u16string_view text);
  void erase(size_t position, size_t length);

  friend bool operator==(const TextBuffer& a, const TextBuffer& b);

 private:
  size_t gap_size() const noexcept { return gap_end_ - gap_begin_; }
  void move_gap(size_t position);
  void grow(size_t needed);

  std::unique_ptr<char16_t[]> units_;
  size_t capacity_ = 0;
  size_t gap_begin_ = 0;
  size_t gap_end_ = 0;
  size_t line_feeds_ = 0;
};

}  // namespace interview
