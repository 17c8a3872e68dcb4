// What a participant's program needs of the network: WebSockets, HTTP requests and time, on one thread.
//
// `Network` is the interface, so that a test runs a client step by step; `EventLoop` is the real one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "interview/link.h"
#include "interview/result.h"

namespace interview {

// Something that is under way. When it is destroyed it ends, and calls nothing any more.
class Underway {
 public:
  virtual ~Underway() = default;
};

struct HttpRequest {
  std::string method = "GET";
  std::string path;  // below Endpoint::base, e.g. "/api/v1/rooms"
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
};

struct HttpResponse {
  int status = 0;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;
};

// Why a WebSocket is closed: a code of RFC 6455 §7.4 or of wire::Close. 1006: the connection broke, or never
// came to be; 1015: the server could not prove who it is.
struct Closed {
  uint16_t code = 1006;
  std::string reason;  // one line for people; what the server said is in it as it came
};

struct WebSocketEvents {
  std::function<void()> on_open;
  std::function<void(std::string_view message)> on_message;  // valid during the call
  std::function<void(const Closed&)> on_close;               // the last call
};

// A WebSocket that speaks interview.v1. Destroyed: the connection is cut, and nothing is called any more.
class WebSocket {
 public:
  virtual ~WebSocket() = default;
  // A text message, after on_open. Ignored once the socket is closing.
  virtual void send(std::string_view message) = 0;
  // Sends what waits, then closes; on_close follows.
  virtual void close(uint16_t code, std::string_view reason) = 0;
  virtual size_t buffered() const = 0;  // bytes that wait to be sent
};

// All calls on one thread; the functions that are given run there too, never inside the call that takes them.
// They may destroy what calls them.
class Network {
 public:
  using Task = std::function<void()>;
  virtual ~Network() = default;
  virtual std::unique_ptr<WebSocket> connect(const Endpoint& server, std::string_view path,
                                             WebSocketEvents events) = 0;
  // Any response is a success, whatever its status. Errc::io, timed_out, protocol, too_big, bad_signature
  // (the server's certificate).
  virtual std::unique_ptr<Underway> request(const Endpoint& server, HttpRequest request,
                                            std::function<void(Result<HttpResponse>)> done) = 0;
  virtual std::unique_ptr<Underway> after(uint32_t ms, Task task) = 0;
  virtual int64_t now_ms() const = 0;  // since 1970 (UTC)
};

struct NetworkOptions {
  bool verify_tls = true;
  std::string ca_file;                // certificates to trust (PEM) besides the system's
  uint32_t connect_ms = 10'000;       // name, connection, TLS and the WebSocket's handshake together
  uint32_t request_ms = 30'000;       // a whole HTTP exchange
  uint32_t ping_ms = 20'000;          // of silence, before a ping is sent
  uint32_t pong_ms = 20'000;          // of silence after it, before the connection counts as broken
  uint32_t close_ms = 3'000;          // for the peer to close
  size_t head_bytes = 16u << 10;      // of a response
  size_t response_bytes = 1u << 20;   // of its body
  size_t message_bytes = 256u << 20;  // that comes: a welcome holds whole documents
  size_t buffered_bytes = 64u << 20;  // that wait to be sent; above, the connection is cut
};

// The real network, and the thread's events. post() and stop() may be called from any thread; everything
// else, and what is called back, on the thread that runs it.
class EventLoop final : public Network {
 public:
  explicit EventLoop(const NetworkOptions& options = {});
  ~EventLoop() override;
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // Until stop(), which may have come before.
  void run();
  void stop();
  void post(Task task);
  // Calls `task` whenever `fd` can be read; a file that is always readable counts as such. `fd` is borrowed,
  // and what it refers to stays blocking if it was.
  std::unique_ptr<Underway> watch(int fd, Task task);

  std::unique_ptr<WebSocket> connect(const Endpoint& server, std::string_view path,
                                     WebSocketEvents events) override;
  std::unique_ptr<Underway> request(const Endpoint& server, HttpRequest request,
                                    std::function<void(Result<HttpResponse>)> done) override;
  std::unique_ptr<Underway> after(uint32_t ms, Task task) override;
  int64_t now_ms() const override;

 private:
  struct Core;
  std::unique_ptr<Core> core_;
};

}  // namespace interview
