#include "front/mailbox.h"

#include <asio/io_context.hpp>
#include <asio/post.hpp>

namespace interview::front {

bool Mailbox::post(std::function<void()> function) {
  const std::lock_guard lock(mutex_);
  if (!io_) return false;
  asio::post(*io_, std::move(function));
  return true;
}

void Mailbox::shut() {
  const std::lock_guard lock(mutex_);
  io_ = nullptr;
}

}  // namespace interview::front
