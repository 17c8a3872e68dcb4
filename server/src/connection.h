// One WebSocket, bound to its session in the hub.
#pragma once

#include <atomic>
#include <memory>
#include <string>

#include "front/mailbox.h"
#include "front/websocket.h"
#include "interview/hub.h"

namespace interview {

// The hub's threads send through it; the socket lives on the I/O thread.
class Connection final : public front::WebSocketHandler,
                         public SessionSink,
                         public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<front::WebSocket> socket, std::shared_ptr<front::Mailbox> mailbox)
      : socket_(std::move(socket)), mailbox_(std::move(mailbox)) {}

  void bind(std::shared_ptr<Session> session) { session_ = std::move(session); }

  // On the I/O thread
  void on_message(std::string_view text) override { session_->receive(std::string(text)); }
  void on_drained() override;
  void on_closed(uint16_t code, bool clean) override;

  // On any thread
  void send(std::shared_ptr<const std::string> message) override;
  void close(wire::Close code, std::string_view reason) override;
  bool congested() const override;

 private:
  std::shared_ptr<front::WebSocket> socket_;
  std::shared_ptr<front::Mailbox> mailbox_;
  std::shared_ptr<Session> session_;
  std::atomic<bool> socket_congested_{false};
  std::atomic<size_t> on_the_way_{0};  // bytes handed to the mailbox that the socket does not have yet
};

}  // namespace interview
