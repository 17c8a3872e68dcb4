// Invitation links, as people paste them: http://HOST/r/ROOM#i=CODE.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "interview/result.h"

namespace interview {

// Where a server is.
struct Endpoint {
  bool tls = false;
  std::string host;  // a name or an address; of IPv6 without brackets
  uint16_t port = 80;
  std::string base;  // what paths begin with, e.g. "/interview"; empty: nothing
};

// An invitation. It lets in whoever has it: show it to nobody, write it into no log.
struct Link {
  Endpoint server;
  std::string room;  // empty: the invitation is to the server, not to a room
  std::string code;
};

// "http://host", "https://host:8443/base/". Errc::bad_argument.
Result<Endpoint> parse_endpoint(std::string_view url);
// "http://host/r/ROOM#i=CODE", or "http://host/#i=CODE" for an invitation to the server. Blanks around it are
// ignored. Errc::bad_argument; no message repeats the code.
Result<Link> parse_link(std::string_view url);

// The URL, without a path after the base and without the port that is usual.
std::string to_url(const Endpoint& endpoint);

}  // namespace interview
