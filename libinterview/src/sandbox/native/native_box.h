// A box by the kernel alone: a bubblewrap with the agent inside, and a cgroup for each stage.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sandbox/box.h"
#include "sandbox/cgroup.h"
#include "sandbox/native/bubblewrap.h"

namespace interview::sandbox::native {

struct BoxRecipe {
  BubblewrapRecipe bubblewrap;
  CgroupPlaces cgroups;
};

class NativeBox final : public Box {
 public:
  // Blocks until the agent is up, about 10 ms, at most 10 s. Errc::sandbox_unavailable with bubblewrap's own
  // words. `recipe` outlives the box.
  static Result<std::unique_ptr<NativeBox>> make(const BoxRecipe& recipe, uint64_t disk_bytes);
  ~NativeBox() override;
  NativeBox(const NativeBox&) = delete;
  NativeBox& operator=(const NativeBox&) = delete;

  uint64_t disk_bytes() const { return disk_bytes_; }

  void describe(RunStart&) const override {}
  bool alive() const override;
  // Puts the new process into a cgroup of its own, which takes about 10 ms.
  Result<void> add_stage() override;
  Result<StageStreams> start_stage(const StagePlan& stage, const std::vector<std::string>& environment,
                                   const std::vector<SourceFile>& files, const RunLimits& limits) override;
  StageUsage usage() const override { return cgroups_.empty() ? StageUsage{} : cgroups_.back().usage(); }
  bool counts_cpu() const override { return recipe_->cgroups.cpuacct.present(); }
  uint64_t cpu_us() const override { return cgroups_.back().cpu_us(); }
  void kill() override;
  void wait_for_end() override;
  const char* ended_from_outside() const override { return "the sandbox was ended from outside"; }

 private:
  NativeBox(const BoxRecipe& recipe, uint64_t disk_bytes) : recipe_(&recipe), disk_bytes_(disk_bytes) {}
  std::string words_of_bubblewrap() const;

  const BoxRecipe* recipe_;
  uint64_t disk_bytes_;
  BubblewrapProcess bubblewrap_;
  std::vector<Cgroup> cgroups_;
  bool over_ = false;
};

}  // namespace interview::sandbox::native
