// What a stage is started with: its plan as bytes, and its standard streams.
#pragma once

#include <string>
#include <vector>

#include "interview/result.h"
#include "interview/sandbox.h"
#include "sandbox/init/protocol.h"
#include "sandbox/unique_fd.h"

namespace interview::native {

// The ends of a stage's standard streams that stay outside; they do not block.
struct StageStreams {
  UniqueFd in, out, err;
};

struct StagePipes {
  StageStreams streams;
  UniqueFd inner_in, inner_out, inner_err;
};

// Pipes that belong to `owner`, where the caller is root, so that programs may open /dev/stdout.
// Errc::internal.
Result<StagePipes> make_stage_pipes(uint32_t owner);

// The plan as init/protocol.h lays it out; the counts of `header` are filled in.
std::string pack_plan(StageHeader header, const std::vector<std::string>& arguments,
                      const std::vector<std::string>& environment, const std::vector<SourceFile>& files);

}  // namespace interview::native
