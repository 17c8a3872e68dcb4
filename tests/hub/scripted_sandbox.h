// A sandbox whose runs do what the test says.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "interview/sandbox.h"

namespace interview::test {

struct ScriptedRun {
  RunRequest request;
  std::shared_ptr<RunSink> sink;
  std::string input;  // that came later
  bool input_closed = false;
  bool stopped = false;

  void started() const { sink->on_started({"Test 1.0", {}, false}); }
  void prints(std::string_view text, OutputStream stream = OutputStream::out) const {
    sink->on_output(stream, text);
  }
  void ends(RunKind kind, int exit_code = 0) const {
    RunResult result;
    result.kind = kind;
    result.exit_code = exit_code;
    sink->on_ended(result);
  }
};

class ScriptedSandbox final : public Sandbox {
 public:
  // The runs that were started, in order; they stay.
  std::vector<std::shared_ptr<ScriptedRun>> runs;
  bool broken = false;  // nothing can be started

  Result<std::unique_ptr<Run>> start(RunRequest request, std::shared_ptr<RunSink> sink) override {
    if (broken) return Error{Errc::sandbox_unavailable, "no place to run"};
    runs.push_back(std::make_shared<ScriptedRun>());
    runs.back()->request = std::move(request);
    runs.back()->sink = std::move(sink);
    return std::unique_ptr<Run>(std::make_unique<Handle>(runs.back()));
  }
  std::string description() const override { return "scripted"; }

 private:
  class Handle final : public Run {
   public:
    explicit Handle(std::shared_ptr<ScriptedRun> run) : run_(std::move(run)) {}
    Result<void> input(std::string_view bytes) override {
      run_->input += bytes;
      return {};
    }
    void close_input() override { run_->input_closed = true; }
    void stop() override { run_->stopped = true; }

   private:
    std::shared_ptr<ScriptedRun> run_;
  };
};

}  // namespace interview::test
