// The commands of a client that are not in the log yet: one in flight, the rest waiting in order.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>

#include "interview/command.h"
#include "interview/text_buffer.h"

namespace interview {

struct PendingCommand {
  uint64_t n = 0;     // 0 until it is put in flight
  bool sent = false;  // on this connection, and not answered
  size_t edits = 0;   // edits composed into it
  Command command;

  // Its operation, if it is an edit of that document.
  Operation* edit_of(uint32_t doc);
  const Operation* edit_of(uint32_t doc) const;
};

// One thread at a time.
class PendingCommands {
 public:
  // Adds a command behind the others. An edit is composed into the one before it where that is an edit of the
  // same document that still waits.
  void add(Command command);

  // Puts the first waiting command in flight under number `n`, an edit cut to what `message_bytes` can carry.
  PendingCommand* launch(uint64_t n, size_t message_bytes);
  PendingCommand* in_flight() { return in_flight_ ? &*in_flight_ : nullptr; }
  const PendingCommand* in_flight() const { return in_flight_ ? &*in_flight_ : nullptr; }
  void land() { in_flight_.reset(); }
  bool waiting() const { return !waiting_.empty(); }
  bool waits_for(uint32_t doc) const;
  bool empty() const { return !in_flight_ && waiting_.empty(); }
  size_t edits() const;

  // `remote` was committed: rebases every pending edit of the document on it, and returns it as it applies to
  // the text here.
  Operation rebase(uint32_t doc, Operation remote);
  // Takes the refused edit in flight out: what to apply to the text here. `base` is the text that it was
  // based on.
  Operation roll_back(const TextBuffer& base);
  // The document is gone: takes out the waiting edits of it and returns what they would have inserted.
  std::u16string drop_waiting(uint32_t doc);
  // What of a selection made by others on the committed text holds here.
  Selection bring_here(uint32_t doc, Selection selection) const;

  // For the outbox.
  template <typename Visit>
  void for_each(Visit visit) const {
    if (in_flight_) visit(*in_flight_);
    for (const PendingCommand& command : waiting_) visit(command);
  }
  // The commands of an outbox; the first is in flight if it has a number.
  void restore(std::deque<PendingCommand> commands);

 private:
  std::optional<PendingCommand> in_flight_;
  std::deque<PendingCommand> waiting_;
};

}  // namespace interview
