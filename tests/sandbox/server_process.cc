#include "sandbox/server_process.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

namespace interview::test {

ServerProcess::ServerProcess(const SandboxUnderTest& lab, const std::string& part) {
  std::vector<std::string> arguments = lab.server_arguments();
  arguments.insert(arguments.begin(), {"sandbox_server", part});
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  int ends[2];
  REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
  pid_ = ::fork();
  if (pid_ == 0) {
    ::dup2(ends[1], 1);
    ::execv(INTERVIEW_SANDBOX_SERVER, argv.data());
    ::_exit(127);
  }
  ::close(ends[1]);
  out_ = ::fdopen(ends[0], "r");
}

ServerProcess::~ServerProcess() {
  std::fclose(out_);
  kill();
}

std::string ServerProcess::read_line() {
  char line[1000];
  if (!std::fgets(line, sizeof line, out_)) return "";
  const std::string text = line;
  return text.substr(0, text.find('\n'));
}

void ServerProcess::kill() {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  int status;
  ::waitpid(pid_, &status, 0);
  pid_ = 0;
}

}  // namespace interview::test
