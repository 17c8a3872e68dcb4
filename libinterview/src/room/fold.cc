// How each event changes the state of a room: the one place that does, for what happens now and for replay
// alike. The event was decided (decide.cc) or admitted (admit.cc), so it fits.
#include "interview/room.h"
#include "interview/text.h"
#include "room/both_sides.h"

namespace interview {

// Folds one event; visits its alternative.
class RoomFold {
 public:
  RoomFold(Room& room, const RecordHeader& header) : room_(room), header_(header) {}

  void operator()(const event::Opened& e) {
    room_.title_ = e.title;
    room_.language_ = e.language;
  }

  void operator()(const event::Joined& e) {
    room_.participants_.emplace(e.participant, Participant{e.participant, e.subject, e.role, false});
    look_for_begin();
  }

  void operator()(const event::RoleChanged& e) {
    room_.participants_.at(e.participant).role = e.role;
    look_for_begin();
  }

  void operator()(const event::Removed& e) { room_.participants_.at(e.participant).removed = true; }

  void operator()(const event::DocOpened& e) {
    const auto text = utf8_to_utf16(e.text);
    room_.last_doc_ = e.doc;
    room_.documents_.emplace(
        e.doc, Document{e.doc, e.name, e.owner, 0, TextBuffer(*text), History(0, room_.limits_.history)});
  }

  void operator()(const event::DocRenamed& e) { room_.documents_.at(e.doc).name = e.name; }

  void operator()(const event::DocRemoved& e) { room_.documents_.erase(e.doc); }

  void operator()(const event::Edited& e) {
    Document& doc = room_.documents_.at(e.doc);
    interview::apply(e.op, doc.text);
    doc.history.push(e.op);
    doc.rev = e.rev;
  }

  void operator()(const event::Chat& e) { add_line(e.text, false); }
  void operator()(const event::Note& e) { add_line(e.text, true); }

  void operator()(const event::LanguageSet& e) { room_.language_ = e.language; }

  void operator()(const event::ProblemSet& e) { room_.problem_ = e; }

  void operator()(const event::Locked&) { room_.locked_ = true; }

  void operator()(const event::Unlocked&) { room_.locked_ = false; }

  void operator()(const event::RunQueued& e) {
    room_.last_run_ = e.run;
    RoomRun& run = room_.runs_[e.run];
    run.id = e.run;
    run.by = header_.by;
    run.doc = e.doc;
    run.at = header_.at;
    run.language = e.language;
    forget_old_runs();
  }

  void operator()(const event::RunStarted& e) {
    RoomRun& run = room_.runs_.at(e.run);
    run.state = RoomRun::kRunning;
    run.language_version = e.language_version;
    run.image = e.image;
  }

  void operator()(const event::RunOutput& e) {
    room_.runs_.at(e.run).keep_output(e.stream, e.data, room_.limits_.kept_output_bytes);
    room_.output_bytes_ += e.data.size();
  }

  void operator()(const event::RunInput&) {}

  void operator()(const event::RunStopping& e) { room_.runs_.at(e.run).stopping = true; }

  void operator()(const event::RunEnded& e) {
    RoomRun& run = room_.runs_.at(e.run);
    run.state = RoomRun::kEnded;
    run.result = e.result;
    forget_old_runs();
  }

  void operator()(const event::Submitted&) { ++room_.submissions_; }

  void operator()(const event::Ended&) { room_.ended_ = true; }

 private:
  void look_for_begin() {
    if (!room_.began_ && both_sides(room_.participants_)) room_.began_ = header_.at;
  }

  void add_line(const std::string& text, bool note) {
    room_.chat_.push_back({header_.seq, header_.at, header_.by, note, header_.audience, text});
    if (room_.chat_.size() > room_.limits_.kept_chat_lines) room_.chat_.pop_front();
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

void Room::fold(const RecordHeader& header, const Event& event) {
  std::visit(RoomFold(*this, header), event);
  fold(header);
}

void Room::fold(const RecordHeader& header) {
  now_ = header.at;
  if (!header.client.empty()) remember_client(header);
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
    if (of_participant > 0 && of_participant >= limits_.clients_per_participant) clients_.erase(least_recent);
    found = clients_.emplace(header.client, Client{header.by, 0, 0}).first;
  }
  found->second.last = header.n;
  found->second.last_seq = header.seq;
}

}  // namespace interview
