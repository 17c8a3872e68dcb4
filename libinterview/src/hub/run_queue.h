// Whose run is next: at most so many at a time, the rooms taking turns.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace interview {

// Any thread. Callbacks are called without a lock, on the thread of whoever made room for them; they post.
class RunQueue {
 public:
  using Start = std::function<void()>;
  // Told how many runs stand before it, each time that changes; never 0.
  using Position = std::function<void(uint32_t position)>;

  RunQueue(unsigned concurrent, size_t most_waiting) : concurrent_(concurrent), most_waiting_(most_waiting) {}

  // Whether another run would be taken.
  bool has_place() const;
  // Starts it when its turn comes, and holds its place until leave().
  void enter(const std::string& room, uint32_t run, Start start, Position position);
  // The run is over, or is not wanted any more. Idempotent.
  void leave(const std::string& room, uint32_t run);

  size_t under_way() const;
  size_t waiting() const;

 private:
  struct Waiting {
    uint32_t run;
    Start start;
    Position position;
  };
  using Calls = std::vector<std::function<void()>>;

  // What to call after a change. With the lock held.
  Calls advance();
  std::deque<Waiting> in_turn() const;

  const unsigned concurrent_;
  const size_t most_waiting_;
  mutable std::mutex mutex_;
  size_t waiting_count_ = 0;
  std::deque<std::string> turns_;  // rooms with waiting runs, the next one first
  std::map<std::string, std::deque<Waiting>> waiting_;
  std::vector<std::pair<std::string, uint32_t>> running_;
};

}  // namespace interview
