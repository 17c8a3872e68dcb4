// The runs of one sandbox that are under way, on an event loop with a thread of its own.
#pragma once

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>
#include <memory>
#include <set>
#include <thread>

#include "interview/sandbox.h"
#include "sandbox/active_run.h"

namespace interview::sandbox {

// Any thread. The constructor throws std::system_error where there are no more threads or descriptors.
class RunLoop {
 public:
  // `boxes` outlives it.
  explicit RunLoop(BoxSource& boxes);
  // Interrupts what is under way and waits for the sinks to hear it.
  ~RunLoop();

  std::unique_ptr<Run> start(RunPlan plan, RunStart start, uint64_t input_bytes,
                             std::shared_ptr<RunSink> sink);

 private:
  void forget(const std::shared_ptr<ActiveRun>& run);

  BoxSource& boxes_;
  std::set<std::shared_ptr<ActiveRun>> runs_;  // the loop's thread
  bool closing_ = false;                       // the loop's thread
  asio::io_context loop_;
  asio::steady_timer reactor_{loop_};  // opens the loop's own descriptors while there are some
  asio::executor_work_guard<asio::io_context::executor_type> guard_;
  std::thread thread_;
};

}  // namespace interview::sandbox
