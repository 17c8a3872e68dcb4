// How a run ended, decided by evidence: what the sandbox did, what the kernel counted, how the program went.
#pragma once

#include <string>

#include "interview/sandbox.h"

namespace interview {

// Why the sandbox ended a run before the program did.
enum class StopCause { none, wall_time, cpu_time, output, person, server, broken };

struct StageEvidence {
  bool compiling = false;
  StopCause stopped = StopCause::none;
  bool truncated = false;  // output was cut
  int exit_code = 0;       // of the program, where it ended of itself
  int signal = 0;
  uint64_t wall_ms = 0;
  uint64_t cpu_ms = 0;
  uint64_t peak_bytes = 0;
  uint64_t oom_kills = 0;          // processes that the kernel ended for want of memory
  uint64_t refused_forks = 0;      // for want of processes
  bool said_memory_error = false;  // wrote Language::memory_error to standard error
  std::string trouble;             // what is broken
};

// Where there is evidence of several things, the cause stands before its effect: what a person or the server
// did, then output, memory, processes, time, and at last the program's own exit.
RunResult judge(const StageEvidence& evidence, const RunLimits& limits);

}  // namespace interview
