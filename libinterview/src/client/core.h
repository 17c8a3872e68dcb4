#pragma once

#include <map>
#include <string>
#include <vector>

#include "client/pending.h"
#include "client/undo_stack.h"
#include "interview/client_session.h"

namespace interview {

// The state of a client session, and how messages change it.
class ClientSession::Core {
 public:
  Core(std::string room, std::string client, const ClientOptions& options)
      : options_(options), room_(std::move(room)), client_(std::move(client)) {
    view_.id = room_;
  }
  static Result<std::unique_ptr<Core>> restore(std::string_view outbox, const ClientOptions& options);
  std::string outbox() const;

  std::string connected(std::string_view token);
  Result<std::vector<Notice>> receive(std::string_view json);
  void disconnected();
  std::optional<std::string> next();
  void retry() { held_ = false; }

  Result<void> edit(uint32_t doc, const Operation& op, bool joins_last);
  Result<void> send(Command command);
  std::optional<Operation> undo(uint32_t doc);
  std::optional<Operation> redo(uint32_t doc);
  std::optional<std::string> select(uint32_t doc, const std::vector<Selection>& ranges) const;

 private:
  friend class ClientSession;

  enum class State { offline, opening, catching_up, live };

  // One for each message of the server.
  Result<void> take(wire::Welcome& message);
  Result<void> take(wire::Resume& message);
  Result<void> take(wire::Events& message);
  Result<void> take(wire::Ack& message);
  Result<void> take(wire::Refusal& message);
  Result<void> take(wire::Selected& message);
  Result<void> take(wire::Presence& message);
  Result<void> take(wire::Diverged& message);
  Result<void> take(wire::Pong&) { return {}; }
  // Signalled, Queued, Saving, Token: the host's business.
  template <typename Message>
  Result<void> take(Message& message) {
    notices_.push_back(std::move(message));
    return {};
  }

  Result<void> happened(SeenEvent seen);
  Result<void> own_landed(const SeenEvent& seen);
  // The command in flight is in the log, or is gone.
  void land();
  void acknowledge();
  Result<void> edited_by_others(const SeenEvent& seen, const event::Edited& edited);
  void document_removed(uint32_t doc);
  void refuse_edit(const command::Edit& edit);
  Result<void> check_caught_up();
  // Applies one's own change here and queues it; returns its inverse.
  Operation do_edit(RoomView::Doc& doc, const Operation& op);
  UndoStack& undo_of(uint32_t doc) { return undo_.try_emplace(doc, options_.undo_steps).first->second; }

  ClientOptions options_;
  std::string room_;
  std::string client_;
  State state_ = State::offline;
  uint32_t you_ = 0;
  uint32_t connection_ = 0;
  Role role_ = Role::observer;
  std::string ice_;
  uint64_t seen_ = 0;
  std::string head_;
  uint64_t catch_up_to_ = 0;
  uint64_t acked_ = 0;  // by the opening of this connection
  uint64_t last_n_ = 0;
  bool said_pending_ = false;                 // when this connection was opened
  bool held_ = false;                         // the command in flight waits for retry()
  RoomView view_;                             // with the text as it is here
  std::map<uint32_t, TextBuffer> committed_;  // the text of each document as it is in the log at `seen_`
  PendingCommands pending_;
  std::map<uint32_t, UndoStack> undo_;
  std::vector<Notice> notices_;
};

}  // namespace interview
