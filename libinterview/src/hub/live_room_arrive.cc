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
  if (life_ != Life::open) return session->refuse(why_closed_);
  if (when_committed_) return session->close(wire::Close::going_away, "the server is going away");
  if (session->gone()) return idle_if_empty();
  if (const auto entered = enter(session, hello); !entered) {
    session->refuse(entered.error());
    return idle_if_empty();
  }
  if (hello.seen > 0)
    check_head(std::move(session), hello);
  else if (hello.pending)
    resume(*session, 0);
  else
    welcome(*session);
}

Result<void> LiveRoom::enter(const std::shared_ptr<HubSession>& session, const wire::Hello& hello) {
  if (const auto place = check_place(*session, hello); !place) return place;
  const Participant* known = room_->participant_of(session->who.subject);
  if (const auto ours = room_->check_client(known ? known->number : 0, hello.client); !ours) return ours;
  // The room knows a client by its commands; one that is here and was silent so far has an owner as well.
  for (const auto& [connection, other] : sessions_)
    if (other->client == hello.client && other->who.subject != session->who.subject)
      return Error{Errc::client_of_another, "the client id is another person's"};
  const auto joined = take_in(session->who);
  if (!joined) return joined.error();
  session->participant = *joined;
  session->client = hello.client;
  session->connection = core_->new_connection();
  applied();
  // The newest connection of a client id wins.
  for (const auto& [connection, other] : sessions_)
    if (other->client == hello.client) other->close(wire::Close::replaced, "this client has connected anew");
  sessions_.emplace(session->connection, session);
  count_people();
  broadcast(wire::Presence{session->participant, session->connection, true}, session.get());
  expire_in_time(session);
  return {};
}

// Who is gone takes no place, nor does the connection that this one replaces.
Result<void> LiveRoom::check_place(const HubSession& session, const wire::Hello& hello) const {
  size_t all = 0, own = 0;
  for (const auto& [connection, other] : sessions_) {
    if (other->gone() || other->client == hello.client) continue;
    ++all;
    own += other->who.subject == session.who.subject;
  }
  if (all >= core_->options.sessions_per_room) return Error{Errc::busy, "the room is full"};
  // It is the newest that has to wait: closing an older one, which comes back, would go on for ever.
  if (own >= core_->options.sessions_per_person)
    return Error{Errc::busy, "you have too many connections to this room"};
  return {};
}

Result<uint32_t> LiveRoom::take_in(const Identity& who) {
  const bool is_new = !room_->participant_of(who.subject);
  const auto joined = room_->join(who.subject, who.role, moment());
  if (joined && is_new) {
    names_[*joined] = who.name;
    people_.push_back({*joined, who.subject, who.name});
  }
  return joined;
}

void LiveRoom::expire_in_time(const std::shared_ptr<HubSession>& session) {
  if (session->who.expires_at_ms == 0) return;
  const int64_t left = session->who.expires_at_ms - core_->parts.clock->now_ms();
  if (left <= 0) return session->close(wire::Close::bad_token, "the token has run out");
  // It may be renewed meanwhile.
  strand_->post_after(static_cast<uint32_t>(std::min<int64_t>(left, INT32_MAX)),
                      [room = weak_from_this(), weak = std::weak_ptr(session)] {
                        const auto self = room.lock();
                        const auto there = weak.lock();
                        if (self && there && !there->gone()) self->expire_in_time(there);
                      });
}

void LiveRoom::check_head(std::shared_ptr<HubSession> session, const wire::Hello& hello) {
  if (const auto hash = tail_->hash_at(hello.seen)) return head_checked(*session, hello, &*hash);
  core_->parts.readers->post([self = shared_from_this(), session = std::move(session), hello] {
    auto hash = self->core_->parts.store->hash_at(self->id_, hello.seen);
    self->post([self, session, hello, hash = std::move(hash)] {
      if (session->gone() || self->life_ != Life::open) return;
      if (!hash) return session->refuse(hash.error());
      self->head_checked(*session, hello, *hash ? &**hash : nullptr);
    });
  });
}

void LiveRoom::head_checked(HubSession& session, const wire::Hello& hello, const Digest* hash) {
  if (!hash || to_base64url(bytes_of(*hash)) != hello.head) return diverged(session);
  // What was seen is in the store, and this room does not know it: another one writes there.
  if (hello.seen > room_->seq()) return let_go(wire::Close::going_away, "the room is open elsewhere");
  if (hello.pending || room_->seq() - hello.seen <= core_->options.resume_events)
    resume(session, hello.seen);
  else
    welcome(session);
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
  message.time = time();
  session.open(room_->seq(), std::move(message), room_->seq());
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
  message.time = time();
  for (const auto& [connection, other] : sessions_)
    message.connections.emplace_back(connection, other->participant);
  session.open(room_->seq(), std::move(message), seen);
  pump(session);
}

void LiveRoom::diverged(HubSession& session) {
  session.send(wire::Diverged{});
  session.close(wire::Close::going_away, "the log is not the one that was seen");
}

}  // namespace interview
