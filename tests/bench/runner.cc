#include "bench/runner.h"
#include "interview/images.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <future>
#include <iterator>
#include <sstream>
#include <thread>

#include "sandbox/docker/image_index.h"
#include "sandbox/run_plan.h"
#include "sandbox/unique_fd.h"

namespace interview::bench {
namespace {

using sandbox::UniqueFd;

// What a sandbox prepares in the background after a run takes less, where there is a processor for it.
constexpr std::chrono::milliseconds kRest{100};

RunPlan plan_of(const RunRequest& request, const Languages& languages) {
  RunBounds bounds{request.limits, 256, 1u << 20};
  auto plan = plan_run(request, languages, bounds);
  if (!plan) give_up(plan.error().message);
  return std::move(*plan);
}

void lay(const std::string& folder, const std::vector<SourceFile>& files) {
  for (const SourceFile& file : files) {
    std::ofstream out(folder + "/" + file.name, std::ios::binary);
    out << file.content;
    if (!out.flush()) give_up("cannot write a file in " + folder);
  }
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> out;
  for (std::string& text : texts) out.push_back(text.data());
  out.push_back(nullptr);
  return out;
}

struct Command {
  std::vector<std::string> arguments, environment;
  std::string folder;
};

struct Pipes {
  UniqueFd out, err;
};

// The process, with pipes to its standard output and error; -1 if it cannot be started.
pid_t spawn(Command& command, Pipes& pipes) {
  int out[2], err[2];
  if (::pipe2(out, O_CLOEXEC) != 0) return -1;
  pipes.out = UniqueFd(out[0]);
  const UniqueFd inner_out(out[1]);
  if (::pipe2(err, O_CLOEXEC) != 0) return -1;
  pipes.err = UniqueFd(err[0]);
  const UniqueFd inner_err(err[1]);
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawn_file_actions_adddup2(&actions, inner_out.get(), STDOUT_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, inner_err.get(), STDERR_FILENO);
  ::posix_spawn_file_actions_addchdir_np(&actions, command.folder.c_str());
  const std::vector<char*> arguments = pointers_to(command.arguments);
  const std::vector<char*> environment = pointers_to(command.environment);
  pid_t pid = -1;
  const int error =
      ::posix_spawn(&pid, arguments[0], &actions, nullptr, arguments.data(), environment.data());
  ::posix_spawn_file_actions_destroy(&actions);
  return error == 0 ? pid : -1;
}

// Runs it to its end. Only what it writes to standard output counts as output.
void run_command(Command command, Clock::time_point begin, Timing& timing) {
  Pipes pipes;
  const pid_t pid = spawn(command, pipes);
  if (pid < 0) {
    timing.trouble = "cannot start " + command.arguments[0];
    return;
  }
  static thread_local std::array<char, 64 * 1024> buffer;
  std::string errors;
  while (pipes.out || pipes.err) {
    pollfd waiting[2] = {{pipes.out.get(), POLLIN, 0}, {pipes.err.get(), POLLIN, 0}};
    if (::poll(waiting, 2, -1) < 0) continue;
    if (waiting[0].revents) {
      const ssize_t size = ::read(pipes.out.get(), buffer.data(), buffer.size());
      if (size > 0) {
        timing.last = ms_since(begin);
        if (timing.bytes == 0) timing.first = timing.last;
        timing.bytes += static_cast<uint64_t>(size);
      } else if (size == 0 || errno != EINTR) {
        pipes.out.reset();
      }
    }
    if (waiting[1].revents) {
      const ssize_t size = ::read(pipes.err.get(), buffer.data(), buffer.size());
      if (size > 0)
        errors.append(buffer.data(), static_cast<size_t>(size));
      else if (size == 0 || errno != EINTR)
        pipes.err.reset();
    }
  }
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  timing.end = ms_since(begin);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    timing.trouble = command.arguments[0] + " fails: " + errors.substr(0, errors.find('\n'));
}

class StopWatch final : public RunSink {
 public:
  explicit StopWatch(Clock::time_point begin) : begin_(begin) {}

  void on_started(const RunStart& start) override { timing_.cold = start.cold; }
  void on_output(OutputStream stream, std::string_view bytes) override {
    if (stream == OutputStream::err) {
      errors_.append(bytes.substr(0, 200 - std::min<size_t>(errors_.size(), 200)));
      return;
    }
    timing_.last = ms_since(begin_);
    if (timing_.bytes == 0) timing_.first = timing_.last;
    timing_.bytes += bytes.size();
  }
  void on_ended(const RunResult& result) override {
    timing_.end = ms_since(begin_);
    if (result.kind != RunKind::ok)
      timing_.trouble = std::string(to_string(result.kind)) + " " + result.message + " " + errors_;
    ended_.set_value();
  }
  const Timing& wait() {
    ended_.get_future().wait();
    return timing_;
  }

 private:
  Clock::time_point begin_;
  Timing timing_;
  std::string errors_;
  std::promise<void> ended_;
};

}  // namespace

// What a sandbox keeps in its /tmp is kept in the caches' folder here.
std::vector<std::string> BareRunner::environment_of(const std::vector<std::string>& environment) const {
  std::vector<std::string> out = environment;
  for (std::string& variable : out) {
    const size_t at = variable.find("=/tmp");
    if (at != variable.npos) variable.replace(at + 1, 4, caches_.path());
  }
  return out;
}

Timing BareRunner::run_in(const std::string& folder, const RunRequest& request) const {
  const RunPlan plan = plan_of(request, *languages_);
  const std::vector<std::string> environment = environment_of(plan.environment);
  lay(folder, plan.files);
  Timing timing;
  const Clock::time_point begin = Clock::now();
  for (const StagePlan& stage : plan.stages) {
    run_command({stage.arguments, environment, folder}, begin, timing);
    if (!timing.trouble.empty()) break;
  }
  return timing;
}

Timing BareRunner::run(const RunRequest& request) {
  const TempFolder folder;
  return run_in(folder.path(), request);
}

std::string BareRunner::make(const RunRequest& request, const std::string& file) {
  const TempFolder folder;
  if (!run_in(folder.path(), request).trouble.empty()) return {};
  std::ifstream made(folder.path() + "/" + file, std::ios::binary);
  return {std::istreambuf_iterator<char>(made), {}};
}

std::unique_ptr<DockerCommand> DockerCommand::find(std::shared_ptr<const Languages> languages,
                                                   std::string socket) {
  const char* path = std::getenv("PATH");
  std::istringstream folders(path ? path : "");
  for (std::string folder; std::getline(folders, folder, ':');) {
    const std::string program = folder + "/docker";
    if (::access(program.c_str(), X_OK) == 0)
      return std::unique_ptr<DockerCommand>(new DockerCommand(languages, socket, program));
  }
  return nullptr;
}

Timing DockerCommand::run(const RunRequest& request) {
  const RunPlan plan = plan_of(request, *languages_);
  const TempFolder folder;
  std::filesystem::permissions(folder.path(), std::filesystem::perms(0755));
  lay(folder.path(), plan.files);
  std::vector<std::string> arguments = {program_, "-H", "unix://" + socket_, "run", "--rm"};
  arguments.insert(arguments.end(), {"--network=none", "--user=65534:65534", "--workdir=/interview-bench",
                                     "--volume=" + folder.path() + ":/interview-bench:ro"});
  for (const std::string& variable : plan.environment) arguments.push_back("--env=" + variable);
  arguments.push_back(image_name(request.language));
  const StagePlan& stage = plan.stages.back();
  arguments.insert(arguments.end(), stage.arguments.begin(), stage.arguments.end());
  Timing timing;
  run_command({std::move(arguments), {"PATH=/usr/bin:/bin", "HOME=" + folder.path()}, "/"}, Clock::now(),
              timing);
  return timing;
}

Timing SandboxRunner::run(const RunRequest& request) {
  RunRequest given = request;
  const Clock::time_point begin = Clock::now();
  const auto watch = std::make_shared<StopWatch>(begin);
  const auto started = sandbox_.start(std::move(given), watch);
  if (started) return watch->wait();
  Timing timing;
  timing.trouble = started.error().message;
  return timing;
}

void SandboxRunner::settle() {
  std::this_thread::sleep_for(kRest);
}

}  // namespace interview::bench
