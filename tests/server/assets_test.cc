#include "assets.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace interview;

namespace {

const Asset kFiles[] = {
    {"/assets/a-12345678.js", "text/javascript; charset=utf-8", "tagA", true, "plain", "gz", "br"},
    {"/icon.svg", "image/svg+xml", "tagI", false, "<svg/>", {}, {}},
    {"/index.html", "text/html; charset=utf-8", "tagH", false, "<!doctype html>", {}, "brotli"},
};

front::HttpRequest request_with(std::vector<front::HttpHeader> headers) {
  front::HttpRequest request;
  request.method = "GET";
  request.headers = std::move(headers);
  return request;
}

std::string header(const front::HttpResponse& response, std::string_view name) {
  const auto found = std::find_if(response.headers.begin(), response.headers.end(),
                                  [&](const front::HttpHeader& one) { return one.name == name; });
  return found == response.headers.end() ? "" : found->value;
}

}  // namespace

TEST_CASE("files are found by their whole path") {
  const Assets assets(kFiles);
  CHECK_FALSE(assets.empty());
  for (const Asset& file : kFiles) CHECK(assets.find(file.path) == &file);
  for (const char* path :
       {"", "/", "/icon", "/icon.svg/", "/icon.svgz", "/assets/", "/zzz", "/ICON.SVG", "/assets/../icon.svg"})
    CHECK(assets.find(path) == nullptr);
  CHECK(Assets({}).empty());
  CHECK(Assets({}).find("/index.html") == nullptr);
}

TEST_CASE("a file is given in the form that was asked for, and each form has a tag of its own") {
  const auto brotli = Assets::respond(kFiles[0], request_with({{"accept-encoding", "gzip, br"}}));
  CHECK(brotli.status == 200);
  CHECK(brotli.content() == "br");
  CHECK(header(brotli, "content-encoding") == "br");
  CHECK(header(brotli, "content-type") == "text/javascript; charset=utf-8");
  CHECK(header(brotli, "vary") == "accept-encoding");
  const auto gzip = Assets::respond(kFiles[0], request_with({{"accept-encoding", "gzip"}}));
  CHECK((gzip.content() == "gz" && header(gzip, "content-encoding") == "gzip"));
  const auto plain = Assets::respond(kFiles[0], request_with({}));
  CHECK((plain.content() == "plain" && header(plain, "content-encoding").empty()));
  CHECK(header(plain, "etag") == "\"tagA\"");
  CHECK(header(plain, "etag") != header(gzip, "etag"));
  CHECK(header(brotli, "etag") != header(gzip, "etag"));
  // The bytes are those of the program: nothing is copied for a request.
  CHECK(plain.content().data() == kFiles[0].identity.data());
}

TEST_CASE("a name that changes with the content is kept for good, another one is asked about each time") {
  CHECK(header(Assets::respond(kFiles[0], request_with({})), "cache-control") ==
        "public, max-age=31536000, immutable");
  CHECK(header(Assets::respond(kFiles[2], request_with({})), "cache-control") == "no-cache");
}

TEST_CASE("what the client has already is not sent again") {
  const auto known = [](std::string tags, std::string accepted = "br") {
    return Assets::respond(kFiles[0], request_with({{"accept-encoding", accepted}, {"if-none-match", tags}}));
  };
  const auto unchanged = known("\"tagA.br\"");
  CHECK(unchanged.status == 304);
  CHECK(unchanged.content().empty());
  CHECK(header(unchanged, "etag") == "\"tagA.br\"");
  CHECK(header(unchanged, "vary") == "accept-encoding");
  CHECK(known("\"other\", W/\"tagA.br\"").status == 304);
  CHECK(known("*").status == 304);
  CHECK(known("\"tagA\"", "identity").status == 304);
  CHECK(known("\"tagA\"").status == 200);
  CHECK(known("tagA.br").status == 200);
  CHECK(known("\"tagA.gzip\"").status == 200);
  CHECK(known("").status == 200);
}

TEST_CASE("who takes no form of a file is told so") {
  CHECK(Assets::respond(kFiles[1], request_with({{"accept-encoding", "br, identity;q=0"}})).status == 406);
  CHECK(Assets::respond(kFiles[2], request_with({{"accept-encoding", "br, identity;q=0"}})).content() ==
        "brotli");
}
