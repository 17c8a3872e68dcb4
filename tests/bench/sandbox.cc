// Running code, beside the bare process and `docker run` in the same rounds: what a sandbox adds to a run, to
// compiling and running, to eight runs at once and to much output, and what a room adds to a sandbox.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <fstream>
#include <functional>
#include <latch>
#include <optional>
#include <thread>

#include "bench/kinds.h"
#include "bench/press.h"
#include "bench/report.h"
#include "bench/series.h"

using namespace interview;
using bench::Kind;
using bench::Programs;
using bench::Runner;
using bench::Series;
using bench::Timing;

namespace {

constexpr double kRunGoal = 5, kPressGoal = 10;  // ms over the reference, p50
constexpr double kCompileGoal = 1.1;             // times the reference, p50
constexpr double kStreamGoal = 100;              // MB/s
constexpr size_t kTogether = 8;
constexpr size_t kFewRounds = 5;

struct Options {
  size_t rounds = 25;
  bool as_json = false, smoke = false;
};

using Row = std::vector<std::pair<std::string, double>>;
using Request = std::function<RunRequest(size_t round)>;
using Goal = std::function<void(Row& row, const Series& series, const Series& reference)>;

void run_goal(Row& row, const Series& series, const Series& reference) {
  row.emplace_back("first +", series.first(0.5) - reference.first(0.5));
  row.emplace_back("end +", series.end(0.5) - reference.end(0.5));
  row.emplace_back("goal +", kRunGoal);
}

void compile_goal(Row& row, const Series& series, const Series& reference) {
  row.emplace_back("end, times", series.end(0.5) / reference.end(0.5));
  row.emplace_back("goal, times", kCompileGoal);
}

// A line of /proc/self/status, in MiB.
double memory_mib(const std::string& name) {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.rfind(name + ":", 0) == 0) return std::stod(line.substr(name.size() + 1)) / 1024;
  return 0;
}

class SandboxBench {
 public:
  explicit SandboxBench(const Options& options)
      : options_(options), bare_(programs_.languages()), kinds_(programs_) {}

  // False if a run failed.
  bool run() {
    const auto go = [](size_t n) { return Programs::hello("go", n); };
    const auto java = [](size_t n) { return Programs::hello("java", n); };
    const auto python = [](size_t n) { return Programs::hello("python", n); };
    alone("Python, run", "python", python, run_goal, true);
    for (const Programs::Made& made : programs_.made())
      alone(
          made.what + ", run", made.language, [&](size_t) { return Programs::run_made(made); }, run_goal,
          true);
    alone("Go, compile and run", "go", go, compile_goal, false);
    alone("Java, compile and run", "java", java, compile_goal, false);
    together("Python that counts", "python", Programs::busy);
    together("Go, compile and run", "go", go);
    for (const Kind& kind : kinds_.there()) press(kind);
    flood(bare_);
    for (const Kind& kind : kinds_.there())
      if (kind.languages.count("python")) flood(*kind.runner);
    return all_ran_;
  }

  void print() {
    report_.note(
        "ms from the start to the first output and to the end; +: p50 over the bare process, in a room");
    report_.note(
        "over the sandbox alone. n: runs measured; cold: nothing was ready, left out of the times but");
    report_.note("where 8 run at once. MiB: what this process grew by at most.");
    for (const std::string& missing : kinds_.missing()) report_.note("Not here: " + missing + ".");
    report_.print(options_.as_json);
  }

 private:
  void add(const std::string& name, const Series& series, const Row& more = {}) {
    if (series.failed() > 0) {
      report_.note(name + ": a run failed: " + series.trouble());
      all_ran_ = false;
    }
    Row row = {{"first p50", series.first(0.5)},
               {"first p95", series.first(0.95)},
               {"end p50", series.end(0.5)},
               {"end p95", series.end(0.95)}};
    if (series.empty()) row.clear();
    const double runs = static_cast<double>(series.timings().size());
    row.insert(row.end(), {{"n", runs},
                           {"cold", static_cast<double>(series.cold())},
                           {"failed", static_cast<double>(series.failed())}});
    if (!series.empty()) row.insert(row.end(), more.begin(), more.end());
    report_.add(name, std::move(row));
  }

  std::vector<Runner*> runners_of(const std::string& language) {
    std::vector<Runner*> runners = {&bare_};
    for (const Kind& kind : kinds_.there())
      if (kind.languages.count(language)) runners.push_back(kind.runner.get());
    return runners;
  }

  // One at a time; all kinds in each round, so that what else the machine does meets all of them.
  void alone(const std::string& what, const std::string& language, const Request& request, const Goal& goal,
             bool by_command) {
    std::vector<Runner*> runners = runners_of(language);
    const bool in_docker = runners.back() != &bare_ && kinds_.docker_command() &&
                           kinds_.there().back().languages.count(language);
    if (by_command && in_docker) runners.push_back(kinds_.docker_command());
    std::vector<Series> series(runners.size());
    // A round before fills the caches.
    for (size_t round = options_.smoke ? 1 : 0; round <= options_.rounds; ++round) {
      for (size_t i = 0; i < runners.size(); ++i) {
        if (runners[i] == kinds_.docker_command() && round > kFewRounds) continue;
        if (round == 0) runners[i]->settle();
        const Timing timing = runners[i]->run(request(round));
        if (round > 0) series[i].add(timing);
        runners[i]->settle();
      }
    }
    for (size_t i = 0; i < runners.size(); ++i) {
      Row more;
      if (i > 0 && runners[i] != kinds_.docker_command()) goal(more, series[i], series[0]);
      add(what + ": " + runners[i]->name(), series[i], more);
    }
  }

  void together(const std::string& what, const std::string& language, const Request& request) {
    const std::vector<Runner*> runners = runners_of(language);
    std::vector<Series> series(runners.size());
    const size_t rounds = std::max<size_t>(1, options_.rounds / kFewRounds);
    for (size_t round = 1; round <= rounds; ++round) {
      for (size_t i = 0; i < runners.size(); ++i) {
        for (const Timing& timing : run_together(*runners[i], request, round * kTogether))
          series[i].add(timing);
        runners[i]->settle();
      }
    }
    for (size_t i = 0; i < runners.size(); ++i) {
      series[i].take_cold_ones();
      add(what + ", 8 at once: " + runners[i]->name(), series[i]);
    }
  }

  static std::vector<Timing> run_together(Runner& runner, const Request& request, size_t number) {
    std::vector<Timing> timings(kTogether);
    std::vector<std::thread> threads;
    std::latch ready(kTogether);
    for (size_t i = 0; i < kTogether; ++i)
      threads.emplace_back([&, i] {
        const RunRequest own = request(number + i);
        ready.arrive_and_wait();
        timings[i] = runner.run(own);
      });
    for (std::thread& thread : threads) thread.join();
    return timings;
  }

  // The same program in a room and in the sandbox alone, in turn.
  void press(const Kind& kind) {
    if (!kind.languages.count("python")) return;
    bench::PressRunner room(kind.name, kind.server_arguments);
    Series pressed, reference;
    for (size_t round = options_.smoke ? 1 : 0; round <= options_.rounds; ++round) {
      for (Runner* runner : {static_cast<Runner*>(&room), kind.runner.get()}) {
        const Timing timing = runner->run(Programs::hello("python", round));
        if (round > 0) (runner == &room ? pressed : reference).add(timing);
        runner->settle();
      }
    }
    add("Run pressed, Python: sandbox alone, " + kind.name, reference);
    add("Run pressed, Python: in a room, " + kind.name, pressed,
        {{"first +", pressed.first(0.5) - reference.first(0.5)},
         {"end +", pressed.end(0.5) - reference.end(0.5)},
         {"goal +", kPressGoal}});
  }

  void flood(Runner& runner) {
    const uint64_t mebibytes = options_.smoke ? 4 : 100;
    Series series;
    double grown = 0;
    std::vector<double> speeds;
    for (size_t round = 0; round < std::min(options_.rounds, kFewRounds); ++round) {
      runner.settle();
      std::ofstream("/proc/self/clear_refs") << "5";  // the peak begins anew
      const double before = memory_mib("VmRSS");
      Timing timing = runner.run(Programs::flood(mebibytes));
      grown = std::max(grown, memory_mib("VmHWM") - before);
      if (timing.trouble.empty() && timing.bytes != mebibytes << 20) timing.trouble = "output is missing";
      if (timing.trouble.empty())
        speeds.push_back(static_cast<double>(timing.bytes) / 1e3 / (timing.last - timing.first));
      series.add(timing);
    }
    std::sort(speeds.begin(), speeds.end());
    Row more;
    if (!speeds.empty())
      more = {{"MB/s", speeds[speeds.size() / 2]}, {"goal MB/s", kStreamGoal}, {"MiB", grown}};
    series.take_cold_ones();
    add(std::to_string(mebibytes) + " MiB of output: " + runner.name(), series, more);
    runner.settle();
  }

  Options options_;
  bench::Report report_{"sandbox"};
  Programs programs_;
  bench::BareRunner bare_;
  bench::Kinds kinds_;
  bool all_ran_ = true;
};

}  // namespace

int main(int count, char** arguments) {
  Options options;
  CLI::App app("Running code, beside the bare process and docker run");
  app.add_option("--rounds", options.rounds, "Runs of each kind")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
  app.add_flag("--json", options.as_json, "JSON instead of a table");
  app.add_flag("--smoke", options.smoke, "Only whether it runs: one round, 4 MiB of output");
  CLI11_PARSE(app, count, arguments);
  if (options.smoke) options.rounds = 1;
  SandboxBench bench(options);
  const bool all_ran = bench.run();
  bench.print();
  return all_ran ? 0 : 1;
}
