#include "interview/history.h"

#include <doctest/doctest.h>

#include "ot/random_operation.h"

using namespace interview;

TEST_CASE("an edit based on any kept revision arrives at the head as the other side would rebase it") {
  const uint64_t seed = test::test_seed();
  INFO("seed " << seed);
  test::Random random(seed);
  for (size_t i = test::test_cases(5'000); i > 0; --i) {
    const std::u16string base = random.text(10);
    History history(7, {});
    Operation mine = test::random_operation(random, base);
    std::u16string server = base, client = applied(mine, base);
    Operation rebased = mine;
    for (size_t commits = random.below(8); commits > 0; --commits) {
      const Operation theirs = test::random_operation(random, server);
      server = applied(theirs, server);
      history.push(theirs);
      client = applied(transform(theirs, rebased, Side::right), client);
      rebased = transform(rebased, theirs, Side::left);
    }
    const auto at_head = history.bring_to_head(mine, 7);
    REQUIRE(at_head.ok());
    REQUIRE(applied(*at_head, server) == client);
  }
}

TEST_CASE("revisions that do not exist, or are gone, are refused") {
  History history(10, {.operations = 3});
  for (int i = 0; i < 5; ++i) history.push(Operation::splice(i, i, 0, u"x"));
  CHECK(history.head() == 15);
  CHECK(history.oldest() == 12);
  CHECK(history.bring_to_head(Operation::identity(5), 15).ok());
  CHECK(history.bring_to_head(Operation::identity(5), 16).error().code == Errc::op_out_of_range);
  CHECK(history.bring_to_head(Operation::identity(2), 12).ok());
  CHECK(history.bring_to_head(Operation::identity(1), 11).error().code == Errc::stale);
  CHECK(history.bring_to_head(Operation::identity(9), 13).error().code == Errc::op_out_of_range);
}

TEST_CASE("history is bounded in bytes") {
  History history(0, {.operations = 1'000'000, .bytes = 10'000});
  size_t length = 0;
  for (int i = 0; i < 1000; ++i) {
    history.push(Operation::splice(length, 0, 0, std::u16string(50, u'x')));
    length += 50;
  }
  CHECK(history.head() == 1000);
  CHECK(history.oldest() > 900);
}

TEST_CASE("an edit that would take too long to transform is stale") {
  History history(0, {.transform_parts = 100});
  for (int i = 0; i < 200; ++i) history.push(Operation::splice(i, i, 0, u"x"));
  CHECK(history.bring_to_head(Operation::identity(0), 0).error().code == Errc::stale);
  CHECK(history.bring_to_head(Operation::identity(190), 190).ok());
}

TEST_CASE("selections come to the head together, within what may be read for one message") {
  History history(0, {.transform_parts = 100});
  for (int i = 0; i < 5; ++i) history.push(Operation::splice(10 + i, 0, 0, u"x"));  // of two parts each
  const auto brought = history.bring_to_head(std::vector<Selection>{{0, 3}, {10, 2}}, 0);
  REQUIRE(brought.ok());
  CHECK((brought->at(0).head == 8 && brought->at(1).anchor == 15 && brought->at(1).head == 7));
  CHECK(history.bring_to_head(std::vector<Selection>(10), 0).ok());
  CHECK(history.bring_to_head(std::vector<Selection>(11), 0).error().code == Errc::stale);
  CHECK(history.bring_to_head(std::vector<Selection>(11), 1).ok());
  CHECK(history.bring_to_head(std::vector<Selection>{{0, 0}, {11, 0}}, 0).error().code ==
        Errc::op_out_of_range);
  CHECK(history.bring_to_head(std::vector<Selection>(), 6).error().code == Errc::op_out_of_range);
}
