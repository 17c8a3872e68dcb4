// compose and transform: two operations are read side by side, in pieces as long as both allow.
#include <algorithm>
#include <cassert>

#include "interview/operation.h"

namespace interview {

// Reads the parts of an operation in pieces.
class PartReader {
 public:
  using Kind = Operation::Kind;

  explicit PartReader(const Operation& operation)
      : part_(operation.parts()), end_(part_ + operation.count_), text_(operation.inserted_) {
    load();
  }

  bool done() const { return part_ == end_; }
  bool at(Kind kind) const { return part_ != end_ && Operation::kind_of(*part_) == kind; }
  size_t left() const { return left_; }

  void skip(size_t length) {
    assert(length <= left_);
    if (at(Kind::insert)) text_.remove_prefix(length);
    left_ -= length;
    if (left_ == 0) {
      ++part_;
      load();
    }
  }
  // The next `length` units of the insertion that the reader is at.
  std::u16string_view take_text(size_t length) {
    const std::u16string_view taken = text_.substr(0, length);
    skip(length);
    return taken;
  }

 private:
  void load() { left_ = part_ == end_ ? 0 : Operation::length_of(*part_); }

  const uint32_t* part_;
  const uint32_t* end_;
  size_t left_ = 0;
  std::u16string_view text_;
};

using Kind = Operation::Kind;

Operation compose(const Operation& first, const Operation& second) {
  assert(first.target_length() == second.base_length());
  Operation composed;
  PartReader a(first), b(second);
  for (;;) {
    // What the first erased and what the second inserts have no counterpart in the other.
    if (a.at(Kind::erase)) {
      const size_t length = a.left();
      composed.erase(length);
      a.skip(length);
    } else if (b.at(Kind::insert)) {
      composed.insert(b.take_text(b.left()));
    } else if (a.done() || b.done()) {
      break;
    } else {
      const size_t length = std::min(a.left(), b.left());
      if (a.at(Kind::insert)) {
        const std::u16string_view text = a.take_text(length);
        if (b.at(Kind::retain)) composed.insert(text);
      } else {
        a.skip(length);
        if (b.at(Kind::retain))
          composed.retain(length);
        else
          composed.erase(length);
      }
      b.skip(length);
    }
  }
  return composed;
}

Operation transform(const Operation& operation, const Operation& other, Side side) {
  assert(operation.base_length() == other.base_length());
  Operation transformed;
  PartReader a(operation), b(other);
  for (;;) {
    if (a.at(Kind::insert) && (side == Side::left || !b.at(Kind::insert))) {
      transformed.insert(a.take_text(a.left()));
    } else if (b.at(Kind::insert)) {
      const size_t length = b.left();
      transformed.retain(length);
      b.skip(length);
    } else if (a.done() || b.done()) {
      break;
    } else {
      const size_t length = std::min(a.left(), b.left());
      if (b.at(Kind::retain)) {
        if (a.at(Kind::retain))
          transformed.retain(length);
        else
          transformed.erase(length);
      }
      a.skip(length);
      b.skip(length);
    }
  }
  return transformed;
}

size_t transform_position(size_t position, const Operation& operation, Side side) {
  size_t before = 0, after = 0;  // the same place in the text before and after the operation
  size_t result = position;
  bool found = false;
  operation.for_each([&](const Operation::Part& part) {
    if (found) return;
    switch (part.kind) {
      case Kind::insert:
        if (before == position && side == Side::left) {
          result = after;
          found = true;
        }
        after += part.length;
        break;
      case Kind::retain:
        if (position < before + part.length) {
          result = after + (position - before);
          found = true;
        }
        before += part.length;
        after += part.length;
        break;
      case Kind::erase:
        if (position < before + part.length) {
          result = after;
          found = true;
        }
        before += part.length;
        break;
    }
  });
  return found ? result : after + (position - before);
}

Selection transform(const Selection& selection, const Operation& operation) {
  if (selection.anchor == selection.head) {
    const size_t caret = transform_position(selection.head, operation, Side::left);
    return {caret, caret};
  }
  const bool forward = selection.anchor < selection.head;
  const size_t low = std::min(selection.anchor, selection.head);
  const size_t high = std::max(selection.anchor, selection.head);
  size_t new_low = transform_position(low, operation, Side::right);
  const size_t new_high = transform_position(high, operation, Side::left);
  new_low = std::min(new_low, new_high);
  return forward ? Selection{new_low, new_high} : Selection{new_high, new_low};
}

}  // namespace interview
