// A participant on a real connection whose deliveries are held back: what the server sends waits between the
// socket and the session until it is let through.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "interview/client_session.h"
#include "interview/connect.h"
#include "interview/join.h"

namespace interview::test {

class HeldParticipant {
 public:
  struct Host {
    std::function<void()> on_arrival;                        // something came, or the session is in its room
    std::function<void(const std::string& why)> on_trouble;  // for good
  };

  // Borrows `loop`.
  HeldParticipant(EventLoop& loop, Host host) : loop_(loop), host_(std::move(host)) {}
  // Joins, connects and says hello; what opens the session is not held back.
  void come_in(const Link& link, const std::string& name);

  bool live() const { return session_ && session_->live(); }
  ClientSession& session() { return *session_; }
  // Events that have come since the opening, and how many of them are held back.
  size_t arrived() const { return arrived_; }
  size_t held() const { return held_.size(); }
  // Lets the next one through; what the session makes of it. Nothing if the session does not like it.
  std::optional<std::vector<Notice>> deliver();
  // Sends what the session has to send; whether there was something.
  bool send();

 private:
  void received(std::string_view message);
  std::optional<std::vector<Notice>> take(const std::string& message);

  EventLoop& loop_;
  Host host_;
  std::string token_;
  std::optional<ClientSession> session_;
  std::unique_ptr<Underway> joining_;
  std::unique_ptr<WebSocket> socket_;
  std::deque<std::string> held_;  // each of one event
  size_t arrived_ = 0;
};

}  // namespace interview::test
