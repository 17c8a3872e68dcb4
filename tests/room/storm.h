// A seeded random storm on a room: commands of all kinds, valid and not, from several people and clients, and
// runs.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "interview/room.h"
#include "support/random.h"

namespace interview::test {

class Storm {
 public:
  // Limits so low that a storm reaches them.
  static RoomLimits limits();

  explicit Storm(Random& random);

  // Something happens, or is refused.
  void step();
  // Ends the room, whoever still can.
  void end();

  Room room;
  std::vector<Entry> log;
  // The snapshots of the room after each record that ended a step: by its number.
  std::map<uint64_t, std::string> snapshots;

 private:
  uint32_t somebody() { return static_cast<uint32_t>(random_.between(0, room.participants().size() + 1)); }
  uint32_t some_doc();
  uint32_t some_run();
  std::string some_name();
  std::string some_text(size_t longest);
  Command some_edit();
  Command some_command();
  void command();
  void run_event();
  void collect();
  Moment moment();

  Random& random_;
  std::map<std::string, uint64_t> numbers_;
  // Texts of each document by revision.
  std::map<uint32_t, std::vector<std::u16string>> texts_;
};

}  // namespace interview::test
