#include "sandbox_choice.h"

#include <algorithm>
#include <cstdlib>

#include "log.h"

namespace interview {
namespace {

Result<std::unique_ptr<Sandbox>> make_docker(const SandboxOptions& options, const RunOptions& runs,
                                             std::shared_ptr<const Languages> languages) {
  DockerSandboxOptions docker = options.docker;
  docker.ceiling = ceiling_of(runs);
  docker.ready_least = std::min(docker.ready_least, docker.ready_most);
  docker.ready_memory_bytes = uint64_t{options.ready_mib} << 20;
  if (const char* host = std::getenv("DOCKER_HOST"); host && docker.docker.empty()) docker.docker = host;
  return make_docker_sandbox(std::move(languages), docker);
}

Result<std::unique_ptr<Sandbox>> make_native(const SandboxOptions& options, const RunOptions& runs,
                                             std::shared_ptr<const Languages> languages) {
  NativeSandboxOptions native;
  native.ceiling = ceiling_of(runs);
  if (!options.cgroup.empty()) native.cgroup = options.cgroup;
  return make_native_sandbox(std::move(languages), native);
}

}  // namespace

Result<SandboxChoice> choose_sandbox(const SandboxOptions& options, const RunOptions& runs,
                                     const std::shared_ptr<const Languages>& languages) {
  SandboxChoice choice;
  if (options.kind == "off") return choice;
  if (options.kind != "native") {
    auto docker = make_docker(options, runs, languages);
    if (docker)
      choice.sandbox = std::move(*docker);
    else if (options.kind == "docker")
      return docker.error();
    else
      choice.why_not_docker = docker.error().message;
  }
  if (!choice.sandbox) {
    auto native = make_native(options, runs, languages);
    if (native)
      choice.sandbox = std::move(*native);
    else if (options.kind == "native")
      return native.error();
    else
      choice.why_not_native = native.error().message;
  }
  if (choice.sandbox) choice.languages = languages;
  return choice;
}

void say_choice(const SandboxChoice& choice) {
  if (!choice.why_not_docker.empty())
    log_event(LogLevel::info, "no_docker", {{"why", choice.why_not_docker}});
  if (!choice.why_not_native.empty())
    log_event(LogLevel::warning, "no_sandbox", {{"why", choice.why_not_native}});
  if (choice.sandbox) log_event(LogLevel::info, "sandbox", {{"is", choice.sandbox->description()}});
}

}  // namespace interview
