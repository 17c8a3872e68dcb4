#include "sandbox/box_keeper.h"

#include <asio/post.hpp>

#include "sandbox/quiet_thread.h"

namespace interview::native {

BoxKeeper::BoxKeeper(BoxRecipe recipe, uint32_t ready, uint64_t usual_disk_bytes)
    : recipe_(std::move(recipe)),
      ready_(ready),
      usual_disk_bytes_(usual_disk_bytes),
      guard_(work_.get_executor()),
      thread_(start_quiet_thread([this] { work_.run(); })) {}

BoxKeeper::~BoxKeeper() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  post([this] { kept_.clear(); });
  guard_.reset();
  thread_.join();
}

void BoxKeeper::keep_ready() {
  for (uint32_t i = 0; i < ready_; ++i) post([this] { make_ready(); });
}

std::shared_ptr<Box> BoxKeeper::take(uint64_t disk_bytes) {
  if (disk_bytes != usual_disk_bytes_) return nullptr;
  std::shared_ptr<Box> taken;
  {
    const std::lock_guard lock(mutex_);
    if (kept_.empty()) return nullptr;
    taken = std::move(kept_.front());
    kept_.erase(kept_.begin());
  }
  post([this] { make_ready(); });
  return taken;
}

void BoxKeeper::post(std::function<void()> work) {
  asio::post(work_, std::move(work));
}

Result<std::shared_ptr<Box>> BoxKeeper::make(uint64_t disk_bytes) const {
  Result<std::unique_ptr<Box>> box = Box::make(recipe_, disk_bytes);
  if (!box) return box.error();
  if (Result<void> added = (*box)->add_stage(); !added) return added.error();
  return std::shared_ptr<Box>(std::move(*box));
}

void BoxKeeper::make_ready() {
  {
    const std::lock_guard lock(mutex_);
    if (closing_ || kept_.size() >= ready_) return;
  }
  // A failure shows when a run asks for a box.
  Result<std::shared_ptr<Box>> box = make(usual_disk_bytes_);
  if (!box) return;
  const std::lock_guard lock(mutex_);
  kept_.push_back(std::move(*box));
}

}  // namespace interview::native
