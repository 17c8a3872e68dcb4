// A thread that does what is posted to it, in order, and may block.
#pragma once

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <memory>
#include <set>
#include <system_error>
#include <thread>

#include "sandbox/quiet_thread.h"

namespace interview::sandbox {

// Any thread. The constructor throws std::system_error where there are no more threads or descriptors.
class WorkThread {
 public:
  WorkThread() : guard_(work_.get_executor()), thread_(start_quiet_thread([this] { work_.run(); })) {}
  ~WorkThread() { finish(); }

  template <typename Work>
  void post(Work work) {
    asio::post(work_, std::move(work));
  }

  // Dropped if the thread is to finish before.
  template <typename Work>
  void post_after(std::chrono::milliseconds delay, Work work) {
    post([this, delay, work = std::move(work)]() mutable {
      if (finishing_) return;
      const auto timer = std::make_shared<asio::steady_timer>(work_, delay);
      timers_.insert(timer);
      timer->async_wait([this, timer, work = std::move(work)](std::error_code error) mutable {
        timers_.erase(timer);
        if (!error) work();
      });
    });
  }

  // Does what was posted, and ends. Nothing may be posted afterwards. Idempotent.
  void finish() {
    if (!thread_.joinable()) return;
    post([this] {
      finishing_ = true;
      for (const auto& timer : timers_) timer->cancel();
    });
    guard_.reset();
    thread_.join();
  }

 private:
  asio::io_context work_;
  std::set<std::shared_ptr<asio::steady_timer>> timers_;  // the thread's own
  bool finishing_ = false;                                // the thread's own
  asio::executor_work_guard<asio::io_context::executor_type> guard_;
  std::thread thread_;
};

}  // namespace interview::sandbox
