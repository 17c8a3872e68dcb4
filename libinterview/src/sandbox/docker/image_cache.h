// The folder of archives of images, one a recipe.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "interview/result.h"
#include "sandbox/unique_fd.h"

namespace interview::sandbox::docker {

class ImageCache {
 public:
  // Makes the folder. Errc::io.
  static Result<ImageCache> open(const std::string& folder);

  std::string archive(const std::string& recipe) const { return folder_ + "/" + recipe + ".tar.zst"; }
  bool has(const std::string& recipe) const;
  // Where a build puts the image's files while it is under way.
  std::string layer(const std::string& recipe) const;
  std::string log(const std::string& recipe) const { return folder_ + "/" + recipe + ".log"; }

  // Held by one process at a time; waits for it. Errc::io.
  Result<UniqueFd> lock(const std::string& recipe) const;
  // Errc::too_big where the folder's disk, or that of temporary files, has not this much left for this user.
  Result<void> expect_room(uint64_t bytes) const;

  struct Removed {
    uint64_t archives = 0, bytes = 0;
  };
  // Removes everything of recipes other than these, and what builds have left that were killed; but nothing
  // that a build is using.
  Removed keep_only(const std::vector<std::string>& recipes) const;

 private:
  explicit ImageCache(std::string folder) : folder_(std::move(folder)) {}
  std::string folder_;
};

}  // namespace interview::sandbox::docker
