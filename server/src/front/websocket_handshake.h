// The opening handshake of a WebSocket, from the server's side (RFC 6455 §4.2).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "front/http_request.h"
#include "front/http_response.h"

namespace interview::front {

// Whether the request asks for a WebSocket. Anything else that asks for an upgrade is answered as if it did
// not.
bool asks_for_websocket(const HttpRequest& request);

// The response to a handshake that is wrong: 400, or 426 for another version than 13; nothing if it is right.
std::optional<HttpResponse> handshake_refusal(const HttpRequest& request);

// Whether the client offers that subprotocol; none ("") is always offered.
bool offers_subprotocol(const HttpRequest& request, std::string_view subprotocol);

// The bytes of "101 Switching Protocols". No extension is ever accepted.
std::string handshake_response(const HttpRequest& request, std::string_view subprotocol);

}  // namespace interview::front
