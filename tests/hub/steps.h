// Time and executors that a test moves by hand.
#pragma once

#include <deque>
#include <map>

#include "interview/executor.h"
#include "support/random.h"

namespace interview::test {

class StepClock final : public Clock {
 public:
  int64_t now_ms() const override { return now; }
  int64_t now = 1'700'000'000'000;
};

// Keeps its tasks until they are run. One thread.
class StepExecutor final : public Executor {
 public:
  explicit StepExecutor(StepClock& clock) : clock_(clock) {}

  void post(Task task) override { tasks_.push_back(std::move(task)); }
  void post_after(uint32_t ms, Task task) override { timers_.emplace(clock_.now + ms, std::move(task)); }

  bool has_tasks() const { return !tasks_.empty(); }
  // Runs one task: the oldest, or any of them. False if there is none.
  bool run_one() { return run(0); }
  bool run_any(Random& random) { return run(random.below(tasks_.size())); }
  // When the next timer is due; INT64_MAX without one.
  int64_t next_timer() const { return timers_.empty() ? INT64_MAX : timers_.begin()->first; }
  // Makes tasks of the timers that are due.
  void wake() {
    while (next_timer() <= clock_.now) {
      tasks_.push_back(std::move(timers_.begin()->second));
      timers_.erase(timers_.begin());
    }
  }
  // What was to be done is not done any more.
  void drop() {
    tasks_.clear();
    timers_.clear();
  }

 private:
  bool run(size_t at) {
    if (tasks_.empty()) return false;
    const Task task = std::move(tasks_[at]);
    tasks_.erase(tasks_.begin() + static_cast<std::ptrdiff_t>(at));
    task();
    return true;
  }

  StepClock& clock_;
  std::deque<Task> tasks_;
  std::multimap<int64_t, Task> timers_;
};

}  // namespace interview::test
