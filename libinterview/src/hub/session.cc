#include "hub/session.h"

#include "hub/live_room.h"

namespace interview {
namespace {

// What a message that waits costs beside its text.
constexpr size_t kMessageCost = 128;

size_t cost_of(const wire::Selected& selected) {
  return sizeof(selected) + selected.ranges.size() * sizeof(Selection) + kMessageCost;
}

std::shared_ptr<const std::string> encoded(const wire::ServerMessage& message) {
  return std::make_shared<const std::string>(wire::encode(message));
}

}  // namespace

HubSession::HubSession(std::shared_ptr<HubCore> core, std::shared_ptr<SessionSink> sink)
    : signal_rate(core->options.signals_per_second, core->options.signal_burst, core->parts.clock->now_ms()),
      core_(std::move(core)),
      sink_(std::move(sink)),
      rate_(core_->options.messages_per_second, core_->options.message_burst, core_->parts.clock->now_ms()) {
  ++core_->counters.sessions;
}

HubSession::~HubSession() {
  --core_->counters.sessions;
}

void HubSession::expect_hello() {
  core_->parts.workers->post_after(core_->options.hello_ms, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self) return;
    {
      const std::lock_guard lock(self->mutex_);
      if (self->stage_ != Stage::silent) return;
      self->stage_ = Stage::over;
    }
    self->refuse({Errc::protocol, "the first message is hello"});
  });
}

void HubSession::receive(std::string message) {
  if (gone_) return;
  if (!rate_.take(core_->parts.clock->now_ms())) return too_fast();
  if (surplus_ > 0) --surplus_;
  std::shared_ptr<LiveRoom> room;
  {
    const std::lock_guard lock(mutex_);
    if (stage_ == Stage::over) return;
    if (stage_ == Stage::silent) {
      stage_ = Stage::opening;
      core_->parts.workers->post([self = shared_from_this(), text = std::move(message)] {
        auto decoded = wire::decode_client_message(text, self->core_->options.message);
        if (const auto* failure = std::get_if<wire::DecodeFailure>(&decoded))
          return self->refuse(failure->error);
        const auto* hello = std::get_if<wire::Hello>(&std::get<wire::ClientMessage>(decoded));
        if (!hello) return self->refuse({Errc::protocol, "the first message is hello"});
        self->hello(*hello);
      });
      return;
    }
    room = room_;
  }
  if (!room) return refuse({Errc::protocol, "wait for welcome or resume"});
  room->post([self = shared_from_this(), room, text = std::move(message)] {
    if (self->gone_) return;
    if (!self->opened_) return self->refuse({Errc::protocol, "wait for welcome or resume"});
    room->receive(*self, text);
  });
}

void HubSession::too_fast() {
  if (++surplus_ >= core_->options.message_burst) return close(wire::Close::too_fast, "too many messages");
  // Which command it was is not looked at: that would be the work that is refused.
  send(wire::Refusal{0, Errc::too_fast, "too many messages", true});
}

void HubSession::hello(const wire::Hello& hello) {
  auto identity = core_->parts.authenticate(hello.token, hello.room);
  if (!identity) return refuse(identity.error());
  if (const auto fits = check_client_id(hello.client); !fits) return refuse(fits.error());
  auto room = core_->room(hello.room);
  if (!room) return close(wire::Close::going_away, "the server is going away");
  {
    // Before it arrives: the client may answer the welcome before this thread goes on.
    const std::lock_guard lock(mutex_);
    if (stage_ == Stage::opening) {
      stage_ = Stage::in_room;
      room_ = room;
    } else {
      // The connection went away meanwhile.
      gone_ = true;
    }
  }
  room->arrived(shared_from_this(), hello, std::move(*identity));
}

void HubSession::drained() {
  std::shared_ptr<LiveRoom> room;
  {
    const std::lock_guard lock(mutex_);
    room = room_;
  }
  if (!room) return;
  room->post([self = shared_from_this(), room] {
    if (!self->gone_) room->pump(*self);
  });
}

void HubSession::closed() {
  std::shared_ptr<LiveRoom> room;
  {
    const std::lock_guard lock(mutex_);
    stage_ = Stage::over;
    room = std::exchange(room_, nullptr);
  }
  if (!room) return;
  room->post([self = shared_from_this(), room] { room->left(self); });
}

void HubSession::open(uint64_t seq, const wire::ServerMessage& opening, uint64_t from) {
  cursor = from;
  opening_ = {seq, encoded(opening)};
}

bool HubSession::opened(uint64_t committed) {
  if (opening_ && opening_->seq <= committed) {
    send(std::exchange(opening_, std::nullopt)->message);
    opened_ = true;
  }
  return opened_;
}

void HubSession::send(Text message) {
  const std::lock_guard lock(sink_mutex_);
  if (!gone_) sink_->send(std::move(message));
}

void HubSession::send(const wire::ServerMessage& message) {
  send(encoded(message));
}

void HubSession::close(wire::Close code, std::string_view reason) {
  const std::lock_guard lock(sink_mutex_);
  if (!gone_.exchange(true)) sink_->close(code, reason);
}

void HubSession::count_waiting(size_t bytes) {
  waiting_bytes_ += bytes;
  // It may come back, and is told then what it missed.
  if (waiting_bytes_ > core_->options.waiting_bytes) close(wire::Close::going_away, "too far behind");
}

void HubSession::wait(std::deque<Waiting>& queue, uint64_t seq, Text message) {
  count_waiting(message->size() + kMessageCost);
  queue.push_back({seq, std::move(message)});
}

void HubSession::reply(uint64_t seq, Text message) {
  wait(replies_, seq, std::move(message));
}

void HubSession::tell(const wire::ServerMessage& message) {
  wait(asides_, 0, encoded(message));
  if (opened_) send_waiting(asides_, 0);
}

void HubSession::tell_selection(uint64_t seq, const wire::Selected& selected) {
  const auto [place, is_new] = selections_.try_emplace({selected.connection, selected.doc});
  if (!is_new) waiting_bytes_ -= cost_of(place->second.second);
  place->second = {seq, selected};
  count_waiting(cost_of(selected));
}

void HubSession::forget_selections(uint32_t of_connection) {
  for (auto selection = selections_.lower_bound({of_connection, 0});
       selection != selections_.end() && selection->first.first == of_connection;) {
    waiting_bytes_ -= cost_of(selection->second.second);
    selection = selections_.erase(selection);
  }
}

void HubSession::send_waiting(std::deque<Waiting>& queue, uint64_t seen) {
  while (!queue.empty() && queue.front().seq <= seen && !congested()) {
    waiting_bytes_ -= queue.front().message->size() + kMessageCost;
    send(std::move(queue.front().message));
    queue.pop_front();
  }
}

void HubSession::flush(uint64_t seen) {
  send_waiting(asides_, seen);
  send_waiting(replies_, seen);
  for (auto selection = selections_.begin(); selection != selections_.end() && !congested();) {
    const auto& [seq, selected] = selection->second;
    if (seq > seen) {
      ++selection;
      continue;
    }
    waiting_bytes_ -= cost_of(selected);
    send(selected);
    selection = selections_.erase(selection);
  }
}

}  // namespace interview
