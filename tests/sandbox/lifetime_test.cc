// Beginning and end: of runs, of sandboxes, of servers.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <thread>

#include "sandbox/laboratory.h"
#include "support/skip.h"

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

std::unique_ptr<Sandbox> make(const NativeSandboxOptions& options = laboratory_options()) {
  Result<std::unique_ptr<Sandbox>> made = make_native_sandbox(Languages::builtin(), options);
  if (!made) FAIL(made.error().message);
  return std::move(made).value();
}

// A sandbox_server, with this test's cgroups and user; ended with this.
class Server {
 public:
  explicit Server(const std::string& kind) {
    const NativeSandboxOptions options = laboratory_options();
    const std::string user = std::to_string(options.user);
    int ends[2];
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::dup2(ends[1], 1);
      ::execl(INTERVIEW_SANDBOX_SERVER, "sandbox_server", options.cgroup.c_str(), user.c_str(), kind.c_str(),
              nullptr);
      ::_exit(127);
    }
    ::close(ends[1]);
    out_ = ::fdopen(ends[0], "r");
  }
  ~Server() {
    std::fclose(out_);
    kill();
  }

  // Empty at its end.
  std::string read_line() {
    char line[1000];
    if (!std::fgets(line, sizeof line, out_)) return "";
    const std::string text = line;
    return text.substr(0, text.find('\n'));
  }
  void kill() {
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    int status;
    ::waitpid(pid_, &status, 0);
    pid_ = 0;
  }

 private:
  pid_t pid_;
  FILE* out_;
};

const std::string kSleeper = "print('up')\nimport time\ntime.sleep(1000)";

}  // namespace

TEST_CASE("a stopped run is cancelled at once") {
  REQUIRE_SANDBOX();
  const auto sandbox = make();
  for (const char* source : {"print('up')\nimport time\ntime.sleep(1000)", "print('up')\nwhile True: pass",
                             "import os\nfor i in range(5): os.fork()\nprint('up')\nwhile True: pass",
                             "print('up')\nwhile True: print('x' * 1000)"}) {
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
    CHECK(Clock::now() - before < kSoon);
    CHECK((result.kind == RunKind::cancelled || result.kind == RunKind::output_limit));
    CHECK(leftovers() == "");
    (*run)->stop();
    CHECK(recorder->in_order());
  }
}

TEST_CASE("a run can be stopped before it has begun, and its handle can be let go") {
  REQUIRE_SANDBOX();
  const auto sandbox = make();
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

TEST_CASE("stopping while compiling") {
  REQUIRE_SANDBOX();
  const auto sandbox = make();
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
  CHECK(leftovers() == "");
}

TEST_CASE("a sandbox that is destroyed interrupts its runs, tells their sinks, and leaves nothing behind") {
  REQUIRE_SANDBOX();
  NativeSandboxOptions options = laboratory_options();
  options.ready = 2;
  auto sandbox = make(options);
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
  CHECK(leftovers() == "");
  for (const auto& run : runs) {
    run->stop();
    run->close_input();
    CHECK(run->input("x").error().code == Errc::closed);
  }
}

TEST_CASE("sandboxes that are kept ready are used once each, and replaced") {
  REQUIRE_SANDBOX();
  NativeSandboxOptions options = laboratory_options();
  options.ready = 1;
  const auto sandbox = make(options);
  bool warm = false;
  for (int i = 0; i < 50 && !warm; ++i) {
    const Outcome outcome =
        run_in(*sandbox, request_of("python",
                                    "import os\nprint(os.listdir('/box/work'), os.listdir('/tmp'))\n"
                                    "open('mark', 'w'); open('/tmp/mark', 'w')"));
    CHECK(outcome.out == "['main.py'] []\n");
    warm = !outcome.start.cold;
  }
  CHECK(warm);
  RunRequest other_disk = request_of("python", "print('cold')");
  other_disk.limits.disk_bytes = 5u << 20;
  const Outcome outcome = run_in(*sandbox, other_disk);
  CHECK(outcome.start.cold);
  CHECK(outcome.out == "cold\n");
}

TEST_CASE("many runs at a time, each with its own result") {
  REQUIRE_SANDBOX();
  const auto sandbox = make();
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
  CHECK(leftovers() == "");
}

TEST_CASE("a server that is killed takes its runs along, and the next one sweeps up") {
  REQUIRE_SANDBOX();
  Server server("killed");
  CHECK(server.read_line() == "up");
  CHECK(leftovers().find("process") != std::string::npos);
  server.kill();
  // The kernel ends the processes; nobody tells when.
  const auto deadline = Clock::now() + std::chrono::seconds(30);
  while (leftovers().find("process") != std::string::npos && Clock::now() < deadline)
    std::this_thread::yield();
  CHECK(leftovers().find("process") == std::string::npos);
  CHECK(leftovers().find("cgroup") != std::string::npos);
  make().reset();
  CHECK(leftovers() == "");
}

TEST_CASE("an ordinary user without a cgroup of its own is told so, or takes the risk") {
  REQUIRE_SANDBOX();
  Server server("nobody");
  CHECK(server.read_line() == "the memory of runs cannot be limited: ");
  CHECK(server.read_line() == "native (bubblewrap, no cgroup; memory is not limited)");
  CHECK(server.read_line() == "risky");
  CHECK(server.read_line() == "ok");
  CHECK(server.read_line() == "compiled");
  CHECK(server.read_line() == "ok");
  CHECK(server.read_line() == "time_limit");
  CHECK(server.read_line() == "Resource temporarily unavailable");
  CHECK(server.read_line() == "ok");
  CHECK(server.read_line() == "");
  server.kill();
  CHECK(leftovers() == "");
}

TEST_CASE("a server without descriptors cannot run anything, and can when it has some again") {
#ifdef INTERVIEW_SANITIZED
  INTERVIEW_SKIP("sanitizers need descriptors themselves");
#endif
  REQUIRE_SANDBOX();
  Server server("poor");
  CHECK(server.read_line() == "internal_error");
  CHECK(server.read_line() == "rich");
  CHECK(server.read_line() == "ok");
  CHECK(server.read_line() == "");
  server.kill();
  CHECK(leftovers() == "");
}

TEST_CASE("runs are never root") {
  NativeSandboxOptions options = laboratory_options();
  options.user = 0;
  CHECK(make_native_sandbox(Languages::builtin(), options).error().code == Errc::bad_argument);
}

TEST_CASE("what it is, for people") {
  REQUIRE_SANDBOX();
  const std::string description = make()->description();
  CHECK((description == "native (bubblewrap, cgroup v1)" || description == "native (bubblewrap, cgroup v2)"));
}
