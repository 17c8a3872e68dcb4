// A test that cannot run here says why, and is counted as skipped by the runner, never as passed.
#pragma once

#include <cstdio>

#define INTERVIEW_SKIP(reason)            \
  do {                                    \
    std::printf("SKIPPED: %s\n", reason); \
    return;                               \
  } while (0)
