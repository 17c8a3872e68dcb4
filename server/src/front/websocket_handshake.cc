#include "front/websocket_handshake.h"

#include <algorithm>

#include "front/websocket_engine.h"

namespace interview::front {
namespace {

// 16 bytes in base64: 22 characters and two of padding.
bool is_key(std::string_view key) {
  const auto is_base64 = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' || c == '/';
  };
  return key.size() == 24 && key.substr(22) == "==" && std::all_of(key.begin(), key.begin() + 22, is_base64);
}

}  // namespace

bool asks_for_websocket(const HttpRequest& request) {
  return request.method == "GET" && !request.http_1_0 && request.lists("connection", "upgrade") &&
         request.lists("upgrade", "websocket");
}

std::optional<HttpResponse> handshake_refusal(const HttpRequest& request) {
  if (request.header("sec-websocket-version") != "13") {
    HttpResponse response =
        error_response(426, "upgrade_required", "this server speaks WebSocket version 13");
    response.headers.push_back({"sec-websocket-version", "13"});
    response.headers.push_back({"upgrade", "websocket"});
    return response;
  }
  if (!is_key(request.header("sec-websocket-key")))
    return error_response(400, "bad_request", "Sec-WebSocket-Key must be 16 bytes in base64");
  if (!request.body.empty()) return error_response(400, "bad_request", "a WebSocket handshake has no body");
  return std::nullopt;
}

bool offers_subprotocol(const HttpRequest& request, std::string_view subprotocol) {
  if (subprotocol.empty()) return true;
  const auto offered = request.list("sec-websocket-protocol");
  return std::find(offered.begin(), offered.end(), subprotocol) != offered.end();
}

std::string handshake_response(const HttpRequest& request, std::string_view subprotocol) {
  std::string bytes = "HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: Upgrade\r\n";
  bytes += "sec-websocket-accept: " + websocket_accept(request.header("sec-websocket-key")) + "\r\n";
  if (!subprotocol.empty()) {
    bytes += "sec-websocket-protocol: ";
    bytes += subprotocol;
    bytes += "\r\n";
  }
  return bytes + "\r\n";
}

}  // namespace interview::front
