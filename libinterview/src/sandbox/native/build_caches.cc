#include "sandbox/native/build_caches.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "sandbox/native/short_stage.h"

namespace interview::sandbox::native {

void BuildCaches::fill(const std::vector<const Language*>& languages, const BoxRecipe& recipe,
                       const std::string& parent) {
  for (const Language* language : languages) {
    if (!folder_) {
      // The user of the runs has to come through, and needs to see nothing.
      Result<PrivateFolder> folder = PrivateFolder::make(parent, "interview-native-", 0711);
      if (!folder) return;
      folder_.emplace(std::move(*folder));
    }
    Result<Mount> filled = fill_one(*language, recipe);
    if (!filled) continue;
    mounts_.push_back(std::move(*filled));
    languages_.insert(language->id);
  }
}

Result<Mount> BuildCaches::fill_one(const Language& language, BoxRecipe recipe) const {
  Mount mount{folder_->path() + "/" + language.id, build_cache_folder(language), true};
  if (Result<void> made = make_folder(mount.from, 0700); !made) return made.error();
  const uint32_t user = recipe.bubblewrap.user;
  if (::geteuid() == 0 && ::chown(mount.from.c_str(), user, user) != 0)
    return {Errc::io, mount.from + ": " + std::strerror(errno)};
  recipe.bubblewrap.mounts = {mount};
  Result<std::unique_ptr<NativeBox>> box = NativeBox::make(recipe, RunLimits{}.disk_bytes);
  if (!box) return box.error();
  if (Result<void> added = (*box)->add_stage(); !added) return added.error();
  if (Result<ShortStage> done = run_short_stage(**box, language.cache.fill, language.cache.environment);
      !done)
    return done.error();
  mount.writable = false;
  return mount;
}

}  // namespace interview::sandbox::native
