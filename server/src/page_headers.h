// What a browser is told about the pages: what they may load, who may embed them, which devices they may use.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "front/http_response.h"

namespace interview {

// "https://example.org", "http://localhost:8080": a scheme, a host and perhaps a port, and nothing else.
bool is_origin(std::string_view text) noexcept;

// "https://host:port" of a URL; empty if it has no scheme.
std::string_view origin_of(std::string_view url) noexcept;

struct PageOrigins {
  std::vector<std::string> own;        // under which the page is served: its sockets are opened there
  std::vector<std::string> ancestors;  // which may show it in a frame; empty: none
};

// The headers of every page: Content-Security-Policy (CSP level 3), Permissions-Policy,
// Cross-Origin-Opener-Policy, and X-Frame-Options for browsers that do not know frame-ancestors. What is no
// origin is left out.
std::vector<front::HttpHeader> page_headers(const PageOrigins& origins);

}  // namespace interview
