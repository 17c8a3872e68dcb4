#include "cli/table.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "interview/text.h"
#include "sync/kept_session.h"

namespace interview::test {
namespace {

constexpr const char* kMyClient = "client-of-mine";
constexpr const char* kTheirClient = "client-of-theirs";

Room new_room(const RoomLimits& limits) {
  auto room = Room::create("r_files", "Files", "", {}, limits);
  REQUIRE(room.ok());
  return std::move(*room);
}

std::string_view name_of(uint32_t) {
  return "Ada";
}

std::u16string units(std::string_view text) {
  auto converted = utf8_to_utf16(text);
  REQUIRE(converted.ok());
  return *converted;
}

}  // namespace

Table::Table(Role role, const RoomLimits& limits) : room(new_room(limits)), session("r_files", kMyClient) {
  me = *room.join("me", role, moment());
  them = *room.join("them", Role::interviewer, moment());
  collect();
}

Moment Table::moment() {
  Moment now{clock_ += 10, {}};
  ++salts_;
  std::copy_n(reinterpret_cast<const uint8_t*>(&salts_), sizeof salts_, now.salt.begin());
  return now;
}

void Table::collect() {
  for (Entry& entry : room.take_entries()) log_.push_back(std::move(entry));
}

void Table::other(const Command& command) {
  const auto done = room.apply({them, kTheirClient, ++number_}, command, moment());
  REQUIRE_MESSAGE(done.ok(), (done.ok() ? std::string() : done.error().message));
  collect();
}

uint32_t Table::open(const std::string& name, const std::string& text, uint32_t owner) {
  other(command::OpenDoc{name, text, owner});
  return room.documents().rbegin()->first;
}

void Table::other_edits(uint32_t doc, const Operation& op) {
  other(command::Edit{doc, room.document(doc)->rev, op});
}

void Table::other_types(uint32_t doc, std::string_view before, std::string_view text) {
  const std::u16string now = room.document(doc)->text.text();
  const size_t at = before.empty() ? now.size() : now.find(units(before));
  REQUIRE(at != std::u16string::npos);
  other_edits(doc, Operation::splice(now.size(), at, 0, units(text)));
}

std::string Table::text(uint32_t doc) const {
  std::string out;
  append_utf8(out, room.document(doc)->text.text());
  return out;
}

void Table::take(std::vector<Notice>& notices, const wire::ServerMessage& message) {
  auto taken = session.receive(wire::encode(message));
  REQUIRE_MESSAGE(taken.ok(), (taken.ok() ? std::string() : taken.error().message));
  for (Notice& notice : *taken) notices.push_back(std::move(notice));
}

std::vector<Notice> Table::connect() {
  session.disconnected();
  session.connected("token");
  std::vector<Notice> notices;
  const Role role = room.participant(me)->role;
  const uint64_t acked = room.last_command(kMyClient);
  if (session.has_pending()) {
    told_ = session.seen();
    take(notices, wire::Resume{me, 1, role, acked, room.seq(), "", true, {}});
    tell(notices);
  } else {
    told_ = room.seq();
    take(notices, wire::Welcome{me, 1, role, room.seq(), to_base64url(bytes_of(room.head())), acked,
                                view_of(room, me, name_of), "", true});
  }
  return notices;
}

void Table::tell(std::vector<Notice>& notices) {
  if (told_ == room.seq()) return;
  wire::EventsFrame frame;
  for (const Entry& entry : log_) {
    const RecordHeader& header = entry.record.header;
    if (header.seq <= told_) continue;
    const wire::EncodedEvent event = wire::encode_event(header, entry.event, name_of);
    frame.add(header.client == kMyClient ? event.own_json : event.json);
  }
  auto taken = session.receive(frame.finish(room.seq(), to_base64url(bytes_of(room.head()))));
  REQUIRE_MESSAGE(taken.ok(), (taken.ok() ? std::string() : taken.error().message));
  for (Notice& notice : *taken) notices.push_back(std::move(notice));
  told_ = room.seq();
}

std::vector<Notice> Table::exchange() {
  std::vector<Notice> notices;
  tell(notices);
  while (const auto json = session.next()) {
    before_sending();
    const auto decoded = wire::decode_client_message(*json);
    REQUIRE(std::holds_alternative<wire::ClientMessage>(decoded));
    const auto& numbered = std::get<wire::Numbered>(std::get<wire::ClientMessage>(decoded));
    const auto done = room.apply({me, kMyClient, numbered.n}, numbered.command, moment());
    collect();
    if (!done) {
      tell(notices);
      take(notices, wire::Refusal{numbered.n, done.error().code, done.error().message, false});
    } else {
      tell(notices);
    }
  }
  return notices;
}

void SyncedTable::keep() {
  const bool stored = store(*folder, {session.outbox(), sync->kept()}).ok();
  CHECK(stored != disk_is_full);
}

void SyncedTable::before_sending() {
  if (sync) keep();
}

cli::FileSyncHost SyncedTable::host() {
  return {[this](const std::string& line) { lines.push_back(line); },
          [this] {
            ++kept_times;
            keep();
          }};
}

void SyncedTable::begin(const cli::FileSyncOptions& options) {
  options_ = options;
  auto opened = cli::SafeFolder::open(disk.path());
  REQUIRE_MESSAGE(opened.ok(), (opened.ok() ? std::string() : opened.error().message));
  folder.emplace(std::move(*opened));
  auto watched = cli::FileWatch::open(*folder);
  REQUIRE(watched.ok());
  watch.emplace(std::move(*watched));
  sync.emplace(*folder, session, host(), std::string_view(), options_);
  keep();
  connected_ = true;
  sync->on_notices(connect());
  settle();
}

void SyncedTable::restart(bool connects) {
  sync.reset();
  watch.reset();
  folder.reset();
  auto opened = cli::SafeFolder::open(disk.path());
  REQUIRE_MESSAGE(opened.ok(), (opened.ok() ? std::string() : opened.error().message));
  folder.emplace(std::move(*opened));
  const auto kept = load_session(*folder);
  REQUIRE(kept.ok());
  auto restored = ClientSession::restore(kept->outbox);
  REQUIRE(restored.ok());
  session = std::move(*restored);
  auto watched = cli::FileWatch::open(*folder);
  REQUIRE(watched.ok());
  watch.emplace(std::move(*watched));
  sync.emplace(*folder, session, host(), kept->files, options_);
  keep();
  connected_ = connects;
  if (connects) sync->on_notices(connect());
  settle();
}

void SyncedTable::round() {
  sync->on_files(watch->read());
  if (connected_) sync->on_notices(exchange());
  sync->flush();
}

void SyncedTable::settle() {
  for (int rounds = 0; rounds < 6; ++rounds) {
    round();
    if (sync->unsettled()) sync->settle();
  }
}

bool SyncedTable::said(std::string_view part) {
  const auto found = std::find_if(lines.begin(), lines.end(), [&](const std::string& line) {
    return line.find(part) != std::string::npos;
  });
  if (found == lines.end()) return false;
  lines.erase(found);
  return true;
}

}  // namespace interview::test
