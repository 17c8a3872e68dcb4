#include "run_options.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <filesystem>
#include <fstream>

#include "serve_options.h"

using namespace interview;

namespace {

constexpr uint64_t kGiB = 1u << 30;

// What the command line makes of `arguments`; the error in words where it refuses them.
std::string parse(std::vector<std::string> arguments, ServeOptions& options) {
  CLI::App app;
  add_serve_options(app, options);
  arguments.insert(arguments.begin(), {"--data", "."});
  std::reverse(arguments.begin(), arguments.end());
  try {
    app.parse(arguments);
  } catch (const CLI::ParseError& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("as many runs at a time as there are cores, and memory for all") {
  CHECK(runs_that_fit({2, 24 * kGiB}) == 2);
  CHECK(runs_that_fit({16, 4 * kGiB}) == 8);
  CHECK(runs_that_fit({1, 64 * kGiB}) == 1);
  CHECK(runs_that_fit({8, kGiB / 4}) == 1);
  CHECK(runs_that_fit({0, 0}) == 1);
  CHECK(runs_that_fit({1'000, 1'000 * kGiB}) == 256);
  RunLimits greedy;
  greedy.run.memory_bytes = 3 * kGiB;
  greedy.compile.memory_bytes = 4 * kGiB;
  CHECK(runs_that_fit({8, 16 * kGiB}, greedy) == 4);
}

TEST_CASE("a machine is what its cgroup lets this process use of it") {
  namespace fs = std::filesystem;
  const fs::path folder = fs::temp_directory_path() / ("machine-" + std::to_string(::getpid()));
  fs::create_directories(folder / "memory");
  const Machine whole = this_machine(folder.string());
  CHECK(whole.cores >= 1);
  CHECK(whole.memory_bytes > kGiB / 8);
  std::ofstream(folder / "memory.max") << "max\n";
  std::ofstream(folder / "cpu.max") << "max 100000\n";
  CHECK(this_machine(folder.string()).cores == whole.cores);
  CHECK(this_machine(folder.string()).memory_bytes == whole.memory_bytes);
  std::ofstream(folder / "memory.max") << "1000000\n";
  std::ofstream(folder / "cpu.max") << "50000 100000\n";
  CHECK(this_machine(folder.string()).cores == 1);
  CHECK(this_machine(folder.string()).memory_bytes == 1'000'000);
  fs::remove(folder / "memory.max");
  std::ofstream(folder / "memory/memory.limit_in_bytes") << "2000000\n";
  CHECK(this_machine(folder.string()).memory_bytes == 2'000'000);
  fs::remove_all(folder);
}

TEST_CASE("the ceilings of runs are options") {
  ServeOptions options;
  CHECK(parse({"--runs",
               "3",
               "--run-seconds",
               "7",
               "--compile-seconds",
               "8",
               "--run-memory-mib",
               "9",
               "--compile-memory-mib",
               "10",
               "--run-processes",
               "11",
               "--run-output-kib",
               "12",
               "--run-disk-mib",
               "13",
               "--max-queued-runs",
               "14",
               "--max-queued-runs-per-room",
               "15",
               "--max-queued-runs-per-person",
               "16"},
              options) == "");
  CHECK(options.runs.concurrent == 3);
  const RunLimits ceiling = ceiling_of(options.runs);
  CHECK(ceiling.run.wall_ms == 7'000);
  CHECK(ceiling.run.cpu_ms == 7'000);
  CHECK(ceiling.compile.wall_ms == 8'000);
  CHECK(ceiling.compile.cpu_ms == 8'000);
  CHECK(ceiling.run.memory_bytes == 9u << 20);
  CHECK(ceiling.compile.memory_bytes == 10u << 20);
  CHECK(ceiling.processes == 11);
  CHECK(ceiling.output_bytes == 12u << 10);
  CHECK(ceiling.disk_bytes == 13u << 20);
  CHECK(options.hub.queued_runs == 14);
  CHECK(options.hub.queued_runs_of_room == 15);
  CHECK(options.hub.queued_runs_of_person == 16);
}

TEST_CASE("none of them may be 0, and no number is too much for the machine to count") {
  for (const char* option :
       {"--runs", "--run-seconds", "--compile-seconds", "--run-memory-mib", "--compile-memory-mib",
        "--run-processes", "--run-output-kib", "--run-disk-mib", "--max-queued-runs",
        "--max-queued-runs-per-room", "--max-queued-runs-per-person"}) {
    CAPTURE(option);
    ServeOptions options;
    CHECK(parse({option, "0"}, options) != "");
    CHECK(parse({option, "-1"}, options) != "");
    CHECK(parse({option, "4294967295"}, options) != "");
    CHECK(parse({option, "1"}, options) == "");
  }
}

TEST_CASE("without a number, as many runs at a time as fit") {
  ServeOptions options;
  CHECK(parse({}, options) == "");
  CHECK_FALSE(options.runs.concurrent.has_value());
}
