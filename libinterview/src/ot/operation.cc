#include "interview/operation.h"

#include <algorithm>
#include <cassert>

#include "interview/text.h"

namespace interview {

Operation Operation::identity(size_t length) {
  Operation operation;
  operation.retain(length);
  return operation;
}

Operation Operation::splice(size_t length, size_t position, size_t erased, std::u16string_view text) {
  assert(position + erased <= length);
  Operation operation;
  operation.retain(position).insert(text).erase(erased).retain(length - position - erased);
  return operation;
}

Operation& Operation::retain(size_t length) {
  if (length == 0) return *this;
  push(Kind::retain, length);
  base_length_ += static_cast<uint32_t>(length);
  target_length_ += static_cast<uint32_t>(length);
  return *this;
}

Operation& Operation::insert(std::u16string_view text) {
  if (text.empty()) return *this;
  const bool after_erase = ends_with_erase();
  if (!after_erase) {
    push(Kind::insert, text.size());
  } else if (count_ > 1 && kind_of(parts()[count_ - 2]) == Kind::insert) {
    parts()[count_ - 2] += static_cast<uint32_t>(text.size());
  } else {
    const size_t erased = length_of(parts()[count_ - 1]);
    parts()[count_ - 1] = static_cast<uint32_t>(Kind::insert) << 30 | static_cast<uint32_t>(text.size());
    push(Kind::erase, erased);
  }
  inserted_ += text;
  target_length_ += static_cast<uint32_t>(text.size());
  return *this;
}

Operation& Operation::erase(size_t length) {
  if (length == 0) return *this;
  push(Kind::erase, length);
  base_length_ += static_cast<uint32_t>(length);
  return *this;
}

void Operation::push(Kind kind, size_t length) {
  assert(length <= kMaxLength);
  if (count_ > 0 && kind_of(parts()[count_ - 1]) == kind) {
    assert(length_of(parts()[count_ - 1]) + length <= kMaxLength);
    parts()[count_ - 1] += static_cast<uint32_t>(length);
    return;
  }
  const uint32_t packed = static_cast<uint32_t>(kind) << 30 | static_cast<uint32_t>(length);
  if (many_.empty() && count_ < few_.size()) {
    few_[count_] = packed;
  } else {
    if (many_.empty()) many_.assign(few_.begin(), few_.end());
    many_.push_back(packed);
  }
  ++count_;
}

bool Operation::is_identity() const noexcept {
  return count_ == 0 || (count_ == 1 && kind_of(parts()[0]) == Kind::retain);
}

bool operator==(const Operation& a, const Operation& b) noexcept {
  return a.count_ == b.count_ && std::equal(a.parts(), a.parts() + a.count_, b.parts()) &&
         a.inserted_ == b.inserted_;
}

Result<void> check(const Operation& operation, const TextBuffer& text, size_t max_length) {
  if (operation.base_length() != text.size())
    return Error{Errc::op_out_of_range, "operation covers " + std::to_string(operation.base_length()) +
                                            " units of a document of " + std::to_string(text.size())};
  if (operation.target_length() > max_length && operation.target_length() > operation.base_length())
    return Error{Errc::document_too_big,
                 "document would pass its limit of " + std::to_string(max_length) + " units"};
  bool splits = false, lone = false;
  size_t position = 0;
  operation.for_each([&](const Operation::Part& part) {
    // Where a part begins, the text is cut; the last one ends with the document.
    splits |= text.splits_pair(position);
    if (part.kind == Operation::Kind::insert)
      lone |= !is_valid_utf16(part.text);
    else
      position += part.length;
  });
  if (splits) return Error{Errc::op_splits_pair, "operation splits a surrogate pair"};
  if (lone) return Error{Errc::bad_text, "operation inserts a lone surrogate"};
  if (operation.inserted().find(u'\r') != std::u16string::npos)
    return Error{Errc::op_carriage_return, "operation inserts a carriage return"};
  return {};
}

void apply(const Operation& operation, TextBuffer& text, std::u16string* erased) {
  assert(operation.base_length() == text.size());
  size_t position = 0;
  operation.for_each([&](const Operation::Part& part) {
    switch (part.kind) {
      case Operation::Kind::retain:
        position += part.length;
        break;
      case Operation::Kind::insert:
        text.insert(position, part.text);
        position += part.length;
        break;
      case Operation::Kind::erase:
        if (erased) text.append_slice(*erased, position, part.length);
        text.erase(position, part.length);
        break;
    }
  });
}

std::u16string applied(const Operation& operation, std::u16string_view text) {
  assert(operation.base_length() == text.size());
  std::u16string out;
  out.reserve(operation.target_length());
  size_t position = 0;
  operation.for_each([&](const Operation::Part& part) {
    if (part.kind == Operation::Kind::insert) {
      out += part.text;
      return;
    }
    if (part.kind == Operation::Kind::retain) out += text.substr(position, part.length);
    position += part.length;
  });
  return out;
}

Operation invert(const Operation& operation, std::u16string_view erased) {
  assert(erased.size() == operation.erased_length());
  Operation inverse;
  operation.for_each([&](const Operation::Part& part) {
    switch (part.kind) {
      case Operation::Kind::retain:
        inverse.retain(part.length);
        break;
      case Operation::Kind::insert:
        inverse.erase(part.length);
        break;
      case Operation::Kind::erase:
        inverse.insert(erased.substr(0, part.length));
        erased.remove_prefix(part.length);
        break;
    }
  });
  return inverse;
}

}  // namespace interview
