// Running other people's code: the interface that a room's runs go through, and that can be used alone.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "interview/result.h"
#include "interview/run_result.h"

namespace interview {

class Languages;

// What one stage (compiling, running) may use, from when its program starts: what a run waits for before does
// not count. 0 of anything is refused with Errc::bad_argument.
struct StageLimits {
  uint32_t wall_ms;
  uint32_t cpu_ms;
  uint64_t memory_bytes;
};

struct RunLimits {
  // CPU time is what a program is judged by. The wall clock has three times as much: on a machine that is
  // busy a program gets less of the CPU, and should not fail for that.
  StageLimits compile{60'000, 20'000, 1024ull << 20};
  StageLimits run{30'000, 10'000, 256ull << 20};
  uint32_t processes = 64;            // processes and threads at one time
  uint64_t output_bytes = 1u << 20;   // stdout and stderr of both stages together
  uint64_t disk_bytes = 64ull << 20;  // work folder and /tmp together
};

struct SourceFile {
  std::string
      name;  // relative, '/' between its at most 4 parts, at most 128 bytes, no part begins with a dot
  std::string content;  // any bytes
};

struct RunRequest {
  std::string language;  // an id of `Languages`, e.g. "python"
  std::vector<SourceFile> files;
  std::string main;              // which of `files` is started; empty: the only one
  std::string input;             // given to standard input first
  bool keep_input_open = false;  // standard input stays open for Run::input() until Run::close_input()
  RunLimits limits;              // cut to the sandbox's ceiling
};

// What runs it, told once, before any output.
struct RunStart {
  std::string language_version;  // e.g. "Python 3.11.2"
  std::string image;             // digest of the container image; empty for a native run
  bool cold = false;             // nothing was kept ready: it took longer to start
};

// Receives one run. Calls come one after the other, on a thread of the sandbox, with no lock held: started at
// most once, output any number of times, ended exactly once and last. A sink must not block.
class RunSink {
 public:
  virtual ~RunSink() = default;
  virtual void on_started(const RunStart& start) = 0;
  // `bytes` as the program wrote them, borrowed for the call. A UTF-8 character is never split between two
  // calls.
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
  RunLimits ceiling{
      {60'000, 60'000, 2048ull << 20}, {60'000, 60'000, 2048ull << 20}, 256, 16u << 20, 512ull << 20};
  uint32_t files = 256;  // of one run; more: Errc::too_big
  uint64_t input_bytes =
      1u << 20;        // standard input that waits for the program; more: Errc::too_big, too_many
  uint32_t ready = 2;  // sandboxes kept started ahead, for runs with the default disk limit
  std::string cgroup = "interview";  // folder of the runs' cgroups, relative to each hierarchy's mount point
  uint32_t user = 20'600;  // of the host, that runs are when the caller is root; no file should be its
  // Where a private folder for compilers' caches is made; that user has to reach it. Empty: there are none.
  std::string folder = "/tmp";
  bool allow_unlimited_memory = false;  // run although no cgroup can limit memory; said in description()
};

// Isolation by the kernel alone: namespaces through bubblewrap, cgroup v1 or v2, rlimits, seccomp; no Docker.
// Runs write nothing to the host's file system: work folder and /tmp are in memory, which counts as memory of
// the run. Errc::sandbox_unavailable says in one sentence what the machine lacks; a language whose toolchain
// is missing is refused by start() with the name of the packages. Linux only. Takes as long as the toolchains
// need to tell their versions and to fill their caches, and must not be destroyed by one of its sinks.
Result<std::unique_ptr<Sandbox>> make_native_sandbox(std::shared_ptr<const Languages> languages,
                                                     NativeSandboxOptions options = {});

struct DockerSandboxOptions {
  RunLimits ceiling = NativeSandboxOptions().ceiling;
  uint32_t files = 256;  // of one run; more: Errc::too_big
  uint64_t input_bytes =
      1u << 20;                 // standard input that waits for the program; more: Errc::too_big, too_many
  std::string docker;           // "unix:///PATH", the socket of its Engine API; empty: Docker's default
  std::string runtime;          // Docker's name of it; empty: the daemon's default, runc
  double cpus = 2;              // processors that one run may keep busy; 0: all
  std::string folder = "/tmp";  // where a private folder for sockets is made; the daemon has to see the same
  // Containers that are kept started ahead: at least, where the memory suffices, and at most of one language,
  // by how it was used lately; and memory for all that wait.
  uint32_t ready_least = 1;
  uint32_t ready_most = 4;
  uint64_t ready_memory_bytes = 256ull << 20;
};

// Runs in containers that were started ahead, each used once, from images that `interviewd images build`
// makes (interview/images.h). Programs have no network, a read-only root, a work folder and /tmp in memory,
// and the limits of the request. Containers that a server left behind when it crashed are removed.
// Errc::sandbox_unavailable says in one sentence what is missing: the daemon, or an image of any language
// (bad_argument: an address that is none); a language without an image is refused by start(), until it has
// been built. Takes as long as making one container, and must not be destroyed by one of its sinks. Linux
// only.
Result<std::unique_ptr<Sandbox>> make_docker_sandbox(std::shared_ptr<const Languages> languages,
                                                     DockerSandboxOptions options = {});

}  // namespace interview
