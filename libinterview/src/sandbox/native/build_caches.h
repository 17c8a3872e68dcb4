// What compilers keep for the next time, where there is no image that has it: filled by the sandbox before
// the first run, in a folder of this machine; boxes see it, and cannot write to it.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "interview/languages.h"
#include "sandbox/native/native_box.h"
#include "sandbox/private_folder.h"

namespace interview::sandbox::native {

// Not changed after it was filled: any thread. The destructor removes what was filled, after the last box.
class BuildCaches {
 public:
  // Fills those of `languages`, each in a box of `recipe`, below the folder `parent`. A cache that cannot be
  // filled is not there: its language runs without. Blocks for as long as the commands take. The thread that
  // makes boxes.
  void fill(const std::vector<const Language*>& languages, const BoxRecipe& recipe,
            const std::string& parent);

  // The ids of the languages whose caches are there.
  const std::set<std::string>& languages() const { return languages_; }
  // For every box that is made from now on.
  const std::vector<Mount>& mounts() const { return mounts_; }

 private:
  Result<Mount> fill_one(const Language& language, BoxRecipe recipe) const;

  std::optional<PrivateFolder> folder_;
  std::set<std::string> languages_;
  std::vector<Mount> mounts_;
};

}  // namespace interview::sandbox::native
