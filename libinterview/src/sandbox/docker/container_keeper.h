// Makes boxes in containers, keeps some of each language started ahead, and removes what was used.
#pragma once

#include <atomic>
#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "interview/languages.h"
#include "sandbox/docker/docker_box.h"
#include "sandbox/docker/pool_plan.h"
#include "sandbox/work_thread.h"

namespace interview::sandbox::docker {

// Any thread.
class ContainerKeeper final : public BoxSource {
 public:
  // `engine`, `images` and `languages` outlive it; `recipe.remove` is set here.
  ContainerKeeper(Engine& engine, ImageIndex& images, const Languages& languages, BoxRecipe recipe,
                  const RunBounds& bounds, const PoolBounds& pool);
  // Ends and removes what it keeps. Posted work is done before.
  ~ContainerKeeper() override;

  // Makes a box of a language and keeps it: what is wrong with Docker shows here. Blocks.
  Result<void> prove(const Language& language);
  // Keeps as many as are wanted, from now on.
  void keep_ready();
  // Looks for images that were built meanwhile, and keeps boxes of them. Returns at once.
  void look_for_images();

  std::shared_ptr<Box> take(const RunPlan& plan) override;
  void make(const RunPlan& plan, std::function<bool()> wanted, Made made) override;
  void post(std::function<void()> work) override { ending_.post(std::move(work)); }

 private:
  using Time = std::chrono::steady_clock::time_point;
  using Kept = std::vector<std::shared_ptr<DockerBox>>;

  BoxOrder order_of(const RunPlan& plan) const;
  Result<std::shared_ptr<DockerBox>> make_box(const std::string& language, BoxOrder order);
  // For a run as it usually is, its compiler started.
  Result<std::shared_ptr<DockerBox>> make_usual_box(const Language& language);
  void refill_later();
  // Looks at the images, and refills.
  void renew();
  // One step: makes a box that is wanted, or ends one that is not; until all is as it should be, but for what
  // has failed.
  void refill();
  // Unless that is planned already.
  void try_again_later();
  void remove(const std::string& name, std::chrono::milliseconds next);

  Engine& engine_;
  ImageIndex& images_;
  const Languages& languages_;
  BoxRecipe recipe_;
  const RunBounds bounds_;

  std::mutex mutex_;
  PoolPlan plan_;                     // guarded by mutex_
  std::map<std::string, Kept> kept_;  // by language; guarded by mutex_
  bool closing_ = false;              // guarded by mutex_

  // The making thread's own:
  std::map<std::string, std::string> failed_;  // by language: an image that made no box; till the next try
  std::chrono::milliseconds pause_;            // before it
  bool try_planned_ = false;

  std::set<std::string> unremoved_;  // containers that Docker was not there to remove; the removing thread's

  WorkThread making_;    // what is kept ready
  WorkThread cold_;      // what a run waits for
  WorkThread ending_;    // ends of runs, which wait for neither
  WorkThread removing_;  // of containers, off the way of all
};

}  // namespace interview::sandbox::docker
