// A program that runs code, for tests that need a process of their own. It says on standard output what it
// sees.
//   sandbox_server killed|poor|nobody native CGROUP USER
//   sandbox_server killed|poor docker SOCKET FOLDER
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <future>
#include <iostream>
#include <string>
#include <vector>

#include "interview/languages.h"
#include "interview/sandbox.h"

using namespace interview;

namespace {

class Teller : public RunSink {
 public:
  void on_started(const RunStart&) override {}
  void on_output(OutputStream, std::string_view bytes) override { std::cout << bytes << std::flush; }
  void on_ended(const RunResult& result) override { ended_.set_value(result); }
  RunResult wait() { return ended_.get_future().get(); }

 private:
  std::promise<RunResult> ended_;
};

void run(Sandbox& sandbox, const char* language, const char* file, const char* source,
         uint32_t cpu_ms = 10'000) {
  RunRequest request;
  request.language = language;
  request.files = {{file, source}};
  request.limits.run.cpu_ms = cpu_ms;
  request.limits.run.wall_ms = 60'000;
  const auto teller = std::make_shared<Teller>();
  if (Result<std::unique_ptr<Run>> started = sandbox.start(request, teller); !started) {
    std::cout << started.error().message << std::endl;
    return;
  }
  std::cout << to_string(teller->wait().kind) << std::endl;
}

// Runs until somebody kills it.
int be_killed(Sandbox& sandbox) {
  run(sandbox, "python", "main.py", "print('up')\nimport time\ntime.sleep(1000)");
  return 1;
}

// An ordinary user.
int be_nobody(NativeSandboxOptions options) {
  if (::setgid(options.user) != 0 || ::setuid(options.user) != 0) return 1;
  options.cgroup += "-of-nobody";
  Result<std::unique_ptr<Sandbox>> refused = make_native_sandbox(Languages::builtin(), options);
  std::cout << (refused ? "made" : refused.error().message.substr(0, 38)) << std::endl;
  options.allow_unlimited_memory = true;
  Result<std::unique_ptr<Sandbox>> risky = make_native_sandbox(Languages::builtin(), options);
  if (!risky) std::cout << risky.error().message << std::endl;
  if (!risky) return 1;
  std::cout << (*risky)->description() << std::endl;
  run(**risky, "python", "main.py", "print('risky')");
  run(**risky, "go", "main.go", "package main\nimport \"fmt\"\nfunc main() { fmt.Println(\"compiled\") }");
  run(**risky, "python", "main.py", "while True: pass", 1000);
  run(**risky, "python", "main.py",
      "import os, signal\ntry:\n  while True:\n    if os.fork() == 0: signal.pause()\n"
      "except OSError as e: print(e.strerror)");
  return 0;
}

// Without descriptors, and with some again.
int be_poor(Sandbox& sandbox) {
  const rlimit before = [] {
    rlimit limit;
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return limit;
  }();
  // A sandbox needs some more than a dozen of them, at different places: at each of these it fails elsewhere.
  const int lowest = ::open("/dev/null", O_RDONLY);
  for (int spare = 0; spare < 24; ++spare) {
    const rlimit few{static_cast<rlim_t>(lowest + spare), before.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &few);
    RunRequest request;
    request.language = "python";
    request.files = {{"main.py", ""}};
    const auto teller = std::make_shared<Teller>();
    const bool started = sandbox.start(request, teller).ok();
    const RunKind kind = started ? teller->wait().kind : RunKind::internal_error;
    ::setrlimit(RLIMIT_NOFILE, &before);
    if (spare == 0) std::cout << to_string(kind) << std::endl;
    if (kind != RunKind::internal_error && kind != RunKind::ok) std::cout << to_string(kind) << std::endl;
  }
  ::close(lowest);
  run(sandbox, "python", "main.py", "print('rich')");
  return 0;
}

NativeSandboxOptions native_options(const std::vector<std::string>& arguments, uint32_t ready) {
  NativeSandboxOptions options;
  options.cgroup = arguments[2];
  options.user = static_cast<uint32_t>(std::stoul(arguments[3]));
  options.ready = ready;
  return options;
}

DockerSandboxOptions docker_options(const std::vector<std::string>& arguments, uint32_t ready) {
  DockerSandboxOptions options;
  options.docker = arguments[2];
  options.folder = arguments[3];
  options.ready_least = options.ready_most = ready;
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() != 4) return 2;
  const std::string& part = arguments[0];
  const uint32_t ready = part == "killed" ? 1 : 0;
  if (part == "nobody") return be_nobody(native_options(arguments, 0));
  auto sandbox = arguments[1] == "docker"
                     ? make_docker_sandbox(Languages::builtin(), docker_options(arguments, ready))
                     : make_native_sandbox(Languages::builtin(), native_options(arguments, ready));
  if (!sandbox) return 1;
  if (part == "killed") return be_killed(**sandbox);
  if (part == "poor") return be_poor(**sandbox);
  return 2;
}
