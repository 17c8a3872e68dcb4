// interviewd images: the containers' images of languages.
#pragma once

#include <string>
#include <vector>

#include "exit_code.h"

namespace CLI {
class App;
}

namespace interview {

struct ImagesOptions {
  std::string action;               // build, list, prune, dockerfile
  std::vector<std::string> wanted;  // ids of languages
  std::string languages;            // folder; empty: those that are compiled in
  std::string docker;               // empty: DOCKER_HOST, else Docker's default
  std::string cache;                // empty: $XDG_CACHE_HOME/interview/images, or in ~/.cache
  std::vector<std::string> mirrors;
  bool rebuild = false;
  bool json = false;
};

void add_images_options(CLI::App& command, ImagesOptions& options);

ExitCode run_images(const ImagesOptions& options);

}  // namespace interview
