#include "net/backoff.h"

#include <doctest/doctest.h>

using interview::net::Backoff;

TEST_CASE("delays double up to the longest, and begin again") {
  Backoff backoff(100, 1'000, [](size_t count) { return std::string(count, '\0'); });
  CHECK(backoff.next_ms() == 100);
  CHECK(backoff.next_ms() == 200);
  CHECK(backoff.next_ms() == 400);
  CHECK(backoff.next_ms() == 800);
  CHECK(backoff.next_ms() == 1'000);
  CHECK(backoff.next_ms() == 1'000);
  backoff.reset();
  CHECK(backoff.next_ms() == 100);
}

TEST_CASE("chance takes off up to a half") {
  Backoff all(1'000, 1'000, [](size_t count) { return std::string(count, '\xff'); });
  CHECK(all.next_ms() == 501);
  Backoff half(1'000, 1'000, [](size_t) { return std::string("\x80\0\0\0", 4); });
  CHECK(half.next_ms() == 750);
}

TEST_CASE("the longest delay may be any") {
  Backoff backoff(UINT32_MAX, UINT32_MAX, [](size_t count) { return std::string(count, '\0'); });
  CHECK(backoff.next_ms() == UINT32_MAX);
  CHECK(backoff.next_ms() == UINT32_MAX);
}
