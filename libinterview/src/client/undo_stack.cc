#include "client/undo_stack.h"

namespace interview {

void UndoStack::did(const Operation& inverse, uint64_t serial, bool joins_last) {
  redo_.clear();
  if (joins_last && !undo_.empty()) {
    Step& last = undo_.back();
    last.inverse = compose(inverse, last.inverse);
    last.last_serial = serial;
    return;
  }
  push(undo_, {inverse, serial, serial});
}

std::optional<Operation> UndoStack::take(Steps& steps) {
  // Steps of which others have left nothing are passed over.
  while (!steps.empty()) {
    Operation inverse = std::move(steps.back().inverse);
    steps.pop_back();
    if (!inverse.is_identity()) return inverse;
  }
  return std::nullopt;
}

void UndoStack::push(Steps& steps, Step step) {
  steps.push_back(std::move(step));
  if (steps.size() > most_steps_) steps.pop_front();
}

void UndoStack::rebase(const Operation& remote) {
  rebase(undo_, remote);
  rebase(redo_, remote);
}

void UndoStack::rebase(Steps& steps, const Operation& remote) {
  Operation passing = remote;
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    Operation inverse = transform(step->inverse, passing, Side::left);
    passing = transform(passing, step->inverse, Side::right);
    step->inverse = std::move(inverse);
  }
}

void UndoStack::drop(uint64_t serial, const Operation& rollback) {
  redo_.clear();
  for (size_t i = undo_.size(); i > 0; --i) {
    const Step& step = undo_[i - 1];
    if (step.first_serial > serial || step.last_serial < serial) continue;
    undo_.erase(undo_.begin(), undo_.begin() + static_cast<std::ptrdiff_t>(i));
    break;
  }
  rebase(undo_, rollback);
}

}  // namespace interview
