// What the server's messages do to a client session.
#include "client/core.h"
#include "interview/text.h"

namespace interview {
namespace {

Error broken(const char* why) {
  return Error{Errc::protocol, why};
}

std::string utf8(std::u16string_view text) {
  std::string out;
  append_utf8(out, text);
  return out;
}

}  // namespace

Result<std::vector<Notice>> ClientSession::Core::receive(std::string_view json) {
  auto message = wire::decode_server_message(json);
  if (!message) return message.error();
  if (state_ == State::offline) return broken("a message came without a connection");
  notices_.clear();
  const auto taken = std::visit([this](auto& m) { return take(m); }, *message);
  if (!taken) return taken.error();
  return std::exchange(notices_, {});
}

Result<void> ClientSession::Core::take(wire::Welcome& message) {
  if (state_ != State::opening) return broken("welcomed twice");
  if (said_pending_) return broken("welcomed with a snapshot while commands are pending");
  if (!pending_.empty()) return Error{Errc::stale, "there is work pending since the opening"};
  you_ = message.you;
  connection_ = message.connection;
  role_ = message.role;
  ice_ = std::move(message.ice);
  acked_ = message.acked;
  // A number is never used twice, also by a client that has forgotten how far it was.
  last_n_ = std::max(last_n_, acked_);
  view_ = std::move(message.room);
  committed_.clear();
  for (const auto& [id, doc] : view_.docs) committed_.emplace(id, doc.text);
  undo_.clear();
  seen_ = message.seq;
  head_ = std::move(message.head);
  state_ = State::live;
  notices_.push_back(notice::Loaded{});
  notices_.push_back(wire::Saving{message.saving});
  notices_.push_back(notice::CaughtUp{});
  return {};
}

Result<void> ClientSession::Core::take(wire::Resume& message) {
  if (state_ != State::opening) return broken("resumed twice");
  if (message.upto < seen_) return broken("resumed before what was seen");
  you_ = message.you;
  connection_ = message.connection;
  role_ = message.role;
  ice_ = std::move(message.ice);
  acked_ = message.acked;
  last_n_ = std::max(last_n_, acked_);
  view_.connections.clear();
  for (const auto& [connection, person] : message.connections) view_.connections[connection] = person;
  catch_up_to_ = message.upto;
  state_ = State::catching_up;
  notices_.push_back(wire::Saving{message.saving});
  return check_caught_up();
}

Result<void> ClientSession::Core::check_caught_up() {
  if (state_ != State::catching_up || seen_ < catch_up_to_) return {};
  state_ = State::live;
  const PendingCommand* flying = pending_.in_flight();
  if (flying && flying->n <= acked_) {
    if (std::holds_alternative<command::Edit>(flying->command))
      return broken("an edit was acknowledged that never came");
    acknowledge();
  }
  notices_.push_back(notice::CaughtUp{});
  return {};
}

void ClientSession::Core::land() {
  pending_.land();
  held_ = false;
}

void ClientSession::Core::acknowledge() {
  notices_.push_back(notice::Acknowledged{pending_.in_flight()->n});
  land();
}

Result<void> ClientSession::Core::take(wire::Events& message) {
  if (state_ == State::opening) return broken("events came before the opening");
  uint64_t last = seen_;
  for (const SeenEvent& seen : message.events) {
    if (seen.seq <= last) return broken("events came out of order");
    last = seen.seq;
  }
  if (message.upto < last) return broken("events came out of order");
  for (SeenEvent& seen : message.events) {
    const uint64_t seq = seen.seq;
    if (const auto taken = happened(std::move(seen)); !taken) return taken;
    // The head there is not known before the end of the frame.
    seen_ = seq;
    head_.clear();
  }
  seen_ = message.upto;
  head_ = std::move(message.head);
  return check_caught_up();
}

Result<void> ClientSession::Core::happened(SeenEvent seen) {
  const PendingCommand* flying = pending_.in_flight();
  // The edit in flight is one of the text that was removed: it would not fit this one.
  if (const auto* opened = std::get_if<event::DocOpened>(&seen.event))
    if (flying && flying->edit_of(opened->doc)) return broken("a removed document came back");
  if (flying && seen.client == client_ && seen.n == flying->n) {
    if (const auto landed = own_landed(seen); !landed) return landed;
  } else if (const auto* edited = std::get_if<event::Edited>(&seen.event)) {
    if (const auto taken = edited_by_others(seen, *edited); !taken) return taken;
  } else {
    if (const auto folded = fold(view_, seen); !folded) return folded;
  }
  if (const auto* opened = std::get_if<event::DocOpened>(&seen.event)) {
    committed_.emplace(opened->doc, view_.docs.at(opened->doc).text);
  } else if (const auto* removed = std::get_if<event::DocRemoved>(&seen.event)) {
    document_removed(removed->doc);
  } else if (const auto* changed = std::get_if<event::RoleChanged>(&seen.event)) {
    if (changed->participant == you_) role_ = changed->role;
  }
  notices_.push_back(notice::Happened{std::move(seen)});
  return {};
}

Result<void> ClientSession::Core::own_landed(const SeenEvent& seen) {
  const PendingCommand* flying = pending_.in_flight();
  if (const auto* edited = std::get_if<event::Edited>(&seen.event)) {
    const auto* mine = std::get_if<command::Edit>(&flying->command);
    const auto doc = view_.docs.find(edited->doc);
    if (!mine || mine->doc != edited->doc || mine->op != edited->op || doc == view_.docs.end() ||
        doc->second.rev + 1 != edited->rev)
      return broken("one's own edit came back as another one");
    apply(edited->op, committed_.at(edited->doc));
    doc->second.rev = edited->rev;
  } else if (std::holds_alternative<command::Edit>(flying->command)) {
    return broken("one's own edit came back as another command");
  } else if (const auto folded = fold(view_, seen); !folded) {
    return folded;
  }
  acknowledge();
  return {};
}

Result<void> ClientSession::Core::edited_by_others(const SeenEvent& seen, const event::Edited& edited) {
  const auto doc = view_.docs.find(edited.doc);
  if (doc == view_.docs.end() || doc->second.rev + 1 != edited.rev) return broken("an edit does not follow");
  TextBuffer& committed = committed_.at(edited.doc);
  if (const auto fits = check(edited.op, committed); !fits) return fits;
  apply(edited.op, committed);
  doc->second.rev = edited.rev;
  Operation here = pending_.rebase(edited.doc, edited.op);
  apply(here, doc->second.text);
  undo_of(edited.doc).rebase(here);
  notices_.push_back(notice::Changed{edited.doc, std::move(here), seen.by});
  return {};
}

void ClientSession::Core::document_removed(uint32_t doc) {
  committed_.erase(doc);
  undo_.erase(doc);
  const std::u16string lost = pending_.drop_waiting(doc);
  if (!lost.empty())
    notices_.push_back(notice::Refused{0, Errc::no_such_document, "the document was removed", false,
                                       command::Edit{doc, 0, {}}, utf8(lost)});
}

Result<void> ClientSession::Core::take(wire::Ack& message) {
  const PendingCommand* flying = pending_.in_flight();
  if (!flying || flying->n != message.n || !flying->sent) return {};
  if (std::holds_alternative<command::Edit>(flying->command))
    return broken("an edit was acknowledged that never came");
  acknowledge();
  return {};
}

Result<void> ClientSession::Core::take(wire::Refusal& message) {
  PendingCommand* flying = pending_.in_flight();
  // What came too fast was not read, so the server cannot say which message it was. It may have been the
  // command in flight; if it was another one, the command is merely acknowledged twice.
  if (message.n == 0 && message.code == Errc::too_fast && flying && flying->sent) message.n = flying->n;
  if (message.n == 0 || !flying || flying->n != message.n || !flying->sent) {
    notices_.push_back(
        notice::Refused{message.n, message.code, std::move(message.message), message.retry, {}, {}});
    return {};
  }
  notice::Refused refused{message.n,     message.code,    std::move(message.message),
                          message.retry, flying->command, {}};
  if (message.retry) {
    flying->sent = false;
    held_ = true;
  } else if (const auto* edit = std::get_if<command::Edit>(&flying->command)) {
    refused.text = utf8(edit->op.inserted());
    refuse_edit(*edit);
  } else {
    land();
  }
  notices_.push_back(std::move(refused));
  return {};
}

void ClientSession::Core::refuse_edit(const command::Edit& edit) {
  const uint32_t id = edit.doc;
  const auto doc = view_.docs.find(id);
  if (doc == view_.docs.end()) return land();
  TextBuffer text = committed_.at(id);
  Operation rollback = pending_.roll_back(text);
  land();
  apply(rollback, doc->second.text);
  // The inverses of later steps may hold what the refused edit had inserted, and those of older ones stand on
  // it. What still waits has inverses that know nothing of it.
  UndoStack& undo = undo_of(id);
  undo.clear();
  pending_.for_each([&](const PendingCommand& waiting) {
    const Operation* op = waiting.edit_of(id);
    if (!op) return;
    std::u16string erased;
    apply(*op, text, &erased);
    undo.did(invert(*op, erased), false);
  });
  notices_.push_back(notice::Changed{id, std::move(rollback), you_});
}

Result<void> ClientSession::Core::take(wire::Selected& message) {
  // Positions at another revision than the one that is here would point somewhere else.
  const auto doc = view_.docs.find(message.doc);
  if (doc == view_.docs.end() || doc->second.rev != message.rev) return {};
  for (Selection& range : message.ranges) {
    range = pending_.bring_here(message.doc, range);
    if (std::max(range.anchor, range.head) > doc->second.text.size())
      return broken("a selection lies outside");
  }
  notices_.push_back(std::move(message));
  return {};
}

Result<void> ClientSession::Core::take(wire::Presence& message) {
  if (message.online)
    view_.connections[message.connection] = message.by;
  else
    view_.connections.erase(message.connection);
  notices_.push_back(message);
  return {};
}

Result<void> ClientSession::Core::take(wire::Diverged&) {
  notice::Diverged diverged;
  for (const auto& [id, doc] : view_.docs) diverged.texts.push_back({doc.name, utf8(doc.text.text())});
  state_ = State::offline;
  notices_.push_back(std::move(diverged));
  return {};
}

}  // namespace interview
