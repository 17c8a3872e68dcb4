// Somebody in a LocalRoom: a client's end and the hub's end of a connection, and the messages between them.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>

#include "interview/client_session.h"
#include "interview/hub.h"

namespace interview {

// One thread at a time.
class LocalPerson {
 public:
  using OnNotice = std::function<void(ClientSession& whose, const Notice& notice)>;

  LocalPerson(Hub& hub, Executor& executor, const std::string& room, std::string token);
  ~LocalPerson();
  LocalPerson(const LocalPerson&) = delete;
  LocalPerson& operator=(const LocalPerson&) = delete;

  ClientSession& session() { return session_; }
  // Carries what waits in either direction; says whether there was something.
  bool exchange(const OnNotice& on_notice);
  // Whether there is nothing left to come, as far as can be seen from here.
  bool is_settled() const;
  // The hub has closed the connection for good, and why.
  bool is_out() const { return out_; }
  const Error& why_out() const { return why_; }

 private:
  class Inbox;

  void connect();
  void take(const std::string& message, const OnNotice& on_notice);
  void come_back();  // after a while
  void connection_closed();
  void retry_soon();

  Hub& hub_;
  Executor& executor_;
  const std::string token_;
  ClientSession session_;
  std::shared_ptr<Inbox> inbox_;
  std::shared_ptr<Session> link_;  // null: not connected
  bool out_ = false;
  Error why_{Errc::closed, {}};
};

}  // namespace interview
