// An executor whose tasks run when its owner says so, on the owner's thread.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>

#include "interview/executor.h"

namespace interview {

// post() and post_after() from any thread, the rest from the owner's.
class StepExecutor final : public Executor {
 public:
  using Time = std::chrono::steady_clock::time_point;

  void post(Task task) override;
  void post_after(uint32_t ms, Task task) override;

  // Runs one task that is due. False if there is none.
  bool step();
  // Returns when a task is due, or at `deadline`, and says whether one is.
  bool wait(Time deadline);
  // Drops the tasks that have not run.
  void drop_all();

 private:
  bool is_due() const;

  std::mutex mutex_;
  std::condition_variable posted_;
  std::deque<Task> ready_;
  std::multimap<Time, Task> timed_;
};

}  // namespace interview
