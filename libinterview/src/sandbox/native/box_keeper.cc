#include "sandbox/native/box_keeper.h"

#include <utility>

namespace interview::sandbox::native {
namespace {

// Longer than most programs that people try out, shorter than it takes to press Run again.
constexpr std::chrono::milliseconds kRefillDelay{150};

}  // namespace

BoxKeeper::BoxKeeper(BoxRecipe recipe, uint32_t ready, uint64_t usual_disk_bytes)
    : recipe_(std::move(recipe)), ready_(ready), usual_disk_bytes_(usual_disk_bytes) {}

BoxKeeper::~BoxKeeper() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  ending_.finish();
  // On the thread that made them, while it is there: with it bubblewrap would end, and not wait for its
  // child.
  making_.post([this] { kept_.clear(); });
  making_.finish();
}

void BoxKeeper::keep_ready() {
  making_.post([this] { refill(); });
}

void BoxKeeper::with_box(std::function<void(Result<std::shared_ptr<Box>>)> work) {
  making_.post([this, work = std::move(work)] { work(make_box(usual_disk_bytes_)); });
}

std::shared_ptr<Box> BoxKeeper::take(const RunPlan& plan) {
  if (plan.limits.disk_bytes != usual_disk_bytes_) return nullptr;
  std::shared_ptr<Box> taken;
  std::vector<std::shared_ptr<Box>> ended;  // by the machine's administrator, say
  {
    const std::lock_guard lock(mutex_);
    while (!kept_.empty() && !taken) {
      taken = std::move(kept_.front());
      kept_.erase(kept_.begin());
      if (!taken->alive()) ended.push_back(std::exchange(taken, nullptr));
    }
  }
  // Also when there was none: the last try may have failed.
  making_.post_after(kRefillDelay, [this] { refill(); });
  for (auto& box : ended) ending_.post([box = std::move(box)] {});
  return taken;
}

void BoxKeeper::make(const RunPlan& plan, std::function<bool()> wanted, Made made) {
  making_.post([this, disk_bytes = plan.limits.disk_bytes, wanted = std::move(wanted),
                made = std::move(made)] { made(wanted() ? make_box(disk_bytes) : std::shared_ptr<Box>()); });
}

void BoxKeeper::post(std::function<void()> work) {
  ending_.post(std::move(work));
}

Result<std::shared_ptr<Box>> BoxKeeper::make_box(uint64_t disk_bytes) const {
  Result<std::unique_ptr<NativeBox>> box = NativeBox::make(recipe_, disk_bytes);
  if (!box) return box.error();
  if (Result<void> added = (*box)->add_stage(); !added) return added.error();
  return std::shared_ptr<Box>(std::move(*box));
}

void BoxKeeper::refill() {
  {
    const std::lock_guard lock(mutex_);
    if (closing_ || kept_.size() >= ready_) return;
  }
  // A failure shows when a run asks for a box, and the next one to take a box makes us try again.
  Result<std::shared_ptr<Box>> box = make_box(usual_disk_bytes_);
  if (!box) return;
  {
    const std::lock_guard lock(mutex_);
    kept_.push_back(std::move(*box));
  }
  // Others may have been taken meanwhile, and a run that waits for a box comes before more of these.
  making_.post([this] { refill(); });
}

}  // namespace interview::sandbox::native
