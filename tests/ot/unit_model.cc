#include "ot/unit_model.h"

#include <vector>

namespace interview::test {

UnitModel::UnitModel(const Operation& operation) : length(operation.base_length()) {
  size_t place = 0;
  operation.for_each([&](const Operation::Part& part) {
    if (part.kind == Operation::Kind::insert) {
      insertions[place] += part.text;
      return;
    }
    for (size_t i = 0; i < part.length; ++i, ++place)
      if (part.kind == Operation::Kind::erase) erased.insert(place);
  });
}

std::u16string UnitModel::inserted(size_t place) const {
  const auto found = insertions.find(place);
  return found == insertions.end() ? std::u16string() : found->second;
}

std::u16string model_apply(const Operation& operation, std::u16string_view text) {
  const UnitModel model(operation);
  std::u16string out;
  for (size_t place = 0; place <= model.length; ++place) {
    out += model.inserted(place);
    if (place < model.length && model.erased.count(place) == 0) out += text[place];
  }
  return out;
}

Operation model_invert(const Operation& operation, std::u16string_view text) {
  const UnitModel model(operation);
  Operation inverse;
  for (size_t place = 0; place <= model.length; ++place) {
    inverse.erase(model.inserted(place).size());
    if (place == model.length) break;
    if (model.erased.count(place) > 0)
      inverse.insert(text.substr(place, 1));
    else
      inverse.retain(1);
  }
  return inverse;
}

Operation model_compose(const Operation& first, const Operation& second) {
  // The text between them: units that were there before, and new ones.
  struct Unit {
    bool is_new = false;
    char16_t unit = 0;
    size_t from = 0;
  };
  const UnitModel a(first), b(second);
  std::vector<Unit> between, after;
  for (size_t place = 0; place <= a.length; ++place) {
    for (const char16_t unit : a.inserted(place)) between.push_back({true, unit, 0});
    if (place < a.length && a.erased.count(place) == 0) between.push_back({false, 0, place});
  }
  for (size_t place = 0; place <= between.size(); ++place) {
    for (const char16_t unit : b.inserted(place)) after.push_back({true, unit, 0});
    if (place < between.size() && b.erased.count(place) == 0) after.push_back(between[place]);
  }
  Operation composed;
  size_t place = 0;
  for (const Unit& unit : after) {
    if (unit.is_new) {
      composed.insert(std::u16string_view(&unit.unit, 1));
      continue;
    }
    composed.erase(unit.from - place).retain(1);
    place = unit.from + 1;
  }
  return composed.erase(a.length - place);
}

Operation model_transform(const Operation& operation, const Operation& other, Side side) {
  const UnitModel a(operation), b(other);
  Operation transformed;
  for (size_t place = 0; place <= a.length; ++place) {
    if (side == Side::left) transformed.insert(a.inserted(place));
    transformed.retain(b.inserted(place).size());
    if (side == Side::right) transformed.insert(a.inserted(place));
    if (place == a.length || b.erased.count(place) > 0) continue;
    if (a.erased.count(place) > 0)
      transformed.erase(1);
    else
      transformed.retain(1);
  }
  return transformed;
}

size_t model_position(size_t position, const Operation& operation, Side side) {
  const UnitModel model(operation);
  size_t moved = 0;
  for (size_t place = 0; place < position; ++place)
    moved += model.inserted(place).size() + (model.erased.count(place) > 0 ? 0 : 1);
  return side == Side::right ? moved + model.inserted(position).size() : moved;
}

}  // namespace interview::test
