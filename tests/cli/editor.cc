#include "cli/editor.h"

#include <doctest/doctest.h>
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>

namespace interview::test {

bool is_installed(const std::string& program) {
  std::string_view path = std::getenv("PATH") ? std::getenv("PATH") : "";
  while (!path.empty()) {
    const size_t colon = path.find(':');
    std::string file(path.substr(0, colon));
    file += "/" + program;
    if (::access(file.c_str(), X_OK) == 0) return true;
    if (colon == std::string_view::npos) return false;
    path.remove_prefix(colon + 1);
  }
  return false;
}

Editor::Editor(const std::vector<std::string>& command, const std::string& folder) {
  winsize size{24, 80, 0, 0};
  std::vector<char*> arguments;
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  process_ = ::forkpty(&terminal_, nullptr, nullptr, &size);
  REQUIRE(process_ >= 0);
  if (process_ > 0) return;
  ::setenv("TERM", "xterm", 1);
  ::setenv("LC_ALL", "C.UTF-8", 1);
  ::setenv("HOME", folder.c_str(), 1);
  if (::chdir(folder.c_str()) == 0) ::execvp(arguments[0], arguments.data());
  ::_exit(127);
}

Editor::~Editor() {
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  if (terminal_ >= 0) ::close(terminal_);
}

void Editor::type(std::string_view keys) {
  REQUIRE(::write(terminal_, keys.data(), keys.size()) == static_cast<ssize_t>(keys.size()));
}

bool Editor::read_more() {
  pollfd ready{terminal_, POLLIN, 0};
  if (::poll(&ready, 1, 10'000) != 1) return false;
  char chunk[4096];
  const ssize_t got = ::read(terminal_, chunk, sizeof chunk);
  if (got <= 0) return false;
  written_.append(chunk, static_cast<size_t>(got));
  return true;
}

bool Editor::shows(std::string_view text) {
  for (;;) {
    const size_t found = written_.find(text);
    if (found != std::string::npos) {
      written_.erase(0, found + text.size());
      return true;
    }
    if (!read_more()) return false;
  }
}

bool Editor::ends() {
  while (read_more()) {
  }
  int status = 0;
  if (::waitpid(process_, &status, 0) != process_) return false;
  process_ = 0;
  return WIFEXITED(status);
}

}  // namespace interview::test
