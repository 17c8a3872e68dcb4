#include "sandbox/docker/pool_plan.h"

#include <algorithm>

namespace interview::sandbox::docker {

void PoolPlan::add(const std::string& language, uint64_t waiting_bytes) {
  uses_[language].waiting_bytes = waiting_bytes;
}

void PoolPlan::taken(const std::string& language, Time now) {
  const auto found = uses_.find(language);
  if (found == uses_.end()) return;
  Use& use = found->second;
  if (now - use.last > bounds_.memory) use.largest = 0;
  while (!use.recent.empty() && now - use.recent.front() > bounds_.burst) use.recent.pop_front();
  use.recent.push_back(now);
  // More than can be kept need not be counted.
  if (use.recent.size() > bounds_.most) use.recent.pop_front();
  use.largest = std::max(use.largest, static_cast<uint32_t>(use.recent.size()));
  use.last = now;
}

std::map<std::string, uint32_t> PoolPlan::wanted(Time now) const {
  std::vector<std::pair<std::string, const Use*>> by_use;
  for (const auto& [language, use] : uses_) by_use.emplace_back(language, &use);
  std::stable_sort(by_use.begin(), by_use.end(),
                   [](const auto& a, const auto& b) { return a.second->last > b.second->last; });

  std::map<std::string, uint32_t> wanted;
  uint64_t left = bounds_.memory_bytes;
  // A round gives each language one more, until all have what they want or the memory is used up.
  for (uint32_t round = 1; round <= bounds_.most; ++round) {
    for (const auto& [language, use] : by_use) {
      const bool remembered = use->largest > 0 && now - use->last <= bounds_.memory;
      const uint32_t wish = remembered ? std::max(bounds_.least, use->largest + 1) : bounds_.least;
      if (round > std::min(wish, bounds_.most) || use->waiting_bytes > left) continue;
      left -= use->waiting_bytes;
      wanted[language] = round;
    }
  }
  return wanted;
}

}  // namespace interview::sandbox::docker
