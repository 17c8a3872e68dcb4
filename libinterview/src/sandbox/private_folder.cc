#include "sandbox/private_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>
#include <vector>

#include "sandbox/owner.h"

namespace interview::sandbox {
namespace {

namespace fs = std::filesystem;

void sweep(const std::string& parent, const std::string& prefix) {
  std::error_code error;
  std::vector<fs::path> gone;
  for (fs::directory_iterator entry(parent, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    if (name.rfind(prefix, 0) != 0 || !is_gone(name.substr(prefix.size()))) continue;
    struct stat status;
    if (::lstat(entry->path().c_str(), &status) == 0 && S_ISDIR(status.st_mode) &&
        status.st_uid == ::geteuid())
      gone.push_back(entry->path());
  }
  for (const fs::path& path : gone) fs::remove_all(path, error);
}

}  // namespace

Result<void> make_folder(const std::string& path, mode_t mode) {
  if (::mkdir(path.c_str(), 0700) != 0 || ::chmod(path.c_str(), mode) != 0)
    return {Errc::io, path + ": " + std::strerror(errno)};
  return {};
}

Result<PrivateFolder> PrivateFolder::make(const std::string& parent, const std::string& prefix, mode_t mode) {
  sweep(parent, prefix);
  static std::atomic<uint64_t> count{0};
  std::string path = parent + "/" + prefix + owner_tag() + "." + std::to_string(++count);
  if (Result<void> made = make_folder(path, mode); !made) return made.error();
  return PrivateFolder(std::move(path));
}

PrivateFolder::PrivateFolder(std::string path)
    : path_(std::move(path)), lock_(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  ::flock(lock_.get(), LOCK_SH | LOCK_NB);
}

PrivateFolder::PrivateFolder(PrivateFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})), lock_(std::move(other.lock_)) {}

PrivateFolder::~PrivateFolder() {
  std::error_code error;
  if (!path_.empty()) fs::remove_all(path_, error);
}

}  // namespace interview::sandbox
