#include "attempt_limit.h"

#include <arpa/inet.h>

#include <algorithm>

namespace interview {
namespace {

constexpr int64_t kFailure = 60'000;

std::string network_of(std::string_view address) {
  std::string text(address);
  in6_addr bytes{};
  if (::inet_pton(AF_INET6, text.c_str(), &bytes) != 1) return text;
  return std::string(reinterpret_cast<const char*>(bytes.s6_addr), 8);
}

}  // namespace

bool AttemptLimit::take(std::string_view address, int64_t now_ms) {
  if (options_.failures_per_minute == 0) return true;
  const int64_t most = kFailure * options_.failures_per_minute;
  std::string network = network_of(address);
  const std::lock_guard lock(mutex_);
  const auto found = found_.find(network);
  if (found != found_.end()) {
    buckets_.splice(buckets_.begin(), buckets_, found->second);
  } else {
    if (buckets_.size() >= options_.addresses) {
      found_.erase(buckets_.back().address);
      buckets_.pop_back();
    }
    buckets_.push_front({network, most, now_ms});
    found_.emplace(std::move(network), buckets_.begin());
  }
  Bucket& bucket = buckets_.front();
  const int64_t passed = std::clamp<int64_t>(now_ms - bucket.last_ms, 0, 60'000);
  bucket.last_ms = std::max(bucket.last_ms, now_ms);
  bucket.tokens = std::min(most, bucket.tokens + passed * options_.failures_per_minute);
  if (bucket.tokens < kFailure) return false;
  bucket.tokens -= kFailure;
  return true;
}

void AttemptLimit::give_back(std::string_view address) {
  const std::lock_guard lock(mutex_);
  const auto found = found_.find(network_of(address));
  if (found == found_.end()) return;
  Bucket& bucket = *found->second;
  bucket.tokens = std::min(bucket.tokens + kFailure, kFailure * options_.failures_per_minute);
}

}  // namespace interview
