// One event of each kind, with all its fields set.
#pragma once

#include <vector>

#include "interview/event.h"

namespace interview::test {

std::vector<Event> sample_events();

}  // namespace interview::test
