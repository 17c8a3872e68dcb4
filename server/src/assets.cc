#include "assets.h"

#include <algorithm>
#include <string>

#include "content_coding.h"

namespace interview {
namespace {

// A form of a file has a tag of its own (RFC 9110 §8.8.3.3).
std::string tag_of(const Asset& asset, ContentCoding coding) {
  std::string tag = "\"";
  tag += asset.tag;
  if (coding != ContentCoding::identity) (tag += '.') += name_of(coding);
  return tag += '"';
}

// The weak comparison, which is the one for If-None-Match.
bool has_already(const front::HttpRequest& request, std::string_view tag) {
  const auto known = request.list("if-none-match");
  return std::any_of(known.begin(), known.end(), [&](std::string_view one) {
    if (one.substr(0, 2) == "W/") one.remove_prefix(2);
    return one == "*" || one == tag;
  });
}

}  // namespace

const Asset* Assets::find(std::string_view path) const {
  const auto at =
      std::lower_bound(all_.begin(), all_.end(), path,
                       [](const Asset& asset, std::string_view wanted) { return asset.path < wanted; });
  return at == all_.end() || at->path != path ? nullptr : &*at;
}

front::HttpResponse Assets::respond(const Asset& asset, const front::HttpRequest& request) {
  const auto coding = choose_coding(request, !asset.gzip.empty(), !asset.brotli.empty());
  if (!coding)
    return front::error_response(406, "not_acceptable", "this file is there as gzip, br and identity");
  front::HttpResponse response;
  const std::string tag = tag_of(asset, *coding);
  response.headers = {
      {"content-type", std::string(asset.type)},
      {"etag", tag},
      {"vary", "accept-encoding"},
      {"cache-control", asset.immutable ? "public, max-age=31536000, immutable" : "no-cache"},
      {"cross-origin-resource-policy", "same-origin"},
  };
  if (has_already(request, tag)) {
    response.status = 304;
    return response;
  }
  if (*coding != ContentCoding::identity)
    response.headers.push_back({"content-encoding", std::string(name_of(*coding))});
  response.static_body = *coding == ContentCoding::brotli ? asset.brotli
                         : *coding == ContentCoding::gzip ? asset.gzip
                                                          : asset.identity;
  return response;
}

}  // namespace interview
