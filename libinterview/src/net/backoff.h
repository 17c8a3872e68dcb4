// How long to wait before the next attempt.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace interview::net {

// Doubles the delay with every attempt, and takes off up to a half by chance, so that clients which lost one
// server at one moment do not come back at one moment.
class Backoff {
 public:
  Backoff(uint32_t first_ms, uint32_t longest_ms, std::function<std::string(size_t)> random)
      : first_(first_ms), longest_(longest_ms), next_(first_ms), random_(std::move(random)) {}

  uint32_t next_ms();
  void reset() { next_ = first_; }

 private:
  uint32_t first_;
  uint32_t longest_;
  uint32_t next_;
  std::function<std::string(size_t)> random_;
};

}  // namespace interview::net
