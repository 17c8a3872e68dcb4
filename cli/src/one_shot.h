// A command that joins a room, does one thing and leaves.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common_options.h"
#include "exit_code.h"
#include "interview/live_client.h"

namespace interview::cli {

// Uses the token of an earlier command with the same link and name, so that others see one person and not
// ten. One thread.
class OneShot {
 public:
  explicit OneShot(const CommonOptions& options, int failure = kFailed)
      : options_(options), failure_(failure) {}

  // `on_live`: once, when the room is known. `on_notices`: everything from then on. Until finish(); returns
  // the exit code.
  struct Steps {
    std::function<void()> on_live;
    std::function<void(const std::vector<Notice>&)> on_notices;
    // Whether a command's final refusal does not fail the whole.
    std::function<bool(const notice::Refused&)> forgives;
  };
  int run(const Steps& steps);

  EventLoop& loop() { return *loop_; }
  ClientSession& session() { return client_->session(); }
  // Does a command; its refusal fails the whole, unless it is forgiven.
  void send(Command command);
  void flush() { client_->flush(); }

  // Leaves, and ends with this code.
  void finish(int code = kOk);
  void fail(const std::string& why);
  // The time limit holds for what comes until finish(), not only for coming in.
  void wait_forever() { time_limit_.reset(); }

 private:
  void on_notices(const std::vector<Notice>& notices, const Steps& steps);
  void on_state(LiveState state, const Error& why, const Steps& steps);

  CommonOptions options_;
  int failure_;
  std::optional<int> code_;
  bool was_live_ = false;
  std::unique_ptr<EventLoop> loop_;
  std::unique_ptr<ClientStore> store_;
  std::unique_ptr<LiveClient> client_;
  std::unique_ptr<Underway> time_limit_;
};

// The document of that name; without a name the first one. Errc::no_such_document.
Result<const RoomView::Doc*> find_document(const RoomView& view, const std::string& name);

}  // namespace interview::cli
