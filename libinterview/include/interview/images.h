// Container images of languages, for the Docker sandbox: made on this machine of Debian's packages, with no
// registry of images.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "interview/languages.h"
#include "interview/result.h"

namespace interview {

struct ImageOptions {
  std::string docker;  // "unix:///PATH"; empty: Docker's default
  // What is built is kept there, a compressed archive for each recipe, for a Docker that has lost its images
  // or for another machine (`zstd -dc FILE | docker load`). It is made if it is not there.
  std::string cache;
  // Where Debian's packages come from: a URI or a line of sources.list each. Empty: this machine's own apt
  // sources where it is of the images' release, else what mmdebstrap takes by default.
  std::vector<std::string> mirrors;
  bool rebuild = false;                // also what is there: with the packages of today
  uint32_t load_timeout_ms = 600'000;  // of handing an image to Docker
};

struct ImageState {
  enum class Kind {
    current,   // what a run takes
    outdated,  // of another recipe than the language's file says now, or replaced by a newer build
    missing,   // no image
    unknown,   // of a language that there is no file of
  };
  std::string language;
  Kind kind = Kind::missing;
  std::string id;           // Docker's, "sha256:…"
  std::string version;      // what the language says of itself, e.g. "Python 3.11.2"
  std::string recipe;       // hex, of the image; of the language's file where it is missing
  uint64_t size_bytes = 0;  // unpacked
  bool archived = false;    // the cache has it
};

// The word for it, e.g. "current". Static storage.
const char* to_string(ImageState::Kind kind) noexcept;

// The name of a language's image in Docker.
std::string image_name(std::string_view language);
// BLAKE2b-256, in hex, of all that determines what is in a language's image, but for the versions of
// packages.
std::string image_recipe(const Language& language);
// A Dockerfile of the same content, for a machine that reaches a registry with debian:bookworm-slim.
std::string image_dockerfile(const Language& language);

// Called at the beginning of each step, with what it is, e.g. "installing packages".
using ImageProgress = std::function<void(std::string_view step)>;

// All of these block, and touch only images with this library's labels. Any thread; builds of one recipe, of
// other processes too, wait for one another. Errc::sandbox_unavailable: Docker, mmdebstrap or zstd is not
// there; disk_full; io, timed_out, internal: it failed. The text says what to do.

// Makes an image that is not there, of its archive or of packages, and says what there is then. Wants
// mmdebstrap and zstd, and to be root (or an ordinary user whom mmdebstrap can serve).
Result<ImageState> build_image(const Language& language, const ImageOptions& options,
                               const ImageProgress& progress);
// One for each language, by id; then those that prune_images() would remove.
Result<std::vector<ImageState>> list_images(const Languages& languages, const ImageOptions& options);

struct PrunedImages {
  std::vector<ImageState> removed;
  std::vector<ImageState> in_use;  // by containers: they stay
  uint64_t archives = 0;           // files removed from the cache
  uint64_t archive_bytes = 0;
};
// Removes what is outdated or unknown, and the archives of recipes that no language has now.
Result<PrunedImages> prune_images(const Languages& languages, const ImageOptions& options);

}  // namespace interview
