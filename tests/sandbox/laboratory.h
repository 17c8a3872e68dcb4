// Real runs in a real native sandbox, watched: what came out, how it ended, and whether anything was left
// behind.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "interview/languages.h"
#include "interview/sandbox.h"

namespace interview::test {

// Keeps everything that a run says.
class Recorder : public RunSink {
 public:
  struct Output {
    OutputStream stream;
    std::string bytes;
  };

  void on_started(const RunStart& start) override;
  void on_output(OutputStream stream, std::string_view bytes) override;
  void on_ended(const RunResult& result) override;

  // Waits for the end, and fails the test if it takes longer than a minute.
  RunResult wait();
  // Waits until the output contains `text`; false if the run ends before.
  bool wait_for(const std::string& text);

  // After wait(), or from on_output's thread.
  std::string out() const { return text(OutputStream::out); }
  std::string err() const { return text(OutputStream::err); }
  std::vector<Output> outputs() const;
  RunStart start() const;
  bool in_order() const;  // started once and first, ended once and last

 private:
  std::string text(OutputStream stream) const;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Output> outputs_;
  RunStart start_;
  RunResult result_;
  int started_ = 0;
  int ended_ = 0;
  bool disorder_ = false;
};

// Whether real sandboxes can be made here; if not, `why_not` says why, for INTERVIEW_SKIP.
bool can_run_sandboxes(std::string& why_not);

// Options of this test's own: its cgroups and its user are nobody else's.
NativeSandboxOptions laboratory_options();

// What runs of laboratory_options() have left on this machine: cgroups and processes; empty if all is clean.
std::string leftovers();

struct Outcome {
  RunResult result;
  std::string out, err;
  RunStart start;
};

// Runs `source` in the sandbox that all tests share, which keeps nothing ready, and checks that it left
// nothing behind.
Outcome run(const std::string& language, const std::string& source,
            const std::function<void(RunRequest&)>& change = {});
Outcome run_python(const std::string& source, const std::function<void(RunRequest&)>& change = {});
// The same in `sandbox`.
Outcome run_in(Sandbox& sandbox, RunRequest request);
RunRequest request_of(const std::string& language, const std::string& source);

}  // namespace interview::test

#define REQUIRE_SANDBOX()                                                                \
  do {                                                                                   \
    std::string why_not;                                                                 \
    if (!::interview::test::can_run_sandboxes(why_not)) INTERVIEW_SKIP(why_not.c_str()); \
  } while (0)
