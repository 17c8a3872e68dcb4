// Undo of one person in one document: a stack of the inverses of one's own edits, kept applicable to the text
// as it is now while others change it.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "interview/operation.h"

namespace interview {

class UndoStack {
 public:
  explicit UndoStack(size_t most_steps) : most_steps_(most_steps) {}

  // One's own edit, whose inverse is `inverse`, was made. `joins_last`: as a part of the step before it.
  void did(const Operation& inverse, bool joins_last);
  // What takes back the last step (or does it again); the caller applies it, and hands its inverse to undid()
  // (redid()).
  std::optional<Operation> take_undo() { return take(undo_); }
  std::optional<Operation> take_redo() { return take(redo_); }
  void undid(const Operation& inverse) { push(redo_, inverse); }
  void redid(const Operation& inverse) { push(undo_, inverse); }

  // Somebody else changed the text.
  void rebase(const Operation& remote);
  // Forgets every step.
  void clear() {
    undo_.clear();
    redo_.clear();
  }

 private:
  // Inverses, that of the last step at the back; each applies to the text after the one behind it.
  using Steps = std::deque<Operation>;

  static std::optional<Operation> take(Steps& steps);
  void push(Steps& steps, Operation inverse);
  static void rebase(Steps& steps, const Operation& remote);

  size_t most_steps_;
  Steps undo_;
  Steps redo_;
};

}  // namespace interview
