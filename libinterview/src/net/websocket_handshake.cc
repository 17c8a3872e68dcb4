#include "net/websocket_handshake.h"

#include "interview/protocol.h"
#include "net/response_reader.h"
#include "net/websocket_engine.h"

namespace interview::net {
namespace {

bool has_line_end(std::string_view text) {
  return text.find_first_of(std::string_view("\r\n\0", 3)) != std::string_view::npos;
}

std::string host_header(const Endpoint& server) {
  Endpoint bare = server;
  bare.base.clear();
  const std::string url = to_url(bare);
  return url.substr(url.find("//") + 2);
}

}  // namespace

Result<std::string> request_bytes(const Endpoint& server, const HttpRequest& request) {
  if (has_line_end(request.path) || request.path.find(' ') != std::string::npos)
    return {Errc::bad_argument, "the path of the request is malformed"};
  std::string bytes = request.method + " " + server.base + request.path + " HTTP/1.1\r\n";
  bytes += "host: " + host_header(server) + "\r\n";
  for (const auto& [name, value] : request.headers) {
    if (has_line_end(name) || has_line_end(value))
      return {Errc::bad_argument, "a header of the request is malformed"};
    bytes += name + ": " + value + "\r\n";
  }
  if (!request.body.empty()) bytes += "content-length: " + std::to_string(request.body.size()) + "\r\n";
  return bytes + "\r\n" + request.body;
}

HttpRequest handshake_request(std::string_view path, std::string_view key) {
  HttpRequest request;
  request.path = path;
  request.headers = {{"connection", "Upgrade"},
                     {"upgrade", "websocket"},
                     {"sec-websocket-version", "13"},
                     {"sec-websocket-key", std::string(key)},
                     {"sec-websocket-protocol", std::string(wire::kSubprotocol)}};
  return request;
}

Result<void> check_handshake(const HttpResponse& response, std::string_view key) {
  if (header_of(response, "sec-websocket-accept") != websocket_accept(key))
    return {Errc::protocol, "the server did not understand the WebSocket handshake"};
  if (header_of(response, "sec-websocket-protocol") != wire::kSubprotocol)
    return {Errc::protocol, "the server does not speak interview.v1"};
  if (!header_of(response, "sec-websocket-extensions").empty())
    return {Errc::protocol, "the server wants an extension that was not offered"};
  return {};
}

}  // namespace interview::net
