// The outbox: all of a client session that must survive its process.
//
//   outbox  := number(1) bytes(room) bytes(client) number(last n) number(count) pending*count [bytes(state)]
//   pending := number(n) number(edits) bytes(message)    n: 0 if it waits; message: the command in JSON
//   state   := a `welcome` message with the committed texts, only if something is pending
//
// With nothing pending there is nothing to rebase, and a session may begin with a snapshot.
#include "base/wire.h"
#include "client/core.h"

namespace interview {
namespace {

constexpr uint64_t kFormat = 1;
constexpr uint64_t kHighestNumber = UINT64_MAX / 2;  // far from where numbers would begin anew

Error malformed() {
  return Error{Errc::record_malformed, "the outbox is malformed"};
}

}  // namespace

std::string ClientSession::Core::outbox() const {
  std::string bytes;
  WireWriter out(bytes);
  out.number(kFormat);
  out.bytes(room_);
  out.bytes(client_);
  out.number(last_n_);
  size_t count = 0;
  pending_.for_each([&](const PendingCommand&) { ++count; });
  out.number(count);
  pending_.for_each([&](const PendingCommand& pending) {
    out.number(pending.n);
    out.number(pending.edits);
    // A command that waits has no number yet; the message wants one.
    out.bytes(wire::encode(wire::Numbered{std::max<uint64_t>(pending.n, 1), pending.command}));
  });
  if (count == 0) return bytes;
  wire::Welcome state;
  state.you = you_;
  state.role = role_;
  state.seq = seen_;
  state.head = head_;
  state.room = view_;
  state.room.connections.clear();
  for (auto& [id, doc] : state.room.docs) doc.text = committed_.at(id);
  out.bytes(wire::encode(std::move(state)));
  return bytes;
}

Result<std::unique_ptr<ClientSession::Core>> ClientSession::Core::restore(std::string_view outbox,
                                                                          const ClientOptions& options) {
  WireReader in(outbox);
  if (in.number() != kFormat) return malformed();
  std::string room(in.bytes()), client(in.bytes());
  auto core = std::make_unique<Core>(std::move(room), std::move(client), options);
  core->last_n_ = in.number(kHighestNumber);
  std::deque<PendingCommand> commands;
  for (uint64_t left = in.number(); left > 0 && in.ok(); --left) {
    PendingCommand pending;
    pending.n = in.number(commands.empty() ? core->last_n_ : 0);
    pending.edits = in.number();
    wire::MessageLimits limits;
    limits.bytes = SIZE_MAX;
    auto decoded = wire::decode_client_message(in.bytes(), limits);
    auto* message = std::get_if<wire::ClientMessage>(&decoded);
    auto* numbered = message ? std::get_if<wire::Numbered>(message) : nullptr;
    if (!numbered) return malformed();
    pending.command = std::move(numbered->command);
    commands.push_back(std::move(pending));
  }
  if (!in.ok()) return malformed();
  if (commands.empty()) {
    if (!in.done()) return malformed();
    return core;
  }
  auto decoded = wire::decode_server_message(in.bytes());
  auto* state = decoded ? std::get_if<wire::Welcome>(&*decoded) : nullptr;
  if (!state || !in.done()) return malformed();
  core->you_ = state->you;
  core->role_ = state->role;
  core->seen_ = state->seq;
  core->head_ = std::move(state->head);
  core->view_ = std::move(state->room);
  for (const auto& [id, doc] : core->view_.docs) core->committed_.emplace(id, doc.text);
  for (PendingCommand& pending : commands) {
    const auto* edit = std::get_if<command::Edit>(&pending.command);
    if (!edit) continue;
    const auto doc = core->view_.docs.find(edit->doc);
    if (doc == core->view_.docs.end()) {
      // The refusal of an edit in flight may still be on its way.
      if (pending.n == 0) return malformed();
      continue;
    }
    if (!check(edit->op, doc->second.text)) return malformed();
    apply(edit->op, doc->second.text);
  }
  core->pending_.restore(std::move(commands));
  return core;
}

}  // namespace interview
