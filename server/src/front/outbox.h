// Frames that wait for a slow peer, and exactly how many bytes they are.
#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <span>
#include <string_view>

#include "front/frame.h"

namespace interview::front {

// A queue of shared frames, written some at a time. No I/O; one thread at a time.
//   gather() what to write; consume() what the kernel took of it; gather() again.
class Outbox {
 public:
  void push(std::shared_ptr<const Frame> frame);

  // Bytes pushed and neither consumed nor dropped.
  size_t bytes() const { return bytes_; }
  bool empty() const { return frames_.empty(); }
  // Of these, what is left of the first frame.
  size_t first_bytes() const { return empty() ? 0 : frames_.front()->bytes().size() - written_; }

  // Puts the next bytes, in order, into `views`: at most that many views, and at most `max_bytes` beyond the
  // first view. They hold until consume(). Returns how many it put. Not again before consume().
  size_t gather(std::span<std::string_view> views, size_t max_bytes);
  // The first `size` bytes of what was gathered are written; the rest is to be gathered again.
  void consume(size_t size);

  // Forgets the frames of which nothing is written or gathered; what is left keeps the stream of frames
  // whole.
  void drop_waiting();

 private:
  std::deque<std::shared_ptr<const Frame>> frames_;
  size_t written_ = 0;   // of the first frame
  size_t gathered_ = 0;  // frames that the last gather() gave out
  size_t bytes_ = 0;
};

}  // namespace interview::front
