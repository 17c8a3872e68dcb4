// Which languages this machine can run, found out by running their version commands in a sandbox.
#pragma once

#include <map>
#include <string>

#include "interview/languages.h"
#include "interview/result.h"
#include "sandbox/box.h"

namespace interview::sandbox::native {

// By a language's id: the first line of what its version command says, or Errc::sandbox_unavailable with the
// packages to install. Fails where there can be no sandbox at all. Blocks for as long as the commands take.
Result<std::map<std::string, Result<std::string>>> find_toolchains(const Languages& languages, Box& box);

}  // namespace interview::sandbox::native
