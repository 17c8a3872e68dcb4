#include "sync/text_difference.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <dtl/dtl.hpp>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "interview/text.h"
#include "sync/element_match.h"

namespace interview::cli {
namespace {

using View = std::u16string_view;

// How many pairs of characters an exact measure may look at.
constexpr size_t kMostPairs = 4'000'000;

struct Ends {
  size_t prefix = 0, suffix = 0;
};

// What both texts begin and end with, without overlap, between characters.
Ends common_ends(View from, View to) {
  Ends ends;
  const size_t most = std::min(from.size(), to.size());
  while (ends.prefix < most && from[ends.prefix] == to[ends.prefix]) ++ends.prefix;
  if (ends.prefix > 0 && is_high_surrogate(from[ends.prefix - 1])) --ends.prefix;
  const size_t left = most - ends.prefix;
  while (ends.suffix < left && from[from.size() - 1 - ends.suffix] == to[to.size() - 1 - ends.suffix])
    ++ends.suffix;
  if (ends.suffix > 0 && is_low_surrogate(from[from.size() - ends.suffix])) --ends.suffix;
  return ends;
}

View without(View text, const Ends& ends) {
  return text.substr(ends.prefix, text.size() - ends.prefix - ends.suffix);
}

// The same, whole lines only.
Ends common_lines(View from, View to) {
  Ends ends = common_ends(from, to);
  while (ends.prefix > 0 && from[ends.prefix - 1] != u'\n') --ends.prefix;
  while (ends.suffix > 0 && (ends.suffix == from.size() || from[from.size() - ends.suffix - 1] != u'\n'))
    --ends.suffix;
  return ends;
}

size_t line_length(View text) {
  const size_t feed = text.find(u'\n');
  return feed == View::npos ? text.size() : feed + 1;
}

bool is_blank(char16_t unit) {
  return unit == u' ' || unit == u'\t';
}

// Every unit above ASCII is of a word, so that no pair is cut.
bool is_word(char16_t unit) {
  return unit == u'_' || unit >= 0x80 || (unit >= u'0' && unit <= u'9') || (unit >= u'a' && unit <= u'z') ||
         (unit >= u'A' && unit <= u'Z');
}

size_t word_length(View text) {
  const auto same = is_word(text[0]) ? is_word : is_blank(text[0]) ? is_blank : nullptr;
  size_t length = 1;
  while (same && length < text.size() && same(text[length])) ++length;
  return length;
}

// A text as the numbers of its lines or words; equal ones have equal numbers.
class Pieces {
 public:
  explicit Pieces(size_t (*length)(View)) : length_(length) {}

  std::vector<uint32_t> number(View text, std::vector<size_t>& ends) {
    std::vector<uint32_t> numbers;
    for (size_t at = 0; at < text.size();) {
      const View piece = text.substr(at, length_(text.substr(at)));
      numbers.push_back(numbers_.try_emplace(piece, static_cast<uint32_t>(numbers_.size())).first->second);
      ends.push_back(at += piece.size());
    }
    return numbers;
  }

 private:
  size_t (*length_)(View);
  std::unordered_map<View, uint32_t> numbers_;
};

// Takes what two texts have in common and what not, in turn.
struct Comparison {
  std::function<void(size_t length)> common;
  std::function<void(View from, View to)> replaced;
};

void compare(View from, View to, size_t (*piece_length)(View), const Comparison& take) {
  Pieces pieces(piece_length);
  std::vector<size_t> from_ends{0}, to_ends{0};
  const auto a = pieces.number(from, from_ends), b = pieces.number(to, to_ends);
  size_t at_a = 0, at_b = 0;
  const auto replace_up_to = [&](size_t end_a, size_t end_b) {
    if (at_a == end_a && at_b == end_b) return;
    take.replaced(from.substr(from_ends[at_a], from_ends[end_a] - from_ends[at_a]),
                  to.substr(to_ends[at_b], to_ends[end_b] - to_ends[at_b]));
  };
  for (const CommonRun& run : common_runs(a, b)) {
    replace_up_to(run.a, run.b);
    at_a = run.a + run.length, at_b = run.b + run.length;
    take.common(from_ends[at_a] - from_ends[run.a]);
  }
  replace_up_to(a.size(), b.size());
}

// A stretch of both texts that is common, or `from` units replaced by `to`.
struct Stretch {
  bool common = false;
  size_t from = 0;
  size_t to = 0;

  size_t larger() const { return std::max(from, to); }
};

// Texts have much in common by chance: brackets, spaces, short words. A common stretch that is not longer
// than what changed on either side of it is taken for that (after Neil Fraser's "semantic clean-up").
class Stretches {
 public:
  void add(const Stretch& stretch) {
    if (stretch.from == 0 && stretch.to == 0) return;
    if (!all_.empty() && all_.back().common == stretch.common)
      join(stretch);
    else
      all_.push_back(stretch);
    while (!stretch.common && all_.size() >= 3) {
      const Stretch after = all_.back(), common = all_[all_.size() - 2], before = all_[all_.size() - 3];
      if (common.from > before.larger() || common.from > after.larger()) break;
      all_.resize(all_.size() - 2);
      join(common);
      join(after);
    }
  }
  const std::vector<Stretch>& all() const { return all_; }

 private:
  void join(const Stretch& next) {
    all_.back().from += next.from;
    all_.back().to += next.to;
  }

  std::vector<Stretch> all_;
};

std::u32string characters(View text) {
  std::u32string out;
  out.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    char32_t c = text[i];
    if (is_high_surrogate(text[i])) c = 0x10000 + ((c & 0x3FF) << 10) + (text[++i] & 0x3FF);
    out += c;
  }
  return out;
}

// How many characters are in no longest common subsequence; all of them where that is too long to find.
size_t characters_apart(View from, View to) {
  const Ends ends = common_ends(from, to);
  const std::u32string a = characters(without(from, ends)), b = characters(without(to, ends));
  if (a.empty() || b.empty() || a.size() * b.size() > kMostPairs) return a.size() + b.size();
  dtl::Diff<char32_t, std::u32string> diff(a, b);
  diff.onOnlyEditDistance();
  diff.compose();
  return static_cast<size_t>(diff.getEditDistance());
}

// Adds what `from` became in `to` to an operation.
void add_words(Operation& op, View from, View to) {
  const Ends ends = common_ends(from, to);
  Stretches stretches;
  stretches.add({true, ends.prefix, ends.prefix});
  compare(without(from, ends), without(to, ends), word_length,
          {[&](size_t length) {
             stretches.add({true, length, length});
           },
           [&](View a, View b) {
             const Ends inner = common_ends(a, b);
             stretches.add({true, inner.prefix, inner.prefix});
             stretches.add({false, without(a, inner).size(), without(b, inner).size()});
             stretches.add({true, inner.suffix, inner.suffix});
           }});
  stretches.add({true, ends.suffix, ends.suffix});
  for (const Stretch& stretch : stretches.all()) {
    if (stretch.common)
      op.retain(stretch.from);
    else
      op.insert(to.substr(0, stretch.to)).erase(stretch.from);
    to.remove_prefix(stretch.to);
  }
}

// The difference; `replaced` takes the lines that are not in common, in turn.
Operation difference_by_lines(View from, View to, const std::function<void(View, View)>& replaced) {
  Operation op;
  const Ends ends = common_lines(from, to);
  op.retain(ends.prefix);
  compare(without(from, ends), without(to, ends), line_length,
          {[&](size_t length) { op.retain(length); },
           [&](View a, View b) {
             add_words(op, a, b);
             replaced(a, b);
           }});
  op.retain(ends.suffix);
  return op;
}

}  // namespace

Operation difference(View from, View to) {
  return difference_by_lines(from, to, [](View, View) {});
}

Change change_between(View from, View to) {
  Change change;
  const Operation op = difference_by_lines(from, to, [&](View a, View b) {
    change.characters += characters_apart(a, b);
    change.lines += a.size() + b.size();
  });
  // The lines that are in common need not be those of a longest common subsequence.
  change.characters = std::min(change.characters, characters_apart(from, to));
  change.inserted = op.inserted().size();
  change.erased = op.erased_length();
  return change;
}

size_t least_change(View from, View to) {
  // Characters that share a place here can only hide a change.
  std::array<int64_t, 1024> surplus{};
  for (const char16_t unit : from)
    if (!is_low_surrogate(unit)) --surplus[unit % surplus.size()];
  for (const char16_t unit : to)
    if (!is_low_surrogate(unit)) ++surplus[unit % surplus.size()];
  size_t changed = 0;
  for (const int64_t count : surplus) changed += static_cast<size_t>(std::abs(count));
  return changed;
}

}  // namespace interview::cli
