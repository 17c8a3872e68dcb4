// Beginning and end: of runs, of sandboxes, of servers.
#include <doctest/doctest.h>

#include <chrono>
#include <cstdlib>
#include <thread>

#include "sandbox/laboratory.h"
#include "sandbox/server_process.h"

using namespace interview;
using namespace interview::test;
using Clock = std::chrono::steady_clock;

namespace {

// Generous, since other tests share the machine: without load it is a tenth of it.
constexpr std::chrono::milliseconds kSoon{
#ifdef INTERVIEW_SANITIZED
    2000
#else
    200
#endif
};

const std::string kSleeper = "print('up')\nimport time\ntime.sleep(1000)";

}  // namespace

SANDBOX_TEST_CASE("a stopped run is cancelled at once") {
  const auto sandbox = lab.make();
  const auto time_to_stop = [&](const char* source) {
    const auto recorder = std::make_shared<Recorder>();
    RunRequest request = request_of("python", source);
    request.limits.output_bytes = 16 << 20;
    Result<std::unique_ptr<Run>> run = sandbox->start(std::move(request), recorder);
    REQUIRE(run.ok());
    REQUIRE(recorder->wait_for("up"));
    const auto before = Clock::now();
    (*run)->stop();
    (*run)->stop();
    const RunResult result = recorder->wait();
    const auto took = Clock::now() - before;
    CHECK((result.kind == RunKind::cancelled || result.kind == RunKind::output_limit));
    CHECK(lab.leftovers() == "");
    (*run)->stop();
    CHECK(recorder->in_order());
    return took;
  };
  for (const char* source : {"print('up')\nimport time\ntime.sleep(1000)", "print('up')\nwhile True: pass",
                             "import os\nfor i in range(5): os.fork()\nprint('up')\nwhile True: pass",
                             "print('up')\nwhile True: print('x' * 1000)"}) {
    // The machine may be busy with other things for a moment, but not each time.
    int tries = 1;
    while (time_to_stop(source) >= kSoon && tries < 4) ++tries;
    CHECK(tries < 4);
  }
}

SANDBOX_TEST_CASE("a run can be stopped before it has begun, and its handle can be let go") {
  const auto sandbox = lab.make();
  for (int i = 0; i < 20; ++i) {
    const auto recorder = std::make_shared<Recorder>();
    Result<std::unique_ptr<Run>> run = sandbox->start(request_of("python", kSleeper), recorder);
    REQUIRE(run.ok());
    (*run)->stop();
    (*run).reset();
    CHECK(recorder->wait().kind == RunKind::cancelled);
    CHECK(recorder->in_order());
  }
  const auto recorder = std::make_shared<Recorder>();
  CHECK(sandbox->start(request_of("python", "print('without a handle')"), recorder).ok());
  CHECK(recorder->wait().kind == RunKind::ok);
  CHECK(recorder->out() == "without a handle\n");
}

SANDBOX_TEST_CASE("stopping while compiling") {
  const auto sandbox = lab.make();
  const auto recorder = std::make_shared<Recorder>();
  RunRequest request = request_of(
      "cpp",
      "#warning begun\nconstexpr long loop() { long x = 0; for (long i = 0; i < 30000000; ++i) x += i; "
      "return x; }\nint main() { constexpr long x = loop(); return x == 0; }");
  Result<std::unique_ptr<Run>> run = sandbox->start(std::move(request), recorder);
  REQUIRE(run.ok());
  REQUIRE(recorder->wait_for("begun"));
  (*run)->stop();
  CHECK(recorder->wait().kind == RunKind::cancelled);
  CHECK(lab.leftovers() == "");
}

SANDBOX_TEST_CASE(
    "a sandbox that is destroyed interrupts its runs, tells their sinks, and leaves nothing behind") {
  auto sandbox = lab.make({.ready = 2});
  std::vector<std::shared_ptr<Recorder>> recorders;
  std::vector<std::unique_ptr<Run>> runs;
  for (int i = 0; i < 5; ++i) {
    recorders.push_back(std::make_shared<Recorder>());
    Result<std::unique_ptr<Run>> run = sandbox->start(request_of("python", kSleeper), recorders.back());
    REQUIRE(run.ok());
    runs.push_back(std::move(run).value());
  }
  for (int i = 0; i < 3; ++i) CHECK(recorders[static_cast<size_t>(i)]->wait_for("up"));
  sandbox.reset();
  for (const auto& recorder : recorders) {
    CHECK(recorder->wait().kind == RunKind::interrupted);
    CHECK(recorder->in_order());
  }
  CHECK(lab.leftovers() == "");
  for (const auto& run : runs) {
    run->stop();
    run->close_input();
    CHECK(run->input("x").error().code == Errc::closed);
  }
}

SANDBOX_TEST_CASE("sandboxes that are kept ready are used once each, and replaced") {
  const auto sandbox = lab.make({.ready = 1});
  int ready = 0;
  for (int i = 0; i < 100 && ready < 3; ++i) {
    const Outcome outcome =
        run_in(*sandbox, request_of("python",
                                    "import os\nprint(os.listdir('.'), os.listdir('/tmp'))\n"
                                    "open('mark', 'w'); open('/tmp/mark', 'w')"));
    CHECK(outcome.out == "['main.py'] []\n");
    if (!outcome.start.cold) ++ready;
  }
  CHECK(ready == 3);
  RunRequest other_disk = request_of("python", "print('cold')");
  other_disk.limits.disk_bytes = 5u << 20;
  const Outcome outcome = run_in(*sandbox, other_disk);
  CHECK(outcome.start.cold);
  CHECK(outcome.out == "cold\n");
}

SANDBOX_TEST_CASE("many runs at a time, each with its own result") {
  const auto sandbox = lab.make();
  std::vector<std::shared_ptr<Recorder>> recorders;
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) recorders.push_back(std::make_shared<Recorder>());
  for (size_t i = 0; i < 16; ++i) {
    threads.emplace_back([&, i] {
      RunRequest request =
          request_of("python", "import sys\nprint(sys.stdin.read())\nsys.exit(" + std::to_string(i) + ")");
      request.input = "run " + std::to_string(i);
      if (!sandbox->start(std::move(request), recorders[i]).ok()) std::abort();
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (size_t i = 0; i < 16; ++i) {
    const RunResult result = recorders[i]->wait();
    CHECK(result.exit_code == static_cast<int>(i));
    CHECK(recorders[i]->out() == "run " + std::to_string(i) + "\n");
  }
  CHECK(lab.leftovers() == "");
}

SANDBOX_TEST_CASE("more runs than are kept ready: the others start cold, and none fails") {
  const auto sandbox = lab.make({.ready = 2});
  std::vector<std::shared_ptr<Recorder>> recorders;
  for (int i = 0; i < 8; ++i) {
    recorders.push_back(std::make_shared<Recorder>());
    REQUIRE(sandbox->start(request_of("python", "print('ran')"), recorders.back()).ok());
  }
  bool cold = false;
  for (const auto& recorder : recorders) {
    CHECK(recorder->wait().kind == RunKind::ok);
    CHECK(recorder->out() == "ran\n");
    cold = cold || recorder->start().cold;
  }
  CHECK(cold);
}

SANDBOX_TEST_CASE("a server that is killed takes its runs along, and the next one sweeps up") {
  ServerProcess server(lab, "killed");
  CHECK(server.read_line() == "up");
  CHECK(lab.left_now().find("process") != std::string::npos);
  server.kill();
  // The kernel ends the processes; nobody tells when.
  const auto deadline = Clock::now() + std::chrono::seconds(30);
  while (lab.left_now().find("process") != std::string::npos && Clock::now() < deadline)
    std::this_thread::yield();
  CHECK(lab.left_now().find("process") == std::string::npos);
  CHECK(lab.left_now().find(lab.traits().left_by_killed) != std::string::npos);
  lab.make().reset();
  CHECK(lab.leftovers() == "");
}

SANDBOX_TEST_CASE("a server without descriptors cannot run anything, and can when it has some again") {
#ifdef INTERVIEW_SANITIZED
  INTERVIEW_SKIP("sanitizers need descriptors themselves");
#endif
  ServerProcess server(lab, "poor");
  CHECK(server.read_line() == "internal_error");
  CHECK(server.read_line() == "rich");
  CHECK(server.read_line() == "ok");
  CHECK(server.read_line() == "");
  server.kill();
  CHECK(lab.leftovers() == "");
}
