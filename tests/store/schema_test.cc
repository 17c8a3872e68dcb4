// Schemas: made, upgraded, and left alone when they are newer.
#include <doctest/doctest.h>

#include <atomic>
#include <barrier>
#include <thread>

#include "store/places.h"
#include "store/room_log.h"
#include "store/schema.h"

using namespace interview;
using namespace interview::test;

SQL_STORE_TEST("a store of a newer version is not touched") {
  SKIP_WITHOUT(Place);
  Place place;
  RoomLog log("r_a");
  create(*place.open(), log);
  SideConnection side(place.url());
  const long long current = side.number("select version from schema_version");
  CHECK(current == static_cast<long long>(migrations().size()));
  side.run("update schema_version set version = version + 1");
  const auto opened = open_sql_store({.url = place.url()});
  REQUIRE(!opened.ok());
  CHECK(opened.error().code == Errc::store_schema_newer);
  CHECK(side.number("select version from schema_version") == current + 1);
  side.run("update schema_version set version = version - 1");
  check_holds(*place.open(), log);
}

SQL_STORE_TEST("steps are taken once, in order, and keep what is there") {
  SKIP_WITHOUT(Place);
  Place place;
  SideConnection side(place.url());
  const std::vector<Migration> steps = {
      {"create table notes (text BYTES not null)", "insert into notes values ('one')"},
      {"alter table notes add column number bigint not null default 7"},
      {"update notes set number = number * 2", "insert into notes values ('two', 1)"}};
  const std::span<const Migration> all(steps);
  REQUIRE(migrate(side.connection(), all.first(1)).ok());
  CHECK(side.number("select version from schema_version") == 1);
  REQUIRE(migrate(side.connection(), all.first(1)).ok());
  CHECK(side.number("select count(*) from notes") == 1);
  REQUIRE(migrate(side.connection(), all).ok());
  REQUIRE(migrate(side.connection(), all).ok());
  CHECK(side.number("select version from schema_version") == 3);
  CHECK(side.number("select sum(number) from notes") == 15);
  CHECK(migrate(side.connection(), all.first(2)).error().code == Errc::store_schema_newer);
}

SQL_STORE_TEST("an upgrade that fails changes nothing") {
  SKIP_WITHOUT(Place);
  Place place;
  SideConnection side(place.url());
  const std::vector<Migration> steps = {
      {"create table notes (number bigint not null)"},
      {"insert into notes values (1)"},
      {"create table more (number bigint)", "insert into nowhere values (1)"}};
  const std::span<const Migration> all(steps);
  REQUIRE(migrate(side.connection(), all.first(1)).ok());
  const auto failed = migrate(side.connection(), all);
  REQUIRE(!failed.ok());
  CHECK(failed.error().code == Errc::store_failed);
  CHECK(side.number("select version from schema_version") == 1);
  CHECK(side.number("select count(*) from notes") == 0);
  REQUIRE(migrate(side.connection(), all.first(2)).ok());
  CHECK(side.number("select count(*) from notes") == 1);
}

SQL_STORE_TEST("servers that start at once make one schema") {
  SKIP_WITHOUT(Place);
  // SQLite's race for the write-ahead log is rare, and a round is quick.
  const int rounds = std::is_same_v<Place, SqlitePlace> ? 40 : 2;
  for (int round = 0; round < rounds; ++round) {
    Place place;
    constexpr int kServers = 8;
    std::barrier start(kServers);
    std::atomic<int> opened = 0;
    std::vector<std::string> errors(kServers);
    std::vector<std::thread> servers;
    for (int i = 0; i < kServers; ++i)
      servers.emplace_back([&, i] {
        start.arrive_and_wait();
        const auto store = open_sql_store({.url = place.url()});
        if (store.ok() && (*store)->ping().ok()) ++opened;
        if (!store.ok()) errors[static_cast<size_t>(i)] = store.error().message;
      });
    for (std::thread& server : servers) server.join();
    for (const std::string& error : errors) CHECK(error == "");
    CHECK(opened == kServers);
    CHECK(SideConnection(place.url()).number("select count(*) from schema_version") == 1);
  }
}
