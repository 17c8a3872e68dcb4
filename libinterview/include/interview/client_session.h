// The participant's end of a room: what is typed here appears at once, is sent when it can be, and is rebased
// on what others do. For terminals, bots, load generators and tests; the browser's twin is bindings/js.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "interview/command.h"
#include "interview/protocol.h"
#include "interview/result.h"
#include "interview/room_view.h"

namespace interview {

// What the host of a session is told.
namespace notice {

// The whole view is new: read every document again.
struct Loaded {};
// Everything that happened while away has been taken in.
struct CaughtUp {};
// The text of a document changed, by others or by a roll-back; the view has it already.
struct Changed {
  uint32_t doc = 0;
  Operation op;
  uint32_t by = 0;
};
// Something happened in the room, in the order of the log; the view has it already.
struct Happened {
  SeenEvent seen;
};
// Command `n` is in the log.
struct Acknowledged {
  uint64_t n = 0;
};
// Command `n` was refused. With `retry` it is kept and sent again after ClientSession::retry(). Otherwise it
// is gone; an edit was rolled back (Changed says how), `text` is what it had inserted, for the person to
// keep, and of that document only what was typed since can be undone.
struct Refused {
  uint64_t n = 0;
  Errc code = Errc::internal;
  std::string message;
  bool retry = false;
  Command command;
  std::string text;
};
// The server's log is not the one that was seen here (it was restored from a backup). The session is over:
// keep the texts for the person, and begin a new one with a new client id.
struct Diverged {
  struct Text {
    std::string name;
    std::string text;
  };
  std::vector<Text> texts;
};

}  // namespace notice

using Notice = std::variant<notice::Loaded, notice::CaughtUp, notice::Changed, notice::Happened,
                            notice::Acknowledged, notice::Refused, notice::Diverged, wire::Selected,
                            wire::Signalled, wire::Presence, wire::Queued, wire::Saving, wire::Token>;

struct ClientOptions {
  size_t message_bytes = 256u << 10;  // longer edits are sent in several; of at least 512 bytes
  size_t undo_steps = 1'000;          // a document
  size_t document_units = 1u << 20;
};

// One thread at a time. No socket, thread or clock: the host opens connections, hands over what it receives,
// and sends what next() gives. One command is in flight at a time, of any kind; the rest wait in order,
// neighbouring edits of one document composed into one.
class ClientSession {
 public:
  // `client`: an id of its own (check_client_id), random, never used by two sessions at a time.
  ClientSession(std::string room, std::string client, const ClientOptions& options = {});
  // Goes on where outbox() was taken. Errc::record_malformed.
  static Result<ClientSession> restore(std::string_view outbox, const ClientOptions& options = {});
  ClientSession(ClientSession&&) noexcept;
  ClientSession& operator=(ClientSession&&) noexcept;
  ~ClientSession();

  // ---- The connection
  // A connection is there: the message that opens it.
  std::string connected(std::string_view token);
  // A message has come. An error if it is none (Errc::bad_message, unknown_type, ...) or does not fit
  // (protocol, gap, the op_*), and stale if something was done here while a snapshot was on its way: then
  // close, read the view again (a part of the message may be in it) and connect again.
  Result<std::vector<Notice>> receive(std::string_view json);
  // The connection is gone. What was in flight is sent again after the next one.
  void disconnected();
  // The next message to send, if there is one. Store outbox() before sending it, if it has to survive this
  // process.
  std::optional<std::string> next();
  // Sends what was refused with `retry` again.
  void retry();

  // ---- What the person does. It is applied at once and sent later.
  // Errc::no_such_document, those of check(). `joins_last`: undone together with the edit before it.
  Result<void> edit(uint32_t doc, const Operation& op, bool joins_last = false);
  // Replaces `erased` units at `position` by `text` (UTF-8). The errors of edit(), and bad_text.
  Result<void> replace(uint32_t doc, size_t position, size_t erased, std::string_view text);
  // Any other command (one that is an edit is taken as edit() does). Errc::bad_text, too_big: no server could
  // read it.
  Result<void> send(Command command);
  // Takes back (or does again) one's own last edit of a document; what changed, or nothing to undo.
  std::optional<Operation> undo(uint32_t doc);
  std::optional<Operation> redo(uint32_t doc);
  // The message that tells others the selection; nothing while edits of the document wait (ask again later).
  std::optional<std::string> select(uint32_t doc, const std::vector<Selection>& ranges) const;

  // ---- What is known
  const RoomView& view() const;          // with the text as it is here, unsent edits included
  std::string text(uint32_t doc) const;  // of a document, as UTF-8; empty if there is none
  const std::string& room() const;
  const std::string& client() const;
  uint32_t you() const;  // participant's number; 0 before the first opening
  uint32_t connection() const;
  Role role() const;
  const std::string& ice() const;
  uint64_t seen() const;
  bool live() const;  // opened, and caught up
  bool has_pending() const;
  size_t pending_edits() const;   // edits made since what is in the log, composed ones counted singly
  uint64_t last_command() const;  // the number of the last command that was put in flight

  // All that must not be lost, as bytes.
  std::string outbox() const;

 private:
  class Core;
  explicit ClientSession(std::unique_ptr<Core> core);
  std::unique_ptr<Core> core_;
};

}  // namespace interview
