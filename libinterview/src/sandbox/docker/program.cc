#include "sandbox/docker/program.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

extern char** environ;

namespace interview::sandbox::docker {
namespace {

// Of a line that goes on for longer than anybody reads.
constexpr size_t kLongestLine = 4096;

std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> all;
  for (const std::string& word : words) all.push_back(const_cast<char*>(word.c_str()));
  return all;
}

}  // namespace

Result<Pipe> make_pipe() {
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) return {Errc::internal, std::string("no pipe: ") + std::strerror(errno)};
  return Pipe{UniqueFd(ends[0]), UniqueFd(ends[1])};
}

Result<Program> Program::start(const std::vector<std::string>& command, const Streams& streams,
                               const std::vector<std::string>& more) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  const auto connect = [&](int from, int to, int mode) {
    if (from < 0)
      posix_spawn_file_actions_addopen(&actions, to, "/dev/null", mode, 0);
    else
      posix_spawn_file_actions_adddup2(&actions, from, to);
  };
  connect(streams.input, STDIN_FILENO, O_RDONLY);
  connect(streams.output, STDOUT_FILENO, O_WRONLY);
  connect(streams.errors, STDERR_FILENO, O_WRONLY);

  std::vector<char*> arguments = pointers(command);
  arguments.push_back(nullptr);
  std::vector<char*> environment = pointers(more);
  for (char** variable = environ; *variable; ++variable) environment.push_back(*variable);
  environment.push_back(nullptr);

  pid_t pid = -1;
  const int failed =
      ::posix_spawnp(&pid, arguments[0], &actions, nullptr, arguments.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  if (failed == ENOENT) {
    return {Errc::sandbox_unavailable,
            command[0] + " is not there; install it: apt-get install " + command[0]};
  }
  if (failed) return {Errc::internal, command[0] + " cannot be started: " + std::strerror(failed)};
  return Program(pid);
}

int Program::wait() {
  const pid_t pid = std::exchange(pid_, -1);
  if (pid < 0) return -1;
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0)
    if (errno != EINTR) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Result<int> run_program(const std::vector<std::string>& command, const std::vector<std::string>& more,
                        const std::function<void(std::string_view line)>& on_line) {
  auto pipe = make_pipe();
  if (!pipe) return pipe.error();
  auto program = Program::start(command, {-1, pipe->writing.get(), pipe->writing.get()}, more);
  if (!program) return program.error();
  pipe->writing.reset();
  std::string line;
  char bytes[4096];
  while (true) {
    const ssize_t size = ::read(pipe->reading.get(), bytes, sizeof bytes);
    if (size < 0 && errno == EINTR) continue;
    if (size <= 0) break;
    for (ssize_t i = 0; i < size; ++i) {
      if (bytes[i] == '\n') {
        on_line(line);
        line.clear();
      } else if (line.size() < kLongestLine) {
        line += bytes[i];
      }
    }
  }
  if (!line.empty()) on_line(line);
  return program->wait();
}

}  // namespace interview::sandbox::docker
