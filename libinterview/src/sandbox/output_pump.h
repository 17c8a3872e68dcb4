// Reads one output stream of a program as it comes.
#pragma once

#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <asio/steady_timer.hpp>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "sandbox/unique_fd.h"

namespace interview::sandbox {

// On the loop's thread. Characters of UTF-8 are delivered whole; what is no UTF-8 is delivered as it is. What
// comes is delivered at once, but for a trickle: where little comes right after something else, it is
// gathered for a moment, so that a million tiny writes cost a thousand deliveries a second and not a million.
class OutputPump : public std::enable_shared_from_this<OutputPump> {
 public:
  using Deliver = std::function<void(std::string_view bytes)>;
  using Duration = std::chrono::steady_clock::duration;
  OutputPump(asio::io_context& loop, Deliver deliver, Duration moment = std::chrono::milliseconds(1))
      : pipe_(loop), pause_(loop), moment_(moment), deliver_(std::move(deliver)) {}

  // False where the loop cannot take one more descriptor.
  bool start(UniqueFd pipe);
  // Delivers what is there and closes; for when the writers are gone.
  void drain();
  // Delivers nothing any more.
  void close();

 private:
  void wait();
  void turn();
  enum class Step { read, nothing_yet, end };
  Step read_once();
  void deliver_rest();

  asio::posix::stream_descriptor pipe_;
  asio::steady_timer pause_;
  const Duration moment_;
  std::optional<std::chrono::steady_clock::time_point> last_read_;
  size_t last_size_ = 0;
  Deliver deliver_;
  std::string unfinished_;  // the beginning of a character, at most 3 bytes
};

}  // namespace interview::sandbox
