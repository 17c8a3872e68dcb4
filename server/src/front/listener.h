// The port of interviewd: HTTP/1.1 and WebSockets, plain or TLS.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

#include "front/handler.h"
#include "front/listener_options.h"
#include "front/listener_stats.h"
#include "front/mailbox.h"
#include "interview/result.h"

namespace interview::front {

// Owns one I/O thread, on which everything happens: every socket, timer and call of the handler. Start it
// once. start(), stop() and the destructor: one thread at a time, and not the I/O thread. The rest: any
// thread.
class Listener {
 public:
  // `handler` outlives the listener.
  Listener(ListenerOptions options, Handler& handler);
  ~Listener();  // stop() without grace
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  // Listens, and starts the thread. Errc::bad_argument (an option, the address, the certificate) or Errc::io
  // (the port is taken or not permitted), with one sentence that says what to do. Then nothing has changed:
  // it may be called again.
  Result<void> start();

  // Accepts nothing more: who tries to connect is refused. What is open goes on.
  void stop_accepting();
  // The same, and lets requests under way end, closes idle connections, and WebSockets with 1001;
  // after `grace` cuts what is left. Returns when all is closed, every on_closed() was called and the thread
  // has ended: whether nothing had to be cut. True if it was not running.
  bool stop(std::chrono::milliseconds grace);

  uint16_t port() const;  // that it listens on; 0 before start()
  ListenerStats stats() const;

  // See Mailbox; nothing runs before start().
  bool post(std::function<void()> function) { return mailbox_->post(std::move(function)); }
  const std::shared_ptr<Mailbox>& mailbox() const { return mailbox_; }

 private:
  struct Running;
  std::unique_ptr<Running> running_;
  std::shared_ptr<Mailbox> mailbox_;
};

}  // namespace interview::front
