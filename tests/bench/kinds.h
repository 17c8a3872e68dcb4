// What there is on this machine to run code with.
#pragma once

#include <memory>
#include <set>
#include <string>
#include <vector>

#include "bench/docker_place.h"
#include "bench/programs.h"
#include "bench/runner.h"

namespace interview::bench {

// A kind of sandbox, set up as a server does it, but for a ceiling of the output: there is none.
struct Kind {
  std::string name;
  std::vector<std::string> server_arguments;  // by which interviewd has the same
  std::unique_ptr<Sandbox> sandbox;
  std::unique_ptr<Runner> runner;   // of `sandbox`
  std::set<std::string> languages;  // that it has
};

class Kinds {
 public:
  // Borrows the programs.
  explicit Kinds(const Programs& programs);

  const std::vector<Kind>& there() const { return there_; }
  // Null if there is no such program, or no Docker.
  DockerCommand* docker_command() const { return command_.get(); }
  // Why what is missing is.
  const std::vector<std::string>& missing() const { return missing_; }

 private:
  void add_native(const Programs& programs);
  void add_docker(const Programs& programs);

  std::unique_ptr<DockerPlace> docker_;  // outlives what is in it
  std::unique_ptr<DockerCommand> command_;
  std::vector<Kind> there_;
  std::vector<std::string> missing_;
};

}  // namespace interview::bench
