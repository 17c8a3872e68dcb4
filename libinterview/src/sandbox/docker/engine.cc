#include "sandbox/docker/engine.h"

#include <poll.h>
#include <rapidjson/document.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <asio/local/stream_protocol.hpp>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstring>

#include "net/response_reader.h"
#include "sandbox/unique_fd.h"

namespace interview::sandbox::docker {
namespace {

using Clock = std::chrono::steady_clock;

constexpr size_t kMaxHeadBytes = 64 << 10;
constexpr size_t kUploadPiece = 64 << 10;

// One body, in pieces as it goes over the wire.
class Outgoing {
 public:
  Outgoing(std::string head, const Engine::Source* source)
      : waiting_(std::move(head)), source_(source), piece_(source ? kUploadPiece : 0, '\0') {}

  // What is to be sent next; empty at the end.
  Result<std::string_view> next() {
    if (sent_ < waiting_.size() || !source_) return std::string_view(waiting_).substr(sent_);
    const auto size = (*source_)(piece_.data(), piece_.size());
    if (!size) return size.error();
    char length[20];
    std::snprintf(length, sizeof length, "%zx\r\n", *size);
    waiting_ = length;
    waiting_.append(piece_, 0, *size).append("\r\n");
    sent_ = 0;
    if (*size == 0) source_ = nullptr;
    return std::string_view(waiting_);
  }
  void taken(size_t bytes) { sent_ += bytes; }

 private:
  std::string waiting_;
  size_t sent_ = 0;
  const Engine::Source* source_;  // null once it is at its end
  std::string piece_;
};

std::string head_of(std::string_view method, std::string_view target) {
  std::string head(method);
  head.append(" ").append(target).append(" HTTP/1.1\r\nHost: docker\r\nConnection: close\r\n");
  return head;
}

}  // namespace

Result<std::string> socket_path(std::string_view address) {
  constexpr std::string_view kScheme = "unix://";
  if (address.empty()) return std::string(kDefaultSocket);
  std::string_view path = address;
  if (path.starts_with(kScheme)) path.remove_prefix(kScheme.size());
  if (path.empty() || path.front() != '/') {
    return {Errc::bad_argument, "\"" + std::string(address) + "\" is no Unix socket: give unix:///PATH"};
  }
  if (path.size() >= sizeof(sockaddr_un::sun_path))
    return {Errc::bad_argument, "the path of the socket, " + std::string(path) + ", is too long"};
  return std::string(path);
}

Error Response::error() const {
  rapidjson::Document json;
  json.Parse<rapidjson::kParseIterativeFlag>(body.data(), body.size());
  std::string said;
  if (!json.HasParseError() && json.IsObject()) {
    const auto message = json.FindMember("message");
    if (message != json.MemberEnd() && message->value.IsString())
      said.assign(message->value.GetString(), message->value.GetStringLength());
  }
  for (char& c : said)
    if (static_cast<unsigned char>(c) < ' ') c = ' ';
  return {Errc::internal, "Docker says " + std::to_string(status) + (said.empty() ? "" : ": " + said)};
}

// One call. Sends and receives at the same time: a daemon that has enough answers before it has read all.
class Engine::Exchange {
 public:
  Exchange(Engine& engine, uint32_t timeout_ms)
      : engine_(engine),
        socket_(engine.io_),
        timeout_ms_(timeout_ms),
        deadline_(Clock::now() + std::chrono::milliseconds(timeout_ms)),
        reader_(kMaxHeadBytes, engine.max_response_bytes_) {}

  Result<Response> run(Outgoing out) {
    if (const auto connected = connect(); !connected) return connected.error();
    bool sending = true;
    while (true) {
      std::string_view piece;
      if (sending) {
        const auto next = out.next();
        if (!next) return next.error();
        piece = *next;
        sending = !piece.empty();
      }
      const auto ready = wait(sending);
      if (!ready) return ready.error();
      if (*ready & ~POLLOUT) {
        const auto complete = receive();
        if (!complete) return complete.error();
        if (*complete) break;
      }
      if (*ready & POLLOUT) {
        std::error_code error;
        out.taken(socket_.write_some(asio::buffer(piece), error));
        // A daemon that reads no more may have said why: that is still to be received.
        if (error && error != asio::error::would_block && error != asio::error::interrupted) sending = false;
      }
    }
    HttpResponse& response = reader_.response();
    return Response{response.status, std::move(response.body)};
  }

 private:
  Error unavailable(const std::string& why) const {
    return {Errc::sandbox_unavailable, "Docker does not answer at " + engine_.socket_ + ": " + why};
  }

  Result<void> connect() {
    if (const auto path = socket_path(engine_.socket_); !path) return path.error();
    // Not Asio's own: a program that is started at this moment must not inherit it; and Asio takes a
    // connection that is refused for want of room for one that is under way.
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd) return unavailable(std::strerror(errno));
    const asio::local::stream_protocol::endpoint address(engine_.socket_);
    if (::connect(fd.get(), address.data(), static_cast<socklen_t>(address.size())) != 0) {
      if (errno == EAGAIN) return unavailable("it takes no more connections; is it stopped?");
      if (errno == EACCES)
        return unavailable("this user may not use it; run as root or as a member of the group docker");
      return unavailable(std::string(std::strerror(errno)) + "; is dockerd running?");
    }
    std::error_code error;
    socket_.assign({}, fd.get(), error);
    if (error) return unavailable(error.message());
    (void)fd.release();
    socket_.non_blocking(true, error);
    return {};
  }

  // What the socket is ready for.
  Result<int> wait(bool sending) {
    while (true) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline_ - Clock::now()).count();
      pollfd one{socket_.native_handle(), static_cast<short>(POLLIN | (sending ? POLLOUT : 0)), 0};
      const int ready = left > 0 ? ::poll(&one, 1, static_cast<int>(std::min<int64_t>(left, INT32_MAX))) : 0;
      if (ready > 0) return int{one.revents};
      if (ready < 0 && errno == EINTR) continue;
      if (ready < 0) return unavailable(std::strerror(errno));
      return {Errc::timed_out, "Docker at " + engine_.socket_ + " took longer than " +
                                   std::to_string(timeout_ms_) + " ms; if it hangs, restart it"};
    }
  }

  // Whether the response is complete.
  Result<bool> receive() {
    char bytes[16 << 10];
    std::error_code error;
    const size_t size = socket_.read_some(asio::buffer(bytes), error);
    if (error == asio::error::would_block || error == asio::error::interrupted) return false;
    if (error == asio::error::eof)
      reader_.end();
    else if (error)
      return unavailable("it hung up before its answer was complete");
    else
      reader_.feed({bytes, size});
    switch (reader_.state()) {
      case net::ResponseReader::State::more:
        return false;
      case net::ResponseReader::State::done:
        return true;
      case net::ResponseReader::State::upgraded:
        return {Errc::protocol, "Docker at " + engine_.socket_ + " changes to another protocol"};
      case net::ResponseReader::State::failed:
        break;
    }
    if (error) return unavailable("it hung up before its answer was complete");
    return {reader_.error().code, "Docker at " + engine_.socket_ + ": " + reader_.error().message};
  }

  Engine& engine_;
  asio::local::stream_protocol::socket socket_;
  const uint32_t timeout_ms_;
  const Clock::time_point deadline_;
  net::ResponseReader reader_;
};

Engine::Engine(std::string socket, size_t max_response_bytes)
    : socket_(std::move(socket)), max_response_bytes_(max_response_bytes) {}

Result<Response> Engine::call(std::string_view method, std::string_view target, std::string_view json,
                              uint32_t timeout_ms) {
  std::string request = head_of(method, target);
  if (!json.empty()) request += "Content-Type: application/json\r\n";
  // Without a length some versions of the daemon wait for a body.
  if (!json.empty() || method != "GET")
    request.append("Content-Length: ").append(std::to_string(json.size())).append("\r\n");
  request.append("\r\n").append(json);
  return Exchange(*this, timeout_ms).run(Outgoing(std::move(request), nullptr));
}

Result<Response> Engine::upload(std::string_view method, std::string_view target,
                                std::string_view content_type, const Source& source, uint32_t timeout_ms) {
  std::string request = head_of(method, target);
  request.append("Content-Type: ").append(content_type).append("\r\nTransfer-Encoding: chunked\r\n\r\n");
  return Exchange(*this, timeout_ms).run(Outgoing(std::move(request), &source));
}

}  // namespace interview::sandbox::docker
