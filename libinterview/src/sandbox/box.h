// One sandbox, of whatever kind: an agent inside, a stage at a time, and what the kernel counted. Used for
// one run, then gone.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "interview/result.h"
#include "interview/sandbox.h"
#include "sandbox/agent/agent_link.h"
#include "sandbox/run_plan.h"
#include "sandbox/stage_usage.h"

namespace interview::sandbox {

// One thread at a time. A stage is first added (a process waits), then started (it becomes the program).
class Box {
 public:
  // Ends everything in it; what is left to be waited for may go on elsewhere.
  virtual ~Box() = default;

  // Adds what is known of what this box runs with.
  virtual void describe(RunStart& start) const = 0;
  // False when it was ended from outside.
  virtual bool alive() const = 0;

  // Puts a process in place for the next stage; may block for about 10 ms. Errc::internal.
  virtual Result<void> add_stage() = 0;
  // Starts the program of the stage that was added last. `files` are laid into the work folder first.
  // Errc::internal.
  virtual Result<StageStreams> start_stage(const StagePlan& stage,
                                           const std::vector<std::string>& environment,
                                           const std::vector<SourceFile>& files, const RunLimits& limits) = 0;

  // What the stage that was added last has used so far.
  virtual StageUsage usage() const = 0;
  virtual bool counts_cpu() const = 0;
  virtual uint64_t cpu_us() const = 0;

  // Ends every process in it. Returns at once; wait_for_end() returns when all are gone.
  virtual void kill() = 0;
  virtual void wait_for_end() = 0;

  // What is missed when its agent is gone without our doing: "the sandbox was ended from outside".
  virtual const char* ended_from_outside() const = 0;

  AgentLink& agent() { return agent_; }
  const AgentLink& agent() const { return agent_; }

 protected:
  AgentLink agent_;
};

// Where runs get their boxes from. Any thread.
class BoxSource {
 public:
  using Made = std::function<void(Result<std::shared_ptr<Box>>)>;

  virtual ~BoxSource() = default;
  // A box for the plan, with its first stage added, that was started ahead; null if none is ready.
  virtual std::shared_ptr<Box> take(const RunPlan& plan) = 0;
  // Makes one, and calls `made` on a thread of its own; with null if by then it is not `wanted` any more.
  virtual void make(const RunPlan& plan, std::function<bool()> wanted, Made made) = 0;
  // Does `work`, which may block for a moment, in order, on a thread of its own. A box that is let go of ends
  // there.
  virtual void post(std::function<void()> work) = 0;
};

}  // namespace interview::sandbox
