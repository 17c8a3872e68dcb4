#include "interview/room_view.h"

#include <algorithm>

#include "interview/text.h"
#include "room/both_sides.h"

namespace interview {
namespace {

constexpr size_t kKeptLines = 500;
constexpr size_t kKeptRuns = 20;
constexpr size_t kKeptOutputBytes = 16u << 10;

Error does_not_fit() {
  return Error{Errc::gap, "an event does not fit what was seen before"};
}

// Changes the view as one event says.
class ViewFold {
 public:
  ViewFold(RoomView& view, const SeenEvent& seen) : view_(view), seen_(seen) {}

  Result<void> operator()(const event::Opened& e) {
    view_.title = e.title;
    view_.language = e.language;
    return {};
  }
  Result<void> operator()(const event::Joined& e) {
    view_.people[e.participant] = {e.participant, seen_.name, e.role, false};
    look_for_begin();
    return {};
  }
  Result<void> operator()(const event::RoleChanged& e) {
    const auto found = view_.people.find(e.participant);
    if (found == view_.people.end()) return does_not_fit();
    found->second.role = e.role;
    look_for_begin();
    return {};
  }
  Result<void> operator()(const event::Removed& e) {
    const auto found = view_.people.find(e.participant);
    if (found == view_.people.end()) return does_not_fit();
    found->second.removed = true;
    return {};
  }
  Result<void> operator()(const event::DocOpened& e) {
    const auto text = utf8_to_utf16(e.text);
    if (!text) return text.error();
    if (!view_.docs.emplace(e.doc, RoomView::Doc{e.doc, e.name, e.owner, 0, TextBuffer(*text)}).second)
      return does_not_fit();
    return {};
  }
  Result<void> operator()(const event::DocRenamed& e) {
    const auto found = view_.docs.find(e.doc);
    if (found == view_.docs.end()) return does_not_fit();
    found->second.name = e.name;
    return {};
  }
  Result<void> operator()(const event::DocRemoved& e) {
    if (view_.docs.erase(e.doc) == 0) return does_not_fit();
    return {};
  }
  Result<void> operator()(const event::Edited& e) {
    const auto found = view_.docs.find(e.doc);
    if (found == view_.docs.end() || found->second.rev + 1 != e.rev || !check(e.op, found->second.text))
      return does_not_fit();
    interview::apply(e.op, found->second.text);
    found->second.rev = e.rev;
    return {};
  }
  Result<void> operator()(const event::Chat& e) { return add_line(e.text, false); }
  Result<void> operator()(const event::Note& e) { return add_line(e.text, true); }
  Result<void> operator()(const event::LanguageSet& e) {
    view_.language = e.language;
    return {};
  }
  Result<void> operator()(const event::ProblemSet& e) {
    view_.problem = e;
    return {};
  }
  Result<void> operator()(const event::Locked&) {
    view_.locked = true;
    return {};
  }
  Result<void> operator()(const event::Unlocked&) {
    view_.locked = false;
    return {};
  }
  Result<void> operator()(const event::RunQueued& e) {
    RoomRun& run = view_.runs[e.run];
    run.id = e.run;
    run.by = seen_.by;
    run.doc = e.doc;
    run.at = seen_.at;
    run.language = e.language;
    if (view_.runs.size() > kKeptRuns && view_.runs.begin()->second.state == RoomRun::kEnded)
      view_.runs.erase(view_.runs.begin());
    return {};
  }
  Result<void> operator()(const event::RunStarted& e) {
    if (RoomRun* run = known_run(e.run)) {
      run->state = RoomRun::kRunning;
      run->language_version = e.language_version;
      run->image = e.image;
    }
    return {};
  }
  Result<void> operator()(const event::RunOutput& e) {
    if (RoomRun* run = known_run(e.run)) run->keep_output(e.stream, e.data, kKeptOutputBytes);
    return {};
  }
  Result<void> operator()(const event::RunInput&) { return {}; }
  Result<void> operator()(const event::RunStopping& e) {
    if (RoomRun* run = known_run(e.run)) run->stopping = true;
    return {};
  }
  Result<void> operator()(const event::RunEnded& e) {
    if (RoomRun* run = known_run(e.run)) {
      run->state = RoomRun::kEnded;
      run->result = e.result;
    }
    return {};
  }
  Result<void> operator()(const event::Submitted&) {
    ++view_.submissions;
    return {};
  }
  Result<void> operator()(const event::Ended&) {
    view_.ended = true;
    return {};
  }

 private:
  void look_for_begin() {
    if (!view_.began && both_sides(view_.people)) view_.began = seen_.at;
  }
  // A run may have begun before what the view holds.
  RoomRun* known_run(uint32_t id) {
    const auto found = view_.runs.find(id);
    return found == view_.runs.end() ? nullptr : &found->second;
  }
  Result<void> add_line(const std::string& text, bool note) {
    view_.chat.push_back({seen_.seq, seen_.at, seen_.by, note, seen_.audience, text});
    if (view_.chat.size() > kKeptLines) view_.chat.pop_front();
    return {};
  }

  RoomView& view_;
  const SeenEvent& seen_;
};

}  // namespace

const RoomView::Doc* RoomView::doc_named(std::string_view name) const {
  for (const auto& [number, doc] : docs)
    if (doc.name == name) return &doc;
  return nullptr;
}

std::string_view RoomView::name_of(uint32_t person) const {
  const auto found = people.find(person);
  return found == people.end() ? std::string_view() : found->second.name;
}

RoomView view_of(const Room& room, uint32_t viewer, const NameOf& name_of) {
  RoomView view;
  view.id = room.id();
  view.title = room.title();
  view.language = room.language();
  view.problem = room.problem();
  view.locked = room.locked();
  view.ended = room.ended();
  view.submissions = room.submissions();
  view.now = room.now();
  view.began = room.began();
  for (const auto& [number, participant] : room.participants())
    view.people[number] = {number, std::string(name_of(number)), participant.role, participant.removed};
  for (const auto& [id, doc] : room.documents())
    view.docs.emplace(id, RoomView::Doc{id, doc.name, doc.owner, doc.rev, doc.text});
  for (const ChatLine& line : room.chat())
    if (room.may_see(viewer, line.audience)) view.chat.push_back(line);
  view.runs = room.runs();
  return view;
}

Result<void> fold(RoomView& view, const SeenEvent& seen) {
  if (const auto folded = std::visit(ViewFold(view, seen), seen.event); !folded) return folded;
  view.now = std::max(view.now, seen.at);
  return {};
}

}  // namespace interview
