#include "sandbox/docker/image_cache.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace interview::sandbox::docker {
namespace {

namespace fs = std::filesystem;

constexpr size_t kRecipeLength = 64;
constexpr char kLayerEnding[] = ".layer";
constexpr char kPartEnding[] = ".part";  // of an archive that is not whole

bool is_recipe(const std::string& text) {
  return text.size() == kRecipeLength && text.find_first_not_of("0123456789abcdef") == text.npos;
}

std::string lock_file(const std::string& folder, const std::string& recipe) {
  return folder + "/" + recipe + ".lock";
}

Result<UniqueFd> lock_at(const std::string& path, int how) {
  while (true) {
    UniqueFd file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!file) return {Errc::io, path + ": " + std::strerror(errno)};
    while (::flock(file.get(), how) != 0) {
      if (errno == EWOULDBLOCK) return {Errc::busy, path + ": in use"};
      if (errno != EINTR) return {Errc::io, path + ": " + std::strerror(errno)};
    }
    // Who held it may have removed it: then another file of the name is what the next one locks.
    struct stat locked {
    }, there{};
    if (::fstat(file.get(), &locked) == 0 && ::stat(path.c_str(), &there) == 0 &&
        locked.st_ino == there.st_ino)
      return file;
  }
}

}  // namespace

Result<ImageCache> ImageCache::open(const std::string& folder) {
  if (folder.empty()) return {Errc::bad_argument, "no folder is named for the cache of images"};
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return {Errc::io, folder + ": " + error.message() + "; name another folder with --cache"};
  return ImageCache(folder);
}

std::string ImageCache::layer(const std::string& recipe) const {
  return folder_ + "/" + recipe + kLayerEnding;
}

bool ImageCache::has(const std::string& recipe) const {
  return ::access(archive(recipe).c_str(), R_OK) == 0;
}

Result<UniqueFd> ImageCache::lock(const std::string& recipe) const {
  return lock_at(lock_file(folder_, recipe), LOCK_EX);
}

Result<void> ImageCache::expect_room(uint64_t bytes) const {
  const char* named = std::getenv("TMPDIR");
  for (const std::string& folder : {folder_, std::string(named && *named ? named : "/tmp")}) {
    struct statvfs disk {};
    if (::statvfs(folder.c_str(), &disk) != 0) return {Errc::io, folder + ": " + std::strerror(errno)};
    const uint64_t left = uint64_t{disk.f_bavail} * disk.f_frsize;
    if (left < bytes) {
      return {Errc::disk_full, folder + ": " + std::to_string(left >> 20) +
                                   " MiB left on the disk, and building an "
                                   "image takes " +
                                   std::to_string(bytes >> 20) +
                                   "; free some, or name other folders with TMPDIR and --cache"};
    }
  }
  return {};
}

ImageCache::Removed ImageCache::keep_only(const std::vector<std::string>& recipes) const {
  Removed removed;
  std::error_code error;
  std::vector<fs::path> files;
  for (fs::directory_iterator at(folder_, error), end; !error && at != end; at.increment(error))
    files.push_back(at->path());
  for (const fs::path& file : files) {
    const std::string recipe = file.filename().string().substr(0, kRecipeLength);
    const bool archive = file.extension() == ".zst";
    // Where no build is under way, one that was killed has left these.
    const bool unfinished = file.extension() == kLayerEnding || file.extension() == kPartEnding;
    const bool wanted = std::count(recipes.begin(), recipes.end(), recipe) > 0 && !unfinished;
    if (!is_recipe(recipe) || wanted) continue;
    const auto free = lock_at(lock_file(folder_, recipe), LOCK_EX | LOCK_NB);
    if (!free) continue;
    const uint64_t size = fs::file_size(file, error);
    if (fs::remove(file, error) && archive) {
      removed.archives += 1;
      removed.bytes += size;
    }
    fs::remove(lock_file(folder_, recipe), error);
  }
  return removed;
}

}  // namespace interview::sandbox::docker
