// What browsers are shown.
#include "http_api.h"
#include "page.h"
#include "page_headers.h"

namespace interview {

using front::HttpRequest;
using front::HttpResponse;

namespace {

// A worker has the policy of its script. It loads what belongs to it, and nothing else.
constexpr std::string_view kScriptPolicy = "default-src 'none'; script-src 'self'";

bool begins(std::string_view text, std::string_view with) {
  return text.substr(0, with.size()) == with;
}

}  // namespace

HttpResponse HttpApi::page(const HttpRequest& request, const std::string&) {
  const Asset* index = parts_.assets.find("/index.html");
  HttpResponse response;
  if (index) {
    response = Assets::respond(*index, request);
  } else {
    response.headers.push_back({"content-type", "text/html; charset=utf-8"});
    response.static_body = kPage;
  }
  for (front::HttpHeader& header : page_headers({own_origins(request), parts_.options.frame_ancestors}))
    response.headers.push_back(std::move(header));
  return response;
}

HttpResponse HttpApi::asset(const HttpRequest& request, const Asset& asset) {
  if (begins(asset.type, "text/html")) return page(request, {});
  HttpResponse response = Assets::respond(asset, request);
  if (begins(asset.type, "text/javascript"))
    response.headers.push_back({"content-security-policy", std::string(kScriptPolicy)});
  return response;
}

}  // namespace interview
