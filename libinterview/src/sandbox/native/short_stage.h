// A short command of ours in a native box, run to its end before any run.
#pragma once

#include <string>
#include <vector>

#include "interview/result.h"
#include "sandbox/box.h"

namespace interview::sandbox::native {

struct ShortStage {
  std::string out, err;  // the first line of each
};

// Runs the command in the stage that was added last, with the limits of a compiler; it may write 64 KiB
// before it is read. Blocks, for at most 10 s. Errc::timed_out, Errc::internal (it failed, or could not be
// started).
Result<ShortStage> run_short_stage(Box& box, const std::vector<std::string>& command,
                                   const std::vector<std::string>& environment);

}  // namespace interview::sandbox::native
