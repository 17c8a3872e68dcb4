// How a run of code ends: shared by rooms, which record it, and sandboxes, which find it out.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "interview/result.h"

namespace interview {

// How a run ended. The numbers are part of the log's format.
enum class RunKind : uint8_t {
  ok = 1,             // exit code 0
  compile_error = 2,  // the compiler refused the program
  runtime_error = 3,  // another exit code, or a signal
  time_limit = 4,     // wall or CPU time
  memory_limit = 5,
  output_limit = 6,
  process_limit = 7,    // it wanted more processes than allowed, and failed
  cancelled = 8,        // stopped by a person
  interrupted = 9,      // the server went away
  internal_error = 10,  // ours; `message` says what
};

// The kind as it goes over the wire, e.g. "time_limit". Static storage.
const char* to_string(RunKind kind) noexcept;
// Errc::bad_argument.
Result<RunKind> run_kind_from(std::string_view wire);

enum class OutputStream : uint8_t { out = 1, err = 2 };

struct RunResult {
  RunKind kind = RunKind::internal_error;
  int exit_code = 0;       // of the program, when it exited
  int signal = 0;          // that ended it, else 0
  uint64_t wall_ms = 0;    // of the running stage; of the compiling stage after a compile error
  uint64_t cpu_ms = 0;     // the same, user and system, all its processes
  uint64_t memory_kb = 0;  // peak of the same, KiB
  bool truncated = false;  // output was cut at the limit
  std::string message;     // one line for people where the kind does not say it all
};

}  // namespace interview
