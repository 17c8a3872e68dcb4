// Time limits of a connection.
#pragma once

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>

namespace interview::front {

// Calls a function when a time limit passes. Cheap to extend: the timer below is set anew only when it fires
// too early or would fire too late. On the I/O thread only. The function is not called after the deadline is
// destroyed.
class Deadline {
 public:
  using Duration = std::chrono::milliseconds;

  Deadline(asio::io_context& io, std::function<void()> on_expiry)
      : state_(std::make_shared<State>(io, std::move(on_expiry))) {}
  ~Deadline() { state_->stop(); }
  Deadline(const Deadline&) = delete;
  Deadline& operator=(const Deadline&) = delete;

  // From now on; in place of any limit set before.
  void set(Duration limit) { state_->set(Clock::now() + limit); }
  void clear() { state_->expiry = Clock::time_point::max(); }

 private:
  using Clock = std::chrono::steady_clock;

  struct State : std::enable_shared_from_this<State> {
    State(asio::io_context& io, std::function<void()> function) : timer(io), on_expiry(std::move(function)) {}

    void set(Clock::time_point at) {
      expiry = at;
      if (waiting && timer.expiry() <= at) return;
      wait();
    }

    void wait() {
      waiting = true;
      timer.expires_at(expiry);
      timer.async_wait([weak = weak_from_this()](std::error_code error) {
        if (const auto self = weak.lock(); self && !error) self->fired();
      });
    }

    void fired() {
      waiting = false;
      if (expiry == Clock::time_point::max()) return;
      if (Clock::now() < expiry) return wait();
      expiry = Clock::time_point::max();
      const auto function = on_expiry;  // it may destroy the deadline
      if (function) function();
    }

    void stop() {
      on_expiry = nullptr;
      timer.cancel();
    }

    asio::steady_timer timer;
    std::function<void()> on_expiry;
    Clock::time_point expiry = Clock::time_point::max();
    bool waiting = false;
  };

  std::shared_ptr<State> state_;
};

}  // namespace interview::front
