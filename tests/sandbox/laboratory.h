// Real runs in real sandboxes, watched: what came out, how it ended, and whether anything was left behind. A
// SANDBOX_TEST_CASE is made once with each kind of sandbox that this machine has, so that all kinds keep one
// contract; where they really differ, SandboxTraits says how.
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
#include "support/skip.h"

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

struct Outcome {
  RunResult result;
  std::string out, err;
  RunStart start;
};

RunRequest request_of(const std::string& language, const std::string& source);
// Runs it in `sandbox` to its end.
Outcome run_in(Sandbox& sandbox, RunRequest request);

// What one test wants of a sandbox of its own.
struct SandboxWishes {
  std::shared_ptr<const Languages> languages = nullptr;  // null: those that are built in
  uint32_t ready = 0;
  uint64_t input_bytes = 1u << 20;
  uint64_t most_output = 16u << 20;  // that a run may ask for
  std::string folder = {};           // where its private folder is made; empty: the usual one
};

// What kinds of sandboxes may do each in its own way.
struct SandboxTraits {
  std::string work_folder;     // where a program's files are
  std::string user;            // its user and group, as a program sees them: "1000 1000"
  std::string user_namespace;  // its /proc/self/uid_map, blanks as one
  std::string first_process;   // name of process 1
  std::string
      left_by_killed;        // what a killed server leaves, until the next one sweeps: a word of leftovers()
  bool names_image = false;  // RunStart::image
  // What makes a program that fills the disk with empty files end: its memory, or a count of them.
  bool counts_files = false;
  // How long something may be left after a run: containers are removed off the way of their runs.
  std::chrono::seconds removal{0};
};

// One kind of sandbox, with what a test needs to know of it. One thread at a time.
class SandboxUnderTest {
 public:
  virtual ~SandboxUnderTest() = default;

  virtual std::string name() const = 0;
  virtual const SandboxTraits& traits() const = 0;
  virtual Result<std::unique_ptr<Sandbox>> try_to_make(const SandboxWishes& wishes) = 0;
  // What the runs of its sandboxes have left on this machine; empty if all is clean.
  virtual std::string left_now() = 0;
  // How sandbox_server makes one whose leftovers are found by leftovers().
  virtual std::vector<std::string> server_arguments() const = 0;
  // `json`, a language file, with what this kind needs so that it has the programs of the language `like`.
  virtual std::string language_file(const std::string& json, const std::string& like) = 0;

  // left_now(), when what may be removed after the runs has had its time.
  std::string leftovers();
  // The id of one of the containers that left_now() tells of.
  std::string a_container();
  std::unique_ptr<Sandbox> make(const SandboxWishes& wishes = {});
  // Runs `source` in a sandbox that all tests share, which keeps nothing ready, and checks that it left
  // nothing behind.
  Outcome run(const std::string& language, const std::string& source,
              const std::function<void(RunRequest&)>& change = {});
  Outcome run_python(const std::string& source, const std::function<void(RunRequest&)>& change = {});
  // Of language files.
  std::shared_ptr<const Languages> languages_of(const std::vector<std::string>& files);
  // A sandbox for them, with so many ready.
  std::unique_ptr<Sandbox> make_with_languages(const std::vector<std::string>& files, uint32_t ready = 0);

 protected:
  // The sandbox of run(). It ends before what its leftovers are looked for with.
  void share(std::unique_ptr<Sandbox> sandbox) { shared_ = std::move(sandbox); }

 private:
  std::unique_ptr<Sandbox> shared_;
};

// The most that a run may have used under that limit: the kernel lets a process that it ends for its memory
// have a few more pages to end with.
constexpr uint64_t most_kb(uint64_t limit_mb) {
  return limit_mb * 1024 + 256;
}

// A kind, or why this machine does not have it.
using KindOrReason = Result<std::unique_ptr<SandboxUnderTest>>;
KindOrReason make_native_for_tests();
KindOrReason make_docker_for_tests();  // in the Docker that INTERVIEW_TEST_DOCKER, a socket's path, names

struct SandboxKinds {
  std::vector<std::unique_ptr<SandboxUnderTest>> there;
  std::vector<std::string> missing;  // why each of the others is not
};
SandboxKinds& sandbox_kinds();
// Null if it is not there.
SandboxUnderTest* sandbox_kind(const std::string& name);

// Runs the test with each kind, as a subcase of its name.
void with_every_sandbox(void (*test)(SandboxUnderTest& lab));

}  // namespace interview::test

// A test of every kind of sandbox; `lab` is the kind. `--subcase=docker` runs it with one.
#define SANDBOX_TEST_CASE(name) INTERVIEW_SANDBOX_TEST_CASE(DOCTEST_ANONYMOUS(sandbox_test_), name)
#define INTERVIEW_SANDBOX_TEST_CASE(function, name)                                                   \
  static void function(::interview::test::SandboxUnderTest& lab);                                     \
  TEST_CASE(name) {                                                                                   \
    if (::interview::test::sandbox_kinds().there.empty()) INTERVIEW_SKIP("there is no sandbox here"); \
    ::interview::test::with_every_sandbox(function);                                                  \
  }                                                                                                   \
  static void function(::interview::test::SandboxUnderTest& lab)
