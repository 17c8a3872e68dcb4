// Files in memory, to hand bytes to another process.
#pragma once

#include <string>
#include <string_view>

#include "interview/result.h"
#include "sandbox/unique_fd.h"

namespace interview::sandbox {

// A file with `content`, to be read from its beginning. Errc::io.
Result<UniqueFd> make_memory_file(const char* name, std::string_view content);
// The first `longest` bytes of it, wherever it is read from otherwise.
std::string read_memory_file(const UniqueFd& file, size_t longest);

}  // namespace interview::sandbox
