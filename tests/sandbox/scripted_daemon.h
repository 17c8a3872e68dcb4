// A daemon that follows a script, on a Unix socket of its own.
#pragma once

#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <functional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "sandbox/unique_fd.h"

namespace interview::test {

using sandbox::UniqueFd;

// What a script does with a connection.
class Caller {
 public:
  explicit Caller(int fd) : fd_(fd) {}
  // Up to and with `end`; what there was, where the connection ends before.
  std::string read_until(std::string_view end) {
    while (true) {
      const size_t found = buffer_.find(end);
      if (found != std::string::npos) {
        std::string taken = buffer_.substr(0, found + end.size());
        buffer_.erase(0, taken.size());
        return taken;
      }
      if (!read_more()) return std::exchange(buffer_, {});
    }
  }
  // So many bytes; fewer where the connection ends before.
  std::string read(size_t size) {
    while (buffer_.size() < size && read_more()) {
    }
    std::string taken = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return taken;
  }
  // False once the other end is closed.
  bool write(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t size = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (size <= 0) return false;
      bytes.remove_prefix(static_cast<size_t>(size));
    }
    return true;
  }
  void wait_for_end() { read_until("never sent"); }

 private:
  bool read_more() {
    char bytes[4096];
    const ssize_t size = ::read(fd_, bytes, sizeof bytes);
    if (size > 0) buffer_.append(bytes, static_cast<size_t>(size));
    return size > 0;
  }

  int fd_;
  std::string buffer_;
};

// Serves connections by a script, one after the other.
class Daemon {
 public:
  explicit Daemon(std::function<void(Caller&)> script, int backlog = 8, int connections = 1) {
    char folder[] = "/tmp/interview-engine-XXXXXX";
    REQUIRE(::mkdtemp(folder));
    folder_ = folder;
    listener_ = UniqueFd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path().copy(address.sun_path, sizeof address.sun_path - 1);
    REQUIRE(::bind(listener_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(::listen(listener_.get(), backlog) == 0);
    if (!script) return;
    thread_ = std::thread([this, script = std::move(script), connections] {
      for (int i = 0; i < connections; ++i) {
        const UniqueFd caller(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
        if (!caller) return;
        Caller connection(caller.get());
        script(connection);
      }
    });
  }
  ~Daemon() {
    ::shutdown(listener_.get(), SHUT_RDWR);  // for a script that nobody called
    if (thread_.joinable()) thread_.join();
    ::unlink(path().c_str());
    ::rmdir(folder_.c_str());
  }
  std::string path() const { return folder_ + "/docker.sock"; }

 private:
  std::string folder_;
  UniqueFd listener_;
  std::thread thread_;
};

inline std::string answer(const char* status, const std::string& body) {
  return std::string("HTTP/1.1 ") + status + "\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n\r\n" + body;
}

}  // namespace interview::test
