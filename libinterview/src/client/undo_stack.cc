#include "client/undo_stack.h"

namespace interview {

void UndoStack::did(const Operation& inverse, bool joins_last) {
  redo_.clear();
  if (joins_last && !undo_.empty())
    undo_.back() = compose(inverse, undo_.back());
  else
    push(undo_, inverse);
}

std::optional<Operation> UndoStack::take(Steps& steps) {
  // Steps of which others have left nothing are passed over.
  while (!steps.empty()) {
    Operation inverse = std::move(steps.back());
    steps.pop_back();
    if (!inverse.is_identity()) return inverse;
  }
  return std::nullopt;
}

void UndoStack::push(Steps& steps, Operation inverse) {
  steps.push_back(std::move(inverse));
  if (steps.size() > most_steps_) steps.pop_front();
}

void UndoStack::rebase(const Operation& remote) {
  rebase(undo_, remote);
  rebase(redo_, remote);
}

void UndoStack::rebase(Steps& steps, const Operation& remote) {
  Operation passing = remote;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    Operation inverse = transform(*step, passing, Side::left);
    passing = transform(passing, *step, Side::right);
    *step = std::move(inverse);
  }
}

}  // namespace interview
