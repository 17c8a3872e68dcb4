#include "sync/file_versions.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "sync/text_difference.h"

namespace interview::cli {

Digest digest_of(std::u16string_view text) {
  return blake2b({reinterpret_cast<const char*>(text.data()), text.size() * sizeof(char16_t)});
}

FileVersions::FileVersions(std::u16string_view present, const VersionLimits& limits)
    : limits_(limits), present_(present) {}

FileVersions::Step FileVersions::step(const Operation& op, TextBuffer& text, bool by_save) {
  std::u16string erased;
  apply(op, text, &erased);
  return {op, invert(op, erased), by_save};
}

void FileVersions::join(Step& first, const Step& second) {
  first.op = compose(first.op, second.op);
  first.inverse = compose(second.inverse, first.inverse);
}

const FileVersions::Version* FileVersions::find(Id id) const {
  for (const Version& version : versions_)
    if (version.id == id) return &version;
  return nullptr;
}

TextBuffer FileVersions::text_of(const Version& version) const {
  TextBuffer text = present_;
  for (uint64_t at = first_step_ + steps_.size(); at > version.at; --at)
    apply(steps_[at - 1 - first_step_].inverse, text);
  for (auto detour = version.detour.rbegin(); detour != version.detour.rend(); ++detour)
    apply(detour->inverse, text);
  return text;
}

const FileVersions::Version* FileVersions::same(std::u16string_view text) const {
  const Digest digest = digest_of(text);
  for (auto version = versions_.rbegin(); version != versions_.rend(); ++version)
    if (version->digest == digest && !version->unread) return &*version;
  return nullptr;
}

std::optional<std::u16string> FileVersions::text(Id id) const {
  const Version* version = find(id);
  if (!version) return std::nullopt;
  return text_of(*version).text();
}

std::u16string FileVersions::text_before_last() const {
  TextBuffer text = present_;
  if (!steps_.empty()) apply(steps_.back().inverse, text);
  return text.text();
}

void FileVersions::push(Step step) {
  const uint64_t end = first_step_ + steps_.size();
  const auto ends_here = [&](const Version& version) { return version.at == end; };
  const bool joins = steps_.size() >= limits_.steps && steps_.back().by_save == step.by_save &&
                     std::none_of(versions_.begin(), versions_.end(), ends_here);
  if (joins)
    join(steps_.back(), step);
  else
    steps_.push_back(std::move(step));
}

FileVersions::Id FileVersions::add(Version version, std::u16string_view text) {
  version.id = ++last_id_;
  version.digest = digest_of(text);
  versions_.push_back(std::move(version));
  limit();
  return last_id_;
}

void FileVersions::changed(const Operation& op) {
  push(step(op, present_, false));
}

FileVersions::Written FileVersions::written() {
  const uint64_t end = first_step_ + steps_.size();
  // A second version at one place would hide the successor of the first.
  for (const Version& there : versions_)
    if (there.at == end && there.detour.empty()) return {there.id, false};
  Version version;
  version.at = version.knows = end;
  return {add(std::move(version), present_.text()), true};
}

FileVersions::Id FileVersions::known(std::u16string_view text) {
  Version version;
  version.at = first_step_ + steps_.size();
  version.knows = first_step_;
  const Operation op = difference(text, present_.text());
  TextBuffer then(text);
  if (!op.is_identity()) version.detour.push_back(step(op, then, false));
  return add(std::move(version), text);
}

void FileVersions::unread(Id id) {
  if (Version* version = find(id)) version->unread = !version->saved;
  limit();
}

void FileVersions::was_read(Id id) {
  if (Version* version = find(id)) version->unread = false;
  limit();
}

void FileVersions::drop(Id id) {
  const Version* version = find(id);
  if (!version) return;
  const uint64_t at = version->at;
  for (Version& other : versions_)
    if (other.successor == id) other.successor = version->successor;
  std::erase_if(versions_, [&](const Version& one) { return one.id == id; });

  const uint64_t end = first_step_ + steps_.size();
  uint64_t oldest = end;
  bool inside = at > first_step_ && at < end;
  for (const Version& other : versions_) {
    oldest = std::min(oldest, other.at);
    inside = inside && other.at != at;
  }
  for (; first_step_ < oldest; ++first_step_) steps_.pop_front();
  if (!inside || at <= first_step_ || steps_.size() <= limits_.steps) return;
  Step& before = steps_[at - 1 - first_step_];
  const auto after = steps_.begin() + static_cast<ptrdiff_t>(at - first_step_);
  if (before.by_save != after->by_save) return;
  join(before, *after);
  steps_.erase(after);
  for (Version& other : versions_) {
    if (other.at > at) --other.at;
    if (other.knows > at) --other.knows;
  }
}

void FileVersions::forget_saves() {
  std::vector<Id> reads;
  for (const Version& version : versions_)
    if (version.read) reads.push_back(version.id);
  for (const Id id : reads) drop(id);
  for (Version& version : versions_) version.successor = 0;
  last_saved_ = 0;
}

void FileVersions::limit() {
  const auto drop_oldest = [&](size_t most, auto belongs) {
    size_t count = static_cast<size_t>(std::count_if(versions_.begin(), versions_.end(), belongs));
    for (; count > most; --count) drop(std::find_if(versions_.begin(), versions_.end(), belongs)->id);
  };
  drop_oldest(limits_.versions, [](const Version& version) { return version.read; });
  drop_oldest(limits_.unread, [](const Version& version) { return version.unread; });
  drop_oldest(limits_.versions, [](const Version& version) { return !version.read && !version.unread; });
}

FileVersions::Save FileVersions::read(std::u16string_view text) const {
  assert(!versions_.empty());
  const Version* base = same(text);
  if (!base) base = &nearest_level(nearest(text), text);
  while (const Version* successor = find(base->successor)) base = successor;
  Save save;
  save.base = base->id;
  save.from_base = difference(text_of(*base).text(), text);
  save.op = save.from_base;
  for_each_step_since(*base, [&](const Step& step, std::optional<uint64_t>) {
    save.op = transform(save.op, step.op, Side::left);
  });
  return save;
}

FileVersions::Id FileVersions::saved(const Save& save) {
  const Version* base = find(save.base);
  assert(base);
  if (save.from_base.is_identity()) return has_saved(save.base);
  Version version;
  version.read = true;
  version.knows = base->knows;
  TextBuffer text = text_of(*base);
  apply(save.from_base, text);
  const std::u16string saved_text = text.text();
  Operation op = save.from_base;
  for_each_step_since(*base, [&](const Step& passed, std::optional<uint64_t>) {
    Step detour = step(transform(passed.op, op, Side::right), text, passed.by_save);
    op = transform(op, passed.op, Side::left);
    const bool joins =
        version.detour.size() >= limits_.steps && version.detour.back().by_save == detour.by_save;
    if (joins)
      join(version.detour.back(), detour);
    else
      version.detour.push_back(std::move(detour));
  });
  assert(op == save.op);
  push(step(save.op, present_, true));
  version.at = first_step_ + steps_.size();
  const Id id = add(std::move(version), saved_text);
  if (Version* before = find(save.base)) before->successor = id;
  return has_saved(id);
}

FileVersions::Id FileVersions::saved_present() {
  return has_saved(written().id);
}

FileVersions::Id FileVersions::has_saved(Id id) {
  last_saved_ = id;
  if (Version* version = find(id)) {
    version->saved = true;
    version->unread = false;
  }
  return id;
}

}  // namespace interview::cli
