#include "interview/history.h"

#include <algorithm>

namespace interview {

size_t History::cost(const Operation& operation) {
  return sizeof(Operation) + operation.part_count() * sizeof(uint32_t) +
         operation.inserted().size() * sizeof(char16_t);
}

void History::push(const Operation& operation) {
  operations_.push_back(operation);
  bytes_ += cost(operation);
  ++head_;
  while (operations_.size() > limits_.operations || (bytes_ > limits_.bytes && operations_.size() > 1)) {
    bytes_ -= cost(operations_.front());
    operations_.pop_front();
  }
}

Result<size_t> History::index_of(uint64_t base) const {
  if (base > head_)
    return Error{Errc::op_out_of_range, "there is no revision " + std::to_string(base) + " yet"};
  if (base < oldest()) return Error{Errc::stale, "revision " + std::to_string(base) + " lies too far back"};
  return operations_.size() - static_cast<size_t>(head_ - base);
}

Result<Operation> History::bring_to_head(const Operation& operation, uint64_t base) const {
  const auto first = index_of(base);
  if (!first) return first.error();
  if (*first < operations_.size() && operations_[*first].base_length() != operation.base_length())
    return Error{Errc::op_out_of_range,
                 "operation does not cover the document of revision " + std::to_string(base)};
  if (*first == operations_.size()) return operation;
  Operation transformed;
  const Operation* last = &operation;
  size_t parts = 0;
  for (size_t i = *first; i < operations_.size(); ++i) {
    parts += last->part_count() + operations_[i].part_count();
    if (parts > limits_.transform_parts)
      return Error{Errc::stale, "too much has changed since revision " + std::to_string(base)};
    transformed = transform(*last, operations_[i], Side::left);
    last = &transformed;
  }
  return transformed;
}

Result<std::vector<Selection>> History::bring_to_head(std::vector<Selection> selections,
                                                      uint64_t base) const {
  const auto first = index_of(base);
  if (!first) return first.error();
  size_t parts = 0;
  for (size_t i = *first; i < operations_.size(); ++i) {
    // Each selection is led through the parts by itself.
    parts += operations_[i].part_count() * selections.size();
    if (parts > limits_.transform_parts)
      return Error{Errc::stale, "too much has changed since revision " + std::to_string(base)};
    for (Selection& selection : selections) {
      if (std::max(selection.anchor, selection.head) > operations_[i].base_length())
        return Error{Errc::op_out_of_range, "a selection lies outside of its document"};
      selection = transform(selection, operations_[i]);
    }
  }
  return selections;
}

}  // namespace interview
