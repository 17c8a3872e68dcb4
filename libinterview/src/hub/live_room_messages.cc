// What a session in a room asks for.
#include "hub/live_room.h"

namespace interview {

void LiveRoom::receive(HubSession& session, const std::string& json) {
  if (life_ != Life::open || when_committed_) return;
  auto decoded = wire::decode_client_message(json, core_->options.message);
  if (const auto* failure = std::get_if<wire::DecodeFailure>(&decoded))
    return refuse(session, failure->n, failure->error);
  std::visit([&](auto& message) { take(session, message); }, std::get<wire::ClientMessage>(decoded));
}

void LiveRoom::refuse(HubSession& session, uint64_t n, const Error& error, bool may_retry) {
  ++core_->counters.refused;
  session.reply(room_->seq(), std::make_shared<const std::string>(wire::encode(wire::Refusal{
                                  n, error.code, error.message, may_retry && is_retryable(error.code)})));
  pump(session);
}

// None for what is no run.
Result<RunQueue::Place> LiveRoom::place_for(const Command& command, uint32_t person) const {
  const auto* run = std::get_if<command::Run>(&command);
  if (!run) return RunQueue::Place();
  if (!core_->parts.sandbox || !core_->parts.languages)
    return Error{Errc::not_permitted, "this server does not run code"};
  const std::string& language = run->language.empty() ? room_->language() : run->language;
  if (!core_->parts.languages->find(language))
    return Error{Errc::no_such_language, "this server does not know the language '" + language + "'"};
  return core_->runs->reserve(id_, person);
}

void LiveRoom::take(HubSession& session, wire::Numbered& message) {
  const bool again = message.n <= room_->last_command(session.client);
  RunQueue::Place place;
  if (!again) {
    if (applied_.size() >= core_->options.pending_records || applied_bytes_ >= core_->options.pending_bytes) {
      ++core_->counters.refused;
      // Said at once: the state that other answers wait for may not be committed for long.
      return session.tell(
          wire::Refusal{message.n, Errc::saving_paused, "the store does not accept records now", true});
    }
    auto reserved = place_for(message.command, session.participant);
    // Final, though the queue will have room again: meanwhile the client could send nothing else.
    if (!reserved) return refuse(session, message.n, reserved.error(), false);
    place = std::move(*reserved);
  }
  const auto outcome =
      room_->apply({session.participant, session.client, message.n}, message.command, moment());
  if (!outcome) return refuse(session, message.n, outcome.error());
  if (*outcome == Room::Outcome::duplicate) {
    session.reply(room_->seq(), std::make_shared<const std::string>(wire::encode(wire::Ack{message.n})));
    return pump(session);
  }
  ++core_->counters.commands;
  if (const auto* edit = std::get_if<command::Edit>(&message.command))
    session.last_edit = {message.n, edit->doc, room_->document(edit->doc)->rev};
  applied(std::move(place));
  if (session.held_selection && session.held_selection->after <= message.n)
    tell_selection(session, *std::exchange(session.held_selection, std::nullopt));
}

void LiveRoom::take(HubSession& session, wire::Select& message) {
  session.held_selection.reset();
  if (message.after > room_->last_command(session.client)) {
    session.held_selection = std::move(message);
    return;
  }
  tell_selection(session, message);
}

void LiveRoom::tell_selection(HubSession& session, const wire::Select& select) {
  const Document* doc = room_->document(select.doc);
  if (!doc) return;
  uint64_t rev = select.base;
  if (select.after != 0) {
    // The positions count in an edit that was in flight: they hold at the revision that it made, if no other
    // came in between. Else the client tells again when it has seen its edit.
    const auto& last = session.last_edit;
    if (last.n != select.after || last.doc != select.doc || last.rev != select.base + 1) return;
    rev = last.rev;
  }
  auto at_head = doc->history.bring_to_head(select.ranges, rev);
  if (!at_head) return;
  for (const Selection& range : *at_head)
    if (std::max(range.anchor, range.head) > doc->text.size()) return;
  const wire::Selected selected{session.participant, session.connection, doc->id, doc->rev,
                                std::move(*at_head)};
  for (const auto& [connection, other] : sessions_) {
    if (other.get() == &session) continue;
    other->tell_selection(room_->seq(), selected);
    pump(*other);
  }
}

void LiveRoom::take(HubSession& session, wire::Signal& message) {
  if (!room_->may(session.participant, Permission::signal))
    return refuse(session, 0, {Errc::not_permitted, "you may not call"});
  if (!session.signal_rate.take(core_->parts.clock->now_ms()))
    return refuse(session, 0, {Errc::too_fast, "too many signals"});
  const auto to = sessions_.find(message.to);
  // Who is gone has no use for it.
  if (to == sessions_.end() || to->second->gone()) return;
  if (!room_->may(to->second->participant, Permission::signal))
    return refuse(session, 0, {Errc::not_permitted, "they may not be called"});
  to->second->tell(wire::Signalled{session.connection, session.participant, std::move(message.data)});
}

void LiveRoom::take(HubSession& session, wire::Renew&) {
  if (!core_->parts.renew) return refuse(session, 0, {Errc::not_permitted, "tokens are not renewed here"});
  const auto renewed = core_->parts.renew(session.who, id_);
  if (!renewed) return refuse(session, 0, renewed.error());
  session.who.expires_at_ms = renewed->expires_at_ms;
  session.tell(wire::Token{renewed->token});
}

void LiveRoom::take(HubSession& session, wire::Ping&) {
  session.tell(wire::Pong{});
}

void LiveRoom::take(HubSession& session, wire::Hello&) {
  session.refuse({Errc::protocol, "hello is said once"});
}

}  // namespace interview
