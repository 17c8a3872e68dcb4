// A folder of this process' own below one that all share, such as /tmp. Its name tells whose it is, so that
// what a crashed server left there can be told from what another one is using.
#pragma once

#include <sys/types.h>

#include <string>

#include "interview/result.h"
#include "sandbox/unique_fd.h"

namespace interview::sandbox {

// One thread at a time. The destructor removes it with all that is in it. Until then it is locked, which
// keeps those out who clean /tmp of what is old (systemd-tmpfiles; tmpfiles.d(5), on flock).
class PrivateFolder {
 public:
  // Below `parent`, named `prefix` and the process. What processes left there under that prefix that are gone
  // is removed first. `mode` holds whatever the umask says. Errc::io.
  static Result<PrivateFolder> make(const std::string& parent, const std::string& prefix, mode_t mode);
  PrivateFolder(PrivateFolder&& other) noexcept;
  PrivateFolder& operator=(PrivateFolder&&) = delete;
  ~PrivateFolder();

  const std::string& path() const { return path_; }

 private:
  explicit PrivateFolder(std::string path);

  std::string path_;
  UniqueFd lock_;
};

// A new folder, with that mode whatever the umask says. Errc::io.
Result<void> make_folder(const std::string& path, mode_t mode);

}  // namespace interview::sandbox
