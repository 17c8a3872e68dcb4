#include "hub/step_executor.h"

#include <algorithm>
#include <utility>

namespace interview {

using std::chrono::steady_clock;

void StepExecutor::post(Task task) {
  const std::lock_guard lock(mutex_);
  ready_.push_back(std::move(task));
  posted_.notify_one();
}

void StepExecutor::post_after(uint32_t ms, Task task) {
  const std::lock_guard lock(mutex_);
  timed_.emplace(steady_clock::now() + std::chrono::milliseconds(ms), std::move(task));
  posted_.notify_one();
}

bool StepExecutor::is_due() const {
  return !ready_.empty() || (!timed_.empty() && timed_.begin()->first <= steady_clock::now());
}

bool StepExecutor::step() {
  Task task;
  {
    const std::lock_guard lock(mutex_);
    if (!is_due()) return false;
    if (!ready_.empty()) {
      task = std::move(ready_.front());
      ready_.pop_front();
    } else {
      task = std::move(timed_.extract(timed_.begin()).mapped());
    }
  }
  task();
  return true;
}

bool StepExecutor::wait(Time deadline) {
  std::unique_lock lock(mutex_);
  while (!is_due()) {
    const Time until = timed_.empty() ? deadline : std::min(deadline, timed_.begin()->first);
    if (posted_.wait_until(lock, until) == std::cv_status::timeout && steady_clock::now() >= deadline)
      return is_due();
  }
  return true;
}

void StepExecutor::drop_all() {
  std::deque<Task> ready;
  std::multimap<Time, Task> timed;
  {
    const std::lock_guard lock(mutex_);
    ready.swap(ready_);
    timed.swap(timed_);
  }
  // They go here, without the lock: what a task holds may post when it goes.
}

}  // namespace interview
