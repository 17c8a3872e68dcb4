#pragma once

#include <string>

#include "interview/operation.h"

namespace interview {

// What `operation`, which fits, would erase from `text`, in order.
inline std::u16string erased_by(const Operation& operation, const TextBuffer& text) {
  std::u16string erased;
  size_t position = 0;
  operation.for_each([&](const Operation::Part& part) {
    if (part.kind == Operation::Kind::insert) return;
    if (part.kind == Operation::Kind::erase) text.append_slice(erased, position, part.length);
    position += part.length;
  });
  return erased;
}

}  // namespace interview
