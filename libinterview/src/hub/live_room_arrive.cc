// How a session comes into a room: admitted, then welcomed with a snapshot or resumed with what it missed.
#include <algorithm>

#include "hub/live_room.h"

namespace interview {

void LiveRoom::arrived(std::shared_ptr<HubSession> session, wire::Hello hello, Identity who) {
  post([self = shared_from_this(), session = std::move(session), hello = std::move(hello),
        who = std::move(who)]() mutable {
    session->who = std::move(who);
    if (self->life_ == Life::opening) {
      self->when_open_.push_back([self, session, hello] { self->admit(session, hello); });
    } else {
      self->admit(std::move(session), hello);
    }
  });
}

void LiveRoom::admit(std::shared_ptr<HubSession> session, const wire::Hello& hello) {
  --wanted;
  if (session->gone()) return;
  if (life_ != Life::open) return session->refuse(why_closed_);
  if (when_committed_) return session->close(wire::Close::going_away, "the server is going away");
  if (const auto entered = enter(session, hello); !entered) return session->refuse(entered.error());
  const bool has_seen = hello.seen > 0;
  const bool missed_little =
      has_seen && room_->seq() - std::min(hello.seen, room_->seq()) <= core_->options.resume_events;
  if (has_seen)
    check_head(std::move(session), hello);
  else if (hello.pending || missed_little)
    resume(*session, 0);
  else
    welcome(*session);
}

Result<void> LiveRoom::enter(const std::shared_ptr<HubSession>& session, const wire::Hello& hello) {
  if (sessions_.size() >= core_->options.sessions_per_room) return Error{Errc::too_many, "the room is full"};
  const bool known = room_->participant_of(session->who.subject) != nullptr;
  const auto joined = room_->join(session->who.subject, session->who.role, moment());
  if (!joined) return joined.error();
  if (const auto ours = room_->check_client(*joined, hello.client); !ours) return ours;
  session->participant = *joined;
  session->client = hello.client;
  session->connection = core_->new_connection();
  if (!known) {
    names_[*joined] = session->who.name;
    people_.push_back({*joined, session->who.subject, session->who.name});
    applied();
  }
  // The newest connection of a client id wins.
  for (const auto& [connection, other] : sessions_)
    if (other->client == hello.client) other->close(wire::Close::replaced, "this client has connected anew");
  sessions_.emplace(session->connection, session);
  session->cursor = room_->seq();
  broadcast(wire::Presence{session->participant, session->connection, true}, session.get());
  expire_in_time(session);
  return {};
}

void LiveRoom::expire_in_time(const std::shared_ptr<HubSession>& session) {
  if (session->who.expires_at_ms == 0) return;
  const int64_t left = session->who.expires_at_ms - core_->parts.clock->now_ms();
  if (left <= 0) return session->close(wire::Close::bad_token, "the token has run out");
  // It may be renewed meanwhile.
  strand_->post_after(static_cast<uint32_t>(std::min<int64_t>(left, INT32_MAX)),
                      [self = shared_from_this(), weak = std::weak_ptr(session)] {
                        const auto there = weak.lock();
                        if (there && !there->gone()) self->expire_in_time(there);
                      });
}

void LiveRoom::check_head(std::shared_ptr<HubSession> session, const wire::Hello& hello) {
  const auto decide = [](LiveRoom& room, HubSession& whose, const wire::Hello& said, const Digest* hash) {
    if (!hash || to_base64url(bytes_of(*hash)) != said.head) return room.diverged(whose);
    if (said.pending || room.room_->seq() - said.seen <= room.core_->options.resume_events)
      room.resume(whose, said.seen);
    else
      room.welcome(whose);
  };
  // What was seen was committed.
  if (hello.seen > tail_->seq()) return decide(*this, *session, hello, nullptr);
  if (const auto hash = tail_->hash_at(hello.seen)) return decide(*this, *session, hello, &*hash);
  core_->parts.readers->post([self = shared_from_this(), session = std::move(session), hello, decide] {
    auto hash = self->core_->parts.store->hash_at(self->id_, hello.seen);
    self->post([self, session, hello, decide, hash = std::move(hash)] {
      if (session->gone() || self->life_ != Life::open) return;
      if (!hash) return session->refuse(hash.error());
      decide(*self, *session, hello, *hash ? &**hash : nullptr);
    });
  });
}

void LiveRoom::welcome(HubSession& session) {
  wire::Welcome message;
  message.you = session.participant;
  message.connection = session.connection;
  message.role = room_->participant(session.participant)->role;
  message.seq = room_->seq();
  message.head = to_base64url(bytes_of(room_->head()));
  message.acked = room_->last_command(session.client);
  message.room = view_of(*room_, session.participant, names());
  for (const auto& [connection, other] : sessions_) message.room.connections[connection] = other->participant;
  if (core_->parts.ice) message.ice = core_->parts.ice(session.who);
  message.saving = saving_;
  session.cursor = room_->seq();
  session.reply(room_->seq(), std::make_shared<const std::string>(wire::encode(std::move(message))));
  pump(session);
}

void LiveRoom::resume(HubSession& session, uint64_t seen) {
  wire::Resume message;
  message.you = session.participant;
  message.connection = session.connection;
  message.role = room_->participant(session.participant)->role;
  message.acked = room_->last_command(session.client);
  message.upto = room_->seq();
  if (core_->parts.ice) message.ice = core_->parts.ice(session.who);
  message.saving = saving_;
  for (const auto& [connection, other] : sessions_)
    message.connections.emplace_back(connection, other->participant);
  // It says nothing that the log does not say yet, but how far it goes; the events that lead there come when
  // they are committed. So it is sent at once, before them.
  session.cursor = seen;
  session.send(message);
  pump(session);
}

void LiveRoom::diverged(HubSession& session) {
  session.send(wire::Diverged{});
  session.close(wire::Close::going_away, "the log is not the one that was seen");
}

}  // namespace interview
