// The servers by which calls find a way through networks.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "interview/result.h"

namespace interview {

struct IceOptions {
  std::vector<std::string> turn_urls;  // "turn:turn.example.org:3478?transport=udp", "turns:…"
  std::vector<std::string> stun_urls;  // "stun:stun.example.org:3478"
  std::string turn_secret;             // shared with all of the TURN servers
  int64_t seconds = 3'600;             // life of the credentials
};

// Errc::bad_argument: a URL of another scheme, a secret that is missing, too short or for nothing.
Result<void> check_ice_options(const IceOptions& options);

// A list of RTCIceServer (WebRTC §4.2.5) as JSON, with credentials made for a token's subject; "[]" where
// there is none. Any thread.
std::string ice_servers(const IceOptions& options, std::string_view subject, int64_t now_ms);

}  // namespace interview
