// What the kernel counted of one stage: all its processes together.
#pragma once

#include <cstdint>

namespace interview::sandbox {

struct StageUsage {
  bool counted_cpu = false;  // else cpu_us is unknown
  uint64_t cpu_us = 0;
  uint64_t peak_bytes = 0;     // 0: unknown
  uint64_t oom_kills = 0;      // processes ended for want of memory
  uint64_t refused_forks = 0;  // for want of processes
};

}  // namespace interview::sandbox
