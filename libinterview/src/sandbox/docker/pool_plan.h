// How many containers of each language to keep started ahead.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

namespace interview::sandbox::docker {

struct PoolBounds {
  uint32_t least = 1;                         // of each language, while the memory lasts
  uint32_t most = 4;                          // of one language
  uint64_t memory_bytes = 256ull << 20;       // of all that wait
  std::chrono::milliseconds burst{2000};      // runs that come within it are served together
  std::chrono::milliseconds memory{600'000};  // a burst is remembered for so long
};

// One thread at a time. A language that had a burst of n runs gets n + 1, one that was not used lately
// `least`. Where the memory does not suffice, the languages that were used last come first.
class PoolPlan {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit PoolPlan(const PoolBounds& bounds) : bounds_(bounds) {}

  // A language that containers are kept of, each waiting one taking so much memory.
  void add(const std::string& language, uint64_t waiting_bytes);
  // A run took a container of it, or found none.
  void taken(const std::string& language, Time now);
  std::map<std::string, uint32_t> wanted(Time now) const;

 private:
  struct Use {
    uint64_t waiting_bytes = 0;
    std::deque<Time> recent;  // within a burst of the newest
    uint32_t largest = 0;     // burst since it was forgotten last
    Time last{};
  };

  PoolBounds bounds_;
  std::map<std::string, Use> uses_;
};

}  // namespace interview::sandbox::docker
