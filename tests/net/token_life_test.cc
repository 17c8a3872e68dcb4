#include "net/token_life.h"

#include <doctest/doctest.h>

#include "interview/bytes.h"

using namespace interview;
using namespace interview::net;

TEST_CASE("when a token runs out") {
  const auto token = [](const char* claims) { return "e30." + to_base64url(claims) + ".c2ln"; };
  CHECK(token_expiry(token(R"({"exp":1700000000})")) == 1'700'000'000'000);
  CHECK(token_expiry(token(R"({"sub":"x"})")) == std::nullopt);
  CHECK(token_expiry(token(R"({"exp":"1700000000"})")) == std::nullopt);
  CHECK(token_expiry(token(R"({"exp":9223372036854775807})")) == std::nullopt);
  CHECK(token_expiry(token(R"({"exp":-1})")) == std::nullopt);
  CHECK(token_expiry(token("[")) == std::nullopt);
  CHECK(token_expiry("") == std::nullopt);
  CHECK(token_expiry("a.b") == std::nullopt);
  CHECK(token_expiry("a.!.c") == std::nullopt);
}

TEST_CASE("when to ask for another one") {
  CHECK(renew_after_ms(100'000, 0) == 50'000);
  CHECK(renew_after_ms(100'000, 99'500) == 1'000);
  CHECK(renew_after_ms(100'000, 200'000) == 1'000);
  CHECK(renew_after_ms(INT64_MAX, 0) == 86'400'000);
  CHECK(renew_after_ms(0, INT64_MAX) == 1'000);
}
