// The newest committed events of a room, encoded, for sessions that are up to date or nearly so.
#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "interview/bytes.h"
#include "interview/protocol.h"

namespace interview {

struct TailEvent {
  wire::EncodedEvent encoded;
  Digest hash{};
};

// What it takes in memory, bytes.
size_t cost_of(const TailEvent& event);

// A part of the log for one receiver.
struct Frame {
  std::shared_ptr<const std::string> message;
  uint64_t upto = 0;
};

// Who receives a frame.
struct Viewer {
  uint32_t person = 0;
  std::string_view client;
  bool sees_interviewers = false;
};

// An `events` message of `events`, from the first on, as `viewer` may see them: as many as `frame_bytes`
// take.
Frame make_frame(const std::deque<TailEvent>& events, size_t first, const Viewer& viewer, size_t frame_bytes);

// Not for several threads.
class Tail {
 public:
  Tail(uint64_t seq, const Digest& head, size_t most_bytes)
      : seq_(seq), head_(head), most_bytes_(most_bytes) {}

  uint64_t seq() const { return seq_; }  // the last event
  const Digest& head() const { return head_; }
  uint64_t first() const { return seq_ + 1 - events_.size(); }
  // The hash of event `seq`; nothing if it is not kept.
  std::optional<Digest> hash_at(uint64_t seq) const;

  void push(TailEvent event);

  // The frame that follows event `cursor`, which is first() - 1 or later, and not the last. One is made for
  // all viewers who see the same and of whom none sent any of it.
  Frame frame_after(uint64_t cursor, const Viewer& viewer, size_t frame_bytes);

 private:
  struct Shared {
    uint64_t cursor = 0;
    Frame frame;
  };

  uint64_t seq_;
  Digest head_;
  size_t most_bytes_;
  size_t bytes_ = 0;
  std::deque<TailEvent> events_;
  Shared shared_[2];  // for those who do not see what is among interviewers, and for those who do
};

}  // namespace interview
