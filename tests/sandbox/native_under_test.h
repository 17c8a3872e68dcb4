// What only tests of the native sandbox need to know.
#pragma once

#include "interview/sandbox.h"
#include "sandbox/laboratory.h"

namespace interview::test {

// Options of this process's own: its cgroups and its user are nobody else's, and nothing is kept ready.
NativeSandboxOptions native_options_for_tests();

}  // namespace interview::test

// `native`, or the test is skipped.
#define REQUIRE_NATIVE()                                   \
  SandboxUnderTest* const native = sandbox_kind("native"); \
  if (!native) INTERVIEW_SKIP("there is no native sandbox here")
