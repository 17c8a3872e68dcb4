#include "client/desk.h"

#include <doctest/doctest.h>

namespace interview::test {

Desk::Desk(const std::vector<std::u16string>& documents, const ClientOptions& options)
    : session("r_desk", kDeskClient, options) {
  session.connected("token");
  take(welcome(documents));
}

wire::Welcome Desk::welcome(const std::vector<std::u16string>& documents) const {
  wire::Welcome message;
  message.you = 1;
  message.connection = 7;
  message.role = Role::interviewer;
  message.seq = seq;
  message.head = "head" + std::to_string(seq);
  message.room.id = "r_desk";
  message.room.people[1] = {1, "Ada", Role::interviewer, false};
  message.room.people[2] = {2, "Ben", Role::reviewer, false};
  uint32_t id = 0;
  for (const std::u16string& text : documents) {
    ++id;
    message.room.docs.emplace(id, RoomView::Doc{id, "doc" + std::to_string(id), 0, 3, TextBuffer(text)});
  }
  return message;
}

std::vector<Notice> Desk::take(const wire::ServerMessage& message) {
  auto taken = session.receive(wire::encode(message));
  REQUIRE_MESSAGE(taken.ok(), (taken.ok() ? std::string() : taken.error().message));
  return std::move(*taken);
}

Errc Desk::refused(const wire::ServerMessage& message) {
  const auto taken = session.receive(wire::encode(message));
  REQUIRE_FALSE(taken.ok());
  return taken.error().code;
}

wire::Events Desk::frame(Event event, uint32_t by, const std::string& client, uint64_t n) const {
  SeenEvent seen{seq + 1, 1000, by, client, n, {}, {}, std::move(event)};
  return {seq + 1, "head" + std::to_string(seq + 1), {std::move(seen)}};
}

event::Edited Desk::edited(const Operation& op, uint32_t doc) const {
  return {doc, session.view().docs.at(doc).rev + 1, op, {}};
}

std::vector<Notice> Desk::happened(Event event, uint32_t by) {
  auto notices = take(frame(std::move(event), by));
  ++seq;
  return notices;
}

std::vector<Notice> Desk::landed(uint64_t n, Event event) {
  auto notices = take(frame(std::move(event), 1, kDeskClient, n));
  ++seq;
  return notices;
}

std::vector<Notice> Desk::remote(const Operation& op, uint32_t doc) {
  return happened(edited(op, doc));
}

wire::Numbered Desk::next() {
  const auto json = session.next();
  REQUIRE(json.has_value());
  auto decoded = wire::decode_client_message(*json);
  REQUIRE(std::holds_alternative<wire::ClientMessage>(decoded));
  return std::get<wire::Numbered>(std::get<wire::ClientMessage>(decoded));
}

command::Edit Desk::next_edit() {
  return std::get<command::Edit>(next().command);
}

void Desk::settle() {
  while (const auto json = session.next()) {
    const auto decoded = wire::decode_client_message(*json);
    const auto& numbered = std::get<wire::Numbered>(std::get<wire::ClientMessage>(decoded));
    const auto& edit = std::get<command::Edit>(numbered.command);
    landed(numbered.n, edited(edit.op, edit.doc));
  }
}

void Desk::type(size_t position, std::u16string_view text, uint32_t doc, bool joins_last) {
  const size_t length = session.view().docs.at(doc).text.size();
  REQUIRE(session.edit(doc, Operation::splice(length, position, 0, text), joins_last).ok());
}

void Desk::erase(size_t position, size_t length, uint32_t doc) {
  const size_t size = session.view().docs.at(doc).text.size();
  REQUIRE(session.edit(doc, Operation::splice(size, position, length, {})).ok());
}

void Desk::reconnect(uint64_t acked, uint64_t upto) {
  session.disconnected();
  session.connected("token");
  take(wire::Resume{1, 8, Role::interviewer, acked, upto, {}, true, {}});
}

}  // namespace interview::test
