// Whose a container or a folder is: so that what a crashed server left behind can be told from what another
// one is using.
#pragma once

#include <string>

namespace interview::sandbox {

// This process: its pid namespace, pid and start time.
std::string owner_tag();

// Whether the process of a tag is known to be gone. Never of another pid namespace: that cannot be seen from
// here.
bool is_gone(const std::string& owner_tag);

}  // namespace interview::sandbox
