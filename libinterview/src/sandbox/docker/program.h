// A program of this machine that is run to its end: its output as lines, or as bytes to a file.
#pragma once

#include <sys/types.h>

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "interview/result.h"
#include "sandbox/unique_fd.h"

namespace interview::sandbox::docker {

// What a program that was started is connected to; -1: /dev/null.
struct Streams {
  int input = -1;
  int output = -1;
  int errors = -1;
};

// One thread at a time. A program that was not waited for is waited for by the destructor: close what it
// reads from or writes to before.
class Program {
 public:
  // With this process's environment, and `more` ("NAME=value") before it. Errc::sandbox_unavailable where
  // PATH does not lead to it, naming the Debian package of the same name; Errc::internal.
  static Result<Program> start(const std::vector<std::string>& command, const Streams& streams,
                               const std::vector<std::string>& more = {});
  Program(Program&& other) noexcept : pid_(std::exchange(other.pid_, -1)) {}
  Program& operator=(Program&&) = delete;
  ~Program() { (void)wait(); }

  // Its exit code; 128 and the signal where one ended it.
  int wait();

 private:
  explicit Program(pid_t pid) : pid_(pid) {}
  pid_t pid_;
};

// Runs a program to its end; each line of its output and its errors, with no end of line, goes to `on_line`.
Result<int> run_program(const std::vector<std::string>& command, const std::vector<std::string>& more,
                        const std::function<void(std::string_view line)>& on_line);

struct Pipe {
  UniqueFd reading, writing;
};
Result<Pipe> make_pipe();

}  // namespace interview::sandbox::docker
