// Writes a program's standard input: what there is at first, then what comes, within a bound.
#pragma once

#include <asio/io_context.hpp>
#include <asio/posix/stream_descriptor.hpp>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "interview/result.h"
#include "sandbox/unique_fd.h"

namespace interview::sandbox {

class InputPump : public std::enable_shared_from_this<InputPump> {
 public:
  // At most `longest` bytes wait for the program.
  InputPump(asio::io_context& loop, std::string first, bool keep_open, uint64_t longest);

  // Any thread. Errc::closed after close(), stop() or when the program closed its end; Errc::too_many.
  Result<void> feed(std::string_view bytes);
  // Any thread. End of file once everything is written.
  void close();

  // The loop's thread: writing begins, and ends for good. False where the loop cannot take one more
  // descriptor.
  bool start(UniqueFd pipe);
  void stop();

 private:
  void write_some();  // the loop's thread

  asio::io_context& loop_;
  const uint64_t longest_;
  std::optional<asio::posix::stream_descriptor> pipe_;  // the loop's thread
  bool waits_for_room_ = false;                         // the loop's thread
  std::mutex mutex_;
  std::string waiting_;
  bool closed_;        // takes nothing more
  bool over_ = false;  // writes nothing more
};

}  // namespace interview::sandbox
