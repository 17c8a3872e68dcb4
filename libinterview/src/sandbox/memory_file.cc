#include "sandbox/memory_file.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace interview::sandbox {

Result<UniqueFd> make_memory_file(const char* name, std::string_view content) {
  UniqueFd file(::memfd_create(name, MFD_CLOEXEC));
  if (!file) return {Errc::io, std::string("cannot make a file in memory: ") + std::strerror(errno)};
  while (!content.empty()) {
    const ssize_t written = ::write(file.get(), content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return {Errc::io, std::string("cannot fill a file in memory: ") + std::strerror(errno)};
    content.remove_prefix(static_cast<size_t>(written));
  }
  if (::lseek(file.get(), 0, SEEK_SET) != 0) return {Errc::io, "cannot rewind a file in memory"};
  return file;
}

std::string read_memory_file(const UniqueFd& file, size_t longest) {
  std::string content(longest, '\0');
  const ssize_t size = ::pread(file.get(), content.data(), content.size(), 0);
  content.resize(size > 0 ? static_cast<size_t>(size) : 0);
  return content;
}

}  // namespace interview::sandbox
