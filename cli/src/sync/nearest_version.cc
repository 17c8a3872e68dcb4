// Which version a save was made from.
#include <algorithm>

#include "sync/file_versions.h"

namespace interview::cli {
namespace {

size_t characters(const Change& change) {
  return change.characters;
}

// Characters alone find a lot of any text in any other one, so that what the user wrote looks like a part of
// what others wrote at that place; lines alone do not see what was typed into a line that was changed anyway.
size_t weight(const Change& change) {
  return 4 * change.characters + change.lines;
}

}  // namespace

const FileVersions::Version& FileVersions::nearest(std::u16string_view text) const {
  const auto since = nearest_of(text, [&](const Version& version) { return version.id >= last_saved_; });
  const auto before = nearest_of(text, [&](const Version& version) { return version.id < last_saved_; });
  if (!before.version) return since.version ? *since.version : versions_.back();
  if (!since.version) return *before.version;
  // Who saved last has that version. Another program may still have an older one: it is believed where it is
  // nearer, unless it would have typed what is in the last save already; and unless most of it was erased,
  // which makes any text alike to the shortest version.
  const bool nearer =
      before.change.characters < since.change.characters || weight(before.change) < weight(since.change);
  const bool mostly_erased =
      before.change.erased * 2 > before.size && before.change.inserted == since.change.inserted;
  return nearer && before.change.inserted <= since.change.inserted && !mostly_erased ? *before.version
                                                                                     : *since.version;
}

// The version to which the least was done, the newest of equals; those that nobody read are none.
template <typename Belongs>
FileVersions::Candidate FileVersions::nearest_of(std::u16string_view text, Belongs belongs) const {
  std::vector<std::pair<size_t, const Version*>> order;
  for (auto version = versions_.rbegin(); version != versions_.rend(); ++version)
    if (belongs(*version) && !version->unread)
      order.emplace_back(least_change(text_of(*version).text(), text), &*version);
  std::stable_sort(order.begin(), order.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  Candidate by_characters, by_weight;
  const auto keep = [](Candidate& best, const Candidate& one, size_t (*measure)(const Change&)) {
    const size_t now = measure(one.change), until_now = best.version ? measure(best.change) : SIZE_MAX;
    if (now < until_now || (now == until_now && one.version->id > best.version->id)) best = one;
  };
  for (const auto& [at_least, version] : order) {
    const Change least{0, 0, at_least, at_least};
    if (by_weight.version && at_least > by_characters.change.characters &&
        weight(least) > weight(by_weight.change))
      break;
    const std::u16string then = text_of(*version).text();
    const Candidate one{version, change_between(then, text), then.size()};
    keep(by_characters, one, characters);
    keep(by_weight, one, weight);
  }
  // Where the measures disagree, the one that knows less of what others typed can erase less of it.
  if (!by_weight.version) return by_weight;
  return by_weight.version->knows < by_characters.version->knows ? by_weight : by_characters;
}

// The user may have taken back own changes that are older than what others did meanwhile and the user has
// seen: then no version looks like that. So what the user had at `version` is carried on through what others
// did, without the user's own changes, and compared with the save at every later version.
const FileVersions::Version& FileVersions::nearest_level(const Version& version,
                                                         std::u16string_view text) const {
  TextBuffer without_own = text_of(version);
  Change best_change = change_between(without_own.text(), text);
  const Version* best = &version;
  Operation undo = Operation::identity(without_own.size());  // from the text as it was to `without_own`
  bool own = false;
  for_each_step_since(version, [&](const Step& step, std::optional<uint64_t> at) {
    if (step.by_save) {
      undo = compose(step.inverse, undo);
      own = true;
    } else {
      apply(transform(step.op, undo, Side::left), without_own);
      undo = transform(undo, step.op, Side::right);
    }
    if (!own || !at) return;
    for (const Version& later : versions_) {
      if (later.at != *at || !later.detour.empty() || later.unread) continue;
      const std::u16string then = without_own.text();
      if (least_change(then, text) >= best_change.characters) continue;
      const Change change = change_between(then, text);
      if (change.characters >= best_change.characters || weight(change) >= weight(best_change)) continue;
      best = &later;
      best_change = change;
    }
  });
  return *best;
}

}  // namespace interview::cli
