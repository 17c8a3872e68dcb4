// What every store promises of snapshots.
#include "store/places.h"
#include "store/room_log.h"

using namespace interview;
using namespace interview::test;

STORE_TEST("the newest snapshot wins") {
  SKIP_WITHOUT(Place);
  Place place;
  const auto store = place.open();
  RoomLog log("r_a"), other("r_b");
  create(*store, log);
  create(*store, other);
  CHECK(!store->snapshot("r_a")->has_value());

  const auto check = [&](uint64_t seq, const std::string& bytes) {
    const auto snapshot = store->snapshot("r_a");
    REQUIRE(snapshot.ok());
    REQUIRE(snapshot->has_value());
    CHECK((*snapshot)->seq == seq);
    CHECK(((*snapshot)->bytes == bytes));
  };
  const std::string binary("\0\xff\\x41'\n", 8), big(2 << 20, '\x80');
  REQUIRE(store->put_snapshot("r_a", {100, binary}).ok());
  check(100, binary);
  REQUIRE(store->put_snapshot("r_a", {99, "older"}).ok());
  check(100, binary);
  REQUIRE(store->put_snapshot("r_a", {100, "the same again"}).ok());
  check(100, "the same again");
  REQUIRE(store->put_snapshot("r_a", {200, big}).ok());
  check(200, big);
  REQUIRE(store->put_snapshot("r_a", {300, ""}).ok());
  check(300, "");

  CHECK(!store->snapshot("r_b")->has_value());
  CHECK(!store->snapshot("r_nowhere")->has_value());
  CHECK(store->put_snapshot("r_nowhere", {1, "x"}).error().code == Errc::no_such_room);
}
