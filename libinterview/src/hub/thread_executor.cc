#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "interview/executor.h"

namespace interview {
namespace {

class ThreadExecutor final : public Executor {
 public:
  explicit ThreadExecutor(unsigned threads) : work_(context_.get_executor()) {
    for (unsigned i = 0; i < threads; ++i) threads_.emplace_back([this] { context_.run(); });
  }

  ~ThreadExecutor() override {
    // Timers go on a thread of the context, so that none is being started meanwhile.
    asio::post(context_, [this] {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
      for (const auto& timer : timers_) timer->cancel();
    });
    work_.reset();
    for (std::thread& thread : threads_) thread.join();
  }

  void post(Task task) override { asio::post(context_, std::move(task)); }

  void post_after(uint32_t ms, Task task) override {
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    const auto timer = std::make_shared<asio::steady_timer>(context_, std::chrono::milliseconds(ms));
    timers_.insert(timer);
    timer->async_wait([this, timer, task = std::move(task)](const asio::error_code& error) {
      {
        const std::lock_guard erase_lock(mutex_);
        timers_.erase(timer);
        if (error || stopping_) return;
      }
      task();
    });
  }

 private:
  asio::io_context context_;
  asio::executor_work_guard<asio::io_context::executor_type> work_;
  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::set<std::shared_ptr<asio::steady_timer>> timers_;
  bool stopping_ = false;
};

class SystemClock final : public Clock {
 public:
  int64_t now_ms() const override {
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
  }
};

}  // namespace

const Clock& system_clock() {
  static const SystemClock clock;
  return clock;
}

std::unique_ptr<Executor> make_thread_executor(unsigned threads) {
  return std::make_unique<ThreadExecutor>(threads);
}

}  // namespace interview
