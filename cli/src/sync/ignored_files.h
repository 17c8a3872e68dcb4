// Files that editors and tools make for themselves.
#pragma once

#include <string_view>

namespace interview::cli {

// Whether a file of that name, new in the folder, is not meant for the room: names that begin with a dot,
// back-ups, locks and swap files of editors, caches of tools, and what this program itself keeps aside.
bool is_ignored_file(std::string_view name);

}  // namespace interview::cli
