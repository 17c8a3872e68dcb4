// Makes native boxes, and keeps some started ahead.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "sandbox/box.h"
#include "sandbox/native/native_box.h"
#include "sandbox/work_thread.h"

namespace interview::sandbox::native {

// Any thread.
class BoxKeeper final : public BoxSource {
 public:
  // Keeps `ready` boxes of `usual_disk_bytes`, each with its first stage added, from keep_ready() on.
  BoxKeeper(BoxRecipe recipe, uint32_t ready, uint64_t usual_disk_bytes);
  // Ends what it keeps. Posted work is done before.
  ~BoxKeeper() override;

  const BoxRecipe& recipe() const { return recipe_; }
  void keep_ready();
  // Boxes that are made from now on have them. Before keep_ready(), in work of with_box().
  void mount(const std::vector<Mount>& mounts) { recipe_.bubblewrap.mounts = mounts; }
  // A fresh box with its first stage added, in work of the making thread: it ends with the thread that made
  // it.
  void with_box(std::function<void(Result<std::shared_ptr<Box>>)> work);

  // Another takes the place of the one that is taken, a moment later: making one would take time from the
  // run.
  std::shared_ptr<Box> take(const RunPlan& plan) override;
  void make(const RunPlan& plan, std::function<bool()> wanted, Made made) override;
  void post(std::function<void()> work) override;

 private:
  Result<std::shared_ptr<Box>> make_box(uint64_t disk_bytes) const;
  // One step: makes a box that is lacking; until all are there or one cannot be made.
  void refill();

  BoxRecipe recipe_;
  const uint32_t ready_;
  const uint64_t usual_disk_bytes_;
  std::mutex mutex_;
  std::vector<std::shared_ptr<Box>> kept_;
  bool closing_ = false;
  WorkThread making_;
  WorkThread ending_;  // a run's end never waits for the making of a box
};

}  // namespace interview::sandbox::native
