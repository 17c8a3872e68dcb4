// What each command makes happen, or why it may not. Nothing here changes the room.
#include <algorithm>

#include "interview/text.h"
#include "room/decision.h"
#include "room/erased_by.h"
#include "room/fold_case.h"
#include "room/language_id.h"

namespace interview {
namespace {

Error not_permitted(const char* what) {
  return Error{Errc::not_permitted, std::string("you may not ") + what};
}

Result<void> check_text(std::string_view text, size_t limit, const char* what) {
  if (text.size() > limit)
    return Error{Errc::too_big, std::string(what) + " has more than " + std::to_string(limit) + " bytes"};
  if (!is_valid_utf8(text)) return Error{Errc::bad_text, std::string(what) + " is not valid UTF-8"};
  return {};
}

Error no_document(uint32_t id) {
  return Error{Errc::no_such_document, "there is no document " + std::to_string(id)};
}

// A run is steered by whoever began it, and by those who may edit its document.
bool may_steer(const Room& room, uint32_t who, const RoomRun& run) {
  const Document* doc = room.document(run.doc);
  return run.by == who || room.may(who, Permission::manage) || (doc && room.may_edit(who, *doc));
}

}  // namespace

Result<Room::Decision> Room::decide(const Participant& who, const command::Edit& command) const {
  const Document* doc = document(command.doc);
  if (!doc) return no_document(command.doc);
  if (!may_edit(who.number, *doc)) return not_permitted("edit this document");
  auto at_head = doc->history.bring_to_head(command.op, command.base);
  if (!at_head) return at_head.error();
  if (const auto fits = check(*at_head, doc->text, limits_.document_units); !fits) return fits.error();
  event::Edited edited{doc->id, doc->rev + 1, std::move(*at_head), {}};
  edited.erased = erased_by(edited.op, doc->text);
  return Decision{std::move(edited), {}, {}};
}

Result<Room::Decision> Room::decide(const Participant& who, const command::Chat& command) const {
  if (!may(who.number, command.to_interviewers ? Permission::interviewers : Permission::chat))
    return not_permitted(command.to_interviewers ? "write to the interviewers" : "write to everybody");
  if (command.text.empty()) return Error{Errc::bad_text, "a chat line is not empty"};
  if (const auto fits = check_text(command.text, limits_.chat_bytes, "the chat line"); !fits)
    return fits.error();
  Audience audience;
  if (command.to_interviewers) audience.kind = Audience::kInterviewers;
  return Decision{event::Chat{command.text}, audience, {}};
}

Result<Room::Decision> Room::decide(const Participant& who, const command::Note& command) const {
  if (!may(who.number, Permission::manage)) return not_permitted("write notes");
  if (const auto fits = check_text(command.text, limits_.note_bytes, "the note"); !fits) return fits.error();
  return Decision{event::Note{command.text}, {Audience::kInterviewers, 0}, {}};
}

Result<std::string> Room::free_name(std::string_view name, uint32_t except) const {
  if (const auto fits = check_document_name(name); !fits) return fits.error();
  const std::string folded = fold_case(name);
  for (const auto& [id, doc] : documents_) {
    if (id == except) continue;
    const std::string other = fold_case(doc.name);
    // A name is taken by its equal, and by a folder or a file of that path.
    const std::string& shorter = other.size() < folded.size() ? other : folded;
    const std::string& longer = other.size() < folded.size() ? folded : other;
    if (longer.compare(0, shorter.size(), shorter) == 0 &&
        (longer.size() == shorter.size() || longer[shorter.size()] == '/'))
      return Error{Errc::name_taken, "there is a document '" + doc.name + "' already"};
  }
  return std::string(name);
}

Result<event::DocOpened> Room::new_document(const command::OpenDoc& command) const {
  if (command.owner != 0 && !participant(command.owner))
    return Error{Errc::no_such_participant, "there is no participant " + std::to_string(command.owner)};
  if (documents_.size() >= limits_.documents)
    return Error{Errc::too_many, "a room has at most " + std::to_string(limits_.documents) + " documents"};
  auto name = free_name(command.name, 0);
  if (!name) return name.error();
  const auto text = utf8_to_utf16(command.text);
  if (!text) return text.error();
  if (const auto fits = check(Operation::splice(0, 0, 0, *text), {}, limits_.document_units); !fits)
    return fits.error();
  return event::DocOpened{last_doc_ + 1, std::move(*name), command.owner, command.text};
}

Result<Room::Decision> Room::decide(const Participant& who, const command::OpenDoc& command) const {
  const bool manages = may(who.number, Permission::manage);
  const bool for_all = command.owner == 0 && may(who.number, Permission::edit);
  const bool for_self = command.owner == who.number && may(who.number, Permission::edit_own);
  if (!manages && !for_all && !for_self) return not_permitted("open this document");
  auto opened = new_document(command);
  if (!opened) return opened.error();
  return Decision{std::move(*opened), {}, {}};
}

Result<Room::Decision> Room::decide(const Participant& who, const command::RenameDoc& command) const {
  const Document* doc = document(command.doc);
  if (!doc) return no_document(command.doc);
  if (!may_edit(who.number, *doc)) return not_permitted("rename this document");
  auto name = free_name(command.name, doc->id);
  if (!name) return name.error();
  return Decision{event::DocRenamed{doc->id, std::move(*name)}, {}, {}};
}

Result<Room::Decision> Room::decide(const Participant& who, const command::RemoveDoc& command) const {
  const Document* doc = document(command.doc);
  if (!doc) return no_document(command.doc);
  if (!may_edit(who.number, *doc)) return not_permitted("remove this document");
  return Decision{event::DocRemoved{doc->id}, {}, {}};
}

Result<Room::Decision> Room::decide(const Participant& who, const command::SetLanguage& command) const {
  if (!may(who.number, Permission::edit)) return not_permitted("choose the language");
  if (const auto fits = check_language_id(command.language); !fits) return fits.error();
  return Decision{event::LanguageSet{command.language}, {}, {}};
}

Result<Room::Decision> Room::decide(const Participant& who, const command::SetProblem& command) const {
  if (!may(who.number, Permission::manage)) return not_permitted("set the problem");
  for (const std::string* line : {&command.id, &command.title})
    if (const auto fits = check_text(*line, limits_.title_bytes, "the problem's title"); !fits)
      return fits.error();
  if (const auto fits = check_text(command.statement, limits_.problem_bytes, "the problem"); !fits)
    return fits.error();
  return Decision{event::ProblemSet{command.id, command.title, command.statement}, {}, {}};
}

Result<Room::Decision> Room::decide(const Participant& who, const command::Lock&) const {
  if (!may(who.number, Permission::manage)) return not_permitted("lock the room");
  return Decision{event::Locked{}, {}, {}};
}

Result<Room::Decision> Room::decide(const Participant& who, const command::Unlock&) const {
  if (!may(who.number, Permission::manage)) return not_permitted("unlock the room");
  return Decision{event::Unlocked{}, {}, {}};
}

Result<Room::Decision> Room::decide(const Participant& who, const command::Run& command) const {
  const Document* doc = document(command.doc);
  if (!doc) return no_document(command.doc);
  if (!may(who.number, Permission::run) || !may_edit(who.number, *doc))
    return not_permitted("run this document");
  const std::string& language = command.language.empty() ? language_ : command.language;
  if (const auto fits = check_language_id(language); !fits) return fits.error();
  if (const auto fits = check_text(command.input, limits_.input_bytes, "standard input"); !fits)
    return fits.error();
  const auto open = std::count_if(runs_.begin(), runs_.end(),
                                  [](const auto& run) { return run.second.state != RoomRun::kEnded; });
  if (static_cast<size_t>(open) >= limits_.open_runs)
    return Error{Errc::too_many,
                 "a room has at most " + std::to_string(limits_.open_runs) + " runs at a time"};
  if (output_bytes_ >= limits_.room_output_bytes)
    return Error{Errc::too_many, "the room has logged all the output it may"};
  return Decision{event::RunQueued{last_run_ + 1, doc->id, doc->rev, language, command.input}, {}, {}};
}

Result<Room::Decision> Room::decide(const Participant& who, const command::RunInput& command) const {
  if (!may(who.number, Permission::run)) return not_permitted("give input to runs");
  const RoomRun* open = run(command.run);
  if (!open || open->state == RoomRun::kEnded)
    return Error{Errc::no_such_run, "run " + std::to_string(command.run) + " is not under way"};
  if (!may_steer(*this, who.number, *open)) return not_permitted("give input to this run");
  if (const auto fits = check_text(command.text, limits_.input_bytes, "the input"); !fits)
    return fits.error();
  return Decision{event::RunInput{command.run, command.text, command.end}, {}, {}};
}

Result<Room::Decision> Room::decide(const Participant& who, const command::RunStop& command) const {
  if (!may(who.number, Permission::run)) return not_permitted("stop runs");
  const RoomRun* open = run(command.run);
  if (!open || open->state == RoomRun::kEnded)
    return Error{Errc::no_such_run, "run " + std::to_string(command.run) + " is not under way"};
  if (!may_steer(*this, who.number, *open)) return not_permitted("stop this run");
  return Decision{event::RunStopping{command.run}, {}, {}};
}

Result<Room::Decision> Room::decide(const Participant& who, const command::Submit&) const {
  if (!may(who.number, Permission::submit)) return not_permitted("submit");
  event::Submitted submitted;
  for (const auto& [id, doc] : documents_)
    if (doc.owner == 0 || doc.owner == who.number) submitted.docs.push_back({id, doc.rev});
  return Decision{std::move(submitted), {}, {}};
}

bool Room::is_last_manager(const Participant& who) const {
  return has(permissions_of(who.role), Permission::manage) && !who.removed &&
         std::none_of(participants_.begin(), participants_.end(), [&](const auto& other) {
           return other.first != who.number && may(other.first, Permission::manage);
         });
}

Result<Room::Decision> Room::decide(const Participant& who, const command::SetRole& command) const {
  if (!may(who.number, Permission::manage)) return not_permitted("change roles");
  const Participant* whose = participant(command.participant);
  if (!whose)
    return Error{Errc::no_such_participant, "there is no participant " + std::to_string(command.participant)};
  if (permissions_of(command.role) == 0) return Error{Errc::bad_argument, "there is no such role"};
  if (is_last_manager(*whose) && !has(permissions_of(command.role), Permission::manage))
    return Error{Errc::not_permitted, "somebody has to stay who can manage the room"};
  return Decision{event::RoleChanged{command.participant, command.role}, {}, {}};
}

Result<Room::Decision> Room::decide(const Participant& who, const command::Remove& command) const {
  if (!may(who.number, Permission::manage)) return not_permitted("remove people");
  const Participant* whose = participant(command.participant);
  if (!whose || whose->removed)
    return Error{Errc::no_such_participant, "there is no participant " + std::to_string(command.participant)};
  if (is_last_manager(*whose))
    return Error{Errc::not_permitted, "somebody has to stay who can manage the room"};
  return Decision{event::Removed{command.participant}, {}, {}};
}

Result<Room::Decision> Room::decide(const Participant& who, const command::End&) const {
  if (!may(who.number, Permission::manage)) return not_permitted("end the room");
  Decision decision{event::Ended{}, {}, {}};
  for (const auto& [id, open] : runs_) {
    if (open.state == RoomRun::kEnded) continue;
    event::RunEnded cancelled{id, {}, 0};
    cancelled.result.kind = RunKind::cancelled;
    decision.before.push_back(std::move(cancelled));
  }
  return decision;
}

}  // namespace interview
