#include "hub/local_person.h"

#include <utility>
#include <variant>

#include "interview/bytes.h"

namespace interview {
namespace {

constexpr uint32_t kRetryMs = 50;

}  // namespace

class LocalPerson::Inbox final : public SessionSink {
 public:
  void send(std::shared_ptr<const std::string> message) override { messages.push_back(std::move(message)); }
  void close(wire::Close with, std::string_view reason) override {
    closed = true;
    code = with;
    why = reason;
  }
  bool congested() const override { return false; }

  std::deque<std::shared_ptr<const std::string>> messages;
  bool closed = false;
  wire::Close code = wire::Close::going_away;
  std::string why;
  bool retry_due = false;
  bool connect_due = false;
};

LocalPerson::LocalPerson(Hub& hub, Executor& executor, const std::string& room, std::string token)
    : hub_(hub), executor_(executor), token_(std::move(token)), session_(room, random_id("c_")) {
  connect();
}

LocalPerson::~LocalPerson() {
  if (link_) link_->closed();
}

void LocalPerson::connect() {
  inbox_ = std::make_shared<Inbox>();
  why_ = {Errc::closed, {}};
  link_ = hub_.open(inbox_);
  link_->receive(session_.connected(token_));
}

bool LocalPerson::exchange(const OnNotice& on_notice) {
  if (out_) return false;
  if (std::exchange(inbox_->connect_due, false)) {
    connect();
    return true;
  }
  if (!link_) return false;
  bool moved = false;
  if (std::exchange(inbox_->retry_due, false)) {
    session_.retry();
    moved = true;
  }
  Inbox* const inbox = inbox_.get();
  while (link_ && !inbox->messages.empty()) {
    const auto message = std::move(inbox->messages.front());
    inbox->messages.pop_front();
    take(*message, on_notice);
    moved = true;
  }
  if (link_ && inbox->closed) {
    connection_closed();
    return true;
  }
  while (const auto next = session_.next()) {
    link_->receive(*next);
    moved = true;
  }
  return moved;
}

void LocalPerson::take(const std::string& message, const OnNotice& on_notice) {
  const auto notices = session_.receive(message);
  if (!notices) {
    // The snapshot came too late for what was done here meanwhile: the next opening brings events instead.
    return come_back();
  }
  for (const Notice& notice : *notices) {
    const auto* refused = std::get_if<notice::Refused>(&notice);
    if (refused && refused->retry) retry_soon();
    // Of no command: why the hub closes, if it does.
    if (refused && refused->n == 0) why_ = {refused->code, refused->message};
    if (on_notice) on_notice(session_, notice);
  }
}

void LocalPerson::retry_soon() {
  executor_.post_after(kRetryMs, [weak = std::weak_ptr(inbox_)] {
    if (const auto inbox = weak.lock()) inbox->retry_due = true;
  });
}

void LocalPerson::come_back() {
  link_->closed();
  link_ = nullptr;
  session_.disconnected();
  executor_.post_after(kRetryMs, [weak = std::weak_ptr(inbox_)] {
    if (const auto inbox = weak.lock()) inbox->connect_due = true;
  });
}

void LocalPerson::connection_closed() {
  if (wire::may_reconnect(static_cast<uint16_t>(inbox_->code))) return come_back();
  link_->closed();
  link_ = nullptr;
  session_.disconnected();
  out_ = true;
  if (why_.message.empty()) why_.message = inbox_->why;
}

bool LocalPerson::is_settled() const {
  if (out_) return true;
  if (!session_.live() || session_.has_pending()) return false;
  for (const auto& [id, run] : session_.view().runs)
    if (run.state != RoomRun::kEnded) return false;
  return true;
}

}  // namespace interview
