#include "bench/typist.h"

#include "bench/give_up.h"
#include "interview/bytes.h"

namespace interview::bench {
namespace {

constexpr size_t kLineUnits = 37;
constexpr size_t kLines = 200, kFirstLine = 60, kSecondLine = 140;

void on_close(const Closed& closed) {
  give_up("a connection was closed: " + std::to_string(closed.code) + " " + closed.reason);
}

}  // namespace

std::string first_text() {
  std::string text;
  for (size_t line = 0; line < kLines; ++line) text += std::string(kLineUnits - 1, 'x') + "\n";
  return text;
}

void Typist::sent() {
  on_the_way_.push_back({Clock::now(), receipts_.counting});
  if (receipts_.counting) ++receipts_.sent;
}

void Typist::received() {
  std::deque<Sending>& waiting = other_->on_the_way_;
  if (waiting.empty()) give_up("an edit came that was not sent");
  const std::chrono::duration<double, std::milli> took = Clock::now() - waiting.front().at;
  if (waiting.front().counted) receipts_.latencies_ms.push_back(took.count());
  waiting.pop_front();
}

RoomTypist::RoomTypist(Receipts& receipts, std::string room, std::string token, bool first)
    : Typist(receipts), session_(std::move(room), random_id("c_")), token_(std::move(token)), first_(first) {}

void RoomTypist::open(Network& network, const Endpoint& server, std::function<void()> ready) {
  ready_ = std::move(ready);
  WebSocketEvents events;
  events.on_open = [this] { socket_->send(session_.connected(token_)); };
  events.on_message = [this](std::string_view message) { receive(message); };
  events.on_close = on_close;
  socket_ = network.connect(server, "/api/v1/socket", std::move(events));
}

void RoomTypist::receive(std::string_view message) {
  const auto notices = session_.receive(message);
  if (!notices) give_up("a message was not understood: " + notices.error().message);
  for (const Notice& notice : *notices) {
    if (const auto* changed = std::get_if<notice::Changed>(&notice))
      cursor_ = transform_position(cursor_, changed->op, Side::right);
    if (const auto* refused = std::get_if<notice::Refused>(&notice)) give_up("refused: " + refused->message);
    const auto* happened = std::get_if<notice::Happened>(&notice);
    if (happened && happened->seen.by != session_.you() &&
        std::holds_alternative<event::Edited>(happened->seen.event))
      received();
    if (std::holds_alternative<notice::CaughtUp>(notice) && first_ && session_.view().docs.empty())
      (void)session_.send(command::OpenDoc{"main", first_text(), 0});
  }
  if (!ready_told_ && session_.live() && !session_.view().docs.empty()) {
    cursor_ = (first_ ? kFirstLine : kSecondLine) * kLineUnits - 1;
    ready_told_ = true;
    ready_();
  }
  pump();
}

void RoomTypist::type() {
  const auto& doc = session_.view().docs.begin()->second;
  const char16_t letter = static_cast<char16_t>((first_ ? u'a' : u'A') + typed_++ % 26);
  const auto op = Operation::splice(doc.text.size(), cursor_++, 0, {&letter, 1});
  if (const auto done = session_.edit(doc.id, op); !done) give_up(done.error().message);
  pump();
}

void RoomTypist::pump() {
  while (const auto message = session_.next()) {
    socket_->send(*message);
    if (ready_told_) sent();
  }
}

std::u16string RoomTypist::text() const {
  return session_.view().docs.begin()->second.text.text();
}

void RelayTypist::open(Network& network, const Endpoint& server, std::function<void()> ready) {
  WebSocketEvents events;
  events.on_open = std::move(ready);
  events.on_message = [this](std::string_view) { received(); };
  events.on_close = on_close;
  socket_ = network.connect(server, path_, std::move(events));
}

void RelayTypist::type() {
  ++typed_;
  command::Edit edit{1, typed_,
                     Operation::splice(kLines * kLineUnits + typed_, kFirstLine * kLineUnits, 0, u"x")};
  socket_->send(wire::encode(wire::ClientMessage(wire::Numbered{typed_, std::move(edit)})));
  sent();
}

}  // namespace interview::bench
