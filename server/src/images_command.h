// interviewd images build|list|prune|dockerfile.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "exit_code.h"

namespace CLI {
class App;
}

namespace interview {

struct ImagesOptions {
  std::vector<std::string> wanted;  // ids of languages
  std::string languages;            // folder; empty: those that are compiled in
  std::string docker;               // empty: DOCKER_HOST, else Docker's default
  std::string cache;                // empty: $XDG_CACHE_HOME/interview/images, or in ~/.cache
  std::vector<std::string> mirrors;
  bool rebuild = false;
  bool json = false;
};

// Adds build, list, prune and dockerfile with their options to `command`.
void add_images_options(CLI::App& command, ImagesOptions& options);

// Runs the one that was parsed.
ExitCode run_images(const CLI::App& command, const ImagesOptions& options);

}  // namespace interview
