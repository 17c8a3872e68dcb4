#include "sandbox/docker/box_folder.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

#include "sandbox/agent/agent_image.h"

namespace interview::sandbox::docker {
namespace {

Error io_error(const std::string& path) {
  return {Errc::io, path + ": " + std::strerror(errno)};
}

bool write_file(const std::string& path, std::string_view bytes, mode_t mode) {
  const UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  return file && ::write(file.get(), bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
         ::fchmod(file.get(), mode) == 0;
}

}  // namespace

Result<BoxFolder> BoxFolder::make(std::string path, const std::string& agent) {
  if (Result<void> made = make_folder(path, 0755); !made) return made.error();
  BoxFolder folder(std::move(path));
  const std::string inside = folder.path_ + "/agent";
  if (::link(agent.c_str(), inside.c_str()) != 0) return io_error(inside);
  if (Result<void> listens = folder.listen(); !listens) return listens.error();
  return folder;
}

BoxFolder::BoxFolder(BoxFolder&& other) noexcept
    : path_(std::exchange(other.path_, {})), listener_(std::move(other.listener_)) {}

BoxFolder::~BoxFolder() {
  if (path_.empty()) return;
  for (const char* name : {"/socket", "/agent"}) ::unlink((path_ + name).c_str());
  ::rmdir(path_.c_str());
}

Result<void> BoxFolder::listen() {
  const std::string path = path_ + "/socket";
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.size() >= sizeof address.sun_path) return {Errc::io, path + " is too long for a socket's path"};
  path.copy(address.sun_path, path.size());
  listener_ = UniqueFd(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  const int on = 1;
  // Whose pid is told is said here: connections inherit it before their first packet comes.
  if (!listener_ || ::setsockopt(listener_.get(), SOL_SOCKET, SO_PASSCRED, &on, sizeof on) != 0 ||
      ::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::chmod(path.c_str(), 0666) != 0 || ::listen(listener_.get(), 1) != 0) {
    return io_error(path);
  }
  return {};
}

Result<UniqueFd> BoxFolder::accept(int patience_ms) {
  pollfd event{listener_.get(), POLLIN, 0};
  int ready;
  do {
    ready = ::poll(&event, 1, patience_ms);
  } while (ready < 0 && errno == EINTR);
  if (ready <= 0) return {Errc::timed_out, "the agent does not connect"};
  UniqueFd connection(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
  if (!connection) return io_error(path_ + "/socket");
  ::unlink((path_ + "/socket").c_str());
  listener_.reset();
  return connection;
}

Result<PrivateFolder> make_boxes_folder(const std::string& parent) {
  Result<PrivateFolder> folder = PrivateFolder::make(parent, "interview-docker-", 0700);
  if (!folder) return folder;
  const std::string agent = folder->path() + "/agent";
  if (!write_file(agent, agent_image(), 0555)) return io_error(agent);
  return folder;
}

}  // namespace interview::sandbox::docker
