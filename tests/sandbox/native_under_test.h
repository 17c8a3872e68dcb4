// What only tests of the native sandbox need to know.
#pragma once

#include "interview/sandbox.h"

namespace interview::test {

// Options of this process's own: its cgroups and its user are nobody else's, and nothing is kept ready.
NativeSandboxOptions native_options_for_tests();

}  // namespace interview::test
