#include "raw_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/ssl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <doctest/doctest.h>
#include <cerrno>
#include <csignal>
#include <utility>

namespace interview::front {
namespace {

constexpr int kPatience = 10'000;  // milliseconds

SSL_CTX* client_context() {
  static SSL_CTX* const context = [] {
    std::signal(SIGPIPE, SIG_IGN);
    SSL_CTX* made = SSL_CTX_new(TLS_client_method());
    SSL_CTX_set_verify(made, SSL_VERIFY_NONE, nullptr);
    return made;
  }();
  return context;
}

}  // namespace

const std::string_view kUpgradeHeaders =
    "Connection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";

int RawFrame::close_code() const {
  if (opcode != kClose) return -1;
  if (payload.size() < 2) return 1005;
  return static_cast<unsigned char>(payload[0]) * 256 + static_cast<unsigned char>(payload[1]);
}

RawClient::RawClient(uint16_t port, const std::string& address, int receive_buffer) {
  fd_ = ::socket(address.find(':') == std::string::npos ? AF_INET : AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  REQUIRE(fd_ >= 0);
  if (receive_buffer > 0) ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
  connect(port, address);
}

RawClient RawClient::unconnected() {
  RawClient client;
  client.fd_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  REQUIRE(client.fd_ >= 0);
  return client;
}

RawClient::RawClient(RawClient&& other) noexcept
    : fd_(std::exchange(other.fd_, -1)),
      ssl_(std::exchange(other.ssl_, nullptr)),
      buffered_(std::move(other.buffered_)),
      reset_(other.reset_) {}

RawClient::~RawClient() {
  close();
}

void RawClient::close() {
  if (ssl_) SSL_free(std::exchange(ssl_, nullptr));
  if (fd_ >= 0) ::close(std::exchange(fd_, -1));
}

void RawClient::connect(uint16_t port, const std::string& address) {
  sockaddr_storage storage{};
  socklen_t length = 0;
  if (address.find(':') == std::string::npos) {
    auto* v4 = reinterpret_cast<sockaddr_in*>(&storage);
    v4->sin_family = AF_INET;
    v4->sin_port = htons(port);
    REQUIRE(::inet_pton(AF_INET, address.c_str(), &v4->sin_addr) == 1);
    length = sizeof *v4;
  } else {
    auto* v6 = reinterpret_cast<sockaddr_in6*>(&storage);
    v6->sin6_family = AF_INET6;
    v6->sin6_port = htons(port);
    REQUIRE(::inet_pton(AF_INET6, address.c_str(), &v6->sin6_addr) == 1);
    length = sizeof *v6;
  }
  REQUIRE(::connect(fd_, reinterpret_cast<sockaddr*>(&storage), length) == 0);
}

bool RawClient::start_tls(const std::string& alpn) {
  ssl_ = SSL_new(client_context());
  if (!alpn.empty()) {
    const std::string wire = static_cast<char>(alpn.size()) + alpn;
    SSL_set_alpn_protos(ssl_, reinterpret_cast<const unsigned char*>(wire.data()),
                        static_cast<unsigned>(wire.size()));
  }
  SSL_set_fd(ssl_, fd_);
  return SSL_connect(ssl_) == 1;
}

std::string RawClient::alpn_chosen() const {
  const unsigned char* name = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl_, &name, &size);
  return std::string(reinterpret_cast<const char*>(name), size);
}

bool RawClient::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ssl_ ? SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size()))
                              : ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

std::string RawClient::read_some(size_t max) {
  if (!buffered_.empty()) {
    std::string taken = buffered_.substr(0, max);
    buffered_.erase(0, taken.size());
    return taken;
  }
  std::string bytes(max, '\0');
  ssize_t size = 0;
  if (!ssl_ || SSL_pending(ssl_) == 0) {
    pollfd poller{fd_, POLLIN, 0};
    const bool came = ::poll(&poller, 1, kPatience) == 1;
    REQUIRE_MESSAGE(came, "nothing came for ten seconds");
  }
  if (ssl_) {
    size = SSL_read(ssl_, bytes.data(), static_cast<int>(max));
  } else {
    size = ::recv(fd_, bytes.data(), max, 0);
    if (size < 0 && errno == ECONNRESET) reset_ = true;
  }
  bytes.resize(size > 0 ? static_cast<size_t>(size) : 0);
  return bytes;
}

std::string RawClient::read_exactly(size_t size) {
  std::string bytes;
  while (bytes.size() < size) {
    const std::string more = read_some(size - bytes.size());
    if (more.empty()) break;
    bytes += more;
  }
  return bytes;
}

std::string RawClient::read_until(std::string_view end) {
  std::string bytes;
  for (size_t found = std::string::npos; found == std::string::npos;) {
    const std::string more = read_some();
    if (more.empty()) return bytes;
    bytes += more;
    found = bytes.find(end);
    if (found == std::string::npos) continue;
    buffered_ = bytes.substr(found + end.size()) + buffered_;
    bytes.resize(found + end.size());
  }
  return bytes;
}

std::string RawClient::read_to_end() {
  std::string bytes;
  for (std::string more = read_some(); !more.empty(); more = read_some()) bytes += more;
  return bytes;
}

void RawClient::shutdown_send() {
  ::shutdown(fd_, SHUT_WR);
}

RawReply RawClient::read_reply(bool to_head) {
  const std::string head = read_until("\r\n\r\n");
  RawReply reply;
  if (head.size() < 12 || head.substr(0, 9) != "HTTP/1.1 ") return reply;
  reply.status = std::stoi(head.substr(9, 3));
  for (size_t at = head.find("\r\n") + 2; at < head.size() - 2;) {
    const size_t end = head.find("\r\n", at);
    const size_t colon = head.find(':', at);
    std::string name = head.substr(at, colon - at);
    for (char& c : name)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    reply.headers[name] = head.substr(colon + 2, end - colon - 2);
    at = end + 2;
  }
  const auto length = reply.headers.find("content-length");
  if (length != reply.headers.end() && !to_head && reply.status != 304)
    reply.body = read_exactly(std::stoul(length->second));
  return reply;
}

RawReply RawClient::get(std::string_view target, std::string_view more_headers) {
  send("GET " + std::string(target) + " HTTP/1.1\r\nHost: test\r\n" + std::string(more_headers) + "\r\n");
  return read_reply();
}

RawReply RawClient::upgrade(std::string_view target, std::string_view more_headers, std::string_view early) {
  send("GET " + std::string(target) + " HTTP/1.1\r\nHost: test\r\n" + std::string(kUpgradeHeaders) +
       std::string(more_headers) + "\r\n" + std::string(early));
  RawReply reply = read_reply();
  REQUIRE(reply.status == 101);
  return reply;
}

RawFrame RawClient::read_frame() {
  RawFrame frame;
  const std::string head = read_exactly(2);
  if (head.size() < 2) return frame;
  frame.fin = (head[0] & 0x80) != 0;
  REQUIRE((head[0] & 0x70) == 0);
  REQUIRE((head[1] & 0x80) == 0);
  size_t size = static_cast<size_t>(head[1]);
  if (size > 125) {
    size_t extended = 0;
    for (const char c : read_exactly(size == 126 ? 2 : 8))
      extended = extended * 256 + static_cast<unsigned char>(c);
    size = extended;
  }
  frame.payload = read_exactly(size);
  if (frame.payload.size() == size) frame.opcode = head[0] & 0x0f;
  return frame;
}

void RawClient::finish_close(int code) {
  send(client_frame(kClose, close_payload(code)));
  CHECK(read_to_end().empty());
  CHECK_FALSE(was_reset());
}

std::string client_frame(int opcode, std::string_view payload, FrameShape shape) {
  std::string frame;
  frame += static_cast<char>((shape.fin ? 0x80 : 0) | (shape.reserved << 4) | opcode);
  const char mask_bit = shape.masked ? static_cast<char>(0x80) : '\0';
  const size_t size = payload.size();
  if (size <= 125) {
    frame += static_cast<char>(mask_bit | static_cast<char>(size));
  } else {
    const int bytes = size <= 0xffff ? 2 : 8;
    frame += static_cast<char>(mask_bit | (bytes == 2 ? 126 : 127));
    for (int i = bytes - 1; i >= 0; --i) frame += static_cast<char>((size >> (8 * i)) & 0xff);
  }
  if (!shape.masked) return frame += payload;
  constexpr char kMask[] = {0x12, 0x34, 0x56, 0x78};
  frame.append(kMask, 4);
  for (size_t i = 0; i < size; ++i) frame += static_cast<char>(payload[i] ^ kMask[i % 4]);
  return frame;
}

std::string close_payload(int code, std::string_view reason) {
  std::string payload{static_cast<char>(code / 256), static_cast<char>(code % 256)};
  return payload += reason;
}

}  // namespace interview::front
