#include "sandbox/output_pump.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "interview/text.h"

namespace interview::sandbox {
namespace {

constexpr size_t kLongestRead = 64 * 1024;
constexpr size_t kLittle = 4 * 1024;

}  // namespace

bool OutputPump::start(UniqueFd pipe) {
  std::error_code error;
  pipe_.assign(pipe.get(), error);
  if (error) return false;
  (void)pipe.release();
  wait();
  return true;
}

void OutputPump::wait() {
  pipe_.async_wait(asio::posix::descriptor_base::wait_read,
                   [self = shared_from_this()](std::error_code error) {
                     if (!error && self->pipe_.is_open()) self->turn();
                   });
}

// One read a turn, so that a program that never stops writing does not keep others from being heard.
void OutputPump::turn() {
  const Step step = read_once();
  if (!pipe_.is_open()) return;
  if (step == Step::end) {
    deliver_rest();
    return close();
  }
  const auto now = std::chrono::steady_clock::now();
  const bool trickles = last_read_ && last_size_ < kLittle && now - *last_read_ < moment_;
  last_read_ = now;
  if (!trickles) return wait();
  pause_.expires_after(moment_);
  pause_.async_wait([self = shared_from_this()](std::error_code error) {
    if (!error && self->pipe_.is_open()) self->wait();
  });
}

OutputPump::Step OutputPump::read_once() {
  char buffer[4 + kLongestRead];
  std::memcpy(buffer, unfinished_.data(), unfinished_.size());
  ssize_t size;
  do {
    size = ::read(pipe_.native_handle(), buffer + unfinished_.size(), kLongestRead);
  } while (size < 0 && errno == EINTR);
  if (size < 0) return errno == EAGAIN ? Step::nothing_yet : Step::end;
  if (size == 0) return Step::end;
  last_size_ = static_cast<size_t>(size);
  const std::string_view bytes(buffer, unfinished_.size() + static_cast<size_t>(size));
  const size_t whole = whole_utf8_prefix(bytes);
  unfinished_.assign(bytes.substr(whole));
  if (whole > 0) deliver_(bytes.substr(0, whole));
  return Step::read;
}

void OutputPump::deliver_rest() {
  const std::string rest = std::move(unfinished_);
  unfinished_.clear();
  if (!rest.empty()) deliver_(rest);
}

void OutputPump::drain() {
  while (pipe_.is_open() && read_once() == Step::read) {
  }
  if (pipe_.is_open()) deliver_rest();
  close();
}

void OutputPump::close() {
  std::error_code ignored;
  pause_.cancel();
  pipe_.close(ignored);
}

}  // namespace interview::sandbox
