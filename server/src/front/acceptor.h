// Takes connections from the port, within the caps, as long as there are descriptors.
#pragma once

#include <asio/awaitable.hpp>
#include <asio/ip/tcp.hpp>
#include <asio/steady_timer.hpp>
#include <cstdint>

#include "front/front_core.h"
#include "interview/result.h"

namespace interview::front {

// On the I/O thread, or before it runs.
class Acceptor {
 public:
  explicit Acceptor(FrontCore& core);

  // Errc::bad_argument for an address that is none, Errc::io for one that cannot be listened on.
  Result<void> open();
  uint16_t port() const { return port_; }

  void start();
  void stop();

 private:
  asio::awaitable<void> accept_all();
  void admit(asio::ip::tcp::socket socket);
  void refuse(asio::ip::tcp::socket socket);

  FrontCore& core_;
  asio::ip::tcp::acceptor acceptor_;
  asio::steady_timer pause_;
  uint16_t port_ = 0;
};

}  // namespace interview::front
