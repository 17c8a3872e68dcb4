#include "client/pending.h"

#include "interview/text.h"

namespace interview {
namespace {

// What a number takes in JSON at most, with its comma; and a unit of text, written as an escape.
constexpr size_t kBytesOfNumber = 12;
constexpr size_t kBytesOfUnit = 6;
constexpr size_t kBytesOfEnvelope = 256;
// Below that, a part of an edit might not fit, and a long one would be cut into pieces that change nothing.
constexpr size_t kFewestBytes = 512;

// Cuts `op` into a first part that `budget` bytes of JSON can carry, and the rest, which applies after it.
// All that is erased goes first, if there is room: then no text on the way is longer than both ends of it,
// and none is above a limit that the last one keeps.
std::pair<Operation, std::optional<Operation>> split(const Operation& op, size_t budget) {
  size_t numbers = 0;
  op.for_each([&](const Operation::Part& part) { numbers += part.kind != Operation::Kind::insert; });
  const bool erases_first = numbers * kBytesOfNumber <= budget / 2;
  if (erases_first) budget -= numbers * kBytesOfNumber;
  Operation first, rest;
  bool full = false;
  op.for_each([&](const Operation::Part& part) {
    if (erases_first && part.kind == Operation::Kind::erase) {
      first.erase(part.length);
      return;
    }
    if (erases_first && part.kind == Operation::Kind::retain) {
      first.retain(part.length), rest.retain(part.length);
      return;
    }
    const size_t cost =
        part.kind == Operation::Kind::insert ? part.length * kBytesOfUnit + 3 : kBytesOfNumber;
    if (!full && cost <= budget) {
      budget -= cost;
      switch (part.kind) {
        case Operation::Kind::retain:
          first.retain(part.length), rest.retain(part.length);
          break;
        case Operation::Kind::insert:
          first.insert(part.text), rest.retain(part.length);
          break;
        case Operation::Kind::erase:
          first.erase(part.length);
          break;
      }
      return;
    }
    std::u16string_view text = part.text;
    if (!full && part.kind == Operation::Kind::insert) {
      size_t fits = budget / kBytesOfUnit;
      if (fits > 0 && is_high_surrogate(text[fits - 1])) --fits;
      first.insert(text.substr(0, fits));
      rest.retain(fits);
      text.remove_prefix(fits);
    }
    full = true;
    switch (part.kind) {
      case Operation::Kind::retain:
        first.retain(part.length), rest.retain(part.length);
        break;
      case Operation::Kind::insert:
        rest.insert(text);
        break;
      case Operation::Kind::erase:
        first.retain(part.length), rest.erase(part.length);
        break;
    }
  });
  if (!full) return {op, std::nullopt};
  return {std::move(first), std::move(rest)};
}

}  // namespace

Operation* PendingCommand::edit_of(uint32_t doc) {
  auto* edit = std::get_if<command::Edit>(&command);
  return edit && edit->doc == doc ? &edit->op : nullptr;
}

const Operation* PendingCommand::edit_of(uint32_t doc) const {
  const auto* edit = std::get_if<command::Edit>(&command);
  return edit && edit->doc == doc ? &edit->op : nullptr;
}

void PendingCommands::add(Command command) {
  const auto* edit = std::get_if<command::Edit>(&command);
  if (edit && !waiting_.empty()) {
    PendingCommand& last = waiting_.back();
    if (Operation* op = last.edit_of(edit->doc)) {
      *op = compose(*op, edit->op);
      ++last.edits;
      return;
    }
  }
  waiting_.push_back({0, false, edit ? size_t{1} : size_t{0}, std::move(command)});
}

PendingCommand* PendingCommands::launch(uint64_t n, size_t message_bytes) {
  in_flight_ = std::move(waiting_.front());
  waiting_.pop_front();
  in_flight_->n = n;
  auto* edit = std::get_if<command::Edit>(&in_flight_->command);
  if (!edit) return &*in_flight_;
  auto [first, rest] = split(edit->op, std::max(message_bytes, kFewestBytes) - kBytesOfEnvelope);
  edit->op = std::move(first);
  if (rest) waiting_.push_front({0, false, 1, command::Edit{edit->doc, 0, std::move(*rest)}});
  return &*in_flight_;
}

bool PendingCommands::waits_for(uint32_t doc) const {
  for (const PendingCommand& waiting : waiting_)
    if (waiting.edit_of(doc)) return true;
  return false;
}

size_t PendingCommands::edits() const {
  size_t sum = 0;
  for_each([&](const PendingCommand& command) { sum += command.edits; });
  return sum;
}

Operation PendingCommands::rebase(uint32_t doc, Operation remote) {
  // What is committed later stands left of what is committed earlier: ours is the later one.
  const auto pass = [&](PendingCommand& pending) {
    Operation* mine = pending.edit_of(doc);
    if (!mine) return;
    Operation rebased = transform(*mine, remote, Side::left);
    remote = transform(remote, *mine, Side::right);
    *mine = std::move(rebased);
  };
  if (in_flight_) pass(*in_flight_);
  for (PendingCommand& waiting : waiting_) pass(waiting);
  return remote;
}

Operation PendingCommands::roll_back(const TextBuffer& base) {
  const auto& edit = std::get<command::Edit>(in_flight_->command);
  TextBuffer text = base;
  std::u16string erased;
  apply(edit.op, text, &erased);
  Operation rollback = invert(edit.op, erased);
  const uint32_t doc = edit.doc;
  in_flight_.reset();
  return rebase(doc, std::move(rollback));
}

std::u16string PendingCommands::drop_waiting(uint32_t doc) {
  std::u16string inserted;
  for (auto waiting = waiting_.begin(); waiting != waiting_.end();) {
    const Operation* op = waiting->edit_of(doc);
    if (op) inserted += op->inserted();
    waiting = op ? waiting_.erase(waiting) : std::next(waiting);
  }
  return inserted;
}

Selection PendingCommands::bring_here(uint32_t doc, Selection selection) const {
  for_each([&](const PendingCommand& pending) {
    if (const Operation* op = pending.edit_of(doc)) selection = transform(selection, *op);
  });
  return selection;
}

void PendingCommands::restore(std::deque<PendingCommand> commands) {
  waiting_ = std::move(commands);
  if (waiting_.empty() || waiting_.front().n == 0) return;
  in_flight_ = std::move(waiting_.front());
  waiting_.pop_front();
}

}  // namespace interview
