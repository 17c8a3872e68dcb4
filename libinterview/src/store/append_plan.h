// What a batch of appends does to the rooms that it touches, before any store is asked.
#pragma once

#include <cstdint>
#include <map>
#include <string_view>
#include <utility>
#include <vector>

#include "interview/store.h"

namespace interview {

// Everything is borrowed from the batch.
struct AppendPlan {
  // The head of a room goes from `expected` to `seq`.
  struct Head {
    std::string_view room;
    uint64_t expected = 0;
    uint64_t seq = 0;
    const Digest* hash = nullptr;
    int64_t ended_at = 0;        // 0: not with this batch
    const Seal* seal = nullptr;  // null: not with this batch
  };
  std::vector<Head> heads;  // one a room, in the order of the batch
  // One a person: the last name wins.
  std::map<std::pair<std::string_view, uint32_t>, const PersonRow*> people;
};

// A room may come more than once, if its records go on. Errc::bad_argument: no records, or two seals of one
// room; gap: records that do not follow one another; bad_text; no_such_room for an id that cannot be one.
Result<AppendPlan> plan_append(const std::vector<Append>& batch);

}  // namespace interview
