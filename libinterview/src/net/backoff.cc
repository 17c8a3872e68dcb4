#include "net/backoff.h"

#include <algorithm>

namespace interview::net {

uint32_t Backoff::next_ms() {
  const uint32_t delay = std::min(next_, longest_);
  next_ = delay > longest_ / 2 ? longest_ : delay * 2;
  uint64_t chance = 0;
  for (const char byte : random_(4)) chance = chance << 8 | static_cast<uint8_t>(byte);
  return delay - static_cast<uint32_t>((delay / 2) * chance >> 32);
}

}  // namespace interview::net
