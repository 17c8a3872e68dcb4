#pragma once

#include <string>

#include "front/listener_stats.h"
#include "interview/hub.h"

namespace interview {

// What the server counts, in the text format of Prometheus (0.0.4).
std::string prometheus(const HubStats& hub, const front::ListenerStats& front);

}  // namespace interview
