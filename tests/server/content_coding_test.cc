#include "content_coding.h"

#include <doctest/doctest.h>

#include <vector>

using namespace interview;

namespace {

std::optional<ContentCoding> choose(std::optional<std::string> accepted, bool gzip = true,
                                    bool brotli = true) {
  front::HttpRequest request;
  if (accepted) request.headers.push_back({"accept-encoding", std::move(*accepted)});
  return choose_coding(request, gzip, brotli);
}

constexpr auto kIdentity = ContentCoding::identity;
constexpr auto kGzip = ContentCoding::gzip;
constexpr auto kBrotli = ContentCoding::brotli;

}  // namespace

TEST_CASE("a form that the client takes is chosen, the smallest of those it likes equally") {
  CHECK(choose("gzip, deflate, br, zstd") == kBrotli);
  CHECK(choose("gzip, deflate") == kGzip);
  CHECK(choose("GZIP") == kGzip);
  CHECK(choose("x-gzip") == kGzip);
  CHECK(choose("deflate") == kIdentity);
  CHECK(choose("*") == kBrotli);
  CHECK(choose("gzip, deflate, br", true, false) == kGzip);
  CHECK(choose("gzip, deflate, br", false, false) == kIdentity);
}

TEST_CASE("who says nothing of codings gets the file as it is") {
  CHECK(choose(std::nullopt) == kIdentity);
  CHECK(choose("") == kIdentity);
}

TEST_CASE("weights decide") {
  CHECK(choose("br;q=0.5, gzip;q=0.8") == kGzip);
  CHECK(choose("br;q=0.5,gzip;q=0.501") == kGzip);
  CHECK(choose("br ; q=0, gzip") == kGzip);
  CHECK(choose("br;Q=0.2, *;q=0.1") == kBrotli);
  CHECK(choose("gzip;q=0.3, identity;q=0.9") == kIdentity);
  CHECK(choose("gzip;q=0.001") == kGzip);
  CHECK(choose("br;q=0, *") == kGzip);
  // identity is not named: it is good, but what is named is better.
  CHECK(choose("br;q=0.001") == kBrotli);
}

TEST_CASE("identity can be refused, by its name or with everything else") {
  CHECK_FALSE(choose("identity;q=0, deflate").has_value());
  CHECK_FALSE(choose("*;q=0").has_value());
  CHECK(choose("identity;q=0, gzip") == kGzip);
  CHECK(choose("*;q=0, identity;q=0.5") == kIdentity);
  CHECK(choose("br, *;q=0") == kBrotli);
}

TEST_CASE("what is no wish is passed over") {
  for (const char* wrong :
       {"br;q=2", "br;q=-1", "br;q=", "br;q=0.1234", "br;q=1.001", "br;level=3", "br;q=.5", "br;q=01"})
    CHECK(choose(std::string(wrong) + ", gzip;q=0.1") == kGzip);
  CHECK(choose(";;,,;q=1") == kIdentity);
}

TEST_CASE("several lines are one list") {
  front::HttpRequest request;
  request.headers = {{"accept-encoding", "gzip;q=0.5"}, {"accept-encoding", "br"}};
  CHECK(choose_coding(request, true, true) == kBrotli);
}
