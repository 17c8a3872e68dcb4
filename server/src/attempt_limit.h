// How often one address may try a wrong invitation code.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace interview {

struct AttemptLimitOptions {
  unsigned failures_per_minute = 20;  // of one address, and at once; 0: no limit
  size_t addresses = 10'000;          // that are remembered; the least recent is forgotten
};

// A bucket of failures for each address. An IPv6 address stands for its /64, which is what one customer has.
// Any thread.
class AttemptLimit {
 public:
  explicit AttemptLimit(const AttemptLimitOptions& options) : options_(options) {}

  // Takes a failure of `address` in advance, so that attempts at the same time count. False: it has to wait.
  bool take(std::string_view address, int64_t now_ms);
  // The attempt was none: it succeeded.
  void give_back(std::string_view address);
  // Milliseconds in which one failure more is allowed.
  int64_t wait_ms() const {
    return options_.failures_per_minute ? 60'000 / options_.failures_per_minute + 1 : 0;
  }

 private:
  struct Bucket {
    std::string address;
    int64_t tokens = 0;  // 60'000 a failure
    int64_t last_ms = 0;
  };

  const AttemptLimitOptions options_;
  std::mutex mutex_;
  std::list<Bucket> buckets_;  // the most recent first
  std::unordered_map<std::string, std::list<Bucket>::iterator> found_;
};

}  // namespace interview
