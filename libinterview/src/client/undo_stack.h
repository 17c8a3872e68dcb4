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

  // One's own edit, whose inverse is `inverse`, went into the pending edit `serial`.
  void did(const Operation& inverse, uint64_t serial, bool joins_last);
  // What takes back the last step (or does it again); the caller applies it, and hands its inverse to undid()
  // (redid()).
  std::optional<Operation> take_undo() { return take(undo_); }
  std::optional<Operation> take_redo() { return take(redo_); }
  void undid(const Operation& inverse, uint64_t serial) { push(redo_, {inverse, serial, serial}); }
  void redid(const Operation& inverse, uint64_t serial) { push(undo_, {inverse, serial, serial}); }

  // Somebody else changed the text.
  void rebase(const Operation& remote);
  // The pending edit `serial` was refused and is being rolled back by `rollback`: its steps can not be
  // undone, nor can older ones, which stood on it.
  void drop(uint64_t serial, const Operation& rollback);

 private:
  struct Step {
    Operation inverse;
    uint64_t first_serial;
    uint64_t last_serial;
  };
  using Steps =
      std::deque<Step>;  // the last step at the back; each applies to the text after the one behind it

  static std::optional<Operation> take(Steps& steps);
  void push(Steps& steps, Step step);
  static void rebase(Steps& steps, const Operation& remote);

  size_t most_steps_;
  Steps undo_;
  Steps redo_;
};

}  // namespace interview
