// Tasks that run one after the other, on whatever threads the executor has.
#pragma once

#include <deque>
#include <memory>
#include <mutex>

#include "interview/executor.h"

namespace interview {

// Any thread. Tasks run in the order they were posted, never two at a time.
class Strand : public std::enable_shared_from_this<Strand> {
 public:
  explicit Strand(Executor& executor) : executor_(executor) {}

  void post(Executor::Task task);
  // Not before `ms` have passed; `task` then takes its turn.
  void post_after(uint32_t ms, Executor::Task task);

 private:
  void run();

  Executor& executor_;
  std::mutex mutex_;
  std::deque<Executor::Task> tasks_;
  bool scheduled_ = false;
};

}  // namespace interview
