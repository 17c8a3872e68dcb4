// A box in a container: started ahead, the agent in it as its first process.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sandbox/box.h"
#include "sandbox/cgroup.h"
#include "sandbox/docker/box_folder.h"
#include "sandbox/docker/container.h"
#include "sandbox/docker/image_index.h"

namespace interview::sandbox::docker {

// What all boxes of a sandbox have in common. Immutable.
struct BoxRecipe {
  Engine* engine = nullptr;
  std::string owner;    // owner_tag()
  std::string folder;   // make_boxes_folder()
  std::string seccomp;  // for programs, besides Docker's own
  double cpus = 0;
  std::string runtime;
  // Takes over a container whose box is gone, with its mounts, and removes it. Any thread; does not block.
  std::function<void(std::string name, UniqueFd mounts)> remove;
};

// What one is made for.
struct BoxOrder {
  Image image;
  uint64_t memory_bytes = 0;
  uint32_t processes = 0;
  uint64_t disk_bytes = 0;
};

class DockerBox final : public Box {
 public:
  // Blocks until the agent is up and the first stage is added, about 150 ms. `recipe` outlives the box.
  // Errc::sandbox_unavailable in words for people; not_found if the image is gone.
  static Result<std::unique_ptr<DockerBox>> make(const BoxRecipe& recipe, const BoxOrder& order);
  ~DockerBox() override;
  DockerBox(const DockerBox&) = delete;
  DockerBox& operator=(const DockerBox&) = delete;

  // Starts the compiler that waits for the files of `usual`, a run as it usually is: one that is like it in
  // what fits() looks at is compiled by it. For a box whose first stage is added; nothing if there is no such
  // compiler. Returns at once. Errc::internal.
  Result<void> warm_up(const RunPlan& usual);
  // Whether the run can have this box. Memory and processes can still be changed, the disk and a compiler
  // that waits cannot.
  bool fits(const RunPlan& plan) const;
  const Image& image() const { return order_.image; }

  void describe(RunStart& start) const override;
  bool alive() const override { return agent_.alive() && !(warm_ && agent_.has_report()); }
  Result<void> add_stage() override;
  Result<StageStreams> start_stage(const StagePlan& stage, const std::vector<std::string>& environment,
                                   const std::vector<SourceFile>& files, const RunLimits& limits) override;
  StageUsage usage() const override;
  bool counts_cpu() const override { return cgroup_.places().cpuacct.present(); }
  uint64_t cpu_us() const override { return usage().cpu_us; }
  void kill() override;
  void wait_for_end() override;
  const char* ended_from_outside() const override { return "Docker has ended the container"; }

 private:
  DockerBox(const BoxRecipe& recipe, const BoxOrder& order, BoxFolder folder)
      : recipe_(&recipe), order_(order), folder_(std::move(folder)) {}
  struct Warm {
    std::vector<std::string> start;
    StageStreams streams;
  };

  Result<UniqueFd> wait_for_agent();
  Result<StageStreams> send_stage(const StagePlan& stage, const std::vector<std::string>& environment,
                                  const std::vector<SourceFile>& files, const RunLimits& limits);
  Result<void> set_limits(uint64_t memory_bytes, uint32_t processes);
  StageUsage count() const;

  const BoxRecipe* recipe_;
  BoxOrder order_;
  BoxFolder folder_;
  std::string name_;  // of the container
  Cgroup cgroup_;
  UniqueFd mounts_;  // its mount namespace, where we may: it is taken down when the run has its result
  std::optional<Warm> warm_;
  StageUsage before_;  // the container's when the stage began
  bool counts_peak_ = true;
  StageUsage at_kill_;  // the stage's: afterwards the container's cgroup goes away
  bool killed_ = false;
};

}  // namespace interview::sandbox::docker
