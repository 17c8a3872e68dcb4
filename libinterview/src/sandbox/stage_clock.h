// Watches a stage's time.
#pragma once

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>

#include "interview/sandbox.h"
#include "sandbox/verdict.h"

namespace interview::sandbox {

// On the loop's thread. CPU time cannot be waited for: it is looked at when it could be used up at the
// earliest.
class StageClock {
 public:
  // Microseconds used so far; empty: CPU time is not watched.
  using ReadCpu = std::function<uint64_t()>;
  using Expired = std::function<void(StopCause cause)>;

  explicit StageClock(asio::io_context& loop) : wall_(loop), cpu_(loop) {}
  void start(const StageLimits& limits, ReadCpu read_cpu, Expired expired);
  // Nothing expires any more. Idempotent.
  void stop();
  // From start() to stop().
  uint64_t wall_ms() const;

 private:
  using Time = std::chrono::steady_clock::time_point;
  void look_at_cpu();

  asio::steady_timer wall_, cpu_;
  uint64_t cpu_limit_us_ = 0;
  ReadCpu read_cpu_;
  Expired expired_;
  std::shared_ptr<char> running_;  // null when stopped; timers that were already due see that
  Time begin_, end_;
};

}  // namespace interview::sandbox
