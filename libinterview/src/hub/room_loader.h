#pragma once

#include <map>
#include <string>
#include <string_view>

#include "interview/room.h"
#include "interview/store.h"

namespace interview {

// A room as the store has it.
struct LoadedRoom {
  Room room;
  RoomRow row;
  std::map<uint32_t, std::string> names;  // by participant
  uint64_t snapshot_seq = 0;
};

// Blocks. The newest snapshot, and the records after it, page by page: never the whole log. Errors of the
// store, and chain_broken, record_malformed, gap for a log that is not whole.
Result<LoadedRoom> load_room(Store& store, const std::string& id, const RoomLimits& limits);

}  // namespace interview
