#include "interview/turn.h"

#include <doctest/doctest.h>

#include <limits>

#include "forge.h"

namespace interview::test {
namespace {

const std::string kSecret = "a secret of the TURN server";

TEST_CASE("credentials as a TURN server computes them") {
  // Of `printf '%s' 1700003600:p3 | openssl dgst -sha1 -hmac 'a secret of the TURN server' -binary | base64`.
  const Result<TurnCredentials> credentials = turn_credentials(kSecret, "p3", 1700000000);
  REQUIRE(credentials.ok());
  CHECK(credentials->username == "1700003600:p3");
  CHECK(credentials->credential == "i6bTDRK4l8VDfaRbduZUwkIxs/M=");
  CHECK(credentials->expires_at == 1700003600);
}

TEST_CASE("user, time, lifetime and secret each change them") {
  TurnOptions options;
  options.lifetime = 60;
  const TurnCredentials base = *turn_credentials(kSecret, "p3", 1000, options);
  CHECK(base.username == "1060:p3");
  CHECK(turn_credentials(kSecret, "p3", 1000, options)->credential == base.credential);
  CHECK(turn_credentials(kSecret, "p4", 1000, options)->credential != base.credential);
  CHECK(turn_credentials(kSecret, "p3", 1001, options)->credential != base.credential);
  CHECK(turn_credentials(kSecret + "x", "p3", 1000, options)->credential != base.credential);
  options.lifetime = 61;
  CHECK(turn_credentials(kSecret, "p3", 1000, options)->credential != base.credential);
}

TEST_CASE("what is refused") {
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  const struct {
    std::string what, secret, user;
    int64_t now, lifetime;
    std::string code;
  } rows[] = {
      {"good", kSecret, "p3", 0, 3600, "ok"},
      {"secret of 16", std::string(16, 's'), "p3", 0, 3600, "ok"},
      {"secret of 15", std::string(15, 's'), "p3", 0, 3600, "bad_argument"},
      {"no secret", "", "p3", 0, 3600, "bad_argument"},
      {"no user", kSecret, "", 0, 3600, "bad_argument"},
      {"a colon", kSecret, "9999999999:p3", 0, 3600, "bad_argument"},
      {"a space", kSecret, "p 3", 0, 3600, "bad_argument"},
      {"a line break", kSecret, "p3\n", 0, 3600, "bad_argument"},
      {"NUL", kSecret, std::string("p\0", 2), 0, 3600, "bad_argument"},
      {"not ASCII", kSecret, "Zo\u00eb", 0, 3600, "bad_argument"},
      {"delete", kSecret, "\x7f", 0, 3600, "bad_argument"},
      {"user of 256", kSecret, std::string(256, 'p'), 0, 3600, "ok"},
      {"user of 257", kSecret, std::string(257, 'p'), 0, 3600, "too_big"},
      {"no lifetime", kSecret, "p3", 0, 0, "bad_argument"},
      {"negative lifetime", kSecret, "p3", 0, -1, "bad_argument"},
      {"one second", kSecret, "p3", 0, 1, "ok"},
      {"a day", kSecret, "p3", 0, 86400, "ok"},
      {"more than a day", kSecret, "p3", 0, 86401, "bad_argument"},
      {"before 1970", kSecret, "p3", -1, 3600, "bad_argument"},
      {"the end of time", kSecret, "p3", kMax - 3600, 3600, "ok"},
      {"beyond it", kSecret, "p3", kMax - 3599, 3600, "bad_argument"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    TurnOptions options;
    options.lifetime = row.lifetime;
    const Result<TurnCredentials> credentials = turn_credentials(row.secret, row.user, row.now, options);
    CHECK(outcome(credentials) == row.code);
    if (!credentials.ok()) CHECK(credentials.error().message.find("sss") == std::string::npos);
  }
}

TEST_CASE("the limits are options") {
  TurnOptions options;
  options.min_secret = 4, options.max_user = 1000, options.max_lifetime = 200'000, options.lifetime = 200'000;
  CHECK(turn_credentials("Jefe", "p3", 0, options).ok());
  CHECK(outcome(turn_credentials("Jef", "p3", 0, options)) == "bad_argument");
  // "200000:" and 501 more make the 508 of a STUN username.
  CHECK(turn_credentials("Jefe", std::string(501, 'p'), 0, options).ok());
  CHECK(outcome(turn_credentials("Jefe", std::string(502, 'p'), 0, options)) == "too_big");
}

}  // namespace
}  // namespace interview::test
