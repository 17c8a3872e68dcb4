#include "interview/client_store.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>

namespace interview {
namespace {

constexpr size_t kMostFileBytes = 512u << 20;

Error system_failure(const std::string& what) {
  const int number = errno;
  return {number == ENOENT ? Errc::not_found : Errc::io,
          what + ": " + std::generic_category().message(number)};
}

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_;
};

Result<std::string> read_file(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
  if (!file) return system_failure("cannot read " + path);
  std::string bytes;
  char chunk[64 << 10];
  while (true) {
    const ssize_t size = ::read(file.get(), chunk, sizeof chunk);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return system_failure("cannot read " + path);
    if (size == 0) return bytes;
    bytes.append(chunk, static_cast<size_t>(size));
    if (bytes.size() > kMostFileBytes) return {Errc::io, path + " is too big"};
  }
}

bool write_whole(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t size = ::write(fd, bytes.data(), bytes.size());
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) return false;
    bytes.remove_prefix(static_cast<size_t>(size));
  }
  return ::fsync(fd) == 0;
}

Result<void> replace_file(const std::string& folder, const std::string& name, std::string_view bytes) {
  const std::string path = folder + "/" + name;
  // Of this process alone, so that two that store a token do not write into one file.
  const std::string fresh = path + ".new-" + std::to_string(::getpid());
  {
    const Descriptor file(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file || !write_whole(file.get(), bytes)) {
      const Error why = system_failure("cannot write " + fresh);
      ::unlink(fresh.c_str());
      return why;
    }
  }
  if (::rename(fresh.c_str(), path.c_str()) != 0) return system_failure("cannot write " + path);
  const Descriptor directory(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory || ::fsync(directory.get()) != 0) return system_failure("cannot write " + folder);
  return {};
}

}  // namespace

Result<std::unique_ptr<ClientFiles>> ClientFiles::open(const std::string& folder,
                                                       const ClientFileOptions& options) {
  std::error_code error;
  const std::filesystem::path path(folder);
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), error);
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return system_failure("cannot make " + folder);
  struct stat status {};
  if (::stat(folder.c_str(), &status) != 0) return system_failure("cannot use " + folder);
  if (!S_ISDIR(status.st_mode) || status.st_uid != ::geteuid())
    return {Errc::io, folder + " is no folder of this user's own"};
  if ((status.st_mode & 077) != 0 && ::chmod(folder.c_str(), 0700) != 0)
    return system_failure("cannot keep others out of " + folder);
  int lock = -1;
  if (options.outbox) {
    const std::string name = folder + "/lock";
    lock = ::open(name.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (lock < 0) return system_failure("cannot write " + name);
    if (::flock(lock, LOCK_EX | LOCK_NB) != 0) {
      ::close(lock);
      lock = -1;
    }
  }
  return std::unique_ptr<ClientFiles>(new ClientFiles(folder, lock));
}

ClientFiles::~ClientFiles() {
  if (lock_ >= 0) ::close(lock_);
}

Result<std::string> ClientFiles::token() {
  return read_file(folder_ + "/token");
}

Result<std::string> ClientFiles::outbox() {
  if (!owns_outbox_) return {Errc::not_found, "the outbox is another client's"};
  return read_file(folder_ + "/outbox");
}

Result<void> ClientFiles::store_token(const std::string& token) {
  return replace_file(folder_, "token", token);
}

Result<void> ClientFiles::store_outbox(const std::string& outbox) {
  if (!owns_outbox_) return {};
  return replace_file(folder_, "outbox", outbox);
}

}  // namespace interview
