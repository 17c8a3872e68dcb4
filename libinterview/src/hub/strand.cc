#include "hub/strand.h"

#include <utility>

namespace interview {
namespace {

// After so many tasks others get their turn on the thread.
constexpr int kTasksInARow = 64;

}  // namespace

void Strand::post(Executor::Task task) {
  {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
    if (std::exchange(scheduled_, true)) return;
  }
  executor_.post([self = shared_from_this()] { self->run(); });
}

void Strand::post_after(uint32_t ms, Executor::Task task) {
  executor_.post_after(ms, [self = weak_from_this(), task = std::move(task)]() mutable {
    if (const auto strand = self.lock()) strand->post(std::move(task));
  });
}

void Strand::run() {
  for (int i = 0; i < kTasksInARow; ++i) {
    Executor::Task task;
    {
      const std::lock_guard lock(mutex_);
      if (tasks_.empty()) {
        scheduled_ = false;
        return;
      }
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    task();
  }
  executor_.post([self = shared_from_this()] { self->run(); });
}

}  // namespace interview
