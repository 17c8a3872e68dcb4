#include "client/core.h"

#include "interview/text.h"

namespace interview {

std::string ClientSession::Core::connected(std::string_view token) {
  disconnected();
  state_ = State::opening;
  said_pending_ = !pending_.empty();
  return wire::encode(wire::Hello{std::string(token), room_, client_, seen_, head_, said_pending_});
}

void ClientSession::Core::disconnected() {
  state_ = State::offline;
  held_ = false;
  view_.connections.clear();
  if (PendingCommand* command = pending_.in_flight()) command->sent = false;
}

std::optional<std::string> ClientSession::Core::next() {
  if (state_ != State::live || held_) return std::nullopt;
  PendingCommand* command = pending_.in_flight();
  if (command && command->sent) return std::nullopt;
  if (!command) {
    if (!pending_.waiting()) return std::nullopt;
    command = pending_.launch(++last_n_, options_.message_bytes);
  }
  // The operation was rebased on all that was seen, so that is what it is based on.
  if (auto* edit = std::get_if<command::Edit>(&command->command)) {
    const auto doc = view_.docs.find(edit->doc);
    edit->base = doc == view_.docs.end() ? 0 : doc->second.rev;
  }
  command->sent = true;
  return wire::encode(wire::Numbered{command->n, command->command});
}

Result<void> ClientSession::Core::edit(uint32_t id, const Operation& op, bool joins_last) {
  const auto doc = view_.docs.find(id);
  if (doc == view_.docs.end())
    return Error{Errc::no_such_document, "there is no document " + std::to_string(id)};
  if (const auto fits = check(op, doc->second.text, options_.document_units); !fits) return fits;
  undo_of(id).did(do_edit(doc->second, op), joins_last);
  return {};
}

Operation ClientSession::Core::do_edit(RoomView::Doc& doc, const Operation& op) {
  std::u16string erased;
  apply(op, doc.text, &erased);
  pending_.add(command::Edit{doc.id, 0, op});
  return invert(op, erased);
}

Result<void> ClientSession::Core::send(Command command) {
  if (const auto* mine = std::get_if<command::Edit>(&command)) return edit(mine->doc, mine->op, false);
  // What the server could not even read would block the queue for good.
  const std::string message = wire::encode(wire::Numbered{UINT64_MAX, command});
  if (!is_valid_utf8(message)) return Error{Errc::bad_text, "a command is valid UTF-8"};
  if (message.size() > options_.message_bytes)
    return Error{Errc::too_big, "a command has at most " + std::to_string(options_.message_bytes) + " bytes"};
  pending_.add(std::move(command));
  return {};
}

std::optional<Operation> ClientSession::Core::undo(uint32_t id) {
  const auto doc = view_.docs.find(id);
  if (doc == view_.docs.end()) return std::nullopt;
  auto op = undo_of(id).take_undo();
  if (!op) return std::nullopt;
  undo_of(id).undid(do_edit(doc->second, *op));
  return op;
}

std::optional<Operation> ClientSession::Core::redo(uint32_t id) {
  const auto doc = view_.docs.find(id);
  if (doc == view_.docs.end()) return std::nullopt;
  auto op = undo_of(id).take_redo();
  if (!op) return std::nullopt;
  undo_of(id).redid(do_edit(doc->second, *op));
  return op;
}

std::optional<std::string> ClientSession::Core::select(uint32_t id,
                                                       const std::vector<Selection>& ranges) const {
  const auto doc = view_.docs.find(id);
  if (state_ != State::live || doc == view_.docs.end() || pending_.waits_for(id)) return std::nullopt;
  const PendingCommand* flying = pending_.in_flight();
  const auto* edit = flying ? std::get_if<command::Edit>(&flying->command) : nullptr;
  const bool counts_in_flight = edit && edit->doc == id;
  return wire::encode(wire::Select{id, doc->second.rev, counts_in_flight ? flying->n : 0, ranges});
}

}  // namespace interview
