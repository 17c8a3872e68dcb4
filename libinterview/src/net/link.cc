#include "interview/link.h"

#include <algorithm>
#include <charconv>

namespace interview {
namespace {

constexpr size_t kLongestUrl = 2048;
constexpr size_t kLongestHost = 253;
constexpr size_t kLongestRoom = 64;
constexpr size_t kLongestCode = 128;

Error bad(const char* why) {
  return {Errc::bad_argument, why};
}

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// The characters of ids and of base64url.
bool is_id(std::string_view text, size_t longest) {
  return !text.empty() && text.size() <= longest && std::all_of(text.begin(), text.end(), [](char c) {
    return is_alphanumeric(c) || c == '_' || c == '-';
  });
}

bool is_host(std::string_view host, bool bracketed) {
  return !host.empty() && host.size() <= kLongestHost && std::all_of(host.begin(), host.end(), [&](char c) {
    return is_alphanumeric(c) || c == '.' || (bracketed ? c == ':' : c == '-' || c == '_');
  });
}

bool is_path(std::string_view path) {
  return std::all_of(path.begin(), path.end(), [](char c) {
    return is_alphanumeric(c) || c == '/' || c == '-' || c == '_' || c == '.' || c == '~';
  });
}

std::string_view trimmed(std::string_view text) {
  const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

bool take(std::string_view& text, std::string_view prefix) {
  if (text.substr(0, prefix.size()) != prefix) return false;
  text.remove_prefix(prefix.size());
  return true;
}

Result<void> read_authority(std::string_view authority, Endpoint& server) {
  if (authority.find('@') != std::string_view::npos) return bad("a link has no user name");
  std::string_view port;
  if (take(authority, "[")) {
    const size_t end = authority.find(']');
    if (end == std::string_view::npos) return bad("the address of the server is malformed");
    port = authority.substr(end + 1);
    authority = authority.substr(0, end);
    if (!is_host(authority, true)) return bad("the address of the server is malformed");
  } else {
    const size_t colon = authority.find(':');
    if (colon != std::string_view::npos) port = authority.substr(colon);
    authority = authority.substr(0, colon);
    if (!is_host(authority, false)) return bad("the name of the server is malformed");
  }
  server.host = authority;
  server.port = server.tls ? 443 : 80;
  if (port.empty()) return {};
  port.remove_prefix(1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), server.port);
  if (error != std::errc() || end != port.data() + port.size() || server.port == 0)
    return bad("the port of the server is malformed");
  return {};
}

// Leaves the path in `url`.
Result<Endpoint> read_server(std::string_view& url) {
  if (url.size() > kLongestUrl) return bad("the address is too long");
  Endpoint server;
  if (take(url, "https://"))
    server.tls = true;
  else if (!take(url, "http://"))
    return bad("an address begins with http:// or https://");
  const std::string_view authority = url.substr(0, url.find_first_of("/?#"));
  url.remove_prefix(authority.size());
  if (auto read = read_authority(authority, server); !read) return read.error();
  return server;
}

Result<void> set_base(Endpoint& server, std::string_view base) {
  while (!base.empty() && base.back() == '/') base.remove_suffix(1);
  if (!is_path(base)) return bad("the path of the address has characters that do not belong there");
  server.base = base;
  return {};
}

}  // namespace

Result<Endpoint> parse_endpoint(std::string_view url) {
  url = trimmed(url);
  auto server = read_server(url);
  if (!server) return server;
  if (auto set = set_base(*server, url); !set) return set.error();
  return server;
}

Result<Link> parse_link(std::string_view url) {
  url = trimmed(url);
  auto server = read_server(url);
  if (!server) return server.error();
  const size_t hash = url.find('#');
  if (hash == std::string_view::npos)
    return bad("the link has no code (#i=...): copy it whole, and put it in quotes in a shell");
  std::string_view path = url.substr(0, hash);
  std::string_view code = url.substr(hash + 1);
  if (!take(code, "i=") || !is_id(code, kLongestCode))
    return bad("the code of the link (#i=...) is malformed");
  Link link;
  link.code = code;
  const size_t room = path.rfind("/r/");
  if (room != std::string_view::npos) {
    link.room = path.substr(room + 3);
    if (!is_id(link.room, kLongestRoom)) return bad("the room of the link is malformed");
    path = path.substr(0, room);
  }
  if (auto set = set_base(*server, path); !set) return set.error();
  link.server = std::move(*server);
  return link;
}

std::string to_url(const Endpoint& endpoint) {
  std::string url = endpoint.tls ? "https://" : "http://";
  const bool bracketed = endpoint.host.find(':') != std::string::npos;
  if (bracketed) url += '[';
  url += endpoint.host;
  if (bracketed) url += ']';
  if (endpoint.port != (endpoint.tls ? 443 : 80)) url.append(":").append(std::to_string(endpoint.port));
  return url += endpoint.base;
}

}  // namespace interview
