#include "bench/kinds.h"

#include <cstdint>
#include <utility>

namespace interview::bench {
namespace {

std::set<std::string> ids_of(const Languages& languages) {
  std::set<std::string> ids;
  for (const Language& language : languages.all()) ids.insert(language.id);
  return ids;
}

}  // namespace

Kinds::Kinds(const Programs& programs) {
  add_native(programs);
  add_docker(programs);
}

void Kinds::add_native(const Programs& programs) {
  NativeSandboxOptions options;
  options.ceiling.output_bytes = UINT64_MAX;
  auto made = make_native_sandbox(programs.languages(), options);
  if (!made) return missing_.push_back("no native sandbox: " + made.error().message);
  Kind kind;
  kind.name = "native";
  kind.server_arguments = {"--sandbox", "native"};
  kind.sandbox = std::move(*made);
  kind.runner = std::make_unique<SandboxRunner>(kind.name, *kind.sandbox);
  kind.languages = ids_of(*programs.languages());
  there_.push_back(std::move(kind));
}

void Kinds::add_docker(const Programs& programs) {
  std::string why;
  docker_ = DockerPlace::find(why);
  if (!docker_) return missing_.push_back("no Docker: " + why);
  Kind kind;
  kind.name = "Docker, pool";
  kind.server_arguments = {"--sandbox", "docker", "--docker", "unix://" + docker_->socket()};
  for (const std::string& language : ids_of(*programs.languages())) {
    std::string like = language;
    bool own = false;
    for (const Programs::Made& made : programs.made())
      if (made.language == language) like = made.like, own = true;
    if (own ? docker_->lend_image(like, language) : docker_->has_image(language))
      kind.languages.insert(language);
    else
      missing_.push_back("no image of " + like + " in Docker");
  }
  DockerSandboxOptions options;
  options.ceiling.output_bytes = UINT64_MAX;
  auto made = docker_->make_sandbox(programs.languages(), options);
  if (!made) return missing_.push_back("no Docker sandbox: " + made.error().message);
  kind.sandbox = std::move(*made);
  kind.runner = std::make_unique<PoolRunner>(kind.name, *kind.sandbox, *docker_);
  there_.push_back(std::move(kind));
  command_ = DockerCommand::find(programs.languages(), docker_->socket());
  if (!command_) missing_.push_back("no program docker");
}

}  // namespace interview::bench
