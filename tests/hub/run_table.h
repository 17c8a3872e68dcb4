// Two people in a room on a stage, and what they see of the runs there.
#pragma once

#include <memory>
#include <variant>
#include <vector>

#include "hub/stage.h"

namespace interview::test {

template <typename Event>
std::vector<Event> all(const std::vector<SeenEvent>& events) {
  std::vector<Event> found;
  for (const SeenEvent& seen : events)
    if (const auto* event = std::get_if<Event>(&seen.event)) found.push_back(*event);
  return found;
}

struct Table {
  explicit Table(const HubOptions& options = {}) : stage(options) {
    stage.room();
    ada = stage.join("ada", Role::interviewer);
    ben = stage.join("ben");
    ada->got.clear(), ben->got.clear();
  }
  void run(bool keep_input_open = false) {
    stage.command(*ben, ++n, command::Run{1, "", "first\n", keep_input_open});
    stage.run();
  }
  Stage stage;
  std::shared_ptr<Peer> ada, ben;
  uint64_t n = 0;
};

}  // namespace interview::test
