// What a stage is started with: its plan as bytes, and its standard streams.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "interview/result.h"
#include "interview/sandbox.h"
#include "sandbox/run_plan.h"
#include "sandbox/unique_fd.h"

namespace interview::sandbox {

// The ends of a stage's standard streams that stay outside; they do not block.
struct StageStreams {
  UniqueFd in, out, err;
  std::string request;  // what a compiler reads that has waited, and nothing more; empty for all others
};

struct StagePipes {
  StageStreams streams;
  UniqueFd inner_in, inner_out, inner_err;
};

// Pipes that belong to `owner`, where the caller is root, so that programs may open /dev/stdout.
// Errc::internal.
Result<StagePipes> make_stage_pipes(uint32_t owner);

// The plan as protocol.h lays it out. `processes` limits those of the stage's user, 0: something else does;
// `seccomp` is a filter for the program, empty: it stands under one already.
std::string pack_plan(const StagePlan& stage, const std::vector<std::string>& environment,
                      const std::vector<SourceFile>& files, const RunLimits& limits, uint64_t processes,
                      std::string_view seccomp);

}  // namespace interview::sandbox
