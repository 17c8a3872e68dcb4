#pragma once

#include <vector>

#include "interview/room.h"

namespace interview {

// What a permitted command makes happen: first `before`, then `event`.
struct Room::Decision {
  Event event;
  Audience audience;
  std::vector<Event> before;
};

}  // namespace interview
