// The thread on which boxes are made, extended and ended, since all that blocks; it keeps some started ahead.
#pragma once

#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "sandbox/box.h"

namespace interview::native {

// Any thread.
class BoxKeeper {
 public:
  // Keeps `ready` boxes of `usual_disk_bytes`, each with its first stage added, from keep_ready() on.
  BoxKeeper(BoxRecipe recipe, uint32_t ready, uint64_t usual_disk_bytes);
  // Ends what it keeps. Posted work is done before.
  ~BoxKeeper();

  const BoxRecipe& recipe() const { return recipe_; }
  void keep_ready();
  // A box that was kept ready; null if there is none of that size. Another takes its place.
  std::shared_ptr<Box> take(uint64_t disk_bytes);

  // Does `work` on the keeper's thread, in order.
  void post(std::function<void()> work);
  // A fresh box with its first stage added. Only in posted work: a box ends with the thread that made it.
  Result<std::shared_ptr<Box>> make(uint64_t disk_bytes) const;

 private:
  void make_ready();

  const BoxRecipe recipe_;
  const uint32_t ready_;
  const uint64_t usual_disk_bytes_;
  std::mutex mutex_;
  std::vector<std::shared_ptr<Box>> kept_;
  bool closing_ = false;
  asio::io_context work_;
  asio::executor_work_guard<asio::io_context::executor_type> guard_;
  std::thread thread_;
};

}  // namespace interview::native
