#include "interview/bytes.h"

#include <doctest/doctest.h>

#include <set>

using namespace interview;

TEST_CASE("base64url has no padding and refuses what is not canonical") {
  CHECK(to_base64url("") == "");
  CHECK(to_base64url("f") == "Zg");
  CHECK(to_base64url("foobar") == "Zm9vYmFy");
  CHECK(to_base64url("\xff\xfe") == "__4");
  CHECK(*from_base64url("__4") == "\xff\xfe");
  for (const char* bad : {"Zg==", "Zh", "Z", "Zm9v YmFy", "+/8", "Zg\n"}) {
    INFO(bad);
    CHECK_FALSE(from_base64url(bad).ok());
  }
}

TEST_CASE("blake2b is BLAKE2b-256, over the parts as one text") {
  // BLAKE2b-256 of "abc".
  const Digest digest = blake2b("abc");
  CHECK(to_base64url(bytes_of(digest)) == "vd2BPGNCOXIxce8_7phXm5SWTjuxyz5CcmLIwGjVIxk");
  CHECK(blake2b("a", "b", "c") == digest);
  CHECK(blake2b("", "abc") == digest);
}

TEST_CASE("ids differ and keep to their alphabet") {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = random_id("r_");
    CHECK(id.size() == 28);
    CHECK(id.find_first_not_of("0123456789abcdefghjkmnpqrstvwxyz", 2) == std::string::npos);
    CHECK(seen.insert(id).second);
  }
}
