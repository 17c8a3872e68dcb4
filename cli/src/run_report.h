// How a run ended: for people, for scripts and as an exit code.
#pragma once

#include <string>

#include "interview/run_result.h"

namespace interview::cli {

// One line, e.g. "time limit, after 10.0 s". The message in it is filtered.
std::string describe(const RunResult& result);
// {"kind","exit_code","signal","wall_ms","cpu_ms","memory_kb","truncated"}, and "message" if there is one.
std::string to_json(const RunResult& result);
// The program's own, or one of ExitCode.
int exit_code_of(const RunResult& result);

}  // namespace interview::cli
