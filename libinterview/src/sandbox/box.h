// One sandbox: a bubblewrap with init inside, its stages and their cgroups. Used for one run, then gone.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "interview/result.h"
#include "interview/sandbox.h"
#include "sandbox/bubblewrap.h"
#include "sandbox/cgroup.h"
#include "sandbox/init/protocol.h"
#include "sandbox/run_plan.h"
#include "sandbox/stage_pipes.h"
#include "sandbox/unique_fd.h"

namespace interview::native {

struct BoxRecipe {
  BubblewrapRecipe bubblewrap;
  CgroupPlaces cgroups;
};

// One thread at a time. A stage is first added (a process waits in its cgroup), then started (it becomes the
// program).
class Box {
 public:
  // Blocks until init is up, about 10 ms, at most 10 s. Errc::sandbox_unavailable with bubblewrap's own
  // words.
  static Result<std::unique_ptr<Box>> make(const BoxRecipe& recipe, uint64_t disk_bytes);
  // Ends everything in it and waits for that.
  ~Box();
  Box(const Box&) = delete;
  Box& operator=(const Box&) = delete;

  uint64_t disk_bytes() const { return disk_bytes_; }
  // False when it was ended from outside.
  bool alive() const;

  // Puts a new process into a cgroup of its own; blocks about 10 ms. Errc::internal.
  Result<void> add_stage();
  // Starts the program of the stage that was added last. `files` are laid into the work folder first.
  // Errc::internal.
  Result<StageStreams> start_stage(const StagePlan& stage, const std::vector<std::string>& environment,
                                   const std::vector<SourceFile>& files, const RunLimits& limits);
  // Why the stage that was started last could not become the program; empty if it could.
  std::string failure() const;
  // What the stage that was added last has used so far.
  CgroupUsage usage() const { return cgroups_.empty() ? CgroupUsage{} : cgroups_.back().usage(); }
  bool counts_cpu() const { return recipe_->cgroups.cpuacct.present(); }
  uint64_t cpu_us() const { return cgroups_.back().cpu_us(); }

  // Asks init to end every process of the stage; Report::cleared answers. Errc::internal.
  Result<void> clear();
  // Where init's reports arrive: a packet each; end of file when init is gone. Owned by the box.
  int reports() const { return bubblewrap_.control.get(); }
  // The next report, if there is one: size 0 at end of file, -1 if there is none yet.
  ssize_t receive(Report& report) const;

  // Ends every process in it. Returns at once; wait_for_end() returns when all are gone.
  void kill();
  void wait_for_end();

 private:
  Box(const BoxRecipe& recipe, uint64_t disk_bytes) : recipe_(&recipe), disk_bytes_(disk_bytes) {}
  Result<void> wait_until_up();
  std::string words_of_bubblewrap() const;

  const BoxRecipe* recipe_;
  uint64_t disk_bytes_;
  BubblewrapProcess bubblewrap_;
  UniqueFd init_;  // pidfd
  UniqueFd gate_;  // of the stage added last
  std::vector<Cgroup> cgroups_;
  bool over_ = false;
};

}  // namespace interview::native
