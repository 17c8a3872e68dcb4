#include "sandbox/input_pump.h"

#include <unistd.h>

#include <asio/post.hpp>
#include <cerrno>

namespace interview::sandbox {

InputPump::InputPump(asio::io_context& loop, std::string first, bool keep_open, uint64_t longest)
    : loop_(loop), longest_(longest), waiting_(std::move(first)), closed_(!keep_open) {}

Result<void> InputPump::feed(std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  if (closed_ || over_) return {Errc::closed, "the program takes no more input"};
  if (bytes.size() > longest_ - waiting_.size()) {
    return {Errc::too_many, "more than " + std::to_string(longest_) + " bytes of input wait for the program"};
  }
  waiting_ += bytes;
  // Not after over_: the loop is there as long as the run is.
  asio::post(loop_, [self = shared_from_this()] { self->write_some(); });
  return {};
}

void InputPump::close() {
  const std::lock_guard lock(mutex_);
  if (closed_ || over_) return;
  closed_ = true;
  asio::post(loop_, [self = shared_from_this()] { self->write_some(); });
}

bool InputPump::start(UniqueFd pipe) {
  pipe_.emplace(loop_);
  std::error_code error;
  pipe_->assign(pipe.get(), error);
  if (error) return false;
  (void)pipe.release();
  write_some();
  return true;
}

void InputPump::stop() {
  const std::lock_guard lock(mutex_);
  over_ = true;
  pipe_.reset();
}

void InputPump::write_some() {
  const std::lock_guard lock(mutex_);
  if (over_ || !pipe_ || !pipe_->is_open() || waits_for_room_) return;
  while (!waiting_.empty()) {
    // SIGPIPE is blocked on this thread: a program that closed its input gives EPIPE.
    const ssize_t written = ::write(pipe_->native_handle(), waiting_.data(), waiting_.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno != EAGAIN) {
      over_ = true;
      break;
    }
    if (written < 0) {
      waits_for_room_ = true;
      pipe_->async_wait(asio::posix::descriptor_base::wait_write,
                        [self = shared_from_this()](std::error_code) {
                          self->waits_for_room_ = false;
                          self->write_some();
                        });
      return;
    }
    waiting_.erase(0, static_cast<size_t>(written));
  }
  over_ = over_ || closed_;
  if (over_) {
    waiting_.clear();
    pipe_.reset();
  }
}

}  // namespace interview::sandbox
