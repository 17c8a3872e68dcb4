// What a listener counts, for /metrics.
#pragma once

#include <cstdint>

namespace interview::front {

struct ListenerStats {
  // Now
  uint64_t connections = 0;  // all, WebSockets included
  uint64_t websockets = 0;
  // Since the start
  uint64_t accepted = 0;
  uint64_t refused = 0;        // above a cap
  uint64_t accept_pauses = 0;  // out of descriptors
  uint64_t tls_failures = 0;   // handshakes that failed or took too long
  uint64_t requests = 0;       // whole requests, upgrades included
  uint64_t bad_requests = 0;   // refused by the parser
  uint64_t timeouts = 0;       // deadlines that ended a connection or a request
  uint64_t upgrades = 0;       // WebSockets opened
  uint64_t messages_in = 0;
  uint64_t frames_out = 0;       // given to send() and queued
  uint64_t slow_peers = 0;       // closed with 1013
  uint64_t protocol_errors = 0;  // WebSockets that the peer's bytes broke
  uint64_t bytes_in = 0;         // without TLS's own
  uint64_t bytes_out = 0;
};

}  // namespace interview::front
