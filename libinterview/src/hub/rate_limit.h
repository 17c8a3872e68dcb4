// A token bucket.
#pragma once

#include <algorithm>
#include <cstdint>

namespace interview {

// Lets `burst` pass at once and `per_second` in the long run. Not for several threads.
class RateLimit {
 public:
  RateLimit(unsigned per_second, unsigned burst, int64_t now_ms)
      : per_second_(per_second),
        burst_milli_(int64_t{burst} * 1000),
        tokens_milli_(burst_milli_),
        last_ms_(now_ms) {}

  bool take(int64_t now_ms) {
    const int64_t passed = std::clamp<int64_t>(now_ms - last_ms_, 0, 60'000);
    last_ms_ = std::max(last_ms_, now_ms);
    tokens_milli_ = std::min(burst_milli_, tokens_milli_ + passed * per_second_);
    if (tokens_milli_ < 1000) return false;
    tokens_milli_ -= 1000;
    return true;
  }

 private:
  int64_t per_second_;
  int64_t burst_milli_;
  int64_t tokens_milli_;
  int64_t last_ms_;
};

}  // namespace interview
