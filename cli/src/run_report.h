// How a run stands and how it ended: in words for people, for scripts, and as an exit code.
#pragma once

#include <cstdint>
#include <string>

#include "interview/event.h"

namespace interview::cli {

// One line each, filtered. "ok · 31 ms · 9 MB", "stopped after 10 s · 8 MB", "exited with 1 · 12 ms · 9 MB".
std::string describe(const RunResult& result);
// "Python 3.11.2, image 4f5a0b1c2d3e (no sandbox was ready: this one had to be started)".
std::string describe_start(const event::RunStarted& start);
// "2 runs before yours".
std::string describe_place(uint32_t position, bool mine);
// {"kind","exit_code","signal","wall_ms","cpu_ms","memory_kb","truncated"}, and "message" if there is one.
std::string to_json(const RunResult& result);
// The program's own, or one of ExitCode.
int exit_code_of(const RunResult& result);

}  // namespace interview::cli
