// Operations unit by unit, slowly and plainly: what the real ones are compared with.
#pragma once

#include <map>
#include <set>
#include <string>

#include "interview/operation.h"

namespace interview::test {

// An operation as what it does at each place of a text of `length` units.
struct UnitModel {
  explicit UnitModel(const Operation& operation);

  // What it inserts before unit `place` (at the end: before `length`).
  std::u16string inserted(size_t place) const;

  size_t length = 0;
  std::map<size_t, std::u16string> insertions;
  std::set<size_t> erased;
};

std::u16string model_apply(const Operation& operation, std::u16string_view text);
Operation model_invert(const Operation& operation, std::u16string_view text);
Operation model_compose(const Operation& first, const Operation& second);
Operation model_transform(const Operation& operation, const Operation& other, Side side);
size_t model_position(size_t position, const Operation& operation, Side side);

}  // namespace interview::test
