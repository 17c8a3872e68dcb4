#include "acceptance/driver/held_participant.h"

#include "interview/bytes.h"
#include "interview/protocol.h"

namespace interview::test {

void HeldParticipant::come_in(const Link& link, const std::string& name) {
  joining_ = join(loop_, link, name, [this, link](const Result<Joined>& joined) {
    if (!joined) return host_.on_trouble(joined.error().message);
    token_ = joined->token;
    session_.emplace(link.room, to_base64url(random_bytes(16)));
    WebSocketEvents events;
    events.on_open = [this] { socket_->send(session_->connected(token_)); };
    events.on_message = [this](std::string_view message) { received(message); };
    events.on_close = [this](const Closed& why) {
      host_.on_trouble("closed: " + std::to_string(why.code) + " " + why.reason);
    };
    socket_ = loop_.connect(link.server, "/api/v1/socket", std::move(events));
  });
}

void HeldParticipant::received(std::string_view message) {
  const auto decoded = wire::decode_server_message(message);
  if (!decoded) return host_.on_trouble(decoded.error().message);
  const auto* events = live() ? std::get_if<wire::Events>(&*decoded) : nullptr;
  if (!events) {
    if (const auto* refusal = std::get_if<wire::Refusal>(&*decoded))
      return host_.on_trouble("refused: " + refusal->message);
    const bool was_live = live();
    if (take(std::string(message)) && live() != was_live) host_.on_arrival();
    return;
  }
  arrived_ += events->events.size();
  held_.emplace_back(message);
  host_.on_arrival();
}

std::optional<std::vector<Notice>> HeldParticipant::deliver() {
  const std::string message = std::move(held_.front());
  held_.pop_front();
  return take(message);
}

std::optional<std::vector<Notice>> HeldParticipant::take(const std::string& message) {
  auto notices = session_->receive(message);
  if (notices) return std::move(*notices);
  host_.on_trouble(notices.error().message);
  return std::nullopt;
}

bool HeldParticipant::send() {
  const auto next = session_->next();
  if (next) socket_->send(*next);
  return next.has_value();
}

}  // namespace interview::test
