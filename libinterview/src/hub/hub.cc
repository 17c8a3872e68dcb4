#include "interview/hub.h"

#include "hub/hub_core.h"
#include "hub/live_room.h"

namespace interview {
namespace {

HubParts complete(HubParts parts) {
  if (!parts.random) parts.random = [](size_t count) { return random_bytes(count); };
  return parts;
}

uint32_t first_connection(const Clock& clock) {
  // Numbers of connections are not logged; beginning somewhere else each time, a signal that comes late after
  // a restart does not reach another one's successor.
  return static_cast<uint32_t>(clock.now_ms() / 1000 & 0xFFFFFF) << 6;
}

}  // namespace

HubCore::HubCore(HubParts hub_parts, const HubOptions& hub_options)
    : parts(complete(std::move(hub_parts))),
      options(hub_options),
      committer(std::make_shared<Committer>(*parts.store, *parts.writer)),
      runs(std::make_shared<RunQueue>(RunQueueLimits{options.concurrent_runs, options.queued_runs,
                                                     options.queued_runs_of_room,
                                                     options.queued_runs_of_person})),
      last_connection_(first_connection(*parts.clock)) {}

std::shared_ptr<LiveRoom> HubCore::room(const std::string& id) {
  std::shared_ptr<LiveRoom> room;
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return nullptr;
    auto& place = rooms_[id];
    if (place) {
      ++place->wanted;
      return place;
    }
    room = place = std::make_shared<LiveRoom>(shared_from_this(), id);
    ++room->wanted;
  }
  room->open();
  return room;
}

bool HubCore::forget_if_unwanted(LiveRoom& room) {
  const std::lock_guard lock(mutex_);
  if (room.wanted > 0) return false;
  rooms_.erase(room.id());
  return true;
}

void HubCore::forget(LiveRoom& room) {
  const std::lock_guard lock(mutex_);
  const auto found = rooms_.find(room.id());
  if (found != rooms_.end() && found->second.get() == &room) rooms_.erase(found);
}

void HubCore::stop(std::function<void()> done) {
  std::map<std::string, std::shared_ptr<LiveRoom>, std::less<>> rooms;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    rooms = rooms_;
  }
  // Called back when the last copy of it is gone: that of the last room, and this one.
  const std::shared_ptr<void> last(nullptr,
                                   [this, done = std::move(done)](void*) { parts.workers->post(done); });
  for (const auto& [id, room] : rooms) room->post([room, last] { room->shut_down([last] {}); });
}

Result<RoomRow> HubCore::create_room(const NewRoom& wanted) {
  RoomRow row{wanted.id.empty() ? random_id("r_") : wanted.id, wanted.title, wanted.owner,
              parts.clock->now_ms(), 0};
  std::vector<command::OpenDoc> documents;
  if (!wanted.language.empty()) {
    const Language* language = parts.languages ? parts.languages->find(wanted.language) : nullptr;
    if (!language)
      return Error{Errc::no_such_language,
                   "this server does not know the language '" + wanted.language + "'"};
    documents.push_back({language->file, language->starter, 0});
  }
  Moment now;
  const std::string salt = parts.random(now.salt.size());
  salt.copy(reinterpret_cast<char*>(now.salt.data()), now.salt.size());
  auto room = Room::create(row.id, wanted.title, wanted.language, now, options.room, documents);
  if (!room) return room.error();
  Append first{row.id, {}, {}, std::nullopt, std::nullopt};
  for (Entry& entry : room->take_entries()) first.records.push_back(std::move(entry.record));
  if (const auto created = parts.store->create_room(row, first); !created) return created.error();
  return row;
}

std::map<std::string, size_t> HubCore::online() const {
  const std::lock_guard lock(mutex_);
  std::map<std::string, size_t> online;
  for (const auto& [id, room] : rooms_)
    if (const size_t people = room->online) online.emplace(id, people);
  return online;
}

HubStats HubCore::stats() const {
  HubStats stats;
  {
    const std::lock_guard lock(mutex_);
    stats.rooms = rooms_.size();
  }
  stats.sessions = counters.sessions;
  stats.runs = runs->under_way();
  stats.runs_queued = runs->waiting();
  stats.commands = counters.commands;
  stats.refused = counters.refused;
  stats.records = counters.records;
  stats.commits = committer->commits();
  stats.failed_commits = committer->failures();
  stats.runs_started = counters.runs_started;
  return stats;
}

Hub::Hub(HubParts parts, const HubOptions& options)
    : core_(std::make_shared<HubCore>(std::move(parts), options)) {}
Hub::~Hub() = default;

Result<RoomRow> Hub::create_room(const NewRoom& room) {
  return core_->create_room(room);
}

void Hub::permissions(const std::string& id, const Identity& who,
                      std::function<void(Result<Permissions>)> done) {
  const auto room = core_->room(id);
  if (!room) return done(Error{Errc::busy, "the server is going away"});
  room->ask([room, who, done = std::move(done)](const Result<void>& open) {
    done(open ? room->permissions(who) : Result<Permissions>(open.error()));
  });
}

void Hub::end_room(const std::string& id, const Identity& who, std::function<void(Result<void>)> done) {
  const auto room = core_->room(id);
  if (!room) return done(Error{Errc::busy, "the server is going away"});
  room->ask([room, who, done = std::move(done)](const Result<void>& open) {
    if (!open) return done(open.error());
    room->end(who, done);
  });
}

std::map<std::string, size_t> Hub::online() const {
  return core_->online();
}

std::shared_ptr<Session> Hub::open(std::shared_ptr<SessionSink> sink) {
  auto session = std::make_shared<HubSession>(core_, std::move(sink));
  session->expect_hello();
  return session;
}

void Hub::stop(std::function<void()> done) {
  core_->stop(std::move(done));
}

HubStats Hub::stats() const {
  return core_->stats();
}

}  // namespace interview
