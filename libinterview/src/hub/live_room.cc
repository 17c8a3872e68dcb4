#include "hub/live_room.h"

#include <cstring>

namespace interview {
namespace {

constexpr size_t kSaltsAtOnce = 64;
constexpr size_t kSentRecords = 1'000;

}  // namespace

LiveRoom::LiveRoom(std::shared_ptr<HubCore> core, std::string id)
    : core_(std::move(core)), id_(std::move(id)), strand_(std::make_shared<Strand>(*core_->parts.workers)) {}

void LiveRoom::open() {
  core_->parts.readers->post([self = shared_from_this()] {
    auto loaded = load_room(*self->core_->parts.store, self->id_, self->core_->options.room);
    self->post([self, loaded = std::make_shared<Result<LoadedRoom>>(std::move(loaded))] {
      self->loaded(std::move(*loaded));
    });
  });
}

void LiveRoom::loaded(Result<LoadedRoom> loaded) {
  if (!loaded) {
    why_closed_ = loaded.error();
    let_go(wire::close_code(why_closed_.code), why_closed_.message);
  } else {
    row_ = std::move(loaded->row);
    names_ = std::move(loaded->names);
    snapshot_seq_ = loaded->snapshot_seq;
    room_.emplace(std::move(loaded->room));
    tail_.emplace(room_->seq(), room_->head(), core_->options.tail_bytes);
    runs_ = std::make_unique<RoomRuns>(core_->parts, core_->options, strand_, weak_from_this());
    life_ = Life::open;
    // What was under way when the room was last open is over.
    room_->interrupt_runs(moment());
    applied();
  }
  for (const Executor::Task& task : std::exchange(when_open_, {})) task();
}

int64_t LiveRoom::time() const {
  return std::max<int64_t>(0, core_->parts.clock->now_ms() - row_.created_at);
}

Moment LiveRoom::moment() {
  constexpr size_t kSize = std::tuple_size_v<Salt>;
  if (salts_.size() < kSize) salts_ = core_->parts.random(kSize * kSaltsAtOnce);
  Moment now;
  now.at = time();
  std::memcpy(now.salt.data(), salts_.data() + salts_.size() - kSize, kSize);
  salts_.resize(salts_.size() - kSize);
  return now;
}

std::string_view LiveRoom::name_of(uint32_t person) const {
  const auto found = names_.find(person);
  return found == names_.end() ? std::string_view() : found->second;
}

NameOf LiveRoom::names() {
  return [this](uint32_t person) { return name_of(person); };
}

Viewer LiveRoom::viewer(const HubSession& session) const {
  return {session.participant, session.client, room_->may(session.participant, Permission::interviewers)};
}

void LiveRoom::pump(HubSession& session) {
  if (!session.opened(tail_->seq())) return;
  while (!session.gone() && session.cursor < tail_->seq() && !session.congested()) {
    if (session.reading) return;
    if (session.cursor + 1 < tail_->first()) return read_page(session);
    Frame frame = tail_->frame_after(session.cursor, viewer(session), core_->options.frame_bytes);
    session.cursor = frame.upto;
    session.send(std::move(frame.message));
  }
  session.flush(session.cursor);
}

void LiveRoom::pump_all() {
  // A session that is closed while it is pumped leaves later, by a task of its own.
  for (const auto& [connection, session] : sessions_) pump(*session);
}

void LiveRoom::read_page(HubSession& session) {
  session.reading = true;
  // What is in the store beyond the tail is not known to be committed here.
  const size_t wanted_records = std::min<uint64_t>(kSentRecords, tail_->seq() - session.cursor);
  core_->parts.readers->post([self = shared_from_this(), session = session.shared_from_this(), names = names_,
                              after = session.cursor, wanted_records] {
    const auto records =
        self->core_->parts.store->read(self->id_, after, wanted_records, self->core_->options.frame_bytes);
    std::deque<TailEvent> events;
    bool whole = records && !records->empty();
    for (size_t i = 0; whole && i < records->size(); ++i) {
      const Record& record = (*records)[i];
      const auto header = decode_header(record.header_bytes);
      // What was erased is passed over; `upto` says how far the session is.
      const auto event =
          header && !record.erased ? decode_event(header->kind, record.body) : Result<Event>(event::Ended{});
      whole = header && event;
      if (!whole) break;
      TailEvent made{{}, record.hash};
      if (record.erased) {
        made.encoded.seq = header->seq;
        made.encoded.audience = {Audience::kPerson, 0};
      } else {
        made.encoded = wire::encode_event(*header, *event, [&](uint32_t person) {
          const auto found = names.find(person);
          return found == names.end() ? std::string_view() : std::string_view(found->second);
        });
      }
      events.push_back(std::move(made));
    }
    self->post([self, session, whole, events = std::move(events)] {
      session->reading = false;
      if (session->gone() || self->life_ != Life::open) return;
      if (!whole) return session->close(wire::Close::going_away, "the log cannot be read now");
      Frame frame = make_frame(events, 0, self->viewer(*session), SIZE_MAX);
      session->cursor = frame.upto;
      session->send(std::move(frame.message));
      self->pump(*session);
    });
  });
}

void LiveRoom::broadcast(const wire::ServerMessage& message, const HubSession* except) {
  if (sessions_.empty()) return;
  const auto text = std::make_shared<const std::string>(wire::encode(message));
  for (const auto& [connection, session] : sessions_) {
    if (session.get() == except) continue;
    session->reply(room_->seq(), text);
    pump(*session);
  }
}

void LiveRoom::left(const std::shared_ptr<HubSession>& session) {
  session->close(wire::Close::going_away, "");
  const auto found = sessions_.find(session->connection);
  if (found == sessions_.end() || found->second != session) return;
  sessions_.erase(found);
  count_people();
  if (life_ != Life::open) return;
  for (const auto& [connection, other] : sessions_) other->forget_selections(session->connection);
  broadcast(wire::Presence{session->participant, session->connection, false});
  idle_if_empty();
}

void LiveRoom::let_go(wire::Close code, std::string_view reason) {
  life_ = Life::over;
  core_->forget(*this);
  for (const auto& [connection, session] : std::exchange(sessions_, {})) session->close(code, reason);
  count_people();
  if (runs_) runs_->abandon_all();
  for (Applied& applied : applied_) applied.place.give_back();
  for (const auto& [seq, done] : std::exchange(when_in_log_, {}))
    done(Error{Errc::closed, "the room was let go"});
  if (when_committed_) std::exchange(when_committed_, nullptr)();
}

void LiveRoom::idle_if_empty() {
  if (!sessions_.empty() || !runs_->idle()) return;
  strand_->post_after(core_->options.idle_room_ms, [weak = weak_from_this(), emptied = ++emptied_] {
    if (const auto self = weak.lock()) self->check_idle(emptied);
  });
}

void LiveRoom::check_idle(uint64_t emptied) {
  if (life_ != Life::open || emptied != emptied_ || !sessions_.empty() || !runs_->idle()) return;
  if (committing_ || !applied_.empty()) return idle_if_empty();
  make_snapshot();
  if (!core_->forget_if_unwanted(*this)) return;
  life_ = Life::over;
  why_closed_ = {Errc::closed, "the room was let go"};
}

void LiveRoom::shut_down(std::function<void()> done) {
  if (life_ == Life::opening) {
    when_open_.push_back([this, done = std::move(done)] { shut_down(done); });
    return;
  }
  if (life_ == Life::over) return done();
  when_committed_ = std::move(done);
  for (const auto& [connection, session] : std::exchange(sessions_, {}))
    session->close(wire::Close::going_away, "the server is going away");
  count_people();
  runs_->abandon_all();
  room_->interrupt_runs(moment());
  applied();
  if (applied_.empty()) {
    make_snapshot();
    let_go(wire::Close::going_away, "");
  }
}

void LiveRoom::run_started(uint32_t run, const event::RunStarted& start) {
  if (life_ != Life::open) return;
  ++core_->counters.runs_started;
  if (room_->run_started(run, start, moment())) applied();
}

size_t LiveRoom::run_output(uint32_t run, OutputStream stream, std::string_view data) {
  if (life_ != Life::open) return data.size();
  const auto dropped = room_->run_output(run, stream, data, moment());
  applied();
  return dropped ? *dropped : data.size();
}

void LiveRoom::run_ended(uint32_t run, const RunResult& result, uint64_t dropped_bytes) {
  if (life_ != Life::open) return;
  if (room_->run_ended(run, result, dropped_bytes, moment())) applied();
  idle_if_empty();
}

void LiveRoom::run_waits(uint32_t run, uint32_t position) {
  if (life_ == Life::open) broadcast(wire::Queued{run, position});
}

}  // namespace interview
