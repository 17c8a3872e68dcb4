// Running other people's code: the interface that a room's runs go through, and that can be used alone.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "interview/result.h"

namespace interview {

class Languages;

// How a run ended.
enum class RunKind : uint8_t {
  ok,              // exit code 0
  compile_error,   // the compiler refused the program
  runtime_error,   // another exit code, or a signal
  time_limit,      // wall or CPU time
  memory_limit,
  output_limit,
  process_limit,   // it wanted more processes than allowed, and failed
  cancelled,       // stopped by a person
  interrupted,     // the server went away
  internal_error,  // ours; `message` says what
};

// The kind as it goes over the wire, e.g. "time_limit". Static storage.
const char* to_string(RunKind kind) noexcept;
Result<RunKind> run_kind_from(std::string_view wire);

enum class OutputStream : uint8_t { out = 1, err = 2 };

// What one stage (compiling, running) may use. 0 of anything is refused with Errc::bad_argument.
struct StageLimits {
  uint32_t wall_ms;
  uint32_t cpu_ms;
  uint64_t memory_bytes;
};

struct RunLimits {
  StageLimits compile{30'000, 30'000, 1024ull << 20};
  StageLimits run{10'000, 10'000, 256ull << 20};
  uint32_t processes = 64;            // processes and threads at one time
  uint64_t output_bytes = 1u << 20;   // stdout and stderr of both stages together
  uint64_t disk_bytes = 64ull << 20;  // work folder and /tmp together
};

struct SourceFile {
  std::string name;     // relative, with '/' between its parts; the rules of document names
  std::string content;  // UTF-8
};

struct RunRequest {
  std::string language;  // an id of `Languages`, e.g. "python"
  std::vector<SourceFile> files;
  std::string main;    // which of `files` is started; empty: the only one
  std::string input;   // given to standard input first
  bool keep_input_open = false;  // standard input stays open for Run::input() until Run::close_input()
  RunLimits limits;    // cut to the sandbox's ceiling
};

struct RunResult {
  RunKind kind = RunKind::internal_error;
  int exit_code = 0;      // of the program, when it exited
  int signal = 0;         // that ended it, else 0
  uint64_t wall_ms = 0;   // of the running stage; of the compiling stage after a compile error
  uint64_t cpu_ms = 0;    // the same, user and system, all its processes
  uint64_t memory_kb = 0; // peak of the same, KiB
  bool truncated = false; // output was cut at the limit
  std::string message;    // one line for people where the kind does not say it all
};

// What runs it, told once, before any output.
struct RunStart {
  std::string language_version;  // e.g. "Python 3.11.2"
  std::string image;             // digest of the container image; empty for a native run
  bool cold = false;             // nothing was kept ready: it took longer to start
};

// Receives one run. Calls come one after the other, on a thread of the sandbox, with no lock held: started at most
// once, output any number of times, ended exactly once and last. A sink must not block.
class RunSink {
 public:
  virtual ~RunSink() = default;
  virtual void on_started(const RunStart& start) = 0;
  // `bytes` as the program wrote them, borrowed for the call. A UTF-8 character is never split between two calls.
  virtual void on_output(OutputStream stream, std::string_view bytes) = 0;
  virtual void on_ended(const RunResult& result) = 0;
};

// The handle of one run. Any thread. Destroying it does not stop the run.
class Run {
 public:
  virtual ~Run() = default;
  // More standard input; Errc::closed when it was closed or the run is over, Errc::too_many bytes waiting.
  virtual Result<void> input(std::string_view bytes) = 0;
  virtual void close_input() = 0;
  // Ends every process of the run; the sink hears `cancelled`, unless it had ended. Idempotent.
  virtual void stop() = 0;
};

// Any thread. The destructor stops the runs that are under way (`interrupted`) and waits for their sinks.
class Sandbox {
 public:
  virtual ~Sandbox() = default;

  // Starts a run. Fails at once with Errc::no_such_language, bad_name, bad_argument, too_big or
  // sandbox_unavailable; what goes wrong later comes to the sink as `internal_error`.
  virtual Result<std::unique_ptr<Run>> start(RunRequest request, std::shared_ptr<RunSink> sink) = 0;

  // What it is, for people: "native (bubblewrap, cgroup v1)".
  virtual std::string description() const = 0;
};

struct NativeSandboxOptions {
  std::string scratch;           // an existing folder of its own, on any file system; empty: one in the system's /tmp
  RunLimits ceiling{{60'000, 60'000, 2048ull << 20}, {60'000, 60'000, 2048ull << 20}, 256, 16u << 20, 512ull << 20};
  bool allow_unlimited_memory = false;  // run although no cgroup can limit memory; said in description()
};

// Isolation by the kernel alone: namespaces through bubblewrap, cgroup v1 or v2, rlimits, seccomp; no Docker.
// Errc::sandbox_unavailable says in one sentence what the machine lacks. Linux only.
Result<std::unique_ptr<Sandbox>> make_native_sandbox(std::shared_ptr<const Languages> languages,
                                                     NativeSandboxOptions options = {});

}  // namespace interview
