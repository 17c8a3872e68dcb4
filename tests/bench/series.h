// The timings of many runs.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "bench/runner.h"

namespace interview::bench {

class Series {
 public:
  // Those that began cold, and those that failed, are counted and do not enter the times.
  void add(const Timing& timing) {
    if (!timing.trouble.empty()) {
      trouble_ = timing.trouble;
      ++failed_;
    } else if (timing.cold) {
      ++cold_;
      cold_timings_.push_back(timing);
    } else {
      timings_.push_back(timing);
    }
  }
  // The cold ones do.
  void take_cold_ones() {
    timings_.insert(timings_.end(), cold_timings_.begin(), cold_timings_.end());
    cold_timings_.clear();
  }

  bool empty() const { return timings_.empty(); }
  const std::vector<Timing>& timings() const { return timings_; }
  size_t failed() const { return failed_; }
  size_t cold() const { return cold_; }
  const std::string& trouble() const { return trouble_; }  // of the last that failed

  // `share` of the runs took at most so long.
  double first(double share) const { return quantile(&Timing::first, share); }
  double end(double share) const { return quantile(&Timing::end, share); }

 private:
  double quantile(double Timing::*figure, double share) const {
    std::vector<double> sorted;
    for (const Timing& timing : timings_) sorted.push_back(timing.*figure);
    if (sorted.empty()) return 0;
    std::sort(sorted.begin(), sorted.end());
    const auto at = static_cast<size_t>(share * static_cast<double>(sorted.size()));
    return sorted[std::min(at, sorted.size() - 1)];
  }

  std::vector<Timing> timings_, cold_timings_;
  size_t failed_ = 0, cold_ = 0;
  std::string trouble_;
};

}  // namespace interview::bench
