// Tokens of anybody, and keys from a file. The first byte says what the rest is: a token; the header and the
// claims, with a line feed between them, of a token that is signed here; or a set of keys.
#include "interview/token.h"
#include "auth/forge.h"
#include "fuzz/fuzz.h"
#include "interview/text.h"

using namespace interview;

namespace {

KeyRing both_keys() {
  KeyRing ring;
  if (!ring.rotate(test::ed25519_key("second")) || !ring.rotate(test::hmac_key("first"))) std::abort();
  return ring;
}

const KeyRing& ring() {
  static const KeyRing ring = both_keys();
  return ring;
}

// The tokens of the seeds: the only ones that these keys have ever signed.
const std::vector<std::string>& good_tokens() {
  static const std::vector<std::string> tokens = [] {
    std::vector<std::string> signed_ones;
    for (const TokenKey& key : ring().keys())
      signed_ones.push_back(sign(test::ring_of(key), test::good_claims()).value());
    return signed_ones;
  }();
  return tokens;
}

void any_token(std::string_view token) {
  const auto claims = verify(ring(), token, test::expectation());
  bool good = false;
  for (const std::string& one : good_tokens()) good |= token == one;
  FUZZ_REQUIRE(claims.ok() == good);
  if (!claims) FUZZ_REQUIRE(is_valid_utf8(claims.error().message));
}

void signed_token(std::string_view text) {
  const size_t end = text.find('\n');
  if (end == text.npos) return;
  const std::string token = test::forge(text.substr(0, end), text.substr(end + 1), test::hmac_key("first"));
  Expect expect = test::expectation();
  expect.max_length = 1u << 20;
  const auto claims = verify(ring(), token, expect);
  if (!claims) return;
  FUZZ_REQUIRE(claims->issuer == expect.issuer && claims->audience == expect.audience);
  FUZZ_REQUIRE(claims->room == *expect.room);
  FUZZ_REQUIRE(!claims->subject.empty() && !claims->role.empty());
  FUZZ_REQUIRE(claims->expires_at > expect.now - expect.leeway);
  FUZZ_REQUIRE(claims->not_before <= expect.now + expect.leeway);
  const auto made_again = sign(ring(), *claims, expect.max_length);
  FUZZ_REQUIRE(made_again.ok());
  const auto again = verify(ring(), *made_again, expect);
  FUZZ_REQUIRE(again.ok());
  FUZZ_REQUIRE(again->subject == claims->subject && again->role == claims->role);
  FUZZ_REQUIRE(again->name == claims->name && again->id == claims->id);
  FUZZ_REQUIRE(again->permissions == claims->permissions && again->expires_at == claims->expires_at);
}

void key_set(std::string_view json) {
  const auto loaded = KeyRing::load(json, {4, 64, 4'000});
  if (!loaded) return;
  FUZZ_REQUIRE(loaded->keys().size() <= 4);
  const std::string saved = loaded->save();
  const auto again = KeyRing::load(saved);
  FUZZ_REQUIRE(again.ok() && again->save() == saved);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view rest = fuzz::text_of(data + 1, size - 1);
  switch (data[0]) {
    case 't':
      any_token(rest);
      break;
    case 's':
      signed_token(rest);
      break;
    case 'k':
      key_set(rest);
      break;
  }
  return 0;
}
