#include "page_headers.h"

#include <doctest/doctest.h>

#include <map>
#include <sstream>

using namespace interview;

namespace {

std::string page_header(const PageOrigins& origins, std::string_view name) {
  for (const front::HttpHeader& one : page_headers(origins))
    if (one.name == name) return one.value;
  return {};
}

// The directives of the policy, by name.
std::map<std::string, std::string> policy(const PageOrigins& origins) {
  std::map<std::string, std::string> directives;
  std::stringstream text(page_header(origins, "content-security-policy"));
  for (std::string one; std::getline(text, one, ';');) {
    one.erase(0, one.find_first_not_of(' '));
    const size_t blank = one.find(' ');
    CHECK(directives.emplace(one.substr(0, blank), one.substr(blank + 1)).second);
  }
  return directives;
}

}  // namespace

TEST_CASE("the policy names what the page loads, and nothing else") {
  auto found = policy({{"http://127.0.0.1:8080"}, {}});
  CHECK(found["default-src"] == "'none'");
  CHECK(found["script-src"] == "'self'");
  CHECK(found["worker-src"] == "'self'");
  CHECK(found["style-src"] == "'self' 'unsafe-inline'");
  CHECK(found["connect-src"] == "'self' ws://127.0.0.1:8080");
  CHECK(found["media-src"] == "'self' blob: mediastream:");
  for (const char* none : {"form-action", "base-uri", "object-src", "frame-ancestors"})
    CHECK(found[none] == "'none'");
  for (const auto& [name, sources] : found) {
    CHECK(sources.find('*') == std::string::npos);
    CHECK(sources.find("unsafe-eval") == std::string::npos);
    if (name != "style-src") CHECK(sources.find("unsafe-inline") == std::string::npos);
  }
}

TEST_CASE("sockets are opened where the page came from, once each, and nothing else gets into the header") {
  auto found = policy({{"https://a.example", "https://a.example", "http://b.example:81"}, {}});
  CHECK(found["connect-src"] == "'self' wss://a.example ws://b.example:81");
  for (const char* wrong : {"http://x; script-src *", "http://x y", "http://", "", "ftp://x", "http://x/y",
                            "http://x\r\nz", "null"})
    CHECK(policy({{wrong}, {wrong}})["connect-src"] == "'self'");
}

TEST_CASE("who may show it in a frame") {
  CHECK(page_header({}, "x-frame-options") == "DENY");
  const PageOrigins some{{}, {"https://jobs.example", "http://localhost:3000", "nonsense"}};
  CHECK(policy(some)["frame-ancestors"] == "https://jobs.example http://localhost:3000");
  CHECK(page_header(some, "x-frame-options").empty());
  CHECK(policy({{}, {"nonsense"}})["frame-ancestors"] == "'none'");
}

TEST_CASE("devices are for the page itself, the rest is off") {
  const std::string permissions = page_header({}, "permissions-policy") + ",";
  for (const char* own : {"camera", "microphone", "display-capture", "fullscreen", "clipboard-write"})
    CHECK(permissions.find(std::string(own) + "=(self),") != std::string::npos);
  for (const char* off : {"geolocation", "usb", "payment", "midi", "serial", "hid", "sync-xhr"})
    CHECK(permissions.find(std::string(off) + "=(),") != std::string::npos);
  CHECK(permissions.find('*') == std::string::npos);
  CHECK(page_header({}, "cross-origin-opener-policy") == "same-origin");
}

TEST_CASE("origins") {
  for (const char* good :
       {"http://localhost", "https://a.b.example:8443", "http://127.0.0.1:1", "http://[::1]:80"})
    CHECK(is_origin(good));
  for (const char* bad :
       {"", "localhost", "https://", "https://x/", "https://x y", "https://x'", "*", "https://*", "data:x"})
    CHECK_FALSE(is_origin(bad));
  CHECK(origin_of("https://a.example:1/r/x#i=c") == "https://a.example:1");
  CHECK(origin_of("http://a") == "http://a");
  CHECK(origin_of("a.example/x").empty());
}
