#include "interview/result.h"

#include <doctest/doctest.h>

#include <set>

using namespace interview;

TEST_CASE("every error code has a wire code of its own that leads back to it") {
  std::set<std::string> seen;
  for (int i = 0; i <= static_cast<int>(Errc::internal); ++i) {
    const Errc code = static_cast<Errc>(i);
    CHECK(seen.insert(wire_code(code)).second);
    CHECK(errc_from_wire(wire_code(code)) == code);
    CHECK(http_status(code) >= 400);
  }
  CHECK(errc_from_wire("no such code") == Errc::internal);
}

TEST_CASE("only what may succeed later asks for a retry") {
  CHECK(is_retryable(Errc::busy));
  CHECK(is_retryable(Errc::saving_paused));
  CHECK(is_retryable(Errc::too_fast));
  CHECK(is_retryable(Errc::stale));
  CHECK_FALSE(is_retryable(Errc::locked));
  CHECK_FALSE(is_retryable(Errc::op_out_of_range));
}

TEST_CASE("a result holds a value or an error") {
  Result<std::string> good = std::string("text");
  REQUIRE(good.ok());
  CHECK(good->size() == 4);
  Result<std::string> bad(Errc::locked, "room is locked");
  REQUIRE_FALSE(bad.ok());
  CHECK(bad.error().code == Errc::locked);
  CHECK(bad.error().message == "room is locked");
  CHECK(Result<void>().ok());
  CHECK(Result<void>(Errc::io, "x").error().code == Errc::io);
}
