// How each event changes the state of a room: the one place that does, for what happens now and for replay alike.
#include <algorithm>
#include <cassert>

#include "interview/room.h"
#include "interview/text.h"

namespace interview {
namespace {

Error impossible(const char* what) { return Error{Errc::record_malformed, what}; }

}  // namespace

// Folds one event; visits its alternative.
class RoomFold {
 public:
  RoomFold(Room& room, const RecordHeader& header) : room_(room), header_(header) {}

  Result<void> operator()(const event::Opened& e) {
    if (header_.seq != 1) return impossible("a room is opened once");
    room_.title_ = e.title;
    room_.language_ = e.language;
    return {};
  }

  Result<void> operator()(const event::Joined& e) {
    if (e.participant != room_.participants_.size() + 1) return impossible("participants are numbered in order");
    room_.participants_.emplace(e.participant, Participant{e.participant, e.subject, e.role, false});
    return {};
  }

  Result<void> operator()(const event::RoleChanged& e) {
    Participant* participant = find(room_.participants_, e.participant);
    if (!participant) return impossible("role of an unknown participant");
    participant->role = e.role;
    return {};
  }

  Result<void> operator()(const event::Removed& e) {
    Participant* participant = find(room_.participants_, e.participant);
    if (!participant) return impossible("removal of an unknown participant");
    participant->removed = true;
    return {};
  }

  Result<void> operator()(const event::DocOpened& e) {
    if (e.doc != room_.last_doc_ + 1) return impossible("documents are numbered in order");
    const auto text = utf8_to_utf16(e.text);
    if (!text) return text.error();
    room_.last_doc_ = e.doc;
    room_.documents_.emplace(
        e.doc, Document{e.doc, e.name, e.owner, 0, TextBuffer(*text), History(0, room_.limits_.history)});
    return {};
  }

  Result<void> operator()(const event::DocRenamed& e) {
    Document* doc = find(room_.documents_, e.doc);
    if (!doc) return impossible("an unknown document is renamed");
    doc->name = e.name;
    return {};
  }

  Result<void> operator()(const event::DocRemoved& e) {
    if (room_.documents_.erase(e.doc) == 0) return impossible("an unknown document is removed");
    return {};
  }

  Result<void> operator()(const event::Edited& e) {
    Document* doc = find(room_.documents_, e.doc);
    if (!doc || e.rev != doc->rev + 1 || e.op.base_length() != doc->text.size())
      return impossible("an edit does not fit its document");
    interview::apply(e.op, doc->text);
    doc->history.push(e.op);
    doc->rev = e.rev;
    return {};
  }

  Result<void> operator()(const event::Chat& e) { return add_line(e.text, false); }
  Result<void> operator()(const event::Note& e) { return add_line(e.text, true); }

  Result<void> operator()(const event::LanguageSet& e) {
    room_.language_ = e.language;
    return {};
  }

  Result<void> operator()(const event::ProblemSet& e) {
    room_.problem_ = e;
    return {};
  }

  Result<void> operator()(const event::Locked&) {
    room_.locked_ = true;
    return {};
  }

  Result<void> operator()(const event::Unlocked&) {
    room_.locked_ = false;
    return {};
  }

  Result<void> operator()(const event::RunQueued& e) {
    if (e.run != room_.last_run_ + 1) return impossible("runs are numbered in order");
    room_.last_run_ = e.run;
    RoomRun& run = room_.runs_[e.run];
    run.id = e.run;
    run.by = header_.by;
    run.doc = e.doc;
    run.at = header_.at;
    run.language = e.language;
    forget_old_runs();
    return {};
  }

  Result<void> operator()(const event::RunStarted& e) {
    RoomRun* run = open_run(e.run);
    if (!run) return impossible("start of a run that is not open");
    run->state = RoomRun::kRunning;
    run->language_version = e.language_version;
    run->image = e.image;
    return {};
  }

  Result<void> operator()(const event::RunOutput& e) {
    RoomRun* run = open_run(e.run);
    if (!run) return impossible("output of a run that is not open");
    run->logged_bytes += e.data.size();
    run->kept_bytes += e.data.size();
    room_.output_bytes_ += e.data.size();
    run->output.push_back({e.stream, e.data});
    while (run->kept_bytes > room_.limits_.kept_output_bytes && run->output.size() > 1) {
      run->kept_bytes -= run->output.front().data.size();
      run->output.pop_front();
    }
    return {};
  }

  Result<void> operator()(const event::RunInput& e) {
    if (!open_run(e.run)) return impossible("input of a run that is not open");
    return {};
  }

  Result<void> operator()(const event::RunStopping& e) {
    RoomRun* run = open_run(e.run);
    if (!run) return impossible("stop of a run that is not open");
    run->stopping = true;
    return {};
  }

  Result<void> operator()(const event::RunEnded& e) {
    RoomRun* run = open_run(e.run);
    if (!run) return impossible("end of a run that is not open");
    run->state = RoomRun::kEnded;
    run->result = e.result;
    forget_old_runs();
    return {};
  }

  Result<void> operator()(const event::Submitted&) {
    ++room_.submissions_;
    return {};
  }

  Result<void> operator()(const event::Ended&) {
    room_.ended_ = true;
    return {};
  }

 private:
  template <typename Map>
  static typename Map::mapped_type* find(Map& map, uint32_t id) {
    const auto found = map.find(id);
    return found == map.end() ? nullptr : &found->second;
  }

  RoomRun* open_run(uint32_t id) {
    RoomRun* run = find(room_.runs_, id);
    return run && run->state != RoomRun::kEnded ? run : nullptr;
  }

  Result<void> add_line(const std::string& text, bool note) {
    room_.chat_.push_back({header_.seq, header_.at, header_.by, note, header_.audience, text});
    if (room_.chat_.size() > room_.limits_.kept_chat_lines) room_.chat_.pop_front();
    return {};
  }

  // Open runs stay, whatever their number.
  void forget_old_runs() {
    for (auto run = room_.runs_.begin();
         run != room_.runs_.end() && room_.runs_.size() > room_.limits_.kept_runs;)
      run = run->second.state == RoomRun::kEnded ? room_.runs_.erase(run) : std::next(run);
  }

  Room& room_;
  const RecordHeader& header_;
};

Result<void> Room::fold(const RecordHeader& header, const Event& event) {
  if (const auto folded = std::visit(RoomFold(*this, header), event); !folded) return folded;
  now_ = std::max(now_, header.at);
  if (!header.client.empty()) remember_client(header);
  return {};
}

void Room::remember_client(const RecordHeader& header) {
  auto found = clients_.find(header.client);
  if (found == clients_.end()) {
    size_t of_participant = 0;
    auto least_recent = clients_.end();
    for (auto client = clients_.begin(); client != clients_.end(); ++client) {
      if (client->second.participant != header.by) continue;
      ++of_participant;
      if (least_recent == clients_.end() || client->second.last_seq < least_recent->second.last_seq)
        least_recent = client;
    }
    if (of_participant >= limits_.clients_per_participant) clients_.erase(least_recent);
    found = clients_.emplace(header.client, Client{header.by, 0, 0}).first;
  }
  found->second.last = header.n;
  found->second.last_seq = header.seq;
}

}  // namespace interview
