// The images of languages that a daemon has.
#pragma once

#include <string>
#include <vector>

#include "interview/result.h"
#include "sandbox/docker/engine.h"

namespace interview::sandbox::docker {

struct StoredImage {
  std::string id;                         // "sha256:…"
  std::string language, recipe, version;  // its labels
  std::vector<std::string> serves;        // languages whose image it is, by its names
  uint64_t size_bytes = 0;
};

// Every image with the label of a language, in no order. Errors of Engine, Errc::protocol.
Result<std::vector<StoredImage>> stored_images(Engine& engine);

}  // namespace interview::sandbox::docker
