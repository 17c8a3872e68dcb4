// One run from its plan to its result.
#pragma once

#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "interview/sandbox.h"
#include "sandbox/input_pump.h"
#include "sandbox/native/box_keeper.h"
#include "sandbox/output_pump.h"
#include "sandbox/run_plan.h"
#include "sandbox/stage_clock.h"
#include "sandbox/text_watch.h"
#include "sandbox/verdict.h"

namespace interview::sandbox {

// On the loop's thread, where nothing else is said. Gets a box, takes it through the stages, and however that
// goes ends in finish(), which ends the box, and tell(), which tells the sink.
class ActiveRun : public std::enable_shared_from_this<ActiveRun> {
 public:
  // `loop` and `boxes` outlive the run, which is over when `on_over` of begin() is called.
  ActiveRun(asio::io_context& loop, BoxSource& boxes, RunPlan plan, RunStart start, uint64_t input_bytes,
            std::shared_ptr<RunSink> sink);

  void begin(std::function<void()> on_over);
  // Ends it, unless it is about to end.
  void end(StopCause cause);

  // Any thread.
  void request_stop();
  InputPump& input() { return *input_; }

 private:
  void take_box(Result<std::shared_ptr<Box>> made);
  void use_box(std::shared_ptr<Box> box);
  void begin_stage();
  void watch_reports();
  void hear(const Report& report);
  void end_stage(const Report& report);
  void end_request();
  void next_stage();
  void take_output(OutputStream stream, std::string_view bytes);
  void break_off(std::string trouble);
  void finish();
  void tell();
  void let_go();

  const StagePlan& stage() const { return plan_.stages[stage_]; }

  asio::io_context& loop_;
  BoxSource& boxes_;
  RunPlan plan_;
  RunStart start_;
  std::shared_ptr<RunSink> sink_;
  std::function<void()> on_over_;

  std::shared_ptr<Box> box_;
  std::optional<asio::posix::stream_descriptor> reports_;
  size_t stage_ = 0;
  std::shared_ptr<InputPump> input_;
  std::shared_ptr<InputPump> request_;  // to a compiler that has waited
  std::shared_ptr<OutputPump> out_, err_;
  std::optional<StageClock> clock_;
  TextWatch memory_error_;
  uint64_t output_left_;
  StageEvidence evidence_;
  bool awaits_box_ = false;            // one is being made: the run is not over before it has come
  std::atomic<bool> wants_box_{true};  // read by a thread of `boxes`
  bool finishing_ = false;

  std::mutex mutex_;
  bool over_ = false;  // guarded by mutex_
};

}  // namespace interview::sandbox
