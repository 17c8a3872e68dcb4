// What `interviewd serve` runs code with.
#pragma once

#include <memory>
#include <string>

#include "interview/languages.h"
#include "interview/result.h"
#include "interview/sandbox.h"
#include "run_options.h"

namespace interview {

struct SandboxOptions {
  std::string kind = "auto";  // auto, docker, native, off
  std::string languages;      // folder of their files; empty: those that are compiled in
  std::string cgroup;         // of the native one; empty: its default
  DockerSandboxOptions docker;
  unsigned ready_mib = static_cast<unsigned>(DockerSandboxOptions().ready_memory_bytes >> 20);
};

struct SandboxChoice {
  std::unique_ptr<Sandbox> sandbox;  // null: nothing can be run
  std::shared_ptr<const Languages> languages;
  std::string why_not_docker, why_not_native;  // where they were tried and cannot be
};

// Errc::sandbox_unavailable only if one was asked for by name.
Result<SandboxChoice> choose_sandbox(const SandboxOptions& options, const RunOptions& runs,
                                     const std::shared_ptr<const Languages>& languages);

// To the log.
void say_choice(const SandboxChoice& choice);

}  // namespace interview
