// The sandbox's end of the agent: it hears that the agent is up, has stages put in place and started, and
// ends them all.
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>
#include <vector>

#include "interview/result.h"
#include "interview/sandbox.h"
#include "sandbox/agent/protocol.h"
#include "sandbox/agent/stage_pipes.h"
#include "sandbox/run_plan.h"
#include "sandbox/unique_fd.h"

namespace interview::sandbox {

// One thread at a time. A stage is first added (a process waits), then started (it becomes the program).
class AgentLink {
 public:
  AgentLink() = default;  // to nobody
  // `control` is our end of the agent's control channel, and tells who sends (SO_PASSCRED).
  explicit AgentLink(UniqueFd control) : control_(std::move(control)) {}

  // Waits for the agent's first words, at most `patience_ms`. Errc::timed_out if none come, Errc::closed if
  // it ended before, Errc::internal where the kernel has no pidfds.
  Result<void> wait_until_up(int patience_ms);

  // Has a process put in place that waits to be the next stage, and tells its pid on this machine; blocks
  // until it is there. Errc::internal.
  Result<pid_t> add_stage();
  // Sends the stage that was added last on its way. Errc::internal.
  Result<void> start_stage(std::string_view plan, const StagePipes& pipes);
  // Why the stage that was started last could not become the program; empty if it could.
  std::string failure() const;

  // Asks for the end of every process of the stage; Report::cleared answers. Errc::internal.
  Result<void> clear();
  // Where reports arrive: a packet each; end of file when the agent is gone.
  int reports() const { return control_.get(); }
  // The next report, if there is one: size 0 at end of file, -1 if there is none yet.
  ssize_t receive(Report& report) const;

  // Whether a report has come that was not received yet, or the agent is gone.
  bool has_report() const;

  // Of this machine; 0 before the agent was up.
  pid_t pid() const { return pid_; }
  // False before the agent is up, and when it has ended.
  bool alive() const;
  // Ends it and every process of its pid namespace. Returns at once; false if that is not permitted to us.
  bool kill();
  // Until it and all in its pid namespace have ended; false if that takes longer.
  bool wait_for_end(int patience_ms) const;

 private:
  UniqueFd control_;
  UniqueFd gate_;   // of the stage added last
  UniqueFd agent_;  // pidfd
  pid_t pid_ = 0;
};

}  // namespace interview::sandbox
