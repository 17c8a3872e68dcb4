// What a listener may be told. Every limit has a default.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "front/request_parser.h"

namespace interview::front {

struct ListenerOptions {
  std::string address = "127.0.0.1";  // an IPv4 or IPv6 address; "::" takes both kinds
  uint16_t port = 0;                  // 0: any free one, see Listener::port()

  // Both or none: TLS with this chain of certificates and key (PEM files).
  std::string tls_certificate_file;
  std::string tls_key_file;

  // Connections above these are answered 503 (over TLS: closed).
  size_t max_connections = 10'000;
  size_t max_connections_per_address = 0;  // 0: no such limit; behind a proxy all have its address
  // The pause of accepting when the process or the machine is out of descriptors or memory.
  std::chrono::milliseconds accept_pause{100};
  // SO_SNDBUF of connections: how much the kernel takes for a slow peer; 0: the kernel decides.
  size_t socket_send_buffer = 0;

  RequestLimits request;
  std::chrono::milliseconds tls_handshake_timeout{10'000};
  std::chrono::milliseconds head_timeout{10'000};  // from the first byte of a request, or from the connection
  std::chrono::milliseconds body_timeout{30'000};  // from the end of the head
  std::chrono::milliseconds idle_timeout{60'000};  // between the requests of a connection
  std::chrono::milliseconds handler_timeout{60'000};  // for the handler's answer: then 504
  std::chrono::milliseconds write_timeout{30'000};    // without the peer's taking a byte
  std::chrono::milliseconds linger_timeout{2'000};    // for the peer to close after the last byte

  size_t max_message_bytes = 256 * 1024;        // of a WebSocket message: 1009
  size_t max_buffered_bytes = 8 * 1024 * 1024;  // waiting for one peer, or one frame: 1013
  size_t high_mark = 256 * 1024;                // more is congestion ...
  size_t low_mark = 64 * 1024;                  // ... until no more than this waits
  std::chrono::milliseconds ping_interval{20'000};
  std::chrono::milliseconds pong_timeout{20'000};  // for any byte of the peer after a ping
  std::chrono::milliseconds close_timeout{5'000};  // for what waits and both close frames
};

}  // namespace interview::front
