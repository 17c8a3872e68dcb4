#include "page_headers.h"

#include <algorithm>

namespace interview {
namespace {

bool is_host_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
         c == '_' || c == ':' || c == '[' || c == ']';
}

// Monaco writes <style> elements and style attributes, and there is no way to give it a nonce: styles are the
// one thing that may stand in the page itself.
constexpr std::string_view kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; "
    "img-src 'self' data: blob:; media-src 'self' blob: mediastream:; worker-src 'self'; manifest-src "
    "'self'; "
    "form-action 'none'; base-uri 'none'; object-src 'none'";

// Of the features that browsers have, those that a page could use against the person before it.
constexpr std::string_view kPermissions =
    "camera=(self), microphone=(self), display-capture=(self), autoplay=(self), fullscreen=(self), "
    "picture-in-picture=(self), clipboard-read=(self), clipboard-write=(self), screen-wake-lock=(self), "
    "accelerometer=(), browsing-topics=(), encrypted-media=(), gamepad=(), geolocation=(), "
    "gyroscope=(), hid=(), idle-detection=(), local-fonts=(), magnetometer=(), midi=(), otp-credentials=(), "
    "payment=(), publickey-credentials-get=(), serial=(), storage-access=(), sync-xhr=(), usb=(), "
    "window-management=(), xr-spatial-tracking=()";

}  // namespace

bool is_origin(std::string_view text) noexcept {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (text.substr(0, scheme.size()) != scheme) continue;
    const std::string_view host = text.substr(scheme.size());
    return !host.empty() && std::all_of(host.begin(), host.end(), is_host_character);
  }
  return false;
}

std::string_view origin_of(std::string_view url) noexcept {
  const size_t host = url.find("://");
  if (host == std::string_view::npos) return {};
  return url.substr(0, url.find('/', host + 3));
}

std::vector<front::HttpHeader> page_headers(const PageOrigins& origins) {
  std::string policy(kPolicy);
  policy += "; connect-src 'self'";
  // Not every browser takes 'self' for the sockets of the same origin.
  std::vector<std::string> sockets;
  for (const std::string& origin : origins.own) {
    if (!is_origin(origin)) continue;
    std::string socket = "ws" + origin.substr(4);
    if (std::find(sockets.begin(), sockets.end(), socket) == sockets.end())
      sockets.push_back(std::move(socket));
  }
  for (const std::string& socket : sockets) (policy += ' ') += socket;
  policy += "; frame-ancestors";
  bool embedded = false;
  for (const std::string& ancestor : origins.ancestors) {
    if (!is_origin(ancestor)) continue;
    (policy += ' ') += ancestor;
    embedded = true;
  }
  if (!embedded) policy += " 'none'";
  std::vector<front::HttpHeader> headers = {
      {"content-security-policy", std::move(policy)},
      {"permissions-policy", std::string(kPermissions)},
      {"cross-origin-opener-policy", "same-origin"},
  };
  if (!embedded) headers.push_back({"x-frame-options", "DENY"});
  return headers;
}

}  // namespace interview
