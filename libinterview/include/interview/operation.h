// Operations on text, and their algebra: operational transformation after Ellis and Gibbs (1989) with the
// operation of Google Wave and ot.js (retain, insert, delete over the whole document).
//
// Positions and lengths are UTF-16 code units. The functions here satisfy, for every text s and operations
// that fit:
//   apply(apply(s, a), b)  = apply(s, compose(a, b))
//   compose(a, transform(b, a)) = compose(b, transform(a, b)), with opposite sides           (TP1)
//   apply(apply(s, a), invert(a)) = s
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "interview/result.h"
#include "interview/text_buffer.h"

namespace interview {

// Where an insertion goes when both operations insert at one place.
enum class Side : uint8_t { left, right };

// A change of a text: its parts cover the whole document, from its beginning to its end. Always canonical:
// neighbours of one kind merged, no part of length zero, an insertion before a deletion at the same place. So
// equal changes are equal operations and have equal bytes. A splice (one insertion and deletion) is stored
// without allocation, if its text is short. A value; one thread at a time.
class Operation {
 public:
  enum class Kind : uint8_t { retain, insert, erase };

  struct Part {
    Kind kind;
    size_t length;             // units
    std::u16string_view text;  // of an insertion; valid until the operation changes
  };

  // The longest document there can be.
  static constexpr size_t kMaxLength = (size_t{1} << 30) - 1;

  Operation() = default;  // changes nothing in an empty document
  static Operation identity(size_t length);
  // Replaces `erased` units at `position` of a document of `length` by `text`.
  static Operation splice(size_t length, size_t position, size_t erased, std::u16string_view text);

  // Build from left to right. Zero lengths are ignored, canonical order is kept. Lengths may not pass
  // kMaxLength.
  Operation& retain(size_t length);
  Operation& insert(std::u16string_view text);
  Operation& erase(size_t length);

  size_t base_length() const noexcept { return base_length_; }      // of the document it applies to
  size_t target_length() const noexcept { return target_length_; }  // of the document it makes
  bool is_identity() const noexcept;

  size_t part_count() const noexcept { return count_; }
  bool ends_with_erase() const noexcept { return count_ > 0 && kind_of(parts()[count_ - 1]) == Kind::erase; }
  // All inserted text, in order.
  const std::u16string& inserted() const noexcept { return inserted_; }
  size_t erased_length() const noexcept { return base_length_ - (target_length_ - inserted_.size()); }

  // Calls `visit(Part)` for each part, left to right.
  template <typename Visit>
  void for_each(Visit visit) const {
    size_t text_at = 0;
    const uint32_t* packed = parts();
    for (size_t i = 0; i < count_; ++i) {
      Part part{kind_of(packed[i]), length_of(packed[i]), {}};
      if (part.kind == Kind::insert) {
        part.text = std::u16string_view(inserted_).substr(text_at, part.length);
        text_at += part.length;
      }
      visit(part);
    }
  }

  friend bool operator==(const Operation& a, const Operation& b) noexcept;
  friend bool operator!=(const Operation& a, const Operation& b) noexcept { return !(a == b); }

 private:
  friend class PartReader;

  static constexpr Kind kind_of(uint32_t packed) { return static_cast<Kind>(packed >> 30); }
  static constexpr size_t length_of(uint32_t packed) { return packed & kMaxLength; }
  const uint32_t* parts() const noexcept { return many_.empty() ? few_.data() : many_.data(); }
  uint32_t* parts() noexcept { return many_.empty() ? few_.data() : many_.data(); }
  void push(Kind kind, size_t length);

  // A part is its kind in the upper two bits and its length. Up to four (a splice) are stored in place.
  std::array<uint32_t, 4> few_{};
  uint32_t count_ = 0;
  uint32_t base_length_ = 0;
  uint32_t target_length_ = 0;
  std::vector<uint32_t> many_;
  std::u16string inserted_;
};

// Whether `operation` may be applied to `text`: Errc::op_out_of_range (its base length is not the text's
// length), op_splits_pair, bad_text (inserts a lone surrogate), op_carriage_return, document_too_big (would
// pass `max_length`).
Result<void> check(const Operation& operation, const TextBuffer& text,
                   size_t max_length = Operation::kMaxLength);

// Applies an operation that fits (base_length() == text.size()). What it erases is appended to `erased`, if
// given.
void apply(const Operation& operation, TextBuffer& text, std::u16string* erased = nullptr);
// The same as a function of strings.
std::u16string applied(const Operation& operation, std::u16string_view text);

// One operation that does what `first` and then `second` do. first.target_length() == second.base_length().
Operation compose(const Operation& first, const Operation& second);

// `operation`, rewritten to apply after `other` (both have the same base length). When both insert at one
// place, `side` says whether what `operation` inserts stands left or right of what `other` inserts.
Operation transform(const Operation& operation, const Operation& other, Side side);

// The operation that takes `operation` back; `erased` is what it erased, in order (of apply()).
Operation invert(const Operation& operation, std::u16string_view erased);

// Where `position` is after `operation`. An insertion exactly there pushes it right with Side::right.
size_t transform_position(size_t position, const Operation& operation, Side side);

// A selection: from where it was begun to where the caret is. Equal: a caret.
struct Selection {
  size_t anchor = 0;
  size_t head = 0;
};
// Another person's selection after `operation`: insertions at its ends stay outside of it; a caret stays left
// of them.
Selection transform(const Selection& selection, const Operation& operation);

// The canonical bytes of an operation, and back: Errc::op_malformed if they are not canonical, bad_text or
// op_carriage_return for what they insert. Format: docs/log-format.md.
std::string encode_operation(const Operation& operation);
void append_operation(std::string& out, const Operation& operation);
Result<Operation> decode_operation(std::string_view bytes);

}  // namespace interview
