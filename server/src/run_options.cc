#include "run_options.h"

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <thread>

namespace interview {
namespace {

constexpr uint64_t kMiB = 1u << 20;
constexpr unsigned kMostRuns = 256;

// The first numbers of a file; none where it says "max" or is not there.
std::optional<uint64_t> number_in(const std::string& path) {
  uint64_t number = 0;
  if (std::ifstream(path) >> number) return number;
  return std::nullopt;
}

// Cores that a quota is worth, rounded up: "150000 100000" are two.
std::optional<uint64_t> cores_of_quota(const std::string& path) {
  std::ifstream file(path);
  uint64_t quota = 0, period = 0;
  if (file >> quota >> period && period > 0) return (quota + period - 1) / period;
  return std::nullopt;
}

}  // namespace

RunLimits ceiling_of(const RunOptions& options) {
  RunLimits ceiling;
  ceiling.compile = {options.compile_seconds * 1'000, options.compile_seconds * 1'000,
                     options.compile_memory_mib * kMiB};
  ceiling.run = {options.seconds * 1'000, options.seconds * 1'000, options.memory_mib * kMiB};
  ceiling.processes = options.processes;
  ceiling.output_bytes = options.output_kib * uint64_t{1'024};
  ceiling.disk_bytes = options.disk_mib * kMiB;
  return ceiling;
}

Machine this_machine(const std::string& cgroups) {
  uint64_t cores = std::max(1u, std::thread::hardware_concurrency());
  uint64_t memory =
      static_cast<uint64_t>(::sysconf(_SC_PHYS_PAGES)) * static_cast<uint64_t>(::sysconf(_SC_PAGESIZE));
  if (const auto quota = cores_of_quota(cgroups + "/cpu.max")) cores = std::min(cores, *quota);
  for (const char* file : {"/memory.max", "/memory/memory.limit_in_bytes"})
    if (const auto limit = number_in(cgroups + file)) memory = std::min(memory, *limit);
  return {static_cast<unsigned>(std::max<uint64_t>(cores, 1)), memory};
}

unsigned runs_that_fit(const Machine& machine, const RunLimits& usual) {
  const uint64_t each = usual.run.memory_bytes + usual.compile.memory_bytes / 4;
  const uint64_t fit = std::min<uint64_t>(machine.cores, machine.memory_bytes / each);
  return static_cast<unsigned>(std::clamp<uint64_t>(fit, 1, kMostRuns));
}

}  // namespace interview
