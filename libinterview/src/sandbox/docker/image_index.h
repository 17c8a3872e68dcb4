// Which images of languages the daemon has.
#pragma once

#include <map>
#include <mutex>
#include <string>

#include "interview/result.h"
#include "sandbox/docker/engine.h"

namespace interview::sandbox::docker {

struct Image {
  std::string id;       // "sha256:…"
  std::string version;  // of the language, e.g. "Python 3.11.2"
};

// The name of a language's image, as it is built and looked for.
std::string image_name(const std::string& language);

// Any thread.
class ImageIndex {
 public:
  explicit ImageIndex(Engine& engine) : engine_(engine) {}

  // What was known when the daemon was asked last; empty: no image.
  Image find(const std::string& language) const;
  std::map<std::string, Image> all() const;

  // Asks the daemon for all of them. Blocks. Errors of Engine, Errc::protocol.
  Result<void> refresh();

 private:
  Engine& engine_;
  mutable std::mutex mutex_;
  std::map<std::string, Image> images_;
};

}  // namespace interview::sandbox::docker
