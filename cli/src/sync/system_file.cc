#include "sync/system_file.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <signal.h>
#include <stdio.h>
#include <sys/syscall.h>

#include <cerrno>
#include <cstring>

namespace interview::cli {

Error system_error(int number, std::string_view what) {
  Errc code = Errc::io;
  if (number == ENOENT) code = Errc::not_found;
  if (number == EEXIST || number == ENOTEMPTY) code = Errc::name_taken;
  if (number == ELOOP) return {Errc::bad_argument, std::string(what) + ": is a symbolic link"};
  if (number == EXDEV) return {Errc::bad_argument, std::string(what) + ": leads out of the folder"};
  if (number == ENOTDIR) return {Errc::bad_argument, std::string(what) + ": a part of it is not a folder"};
  return {code, std::string(what) + ": " + std::strerror(number)};
}

Result<UniqueFd> open_beneath(int folder, const std::string& name, int flags, unsigned mode) {
  open_how how{};
  how.flags = static_cast<uint64_t>(flags) | O_CLOEXEC;
  how.mode = mode;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  // EAGAIN: a folder was renamed meanwhile, and the kernel could not tell whether the walk stayed beneath.
  for (int attempt = 0; attempt < 100; ++attempt) {
    const long fd = ::syscall(SYS_openat2, folder, name.c_str(), &how, sizeof how);
    if (fd >= 0) return UniqueFd(static_cast<int>(fd));
    if (errno != EAGAIN && errno != EINTR) break;
  }
  return system_error(errno, "open");
}

Result<struct stat> regular_file(int folder, const std::string& name) {
  struct stat status {};
  if (::fstatat(folder, name.c_str(), &status, AT_SYMLINK_NOFOLLOW) != 0) return system_error(errno, "stat");
  if (S_ISLNK(status.st_mode)) return Error{Errc::bad_argument, "is a symbolic link"};
  if (!S_ISREG(status.st_mode)) return Error{Errc::bad_argument, "is not a regular file"};
  return status;
}

bool take_read_lease(int fd) {
  // Whoever opens the file makes the kernel send a signal; the default one would end this process, SIGURG is
  // ignored.
  ::fcntl(fd, F_SETSIG, SIGURG);
  return ::fcntl(fd, F_SETLEASE, F_RDLCK) == 0 || errno != EAGAIN;
}

Result<void> write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return system_error(errno, "write");
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return {};
}

Result<std::string> read_all(int fd, size_t most) {
  std::string bytes;
  char chunk[16 << 10];
  for (;;) {
    const ssize_t got = ::read(fd, chunk, sizeof chunk);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return system_error(errno, "read");
    if (got == 0) return bytes;
    if (bytes.size() + static_cast<size_t>(got) > most)
      return Error{Errc::too_big, "has more than " + std::to_string(most) + " bytes"};
    bytes.append(chunk, static_cast<size_t>(got));
  }
}

Result<void> rename(int from_folder, const std::string& from, int to_folder, const std::string& to,
                    unsigned flags) {
  if (::renameat2(from_folder, from.c_str(), to_folder, to.c_str(), flags) == 0) return {};
  return system_error(errno, "rename");
}

}  // namespace interview::cli
