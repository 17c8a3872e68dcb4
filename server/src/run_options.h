// What running code may take of this machine.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "interview/sandbox.h"

namespace interview {

// Ceilings: a language may ask for less, and does by default.
struct RunOptions {
  std::optional<unsigned> concurrent;  // none: as many as the machine bears
  unsigned seconds = 60;               // of the running stage: wall clock, and CPU time
  unsigned compile_seconds = 60;       // the same of the compiling stage
  unsigned memory_mib = 2'048;
  unsigned compile_memory_mib = 2'048;
  unsigned processes = 256;  // and threads, at one time
  unsigned output_kib = 256;
  unsigned disk_mib = 512;  // work folder and /tmp
};

// Of output, the log of a room is the stricter one: HubOptions::room.
RunLimits ceiling_of(const RunOptions& options);

struct Machine {
  unsigned cores = 1;
  uint64_t memory_bytes = 0;
};

// What this process may use of it: `cgroups` is the folder of its own cgroup, which may allow less than there
// is.
Machine this_machine(const std::string& cgroups = "/sys/fs/cgroup");

// min(cores, memory / (memory of a run + a quarter of what a compiler may take)), at least 1: a core for
// each, so that nobody waits for the CPU while a limit of time runs, and memory for all of them at once.
// Compilers seldom take what they may.
unsigned runs_that_fit(const Machine& machine, const RunLimits& usual = {});

}  // namespace interview
