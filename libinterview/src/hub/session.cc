#include "hub/session.h"

#include "hub/live_room.h"

namespace interview {
namespace {

// Replies that wait for their event: a client has one command in flight, so more means that it does not keep
// to that.
constexpr size_t kMostReplies = 2'000;

}  // namespace

HubSession::HubSession(std::shared_ptr<HubCore> core, std::shared_ptr<SessionSink> sink)
    : core_(std::move(core)),
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
    self->sink_->close(wire::Close::protocol_error, "the first message is hello");
  });
}

void HubSession::receive(std::string message) {
  if (!rate_.take(core_->parts.clock->now_ms())) {
    if (++refused_in_a_row_ < core_->options.message_burst) {
      // Which command it was is not looked at: that would be the work that is refused.
      sink_->send(std::make_shared<const std::string>(
          wire::encode(wire::Refusal{0, Errc::too_fast, "too many messages", true})));
      return;
    }
    const std::lock_guard lock(mutex_);
    if (stage_ != Stage::over) sink_->close(wire::Close::too_fast, "too many messages");
    stage_ = Stage::over;
    return;
  }
  refused_in_a_row_ = 0;
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
        if (!hello) return self->close(wire::Close::protocol_error, "the first message is hello");
        self->hello(*hello);
      });
      return;
    }
    room = room_;
  }
  if (!room) {
    const std::lock_guard lock(mutex_);
    stage_ = Stage::over;
    return sink_->close(wire::Close::protocol_error, "wait for welcome or resume");
  }
  room->post([self = shared_from_this(), room, text = std::move(message)] {
    if (!self->gone_) room->receive(*self, text);
  });
}

void HubSession::hello(const wire::Hello& hello) {
  auto identity = core_->parts.authenticate(hello.token, hello.room);
  if (!identity) return refuse(identity.error());
  if (const auto fits = check_client_id(hello.client); !fits) return refuse(fits.error());
  auto room = core_->room(hello.room);
  if (!room) return close(wire::Close::going_away, "the server is going away");
  bool here = false;
  {
    // Before it arrives: the client may answer the welcome before this thread goes on.
    const std::lock_guard lock(mutex_);
    here = stage_ == Stage::opening;
    if (here) {
      stage_ = Stage::in_room;
      room_ = room;
    }
  }
  room->arrived(shared_from_this(), hello, std::move(*identity));
  // The connection went away meanwhile.
  if (!here) room->post([room, self = shared_from_this()] { room->left(self); });
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

void HubSession::send(std::shared_ptr<const std::string> message) {
  if (!gone_) sink_->send(std::move(message));
}

void HubSession::send(const wire::ServerMessage& message) {
  send(std::make_shared<const std::string>(wire::encode(message)));
}

void HubSession::reply(uint64_t seq, std::shared_ptr<const std::string> message) {
  replies_.push_back({seq, std::move(message)});
  if (replies_.size() > kMostReplies) close(wire::Close::too_fast, "too many messages");
}

void HubSession::tell_selection(const wire::Selected& selected) {
  selections_[{selected.connection, selected.doc}] = selected;
}

void HubSession::flush(uint64_t seq, bool all_seen) {
  while (!replies_.empty() && replies_.front().seq <= seq) {
    send(std::move(replies_.front().message));
    replies_.pop_front();
  }
  if (!all_seen || congested()) return;
  for (const auto& [of, selected] : std::exchange(selections_, {})) send(selected);
}

void HubSession::close(wire::Close code, std::string_view reason) {
  if (std::exchange(gone_, true)) return;
  sink_->close(code, reason);
}

}  // namespace interview
