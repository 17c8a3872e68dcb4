#include "store/cutting_proxy.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <string_view>

namespace interview::test {
namespace {

sockaddr_in loopback(int port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

int connect_to(const std::string& host, const std::string& port) {
  if (!host.starts_with('/')) {
    const int socket_fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_in address = loopback(std::stoi(port));
    if (connect(socket_fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
      return socket_fd;
    close(socket_fd);
    return -1;
  }
  const int socket_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  (host + "/.s.PGSQL." + port).copy(address.sun_path, sizeof address.sun_path - 1);
  if (connect(socket_fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) return socket_fd;
  close(socket_fd);
  return -1;
}

bool write_all(int to, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = send(to, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

}  // namespace

CuttingProxy::CuttingProxy(std::string host, std::string port)
    : host_(std::move(host)), server_port_(std::move(port)) {
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  REQUIRE(bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  REQUIRE(listen(listener_, 16) == 0);
  socklen_t length = sizeof address;
  REQUIRE(getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &length) == 0);
  port_ = ntohs(address.sin_port);
  REQUIRE(pipe(wake_) == 0);
  thread_ = std::thread([this] { serve(); });
}

CuttingProxy::~CuttingProxy() {
  close(wake_[1]);
  thread_.join();
  close(wake_[0]);
  close(listener_);
  for (const Pair& pair : pairs_) {
    close(pair.client);
    close(pair.server);
  }
}

void CuttingProxy::accept_one() {
  Pair pair;
  pair.client = accept(listener_, nullptr, nullptr);
  pair.server = connect_to(host_, server_port_);
  pairs_.push_back(pair);
}

bool CuttingProxy::from_client(Pair& pair) {
  char bytes[1 << 16];
  const ssize_t got = recv(pair.client, bytes, sizeof bytes, 0);
  if (got <= 0) return false;
  const std::string_view seen(bytes, static_cast<size_t>(got));
  // A simple query: 'Q', its length, the text, NUL.
  if (seen.find(std::string_view("commit\0", 7)) != seen.npos && armed_.exchange(false))
    pair.commit_sent = true;
  return write_all(pair.server, seen);
}

bool CuttingProxy::from_server(Pair& pair) {
  char bytes[1 << 16];
  const ssize_t got = recv(pair.server, bytes, sizeof bytes, 0);
  if (pair.commit_sent) ++cuts_;
  if (got <= 0 || pair.commit_sent) return false;
  return write_all(pair.client, {bytes, static_cast<size_t>(got)});
}

void CuttingProxy::serve() {
  for (;;) {
    std::vector<pollfd> waiting = {{wake_[0], POLLIN, 0}, {listener_, POLLIN, 0}};
    for (const Pair& pair : pairs_) {
      waiting.push_back({pair.client, POLLIN, 0});
      waiting.push_back({pair.server, POLLIN, 0});
    }
    if (poll(waiting.data(), waiting.size(), -1) < 0) continue;
    if (waiting[0].revents != 0) return;
    std::vector<Pair> open;
    for (size_t i = 0; i < pairs_.size(); ++i) {
      Pair& pair = pairs_[i];
      const bool keep = (waiting[2 + 2 * i].revents == 0 || from_client(pair)) &&
                        (waiting[3 + 2 * i].revents == 0 || from_server(pair));
      if (keep) {
        open.push_back(pair);
      } else {
        close(pair.client);
        close(pair.server);
      }
    }
    pairs_ = std::move(open);
    if (waiting[1].revents != 0) accept_one();
  }
}

}  // namespace interview::test
