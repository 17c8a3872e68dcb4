// The opening handshake of a WebSocket, at the client (RFC 6455 §4.1).
#pragma once

#include <string>
#include <string_view>

#include "interview/connect.h"

namespace interview::net {

// The bytes of a request. What is in it is checked: Errc::bad_argument for a line end where none belongs.
Result<std::string> request_bytes(const Endpoint& server, const HttpRequest& request);

HttpRequest handshake_request(std::string_view path, std::string_view key);
// Whether a 101 agrees to it: Errc::protocol.
Result<void> check_handshake(const HttpResponse& response, std::string_view key);

}  // namespace interview::net
