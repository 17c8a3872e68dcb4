// What a record that is read from a log has to fulfil before it is folded: that a room could have made it. So
// a forged log brings a room into no state that commands could not. Limits and permissions are not asked
// again: they may have been others when the record was made.
#include "interview/room.h"
#include "room/erased_by.h"
#include "room/language_id.h"

namespace interview {
namespace {

Error impossible(const char* what) {
  return Error{Errc::record_malformed, what};
}

Result<void> demand(bool holds, const char* otherwise) {
  if (!holds) return impossible(otherwise);
  return {};
}

bool is_made_by_room(RecordKind kind) {
  return kind == RecordKind::opened || kind == RecordKind::run_started || kind == RecordKind::run_output;
}

// Whether records of that kind are made by a command. Ending a room also ends runs; only the last record of a
// command carries its client and number.
bool is_made_by_command(RecordKind kind) {
  return !is_made_by_room(kind) && kind != RecordKind::joined && kind != RecordKind::run_ended;
}

bool audience_fits(RecordKind kind, const Audience& audience) {
  if (kind == RecordKind::note) return audience.kind == Audience::kInterviewers;
  if (kind == RecordKind::chat && audience.kind == Audience::kInterviewers) return true;
  return audience.kind == Audience::kEverybody;
}

}  // namespace

// Visits the alternative of one event.
class RoomAdmission {
 public:
  explicit RoomAdmission(const Room& room) : room_(room) {}

  Result<void> operator()(const event::Opened& e) const {
    return demand(e.language.empty() || check_language_id(e.language).ok(),
                  "a room is opened with a bad language");
  }

  Result<void> operator()(const event::Joined& e) const {
    if (e.participant != room_.participants_.size() + 1)
      return impossible("participants are numbered in order");
    if (e.subject.empty() || e.subject.size() > Room::kLongestSubject)
      return impossible("a subject has a bad length");
    return demand(!room_.participant_of(e.subject), "a person joins twice");
  }

  Result<void> operator()(const event::RoleChanged& e) const {
    return demand(room_.participant(e.participant), "role of an unknown participant");
  }

  Result<void> operator()(const event::Removed& e) const {
    const Participant* participant = room_.participant(e.participant);
    return demand(participant && !participant->removed, "removal of nobody");
  }

  Result<void> operator()(const event::DocOpened& e) const {
    if (e.doc != uint64_t{room_.last_doc_} + 1) return impossible("documents are numbered in order");
    if (e.owner != 0 && !room_.participant(e.owner))
      return impossible("a document of an unknown participant");
    if (e.text.size() > Operation::kMaxLength) return impossible("a document is longer than any can be");
    if (e.text.find('\r') != std::string::npos) return impossible("a document has a carriage return");
    return demand(room_.free_name(e.name, 0).ok(), "a document is opened with a bad name");
  }

  Result<void> operator()(const event::DocRenamed& e) const {
    if (!room_.document(e.doc)) return impossible("an unknown document is renamed");
    return demand(room_.free_name(e.name, e.doc).ok(), "a document is given a bad name");
  }

  Result<void> operator()(const event::DocRemoved& e) const {
    return demand(room_.document(e.doc), "an unknown document is removed");
  }

  Result<void> operator()(const event::Edited& e) const {
    const Document* doc = room_.document(e.doc);
    if (!doc || e.rev != doc->rev + 1 || !check(e.op, doc->text).ok())
      return impossible("an edit does not fit its document");
    return demand(e.erased == erased_by(e.op, doc->text), "an edit erases another text than it says");
  }

  Result<void> operator()(const event::Chat& e) const {
    return demand(!e.text.empty(), "a chat line is empty");
  }
  Result<void> operator()(const event::Note&) const { return {}; }

  Result<void> operator()(const event::LanguageSet& e) const {
    return demand(check_language_id(e.language).ok(), "a bad language is set");
  }

  Result<void> operator()(const event::ProblemSet&) const { return {}; }
  Result<void> operator()(const event::Locked&) const { return {}; }
  Result<void> operator()(const event::Unlocked&) const { return {}; }

  Result<void> operator()(const event::RunQueued& e) const {
    if (e.run != uint64_t{room_.last_run_} + 1) return impossible("runs are numbered in order");
    const Document* doc = room_.document(e.doc);
    if (!doc || e.rev != doc->rev) return impossible("a run is not of a document as it stands");
    return demand(check_language_id(e.language).ok(), "a run has a bad language");
  }

  Result<void> operator()(const event::RunStarted& e) const {
    const RoomRun* run = room_.run(e.run);
    return demand(run && run->state == RoomRun::kQueued, "start of a run that is not queued");
  }

  Result<void> operator()(const event::RunOutput& e) const {
    return demand(is_open(e.run) && !e.data.empty(), "output of a run that is not open, or none");
  }

  Result<void> operator()(const event::RunInput& e) const {
    return demand(is_open(e.run), "input of a run that is not open");
  }

  Result<void> operator()(const event::RunStopping& e) const {
    return demand(is_open(e.run), "stop of a run that is not open");
  }

  Result<void> operator()(const event::RunEnded& e) const {
    return demand(is_open(e.run), "end of a run that is not open");
  }

  Result<void> operator()(const event::Submitted& e) const {
    uint32_t before = 0;
    for (const event::Submitted::Doc& submitted : e.docs) {
      const Document* doc = room_.document(submitted.doc);
      if (submitted.doc <= before || !doc || submitted.rev != doc->rev)
        return impossible("what is submitted is not what stands there");
      before = submitted.doc;
    }
    return {};
  }

  Result<void> operator()(const event::Ended&) const {
    for (const auto& [id, run] : room_.runs_)
      if (run.state != RoomRun::kEnded) return impossible("a room ends with an open run");
    return {};
  }

 private:
  bool is_open(uint32_t id) const {
    const RoomRun* run = room_.run(id);
    return run && run->state != RoomRun::kEnded;
  }

  const Room& room_;
};

Result<void> Room::admit(const RecordHeader& header) const {
  if (ended_) return impossible("a record follows the end of the room");
  if ((header.seq == 1) != (header.kind == RecordKind::opened))
    return impossible("a room is opened by its first record, and once");
  if (header.at < now_) return impossible("time falls");
  // The documents that a room is created with are there before anybody joins.
  const bool made_by_creation =
      header.kind == RecordKind::doc_opened && header.by == 0 && participants_.empty();
  const bool made_by_command = is_made_by_command(header.kind) && !made_by_creation;
  if (header.client.empty() != (header.n == 0) || header.client.empty() == made_by_command)
    return impossible("a record has a client and a number if a command made it");
  const Participant* by = participant(header.by);
  const bool author_fits = header.kind == RecordKind::joined      ? header.by == participants_.size() + 1
                           : is_made_by_room(header.kind)         ? header.by == 0
                           : made_by_creation                     ? true
                           : header.kind == RecordKind::run_ended ? header.by == 0 || (by && !by->removed)
                                                                  : by && !by->removed;
  if (!author_fits) return impossible("a record is by somebody who cannot have made it");
  if (!header.client.empty() &&
      (!check_client(header.by, header.client).ok() || header.n <= last_command(header.client)))
    return impossible("a command has a client or a number that does not fit");
  return demand(audience_fits(header.kind, header.audience),
                "a record has an audience that its kind has not");
}

Result<void> Room::admit(const RecordHeader& header, const Event& event) const {
  if (const auto admitted = admit(header); !admitted) return admitted;
  return std::visit(RoomAdmission(*this), event);
}

}  // namespace interview
