#include "net/peer.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "net/websocket_engine.h"

namespace interview::test {

std::string Peer::Connection::read_until(std::string_view end) {
  size_t at;
  char chunk[4096];
  while ((at = buffer_.find(end)) == std::string::npos) {
    const ssize_t size = ::read(fd_, chunk, sizeof chunk);
    if (size <= 0) return std::exchange(buffer_, {});
    buffer_.append(chunk, static_cast<size_t>(size));
  }
  std::string bytes = buffer_.substr(0, at + end.size());
  buffer_.erase(0, at + end.size());
  return bytes;
}

bool Peer::Connection::read_exactly(char* bytes, size_t size) {
  while (size > 0) {
    if (!buffer_.empty()) {
      const size_t taken = buffer_.copy(bytes, size);
      buffer_.erase(0, taken);
      bytes += taken;
      size -= taken;
      continue;
    }
    const ssize_t got = ::read(fd_, bytes, size);
    if (got <= 0) return false;
    bytes += got;
    size -= static_cast<size_t>(got);
  }
  return true;
}

Peer::Connection::Frame Peer::Connection::read_frame() {
  unsigned char head[2], length[8], key[4];
  if (!read_exactly(reinterpret_cast<char*>(head), 2) || (head[1] & 0x80) == 0) return {};
  uint64_t size = head[1] & 0x7f;
  const size_t bytes = size == 126 ? 2 : size == 127 ? 8 : 0;
  if (!read_exactly(reinterpret_cast<char*>(length), bytes)) return {};
  if (bytes > 0) size = 0;
  for (size_t i = 0; i < bytes; ++i) size = size << 8 | length[i];
  Frame frame;
  frame.payload.resize(size);
  if (!read_exactly(reinterpret_cast<char*>(key), 4) || !read_exactly(frame.payload.data(), size)) return {};
  for (size_t i = 0; i < size; ++i) frame.payload[i] = static_cast<char>(frame.payload[i] ^ key[i % 4]);
  frame.first = head[0];
  return frame;
}

void Peer::Connection::write(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t size = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (size <= 0) return;
    bytes.remove_prefix(static_cast<size_t>(size));
  }
}

void Peer::Connection::write_frame(unsigned char first, std::string_view payload) {
  std::string bytes(1, static_cast<char>(first));
  if (payload.size() < 126)
    bytes += static_cast<char>(payload.size());
  else
    bytes += {'\x7e', static_cast<char>(payload.size() >> 8), static_cast<char>(payload.size() & 0xff)};
  write(bytes += payload);
}

std::string Peer::Connection::accept_websocket(std::string_view extra, bool with_subprotocol) {
  const std::string request = read_until("\r\n\r\n");
  constexpr std::string_view kKey = "sec-websocket-key: ";
  const size_t key = request.find(kKey);
  if (key == std::string::npos) return request;
  std::string answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n";
  answer += "Sec-WebSocket-Accept: " + net::websocket_accept(request.substr(key + kKey.size(), 24)) + "\r\n";
  if (with_subprotocol) answer += "Sec-WebSocket-Protocol: interview.v1\r\n";
  write(answer + "\r\n" + std::string(extra));
  return request;
}

void Peer::Connection::wait_for_end() {
  char chunk[4096];
  while (::read(fd_, chunk, sizeof chunk) > 0) {
  }
}

Peer::Peer(std::vector<std::function<void(Connection&)>> scripts)
    : listener_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  REQUIRE(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0);
  REQUIRE(::listen(listener_, 8) == 0);
  REQUIRE(::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0);
  port_ = ntohs(address.sin_port);
  thread_ = std::thread([this, scripts = std::move(scripts)] {
    for (const auto& script : scripts) {
      const int fd = ::accept(listener_, nullptr, nullptr);
      if (fd < 0) return;
      Connection connection(fd);
      script(connection);
      ::close(fd);
    }
  });
}

Peer::~Peer() {
  ::shutdown(listener_, SHUT_RDWR);
  thread_.join();
  ::close(listener_);
}

}  // namespace interview::test
