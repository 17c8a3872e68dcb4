// Time limits of a connection.
#pragma once

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>

namespace interview::net {

// Calls a function when a time limit passes; not after the deadline is destroyed. On the loop's thread.
class Deadline {
 public:
  Deadline(asio::io_context& io, std::function<void()> on_expiry)
      : timer_(io), on_expiry_(std::make_shared<std::function<void()>>(std::move(on_expiry))) {}

  // From now on; in place of any limit set before.
  void set(uint32_t ms) {
    timer_.expires_after(std::chrono::milliseconds(ms));
    // A wait that was cancelled too late to stop its call has another turn than the present one.
    timer_.async_wait(
        [weak = std::weak_ptr(on_expiry_), turn = ++*turn_, now = turn_](const std::error_code& error) {
          const auto call = weak.lock();
          if (call && !error && turn == *now) (*call)();
        });
  }
  void clear() {
    ++*turn_;
    timer_.cancel();
  }

 private:
  asio::steady_timer timer_;
  std::shared_ptr<std::function<void()>> on_expiry_;
  std::shared_ptr<uint64_t> turn_ = std::make_shared<uint64_t>(0);
};

}  // namespace interview::net
