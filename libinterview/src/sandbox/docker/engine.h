// The Docker Engine API over its Unix socket.
#pragma once

#include <asio/io_context.hpp>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "interview/result.h"

namespace interview::sandbox::docker {

inline constexpr const char* kDefaultSocket = "/var/run/docker.sock";
inline constexpr uint32_t kDefaultTimeoutMs = 30'000;

// The path of the socket that an address in the form of DOCKER_HOST names: unix:///PATH or /PATH. Empty: the
// default. Errc::bad_argument for others.
Result<std::string> socket_path(std::string_view address);

struct Response {
  int status = 0;
  std::string body;

  bool ok() const { return status >= 200 && status < 300; }
  // Only when !ok(). Errc::internal, and what the daemon says of it.
  Error error() const;
};

// One daemon, a connection for each call. Any thread, several at a time.
//
// Targets are best left without a version ("/containers/json"): then any daemon takes them; "/v1.41/…" is too
// new for some and too old for others.
//
// Every call: Errc::sandbox_unavailable where nobody answers at the socket, or the connection ends before its
// answer does; timed_out when the whole call takes longer than its limit; too_big; protocol for an answer
// that is not HTTP. An answer with an error status is a Response that is not ok().
class Engine {
 public:
  // Fills `size` bytes or fewer and says how many; 0 at the end. What fails here fails the upload.
  using Source = std::function<Result<size_t>(char* bytes, size_t size)>;

  explicit Engine(std::string socket = kDefaultSocket, size_t max_response_bytes = 8 << 20);

  // With a JSON body, or an empty one.
  Result<Response> call(std::string_view method, std::string_view target, std::string_view json = {},
                        uint32_t timeout_ms = kDefaultTimeoutMs);
  // With a body of unknown length, never held as a whole. An answer that comes before its end ends it.
  Result<Response> upload(std::string_view method, std::string_view target, std::string_view content_type,
                          const Source& source, uint32_t timeout_ms);

  const std::string& socket() const { return socket_; }

 private:
  class Exchange;

  std::string socket_;
  size_t max_response_bytes_;
  asio::io_context io_;  // of the sockets; never run
};

}  // namespace interview::sandbox::docker
