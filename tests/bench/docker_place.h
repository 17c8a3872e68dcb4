// The Docker of a benchmark: a sandbox in it whose containers are told from others, and images for languages
// of the benchmark's own.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "bench/runner.h"
#include "interview/sandbox.h"
#include "sandbox/docker/engine.h"

namespace interview::bench {

class DockerPlace {
 public:
  // At the socket that INTERVIEW_TEST_DOCKER names, else DOCKER_HOST, else Docker's default. Null if it does
  // not answer: `why` tells.
  static std::unique_ptr<DockerPlace> find(std::string& why);
  ~DockerPlace();  // takes back what it lent

  const std::string& socket() const { return engine_.socket(); }
  bool has_image(const std::string& language);
  // Gives `language` the image of the language `like`; false if that has none.
  bool lend_image(const std::string& like, const std::string& language);
  Result<std::unique_ptr<Sandbox>> make_sandbox(std::shared_ptr<const Languages> languages,
                                                DockerSandboxOptions options);
  // Of sandboxes made here: by id, their states.
  std::map<std::string, std::string> containers();

 private:
  explicit DockerPlace(std::string socket) : engine_(std::move(socket)) {}

  sandbox::docker::Engine engine_;
  TempFolder folder_;
  std::vector<std::string> lent_;
};

// A sandbox of a DockerPlace. Settled, its pool is full.
class PoolRunner final : public SandboxRunner {
 public:
  PoolRunner(std::string name, Sandbox& sandbox, DockerPlace& place)
      : SandboxRunner(std::move(name), sandbox), place_(place) {}
  Timing run(const RunRequest& request) override;
  void settle() override;

 private:
  DockerPlace& place_;
  std::mutex mutex_;
  std::map<std::string, std::string> before_;  // the last runs
  bool used_ = false;
};

}  // namespace interview::bench
