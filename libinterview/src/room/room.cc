#include "interview/room.h"

#include <algorithm>
#include <cassert>

#include "interview/text.h"
#include "room/decision.h"
#include "room/language_id.h"

namespace interview {
namespace {

// What has a body that the state does without.
bool may_be_erased(RecordKind kind) {
  return kind == RecordKind::chat || kind == RecordKind::note || kind == RecordKind::run_input;
}

}  // namespace

Room::Room(std::string id, const RoomLimits& limits) : id_(std::move(id)), limits_(limits), chain_(id_) {}

Result<Room> Room::create(std::string id, std::string_view title, std::string_view language,
                          const Moment& now, const RoomLimits& limits,
                          const std::vector<command::OpenDoc>& documents) {
  if (!is_valid_utf8(title)) return Error{Errc::bad_text, "a title is UTF-8"};
  if (title.size() > limits.title_bytes)
    return Error{Errc::too_big, "a title has at most " + std::to_string(limits.title_bytes) + " bytes"};
  if (!language.empty())
    if (const auto fits = check_language_id(language); !fits) return fits.error();
  Room room(std::move(id), limits);
  RecordHeader header;
  room.record(header, event::Opened{std::string(title), std::string(language)}, now);
  uint64_t index = 0;
  for (const command::OpenDoc& document : documents) {
    auto opened = room.new_document(document);
    if (!opened) return opened.error();
    room.record({}, std::move(*opened), now, ++index);
  }
  return room;
}

Room Room::replaying(std::string id, const RoomLimits& limits) {
  return Room(std::move(id), limits);
}

Result<void> Room::replay(const Record& record) {
  Chain chain = chain_;
  if (const auto accepted = chain.accept(record); !accepted) return accepted;
  const auto header = decode_header(record.header_bytes);
  if (!header) return header.error();
  if (record.erased) {
    if (!may_be_erased(header->kind))
      return Error{Errc::record_malformed, "a body was erased without which there is no state"};
    if (const auto admitted = admit(*header); !admitted) return admitted;
    fold(*header);
  } else {
    const auto event = decode_event(header->kind, record.body);
    if (!event) return event.error();
    if (const auto admitted = admit(*header, *event); !admitted) return admitted;
    fold(*header, *event);
  }
  chain_ = chain;
  return {};
}

Result<uint32_t> Room::join(std::string_view subject, Role role, const Moment& now) {
  if (const Participant* known = participant_of(subject)) {
    if (known->removed) return Error{Errc::removed, "you were removed from this room"};
    return known->number;
  }
  if (ended_) return Error{Errc::ended, "the room has ended"};
  if (seq() == 0) return Error{Errc::bad_argument, "the room has not been opened"};
  if (subject.empty() || subject.size() > kLongestSubject || !is_valid_utf8(subject))
    return Error{Errc::bad_argument, "a subject has 1 to 128 bytes of UTF-8"};
  if (permissions_of(role) == 0) return Error{Errc::bad_argument, "there is no such role"};
  if (participants_.size() >= limits_.participants)
    return Error{Errc::too_many,
                 "a room has at most " + std::to_string(limits_.participants) + " participants"};
  const uint32_t number = static_cast<uint32_t>(participants_.size()) + 1;
  RecordHeader header;
  header.by = number;
  record(std::move(header), event::Joined{number, role, std::string(subject)}, now);
  return number;
}

Result<Room::Outcome> Room::apply(const Sender& sender, const Command& command, const Moment& now) {
  const Participant* who = participant(sender.participant);
  if (!who) return Error{Errc::no_such_participant, "there is no such participant"};
  if (const auto ours = check_client(sender.participant, sender.client); !ours) return ours.error();
  if (sender.n == 0) return Error{Errc::bad_argument, "commands are numbered from 1"};
  if (sender.n <= last_command(sender.client)) return Outcome::duplicate;
  if (who->removed) return Error{Errc::removed, "you were removed from this room"};
  if (ended_) return Error{Errc::ended, "the room has ended"};
  const bool stopped_by_lock = std::holds_alternative<command::Edit>(command) ||
                               std::holds_alternative<command::Run>(command) ||
                               std::holds_alternative<command::OpenDoc>(command) ||
                               std::holds_alternative<command::RenameDoc>(command) ||
                               std::holds_alternative<command::RemoveDoc>(command) ||
                               std::holds_alternative<command::RunInput>(command) ||
                               std::holds_alternative<command::SetLanguage>(command);
  if (locked_ && stopped_by_lock && !may(who->number, Permission::manage))
    return Error{Errc::locked, "the room is locked"};

  auto decision = std::visit([&](const auto& asked) { return decide(*who, asked); }, command);
  if (!decision) return decision.error();
  if (const auto* run = std::get_if<command::Run>(&command))
    orders_.push_back(order_of(std::get<event::RunQueued>(decision->event), *run));
  RecordHeader header;
  header.by = sender.participant;
  uint64_t index = 0;
  for (Event& before : decision->before) record(header, std::move(before), now, index++);
  // On the last record only: were the log cut off before it, the command would be done again, not taken for a
  // duplicate.
  header.client = sender.client;
  header.n = sender.n;
  header.audience = decision->audience;
  record(std::move(header), std::move(decision->event), now, index);
  return Outcome::done;
}

RunOrder Room::order_of(const event::RunQueued& queued, const command::Run& command) const {
  const Document& main = documents_.at(command.doc);
  RunOrder order{queued.run, queued.language, main.name, {}, command.input, command.keep_input_open};
  for (const auto& [id, doc] : documents_) {
    if (doc.owner != main.owner) continue;
    std::string text;
    append_utf8(text, doc.text.text());
    order.files.push_back({doc.name, std::move(text)});
  }
  return order;
}

Result<void> Room::run_started(uint32_t id, const event::RunStarted& start, const Moment& now) {
  const RoomRun* open = run(id);
  if (!open || open->state != RoomRun::kQueued) return Error{Errc::no_such_run, "that run is not queued"};
  event::RunStarted event{id, to_valid_utf8(start.language_version), to_valid_utf8(start.image), start.cold};
  record({}, std::move(event), now);
  return {};
}

Result<size_t> Room::run_output(uint32_t id, OutputStream stream, std::string_view data, const Moment& now) {
  const RoomRun* open = run(id);
  if (!open || open->state == RoomRun::kEnded) return Error{Errc::no_such_run, "that run is over"};
  const size_t room_left =
      limits_.room_output_bytes - std::min<size_t>(output_bytes_, limits_.room_output_bytes);
  const size_t run_left =
      limits_.run_output_bytes - std::min<size_t>(open->logged_bytes, limits_.run_output_bytes);
  const size_t left = std::min(room_left, run_left);
  const std::string_view fits =
      data.size() <= left ? data : data.substr(0, whole_utf8_prefix(data.substr(0, left)));
  if (!fits.empty()) record({}, event::RunOutput{id, stream, std::string(fits)}, now);
  return data.size() - fits.size();
}

Result<void> Room::run_ended(uint32_t id, const RunResult& result, uint64_t dropped_bytes,
                             const Moment& now) {
  const RoomRun* open = run(id);
  if (!open || open->state == RoomRun::kEnded) return Error{Errc::no_such_run, "that run is over"};
  event::RunEnded event{id, result, dropped_bytes};
  event.result.message = to_valid_utf8(result.message);
  record({}, std::move(event), now);
  return {};
}

void Room::interrupt_runs(const Moment& now) {
  uint64_t index = 0;
  std::vector<uint32_t> open;
  for (const auto& [id, run] : runs_)
    if (run.state != RoomRun::kEnded) open.push_back(id);
  for (const uint32_t id : open) {
    event::RunEnded interrupted{id, {}, 0};
    interrupted.result.kind = RunKind::interrupted;
    record({}, std::move(interrupted), now, index++);
  }
}

void Room::record(RecordHeader header, Event event, const Moment& now, uint64_t index) {
  header.at = std::max(now_, now.at);
  header.kind = kind_of(event);
  Salt salt = now.salt;
  // Several records of one moment have a salt each.
  for (size_t i = 0; index > 0 && i < sizeof index; ++i) salt[i] ^= static_cast<uint8_t>(index >> (8 * i));
  Record made = chain_.append(std::move(header), salt, encode_event(event));
  assert(admit(made.header, event).ok());
  fold(made.header, event);
  entries_.push_back({std::move(made), std::move(event)});
}

std::vector<Entry> Room::take_entries() {
  return std::exchange(entries_, {});
}
std::vector<RunOrder> Room::take_run_orders() {
  return std::exchange(orders_, {});
}

const Participant* Room::participant(uint32_t number) const {
  const auto found = participants_.find(number);
  return found == participants_.end() ? nullptr : &found->second;
}

const Participant* Room::participant_of(std::string_view subject) const {
  for (const auto& [number, participant] : participants_)
    if (participant.subject == subject) return &participant;
  return nullptr;
}

const Document* Room::document(uint32_t id) const {
  const auto found = documents_.find(id);
  return found == documents_.end() ? nullptr : &found->second;
}

const RoomRun* Room::run(uint32_t id) const {
  const auto found = runs_.find(id);
  return found == runs_.end() ? nullptr : &found->second;
}

uint64_t Room::last_command(std::string_view client) const {
  const auto found = clients_.find(client);
  return found == clients_.end() ? 0 : found->second.last;
}

Result<void> Room::check_client(uint32_t number, std::string_view client) const {
  const auto found = clients_.find(client);
  if (found == clients_.end()) return check_client_id(client);
  if (found->second.participant != number)
    return Error{Errc::client_of_another, "that client id belongs to somebody else"};
  return {};
}

bool Room::may(uint32_t who, Permission permission) const {
  const Participant* participant = this->participant(who);
  return participant && !participant->removed && has(permissions_of(participant->role), permission);
}

bool Room::may_edit(uint32_t who, const Document& doc) const {
  if (may(who, Permission::manage)) return true;
  return doc.owner == who ? may(who, Permission::edit_own) : doc.owner == 0 && may(who, Permission::edit);
}

bool Room::may_see(uint32_t who, const Audience& audience) const {
  switch (audience.kind) {
    case Audience::kEverybody:
      return true;
    case Audience::kInterviewers:
      return may(who, Permission::interviewers);
    case Audience::kPerson:
      return audience.person == who;
  }
  return false;
}

}  // namespace interview
