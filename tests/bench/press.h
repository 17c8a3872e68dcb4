// Somebody in a room who presses Run and sees the first output: the terminal client's session, a real server,
// and its sandbox.
#pragma once

#include <memory>
#include <string>

#include "bench/runner.h"
#include "interview/sandbox.h"

namespace interview::bench {

// A server with `arguments`, SQLite on the disk, a room in Python, and one person in it who stays connected.
// One thread.
class PressRunner final : public Runner {
 public:
  PressRunner(std::string name, std::vector<std::string> arguments);
  ~PressRunner() override;
  std::string name() const override { return name_; }
  // The text of the request's only file takes the place of the document's before the time begins.
  Timing run(const RunRequest& request) override;
  void settle() override;

 private:
  class Room;

  std::string name_;
  std::unique_ptr<Room> room_;
};

}  // namespace interview::bench
