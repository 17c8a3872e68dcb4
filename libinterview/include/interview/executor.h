// Where work is done, and what time it is: injected, so that a test runs a whole server step by step.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

namespace interview {

// Runs tasks. Any thread may call it; tasks do not throw.
class Executor {
 public:
  using Task = std::function<void()>;
  virtual ~Executor() = default;
  // Runs `task` later, never inside the call.
  virtual void post(Task task) = 0;
  // The same, not before `ms` have passed.
  virtual void post_after(uint32_t ms, Task task) = 0;
};

// Milliseconds since 1970 (UTC). Any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual int64_t now_ms() const = 0;
};

// The system's clock. Lives as long as the program.
const Clock& system_clock();

// `threads` threads that share the tasks. The destructor runs what was posted, drops what waits for a time,
// and joins.
std::unique_ptr<Executor> make_thread_executor(unsigned threads);

}  // namespace interview
