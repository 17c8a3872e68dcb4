#include "sim/person.h"

#include <algorithm>

#include "interview/text.h"
#include "sim/violation.h"

namespace interview::test {

Person::Person(Author number, std::string subject, Role role, const Habits& habits, Ledger& ledger,
               Totals& totals)
    : number_(number),
      subject_(std::move(subject)),
      role_(role),
      habits_(habits),
      ledger_(ledger),
      totals_(totals),
      session_("r_simulated", "client_" + std::to_string(number), habits.options) {
  store_outbox();
}

void Person::store_outbox() {
  outbox_ = session_.outbox();
  typed_in_outbox_ = ledger_.typed_by(number_);
}

std::optional<std::string> Person::next() {
  auto json = session_.next();
  if (!json) return json;
  store_outbox();
  const auto decoded = wire::decode_client_message(*json);
  const auto* message = std::get_if<wire::ClientMessage>(&decoded);
  demand(message, "a client sends what can be decoded");
  const auto& numbered = std::get<wire::Numbered>(*message);
  demand(json->size() <= std::max<size_t>(habits_.options.message_bytes, 512),
         "a message keeps to its limit");
  demand(numbered.n == session_.last_command(), "the last command is the one in flight");
  ledger_.sent(session_.client(), numbered.n, numbered.command);
  if (numbered.n <= highest_sent_)
    ++totals_.resent;
  else
    edits_since_launch_.clear();
  highest_sent_ = std::max<size_t>(highest_sent_, numbered.n);
  return json;
}

void Person::retry() {
  wants_retry_ = false;
  session_.retry();
}

void Person::restart(bool orderly) {
  ++totals_.client_restarts;
  if (orderly) store_outbox();
  totals_.forgotten += ledger_.forgot(number_, typed_in_outbox_);
  auto restored = ClientSession::restore(outbox_, habits_.options);
  demand(restored.ok(), "an outbox is restored");
  session_ = std::move(*restored);
  demand(session_.outbox() == outbox_, "an outbox is the same after it was restored");
  edits_since_launch_.clear();
  wants_retry_ = false;
  show_all();
}

void Person::closed(uint16_t code) {
  session_.disconnected();
  demand(code != static_cast<uint16_t>(wire::Close::protocol_error), "the server found a message bad");
  if (code == 0 || wire::may_reconnect(code) || code == static_cast<uint16_t>(wire::Close::replaced)) return;
  gone_ = true;
  wants_retry_ = false;
  ledger_.left(number_);
}

bool Person::receive(std::string_view json, const std::vector<Record>& log) {
  const bool said_hello = !session_.live();
  const auto notices = session_.receive(json);
  if (!notices) {
    demand(said_hello && notices.error().code == Errc::stale,
           "a client takes every message: " + notices.error().message + ": " + std::string(json));
    ++totals_.late_welcomes;
    return false;
  }
  for (const Notice& notice : *notices) show(notice, log);
  const bool caught_up = !notices->empty() && std::holds_alternative<notice::CaughtUp>(notices->back());
  if (caught_up && !std::holds_alternative<notice::Loaded>(notices->front())) ++totals_.resumes;
  compare_shown();
  return true;
}

void Person::show_all() {
  shown_.clear();
  for (const auto& [id, doc] : session_.view().docs) shown_.emplace(id, doc.text);
}

void Person::show(const Notice& notice, const std::vector<Record>& log) {
  if (std::holds_alternative<notice::Loaded>(notice)) {
    ++totals_.welcomes;
    show_all();
  } else if (const auto* changed = std::get_if<notice::Changed>(&notice)) {
    show(*changed);
  } else if (const auto* happened = std::get_if<notice::Happened>(&notice)) {
    if (const auto* opened = std::get_if<event::DocOpened>(&happened->seen.event))
      shown_.emplace(opened->doc, TextBuffer());
    if (const auto* removed = std::get_if<event::DocRemoved>(&happened->seen.event))
      shown_.erase(removed->doc);
  } else if (const auto* acknowledged = std::get_if<notice::Acknowledged>(&notice)) {
    ++totals_.acknowledged;
    wants_retry_ = false;
    ledger_.acknowledged(session_.client(), acknowledged->n, log);
  } else if (const auto* refused = std::get_if<notice::Refused>(&notice)) {
    show(*refused);
  } else {
    demand(!std::holds_alternative<notice::Diverged>(notice), "a log diverged");
  }
}

void Person::show(const notice::Changed& changed) {
  const auto text = shown_.find(changed.doc);
  demand(text != shown_.end() && check(changed.op, text->second).ok(), "a change fits what is shown");
  apply(changed.op, text->second);
  if (changed.by != session_.you() && edits_since_launch_[changed.doc] > 1) ++totals_.rebased;
}

void Person::show(const notice::Refused& refused) {
  if (refused.retry) {
    ++totals_.held;
    wants_retry_ = true;
    return;
  }
  ++totals_.refusals;
  if (refused.n == 0 && !std::holds_alternative<command::Edit>(refused.command)) return;
  ledger_.given_back(refused.text);
  const auto* edit = std::get_if<command::Edit>(&refused.command);
  if (edit && edits_since_launch_[edit->doc] > 0) ++totals_.rollbacks;
}

void Person::compare_shown() const {
  const auto& docs = session_.view().docs;
  demand(docs.size() == shown_.size(), "the notices told of every document");
  for (const auto& [id, doc] : docs) {
    const auto text = shown_.find(id);
    demand(text != shown_.end() && text->second == doc.text, "the notices told of every change");
  }
}

void Person::compare(const Room& room) const {
  const RoomView& view = session_.view();
  demand(session_.live() && !session_.has_pending(), "a client comes to rest");
  demand(view.docs.size() == room.documents().size(), "a client has the room's documents");
  for (const auto& [id, doc] : room.documents()) {
    const auto mine = view.docs.find(id);
    demand(mine != view.docs.end() && mine->second.name == doc.name && mine->second.rev == doc.rev,
           "a client has each document at its revision");
    demand(mine->second.text == doc.text, "a client has the room's text");
  }
  demand(view.locked == room.locked() && view.ended == room.ended() && view.title == room.title() &&
             view.id == room.id(),
         "a client has the room's state");
  for (const auto& [number, participant] : room.participants()) {
    const auto known = view.people.find(number);
    demand(known != view.people.end() && known->second.role == participant.role &&
               known->second.removed == participant.removed,
           "a client knows who is there");
  }
  demand(session_.role() == room.participant(session_.you())->role, "a client knows its role");
  demand(session_.seen() == room.seq(), "a client has seen everything");
}

}  // namespace interview::test
