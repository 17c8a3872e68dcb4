// The way to the I/O thread, from any thread and at any time.
#pragma once

#include <functional>
#include <mutex>

namespace asio {
class io_context;
}

namespace interview::front {

// Outlives its listener, so that late answers of other threads are dropped instead of touching what is gone.
// Any thread.
class Mailbox {
 public:
  explicit Mailbox(asio::io_context& io) : io_(&io) {}

  // Runs `function` on the I/O thread, after what was posted there before; never within this call. False, and
  // the function is destroyed, when the listener has stopped. `function` must not throw.
  bool post(std::function<void()> function);

  // From now on post() refuses. What was posted before still runs.
  void shut();

 private:
  std::mutex mutex_;
  asio::io_context* io_;
};

}  // namespace interview::front
