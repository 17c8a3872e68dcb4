#include "sync/element_match.h"

#include <algorithm>
#include <dtl/dtl.hpp>
#include <unordered_map>

namespace interview::cli {
namespace {

// dtl visits about |a| * |b| places in the worst case and keeps 24 bytes for each; from 2,000,000 on it
// approximates.
constexpr size_t kMostPlaces = 500'000;
constexpr int kMostCuts = 8;

struct Span {
  size_t a, a_end, b, b_end;
};

class Matcher {
 public:
  Matcher(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b) : a_(a), b_(b) {}

  void match(Span s, int depth) {
    size_t prefix = 0;
    while (s.a + prefix < s.a_end && s.b + prefix < s.b_end && a_[s.a + prefix] == b_[s.b + prefix]) ++prefix;
    add({s.a, s.b, prefix});
    s.a += prefix, s.b += prefix;
    size_t suffix = 0;
    while (s.a < s.a_end && s.b < s.b_end && a_[s.a_end - 1] == b_[s.b_end - 1])
      --s.a_end, --s.b_end, ++suffix;
    if (s.a < s.a_end && s.b < s.b_end) {
      if ((s.a_end - s.a + 1) * (s.b_end - s.b + 1) <= kMostPlaces)
        match_exactly(s);
      else if (depth < kMostCuts)
        match_between(s, anchors(s), depth + 1);
    }
    add({s.a_end, s.b_end, suffix});
  }

  std::vector<CommonRun> take() { return std::move(runs_); }

 private:
  void add(const CommonRun& run) {
    if (run.length == 0) return;
    if (!runs_.empty()) {
      CommonRun& last = runs_.back();
      if (last.a + last.length == run.a && last.b + last.length == run.b) {
        last.length += run.length;
        return;
      }
    }
    runs_.push_back(run);
  }

  void match_exactly(const Span& s) {
    const auto part = [](const std::vector<uint32_t>& all, size_t begin, size_t end) {
      return std::vector<uint32_t>(all.begin() + static_cast<ptrdiff_t>(begin),
                                   all.begin() + static_cast<ptrdiff_t>(end));
    };
    dtl::Diff<uint32_t> diff(part(a_, s.a, s.a_end), part(b_, s.b, s.b_end));
    diff.compose();
    size_t a = s.a, b = s.b;
    for (const auto& [element, info] : diff.getSes().getSequence()) {
      if (info.type == dtl::SES_COMMON) add({a, b, 1});
      if (info.type != dtl::SES_ADD) ++a;
      if (info.type != dtl::SES_DELETE) ++b;
    }
  }

  void match_between(const Span& s, const std::vector<std::pair<size_t, size_t>>& cuts, int depth) {
    if (cuts.empty()) return;
    size_t a = s.a, b = s.b;
    for (const auto& [cut_a, cut_b] : cuts) {
      match({a, cut_a, b, cut_b}, depth);
      add({cut_a, cut_b, 1});
      a = cut_a + 1, b = cut_b + 1;
    }
    match({a, s.a_end, b, s.b_end}, depth);
  }

  // The places of elements that both sides have once, as many of them as stand in one order on both sides.
  std::vector<std::pair<size_t, size_t>> anchors(const Span& s) const {
    struct Seen {
      size_t in_a = 0, in_b = 0, at_b = 0;
    };
    std::unordered_map<uint32_t, Seen> seen;
    for (size_t i = s.a; i < s.a_end; ++i) ++seen[a_[i]].in_a;
    for (size_t i = s.b; i < s.b_end; ++i) {
      Seen& one = seen[b_[i]];
      ++one.in_b;
      one.at_b = i;
    }
    std::vector<std::pair<size_t, size_t>> pairs;
    for (size_t i = s.a; i < s.a_end; ++i)
      if (const Seen& one = seen[a_[i]]; one.in_a == 1 && one.in_b == 1) pairs.emplace_back(i, one.at_b);
    return longest_rising(pairs);
  }

  static std::vector<std::pair<size_t, size_t>> longest_rising(
      const std::vector<std::pair<size_t, size_t>>& pairs) {
    std::vector<size_t> tails,
        before(pairs.size(), SIZE_MAX);  // tails[n]: where the best chain of n + 1 ends
    for (size_t i = 0; i < pairs.size(); ++i) {
      const auto place = std::lower_bound(tails.begin(), tails.end(), pairs[i].second,
                                          [&](size_t tail, size_t b) { return pairs[tail].second < b; });
      if (place != tails.begin()) before[i] = *std::prev(place);
      if (place == tails.end())
        tails.push_back(i);
      else
        *place = i;
    }
    std::vector<std::pair<size_t, size_t>> chain;
    for (size_t i = tails.empty() ? SIZE_MAX : tails.back(); i != SIZE_MAX; i = before[i])
      chain.push_back(pairs[i]);
    std::reverse(chain.begin(), chain.end());
    return chain;
  }

  const std::vector<uint32_t>& a_;
  const std::vector<uint32_t>& b_;
  std::vector<CommonRun> runs_;
};

}  // namespace

std::vector<CommonRun> common_runs(const std::vector<uint32_t>& a, const std::vector<uint32_t>& b) {
  Matcher matcher(a, b);
  matcher.match({0, a.size(), 0, b.size()}, 0);
  return matcher.take();
}

}  // namespace interview::cli
