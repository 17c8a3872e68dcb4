// What two sequences have in common, in order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace interview::cli {

// `length` elements from `a` on in the one sequence are those from `b` on in the other.
struct CommonRun {
  size_t a = 0;
  size_t b = 0;
  size_t length = 0;
};

// Common runs from left to right, none of them empty. A longest common subsequence for sequences that are
// short or become short when cut at the elements that both have exactly once (after Bram Cohen's "patience
// diff"); stretches that stay too long for that have nothing in common.
std::vector<CommonRun> common_runs(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b);

}  // namespace interview::cli
