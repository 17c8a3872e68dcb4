// What every store promises of reading records, and of erasing them.
#include <doctest/doctest.h>

#include <fstream>
#include <iterator>

#include "store/places.h"
#include "store/room_log.h"

using namespace interview;
using namespace interview::test;

STORE_TEST("a page ends after a number of records") {
  SKIP_WITHOUT(Place);
  Place place;
  const auto store = place.open();
  RoomLog log("r_a");
  create(*store, log, 25);
  for (const size_t page : {1, 7, 25, 1000}) {
    const auto all = read_all(*store, "r_a", page);
    REQUIRE(all.size() == 25);
    for (size_t i = 0; i < all.size(); ++i) check_same(all[i], log.records()[i]);
  }
  CHECK(store->read("r_a", 20, 3, SIZE_MAX)->size() == 3);
  CHECK(store->read("r_a", 20, 3, SIZE_MAX)->front().header.seq == 21);
  CHECK(store->read("r_a", 20, SIZE_MAX, SIZE_MAX)->size() == 5);
  CHECK(store->read("r_a", 0, 0, SIZE_MAX)->empty());
  CHECK(store->read("r_a", 25, 10, SIZE_MAX)->empty());
  CHECK(store->read("r_a", UINT64_MAX, 10, SIZE_MAX)->empty());
  CHECK(store->read("r_nowhere", 0, 10, SIZE_MAX)->empty());
}

STORE_TEST("a page ends with the record that passes the number of bytes") {
  SKIP_WITHOUT(Place);
  Place place;
  const auto store = place.open();
  RoomLog log("r_a"), neighbour("r_b");
  create(*store, log);
  create(*store, neighbour, 9);
  REQUIRE(store
              ->append({log.next(std::vector<std::string>{std::string(10, 'a'), "", std::string(10, '\0'),
                                                          std::string(5000, 'c'), "", "d"})})
              .ok());
  const auto count = [&](uint64_t after, size_t bytes) {
    return store->read("r_a", after, 100, bytes)->size();
  };
  CHECK(count(1, 0) == 1);  // 10 pass 0
  CHECK(count(1, 9) == 1);
  CHECK(count(1, 10) == 3);  // 10 do not pass 10; nor 10 and nothing; 20 do
  CHECK(count(1, 19) == 3);
  CHECK(count(1, 20) == 4);
  CHECK(count(1, 5020) == 6);
  CHECK(count(1, 5019) == 4);
  CHECK(count(4, 0) == 1);
  CHECK(count(5, 0) == 2);  // an empty body passes nothing
  CHECK(count(1, SIZE_MAX) == 6);
}

STORE_TEST("heads and single hashes") {
  SKIP_WITHOUT(Place);
  Place place;
  const auto store = place.open();
  RoomLog log("r_a");
  create(*store, log, 4);
  CHECK(store->head("r_a")->seq == 4);
  CHECK(store->head("r_a")->hash == log.hash());
  CHECK(store->head("r_nowhere").error().code == Errc::no_such_room);
  for (uint64_t seq = 1; seq <= 4; ++seq)
    CHECK(store->hash_at("r_a", seq).value() == log.records()[seq - 1].hash);
  for (const uint64_t seq : {uint64_t{0}, uint64_t{5}, UINT64_MAX})
    CHECK(!store->hash_at("r_a", seq)->has_value());
  CHECK(!store->hash_at("r_nowhere", 1)->has_value());
}

STORE_TEST("erased bodies are gone, and the chain still holds") {
  SKIP_WITHOUT(Place);
  Place place;
  const auto store = place.open();
  RoomLog log("r_a"), neighbour("r_b");
  create(*store, log, 6);
  create(*store, neighbour, 6);
  REQUIRE(store->erase_bodies("r_a", {2, 5, 2}).ok());

  const auto check_erased = [&] {
    const auto stored = read_all(*store, "r_a");
    REQUIRE(stored.size() == 6);
    Chain chain("r_a");
    for (const Record& record : stored) {
      const uint64_t seq = record.header.seq;
      const bool erased = seq == 2 || seq == 5;
      CHECK(record.erased == erased);
      CHECK(record.body.empty() == erased);
      CHECK((record.salt == Salt{}) == erased);
      CHECK(record.header_bytes == log.records()[seq - 1].header_bytes);
      CHECK(chain.accept(record).ok());
    }
    CHECK(chain.head() == log.hash());
  };
  check_erased();
  CHECK(store->erase_bodies("r_a", {5}).ok());
  CHECK(store->erase_bodies("r_a", {}).ok());
  for (const uint64_t missing : {uint64_t{0}, uint64_t{7}, UINT64_MAX})
    CHECK(store->erase_bodies("r_a", {1, missing, 3}).error().code == Errc::gap);
  CHECK(store->erase_bodies("r_nowhere", {1}).error().code == Errc::gap);
  check_erased();
  check_holds(*store, neighbour);
}

STORE_TEST("a snapshot that may hold what was erased goes with it") {
  SKIP_WITHOUT(Place);
  Place place;
  const auto store = place.open();
  RoomLog log("r_a"), neighbour("r_b");
  create(*store, log, 6);
  create(*store, neighbour, 6);
  for (const char* room : {"r_a", "r_b"})
    REQUIRE(store->put_snapshot(room, {4, "holds all up to the fourth"}).ok());
  REQUIRE(store->erase_bodies("r_a", {5, 6}).ok());
  CHECK(store->snapshot("r_a")->has_value());
  CHECK(store->erase_bodies("r_a", {4, 7}).error().code == Errc::gap);
  CHECK(store->snapshot("r_a")->has_value());
  REQUIRE(store->erase_bodies("r_a", {6, 4}).ok());
  CHECK_FALSE(store->snapshot("r_a")->has_value());
  CHECK(store->snapshot("r_b")->has_value());
}

TEST_CASE("what was erased is in no page of the SQLite file") {
  const std::string secret = "a secret that somebody wants to be forgotten";
  SqlitePlace place;
  {
    const auto store = place.open();
    RoomLog log("r_a");
    create(*store, log);
    // Long enough for pages of its own, which the file keeps when they are free.
    std::string body;
    for (int i = 0; i < 1000; ++i) body += secret;
    REQUIRE(store->append({log.next(std::vector<std::string>{body, "kept beside it"})}).ok());
    REQUIRE(store->erase_bodies("r_a", {2}).ok());
  }
  SideConnection(place.url()).run("pragma wal_checkpoint(truncate)");
  std::ifstream file(place.file(), std::ios::binary);
  const std::string bytes((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  CHECK(bytes.find("kept beside it") != bytes.npos);
  CHECK(bytes.find(secret) == bytes.npos);
}
