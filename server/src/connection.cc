#include "connection.h"

namespace interview {
namespace {

// What may wait for the I/O thread before the hub is asked to wait.
constexpr size_t kMostOnTheWay = 1u << 20;

// The frame of a message. One message goes to many connections, one right after the other: it is framed once.
std::shared_ptr<const front::Frame> frame_of(const std::shared_ptr<const std::string>& message) {
  thread_local std::weak_ptr<const std::string> last_message;
  thread_local std::weak_ptr<const front::Frame> last_frame;
  if (last_message.lock() == message)
    if (auto frame = last_frame.lock()) return frame;
  auto frame = front::prepare_text_frame(*message);
  last_message = message;
  last_frame = frame;
  return frame;
}

}  // namespace

void Connection::send(std::shared_ptr<const std::string> message) {
  auto frame = frame_of(message);
  const size_t size = frame->bytes().size();
  on_the_way_ += size;
  mailbox_->post([self = shared_from_this(), frame = std::move(frame), size] {
    self->socket_->send(frame);
    self->socket_congested_ = self->socket_->congested();
    const size_t before = self->on_the_way_.fetch_sub(size);
    if (before > kMostOnTheWay && before - size <= kMostOnTheWay && self->session_) self->session_->drained();
  });
}

void Connection::close(wire::Close code, std::string_view reason) {
  mailbox_->post([self = shared_from_this(), code, reason = std::string(reason)] {
    self->socket_->close(static_cast<uint16_t>(code), reason);
  });
}

bool Connection::congested() const {
  return socket_congested_ || on_the_way_ > kMostOnTheWay;
}

void Connection::on_drained() {
  socket_congested_ = false;
  session_->drained();
}

void Connection::on_closed(uint16_t, bool) {
  session_->closed();
  // The session holds its sink, and the sink its session.
  session_.reset();
}

}  // namespace interview
