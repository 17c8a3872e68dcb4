// One run, timed from outside: as a bare process, in a sandbox, by the docker program.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "bench/temp_folder.h"
#include "interview/languages.h"
#include "interview/sandbox.h"

namespace interview::bench {

using Clock = std::chrono::steady_clock;

inline double ms_since(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

// From its start, in ms.
struct Timing {
  double first = 0;     // to the first output of the program
  double last = 0;      // to the last
  double end = 0;       // until it is over, and all of it is known
  uint64_t bytes = 0;   // of that output
  bool cold = false;    // nothing was ready for it
  std::string trouble;  // why it is of no use; empty: it ended as it should
};

// What runs something. run() may be called by several threads at a time.
class Runner {
 public:
  virtual ~Runner() = default;
  virtual std::string name() const = 0;
  virtual Timing run(const RunRequest& request) = 0;
  // Waits until what the last runs took is there again, and what they left is gone.
  virtual void settle() {}
};

// The commands of the language's file, by posix_spawn, in a folder of this machine with the files in it
// beforehand. Their caches are kept.
class BareRunner final : public Runner {
 public:
  explicit BareRunner(std::shared_ptr<const Languages> languages) : languages_(std::move(languages)) {}
  std::string name() const override { return "bare process"; }
  Timing run(const RunRequest& request) override;

  // Runs it and tells what then is in a file of its folder; empty if that fails.
  std::string make(const RunRequest& request, const std::string& file);

 private:
  std::vector<std::string> environment_of(const std::vector<std::string>& environment) const;
  Timing run_in(const std::string& folder, const RunRequest& request) const;

  std::shared_ptr<const Languages> languages_;
  TempFolder caches_;
};

// `docker run --rm`, without a network, with the files in a folder of this machine. For languages that need
// not be compiled.
class DockerCommand final : public Runner {
 public:
  // Null if there is no such program.
  static std::unique_ptr<DockerCommand> find(std::shared_ptr<const Languages> languages, std::string socket);
  std::string name() const override { return "docker run --rm"; }
  Timing run(const RunRequest& request) override;

 private:
  DockerCommand(std::shared_ptr<const Languages> languages, std::string socket, std::string program)
      : languages_(std::move(languages)), socket_(std::move(socket)), program_(std::move(program)) {}

  std::shared_ptr<const Languages> languages_;
  std::string socket_, program_;
};

class SandboxRunner : public Runner {
 public:
  // Borrows the sandbox.
  SandboxRunner(std::string name, Sandbox& sandbox) : name_(std::move(name)), sandbox_(sandbox) {}
  std::string name() const override { return name_; }
  Timing run(const RunRequest& request) override;
  void settle() override;

 private:
  std::string name_;
  Sandbox& sandbox_;
};

}  // namespace interview::bench
