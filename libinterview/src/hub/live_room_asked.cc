// What is asked of a room without coming in.
#include <set>

#include "hub/live_room.h"

namespace interview {

void LiveRoom::ask(std::function<void(Result<void> open)> task) {
  post([self = shared_from_this(), task = std::move(task)] {
    if (self->life_ == Life::opening) {
      self->when_open_.push_back([self, task] { self->asked(task); });
    } else {
      self->asked(task);
    }
  });
}

void LiveRoom::asked(const std::function<void(Result<void> open)>& task) {
  --wanted;
  if (life_ != Life::open) return task(why_closed_);
  if (when_committed_) return task(Error{Errc::busy, "the server is going away"});
  task({});
  if (life_ == Life::open) idle_if_empty();
}

Result<Permissions> LiveRoom::permissions(const Identity& who) const {
  const Participant* known = room_->participant_of(who.subject);
  if (!known) return permissions_of(who.role);
  if (known->removed) return Error{Errc::removed, "you were removed from this room"};
  return permissions_of(known->role);
}

void LiveRoom::end(const Identity& who, std::function<void(Result<void>)> done) {
  const auto person = take_in(who);
  if (!person) return done(person.error());
  // A client of its own: what it asks is asked once.
  const std::string client = random_id("end_");
  const auto outcome = room_->apply({*person, client, 1}, command::End{}, moment());
  if (outcome) when_in_log_.emplace_back(room_->seq(), done);
  applied();
  if (!outcome) done(outcome.error());
}

void LiveRoom::tell_what_is_in_log() {
  while (!when_in_log_.empty() && when_in_log_.front().first <= tail_->seq()) {
    auto done = std::move(when_in_log_.front().second);
    when_in_log_.pop_front();
    done({});
  }
}

void LiveRoom::count_people() {
  std::set<uint32_t> people;
  for (const auto& [connection, session] : sessions_) people.insert(session->participant);
  online = people.size();
}

}  // namespace interview
