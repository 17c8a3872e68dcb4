#include "interview/images.h"

#include <algorithm>
#include <filesystem>
#include <tuple>

#include "sandbox/docker/archive.h"
#include "sandbox/docker/engine.h"
#include "sandbox/docker/image_cache.h"
#include "sandbox/docker/rootfs.h"
#include "sandbox/docker/stored_images.h"

namespace interview {
namespace {

namespace docker = sandbox::docker;

// The largest image so far, twice (as files and as a tar), and its packages.
constexpr uint64_t kBuildBytes = uint64_t{2} << 30;

ImageState state_of(const docker::StoredImage& stored, ImageState::Kind kind,
                    const docker::ImageCache& cache) {
  return {stored.language,         kind, stored.id, stored.version, stored.recipe, stored.size_bytes,
          cache.has(stored.recipe)};
}

ImageState missing(const Language& language, const std::string& recipe, const docker::ImageCache& cache) {
  ImageState state;
  state.language = language.id;
  state.recipe = recipe;
  state.archived = cache.has(recipe);
  return state;
}

const docker::StoredImage* named(const std::vector<docker::StoredImage>& all, const std::string& language) {
  const auto found = std::find_if(all.begin(), all.end(), [&](const docker::StoredImage& image) {
    return std::count(image.serves.begin(), image.serves.end(), language) > 0;
  });
  return found == all.end() ? nullptr : &*found;
}

// The image of this recipe that runs take; none: nothing, or an older one.
Result<ImageState> look(docker::Engine& engine, const docker::ImageCache& cache, const Language& language,
                        const std::string& recipe) {
  const auto all = docker::stored_images(engine);
  if (!all) return all.error();
  const docker::StoredImage* image = named(*all, language.id);
  if (image && image->recipe == recipe) return state_of(*image, ImageState::Kind::current, cache);
  return missing(language, recipe, cache);
}

Result<void> build_archive(const docker::ImageCache& cache, const Language& language,
                           const std::string& recipe, const ImageOptions& options,
                           const ImageProgress& progress) {
  if (const auto room = cache.expect_room(kBuildBytes); !room) return room;
  const std::string layer = cache.layer(recipe);
  struct Scratch {
    const std::string& path;
    ~Scratch() {
      std::error_code ignored;
      std::filesystem::remove(path, ignored);
    }
  } scratch{layer};
  const auto made = docker::make_rootfs(language, options.mirrors, layer, cache.log(recipe), progress);
  if (!made) return made.error();
  if (progress) progress("compressing");
  return docker::write_archive(cache.archive(recipe), layer, language, made->version);
}

}  // namespace

const char* to_string(ImageState::Kind kind) noexcept {
  switch (kind) {
    case ImageState::Kind::current:
      return "current";
    case ImageState::Kind::outdated:
      return "outdated";
    case ImageState::Kind::missing:
      return "missing";
    case ImageState::Kind::unknown:
      return "unknown";
  }
  return "";
}

std::string image_name(std::string_view language) {
  return "interview/" + std::string(language) + ":latest";
}

Result<ImageState> build_image(const Language& language, const ImageOptions& options,
                               const ImageProgress& progress) {
  const auto socket = docker::socket_path(options.docker);
  if (!socket) return socket.error();
  docker::Engine engine(*socket);
  const std::string recipe = image_recipe(language);
  const auto cache = docker::ImageCache::open(options.cache);
  if (!cache) return cache.error();
  auto there = look(engine, *cache, language, recipe);
  if (!there) return there.error();
  if (there->kind == ImageState::Kind::current && !options.rebuild) return there;

  // What another process built while this one waited for it is there now, in the cache at least.
  const auto lock = cache->lock(recipe);
  if (!lock) return lock.error();
  if (cache->has(recipe) && !options.rebuild) {
    if (progress) progress("loading the archive of an earlier build");
    const auto loaded = docker::load_archive(engine, cache->archive(recipe), options.load_timeout_ms);
    if (loaded) {
      there = look(engine, *cache, language, recipe);
      if (!there || there->kind == ImageState::Kind::current) return there;
    } else if (loaded.error().code != Errc::bad_message) {
      return loaded.error();
    }
    // Damaged, or not what its name says: it is made again.
  }
  if (const auto built = build_archive(*cache, language, recipe, options, progress); !built)
    return built.error();
  if (progress) progress("loading into Docker");
  const auto loaded = docker::load_archive(engine, cache->archive(recipe), options.load_timeout_ms);
  if (!loaded) return loaded.error();
  there = look(engine, *cache, language, recipe);
  if (there && there->kind != ImageState::Kind::current)
    return {Errc::internal, "Docker took " + image_name(language.id) + ", and does not have it"};
  return there;
}

Result<std::vector<ImageState>> list_images(const Languages& languages, const ImageOptions& options) {
  const auto socket = docker::socket_path(options.docker);
  if (!socket) return socket.error();
  docker::Engine engine(*socket);
  const auto cache = docker::ImageCache::open(options.cache);
  if (!cache) return cache.error();
  const auto all = docker::stored_images(engine);
  if (!all) return all.error();
  std::vector<ImageState> states, others;
  for (const Language& language : languages.all()) {
    const std::string recipe = image_recipe(language);
    const docker::StoredImage* image = named(*all, language.id);
    if (image) {
      const bool current = image->recipe == recipe;
      states.push_back(
          state_of(*image, current ? ImageState::Kind::current : ImageState::Kind::outdated, *cache));
    } else {
      states.push_back(missing(language, recipe, *cache));
    }
  }
  for (const docker::StoredImage& image : *all) {
    const Language* language = languages.find(image.language);
    if (language && named(*all, image.language) == &image) continue;
    others.push_back(
        state_of(image, language ? ImageState::Kind::outdated : ImageState::Kind::unknown, *cache));
  }
  std::sort(others.begin(), others.end(), [](const ImageState& a, const ImageState& b) {
    return std::tie(a.language, a.id) < std::tie(b.language, b.id);
  });
  states.insert(states.end(), others.begin(), others.end());
  return states;
}

Result<PrunedImages> prune_images(const Languages& languages, const ImageOptions& options) {
  const auto states = list_images(languages, options);
  if (!states) return states.error();
  docker::Engine engine(*docker::socket_path(options.docker));
  PrunedImages pruned;
  for (const ImageState& state : *states) {
    if (state.kind != ImageState::Kind::outdated && state.kind != ImageState::Kind::unknown) continue;
    const auto answer = engine.call("DELETE", "/images/" + state.id);
    if (!answer) return answer.error();
    // 404: somebody else has removed it.
    if (answer->ok())
      pruned.removed.push_back(state);
    else if (answer->status == 409)
      pruned.in_use.push_back(state);
    else if (answer->status != 404)
      return answer->error();
  }
  const auto cache = docker::ImageCache::open(options.cache);
  if (!cache) return cache.error();
  std::vector<std::string> recipes;
  for (const Language& language : languages.all()) recipes.push_back(image_recipe(language));
  const auto removed = cache->keep_only(recipes);
  pruned.archives = removed.archives;
  pruned.archive_bytes = removed.bytes;
  return pruned;
}

}  // namespace interview
