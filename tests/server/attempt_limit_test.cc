#include "attempt_limit.h"

#include <doctest/doctest.h>

using interview::AttemptLimit;

TEST_CASE("an address has so many failures a minute, and at once") {
  AttemptLimit limit({3, 10});
  for (int i = 0; i < 3; ++i) CHECK(limit.take("192.0.2.1", 1'000));
  CHECK_FALSE(limit.take("192.0.2.1", 1'000));
  CHECK(limit.take("192.0.2.2", 1'000));
  CHECK_FALSE(limit.take("192.0.2.1", 20'999));
  CHECK(limit.take("192.0.2.1", 21'000));
  CHECK_FALSE(limit.take("192.0.2.1", 21'000));
  CHECK(limit.wait_ms() == 20'001);
  // No more than a minute's worth is saved up, and a clock that is put back gives nothing.
  for (int i = 0; i < 3; ++i) CHECK(limit.take("192.0.2.1", 10'000'000));
  CHECK_FALSE(limit.take("192.0.2.1", 10'000'000));
  CHECK_FALSE(limit.take("192.0.2.1", 5'000'000));
}

TEST_CASE("who succeeds is not counted") {
  AttemptLimit limit({2, 10});
  for (int i = 0; i < 100; ++i) {
    REQUIRE(limit.take("192.0.2.1", 0));
    limit.give_back("192.0.2.1");
  }
  CHECK(limit.take("192.0.2.1", 0));
  CHECK(limit.take("192.0.2.1", 0));
  CHECK_FALSE(limit.take("192.0.2.1", 0));
  limit.give_back("192.0.2.9");
}

TEST_CASE("an IPv6 network is one address, however it is written") {
  AttemptLimit limit({2, 10});
  CHECK(limit.take("2001:db8::1", 0));
  CHECK(limit.take("2001:DB8:0:0:ffff::2", 0));
  CHECK_FALSE(limit.take("2001:db8::3", 0));
  CHECK(limit.take("2001:db8:0:1::1", 0));
}

TEST_CASE("so many addresses are remembered, the most recent ones") {
  AttemptLimit limit({1, 2});
  CHECK(limit.take("192.0.2.1", 0));
  CHECK(limit.take("192.0.2.2", 0));
  CHECK_FALSE(limit.take("192.0.2.1", 0));
  CHECK(limit.take("192.0.2.3", 0));  // forgets .2
  CHECK_FALSE(limit.take("192.0.2.1", 0));
  CHECK(limit.take("192.0.2.2", 0));
}

TEST_CASE("no limit") {
  AttemptLimit limit({0, 1});
  for (int i = 0; i < 1'000; ++i) CHECK(limit.take("192.0.2.1", 0));
}
