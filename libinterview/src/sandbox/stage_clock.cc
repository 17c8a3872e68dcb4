#include "sandbox/stage_clock.h"

#include <algorithm>
#include <thread>

namespace interview::sandbox {
namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr microseconds kShortestLook{5000};

}  // namespace

void StageClock::start(const StageLimits& limits, ReadCpu read_cpu, Expired expired) {
  running_ = std::make_shared<char>();
  cpu_limit_us_ = uint64_t{limits.cpu_ms} * 1000;
  read_cpu_ = std::move(read_cpu);
  expired_ = std::move(expired);
  begin_ = steady_clock::now();
  wall_.expires_at(begin_ + milliseconds(limits.wall_ms));
  wall_.async_wait([this, running = std::weak_ptr<char>(running_)](std::error_code error) {
    if (!error && running.lock()) expired_(StopCause::wall_time);
  });
  if (read_cpu_) look_at_cpu();
}

void StageClock::look_at_cpu() {
  const uint64_t used_us = read_cpu_();
  if (used_us >= cpu_limit_us_) return expired_(StopCause::cpu_time);
  const uint64_t earliest_us = (cpu_limit_us_ - used_us) / std::max(1u, std::thread::hardware_concurrency());
  cpu_.expires_after(std::max(kShortestLook, microseconds(earliest_us)));
  cpu_.async_wait([this, running = std::weak_ptr<char>(running_)](std::error_code error) {
    if (!error && running.lock()) look_at_cpu();
  });
}

void StageClock::stop() {
  if (!running_) return;
  running_.reset();
  end_ = steady_clock::now();
  wall_.cancel();
  cpu_.cancel();
}

uint64_t StageClock::wall_ms() const {
  return static_cast<uint64_t>(duration_cast<milliseconds>(end_ - begin_).count());
}

}  // namespace interview::sandbox
