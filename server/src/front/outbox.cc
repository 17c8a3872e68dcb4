#include "front/outbox.h"

#include <algorithm>
#include <cassert>

namespace interview::front {

void Outbox::push(std::shared_ptr<const Frame> frame) {
  bytes_ += frame->bytes().size();
  frames_.push_back(std::move(frame));
}

size_t Outbox::gather(std::span<std::string_view> views, size_t max_bytes) {
  assert(gathered_ == 0);
  size_t total = 0;
  for (const auto& frame : frames_) {
    if (gathered_ == views.size()) break;
    const std::string_view view = frame->bytes().substr(gathered_ == 0 ? written_ : 0);
    if (gathered_ > 0 && total + view.size() > max_bytes) break;
    views[gathered_++] = view;
    total += view.size();
  }
  return gathered_;
}

void Outbox::consume(size_t size) {
  assert(size <= bytes_);
  gathered_ = 0;
  bytes_ -= size;
  while (size > 0) {
    const size_t left = frames_.front()->bytes().size() - written_;
    if (size < left) {
      written_ += size;
      return;
    }
    size -= left;
    written_ = 0;
    frames_.pop_front();
  }
}

void Outbox::drop_waiting() {
  const size_t kept = std::max<size_t>(gathered_, written_ > 0 ? 1 : 0);
  while (frames_.size() > kept) {
    bytes_ -= frames_.back()->bytes().size();
    frames_.pop_back();
  }
}

}  // namespace interview::front
