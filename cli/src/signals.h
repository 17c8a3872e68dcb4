// Signals as events of the loop.
#pragma once

#include <functional>
#include <initializer_list>
#include <memory>

#include "interview/connect.h"
#include "sync/unique_fd.h"

namespace interview::cli {

// While it lives, these signals call `on_signal` on the loop's thread and do nothing else. One at a time in a
// program.
class Signals {
 public:
  Signals(EventLoop& loop, std::initializer_list<int> signals, std::function<void(int signal)> on_signal);
  ~Signals();

 private:
  struct Handlers;
  std::unique_ptr<Handlers> handlers_;
  UniqueFd read_end_;
  UniqueFd write_end_;
  std::unique_ptr<Underway> watch_;
};

}  // namespace interview::cli
