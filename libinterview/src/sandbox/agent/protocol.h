// What a sandbox and its agent say to each other. Both are made by one build, so nothing is versioned.
//
// Control channel (Unix SOCK_SEQPACKET, descriptor 3 of the agent), a message a packet:
//   agent → sandbox   Report::up            once, with the credentials that tell the agent's pid on the host
//   sandbox → agent   Order::stage + gate   fork a stage; the descriptor is its end of a channel of its own
//   agent → sandbox   Report::exited        the stage's process ended
//   sandbox → agent   Order::clear          end every other process
//   agent → sandbox   Report::cleared       they are gone
// End of file at the agent's side ends the agent, and with it every process of its pid namespace.
//
// Gate (SOCK_SEQPACKET), between the sandbox and one stage before it becomes the program:
//   stage → sandbox  one byte, with the credentials that tell the stage's pid on the host
//   sandbox → stage  one byte + {plan, stdin, stdout, stderr}
//   stage → sandbox  Failure, or end of file once the program runs
//
// A plan is a memory file: StageHeader, then strings: the seccomp filter (may be empty), the `arguments`, the
// `environment` and twice `files` (name, content). A string is its length as uint64_t, its bytes and a NUL.
#pragma once

#include <cstdint>

namespace interview::sandbox {

constexpr int kControlFd = 3;
constexpr uint32_t kStageFds = 4;

enum class Order : uint32_t { stage = 1, clear = 2 };

struct Report {
  enum Kind : uint32_t { up = 1, exited = 2, cleared = 3 };
  Kind kind = up;
  int32_t status = 0;    // as waitpid tells it
  uint64_t cpu_us = 0;   // of the process and those it waited for
  uint64_t peak_kb = 0;  // of its largest process
};

struct Failure {
  enum Step : uint32_t { plan = 1, files = 2, limits = 3, execute = 4 };
  Step step;
  int32_t error;  // errno
};

struct StageHeader {
  uint64_t open_files;   // RLIMIT_NOFILE
  uint64_t file_bytes;   // RLIMIT_FSIZE
  uint64_t stack_bytes;  // RLIMIT_STACK
  uint64_t cpu_seconds;  // RLIMIT_CPU
  uint64_t processes;    // RLIMIT_NPROC; 0: a cgroup does it
  uint32_t arguments;
  uint32_t environment;
  uint32_t files;
  uint32_t reserved;
};

}  // namespace interview::sandbox
