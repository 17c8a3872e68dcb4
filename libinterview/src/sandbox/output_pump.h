// Reads one output stream of a program as it comes.
#pragma once

#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "sandbox/unique_fd.h"

namespace interview::sandbox {

// On the loop's thread. Characters of UTF-8 are delivered whole; what is no UTF-8 is delivered as it is.
class OutputPump : public std::enable_shared_from_this<OutputPump> {
 public:
  using Deliver = std::function<void(std::string_view bytes)>;
  OutputPump(asio::io_context& loop, Deliver deliver) : pipe_(loop), deliver_(std::move(deliver)) {}

  // False where the loop cannot take one more descriptor.
  bool start(UniqueFd pipe);
  // Delivers what is there and closes; for when the writers are gone.
  void drain();
  // Delivers nothing any more.
  void close();

 private:
  void wait();
  enum class Step { read, nothing_yet, end };
  Step read_once();
  void deliver_rest();

  asio::posix::stream_descriptor pipe_;
  Deliver deliver_;
  std::string unfinished_;  // the beginning of a character, at most 3 bytes
};

}  // namespace interview::sandbox
