// PostgreSQL when connections break, locks are held, and rights are missing.
#include <doctest/doctest.h>
#include <libpq-fe.h>

#include <optional>
#include <thread>

#include "store/cutting_proxy.h"
#include "store/places.h"
#include "store/query.h"
#include "store/room_log.h"
#include "store/sql_store.h"

using namespace interview;
using namespace interview::test;

namespace {

// Ends all connections of this place but the caller's.
long long terminate_all(SideConnection& side, const PostgresPlace& place) {
  return side.number(
      "select count(pg_terminate_backend(pid, 5000)) from pg_stat_activity where pid <> pg_backend_pid() "
      "and application_name = '" +
      place.schema() + "'");
}

std::string named_url(const PostgresPlace& place) {
  return place.url() + "&application_name=" + place.schema();
}

// Waits until a connection of the place waits for a lock; its process.
long long wait_until_blocked(SideConnection& side, const PostgresPlace& place) {
  for (;;) {
    const long long pid = side.number(
        "select coalesce(max(pid), 0) from pg_stat_activity where wait_event_type = 'Lock' and "
        "application_name = '" +
        place.schema() + "'");
    if (pid != 0) return pid;
    std::this_thread::yield();
  }
}

std::string option_of(const std::string& url, const std::string& keyword) {
  PQconninfoOption* options = PQconninfoParse(url.c_str(), nullptr);
  REQUIRE(options);
  std::string value;
  for (PQconninfoOption* option = options; option->keyword; ++option)
    if (keyword == option->keyword && option->val) value = option->val;
  PQconninfoFree(options);
  return value;
}

}  // namespace

TEST_CASE("connections that are killed between calls are made again") {
  SKIP_WITHOUT(PostgresPlace);
  PostgresPlace place;
  const auto store = open_or_fail({.url = named_url(place), .readers = 1});
  RoomLog log("r_a");
  create(*store, log);
  REQUIRE(store->head("r_a").ok());
  SideConnection side(place.url());
  REQUIRE(terminate_all(side, place) == 2);

  const auto appended = store->append({log.next(1)});
  REQUIRE(!appended.ok());
  CHECK(appended.error().code == Errc::store_unavailable);
  log.forget(1);
  CHECK(store->append({log.next(1)}).ok());
  CHECK(store->ping().error().code == Errc::store_unavailable);
  CHECK(store->ping().ok());
  check_holds(*store, log);
}

TEST_CASE("a connection that is killed while it appends has written nothing") {
  SKIP_WITHOUT(PostgresPlace);
  PostgresPlace place;
  const auto store = open_or_fail({.url = named_url(place)});
  RoomLog log("r_a"), other("r_b");
  create(*store, log);
  create(*store, other);
  SideConnection holder(place.url()), side(place.url());
  holder.run("begin");
  holder.run("select 1 from rooms where id = 'r_b' for update");

  std::optional<Result<void>> appended;
  std::thread writer(
      [&, batch = std::vector<Append>{log.next(2), other.next(1)}] { appended = store->append(batch); });
  const long long pid = wait_until_blocked(side, place);
  CHECK(side.number("select count(pg_terminate_backend(" + std::to_string(pid) + "))") == 1);
  writer.join();
  holder.run("rollback");
  REQUIRE(!appended->ok());
  CHECK(appended->error().code == Errc::store_unavailable);
  log.forget(2);
  other.forget(1);
  check_holds(*store, log);
  check_holds(*store, other);
  CHECK(store->append({log.next(2), other.next(1)}).ok());
  check_holds(*store, log);
}

TEST_CASE("a connection that is lost during the commit: unavailable, and the hash tells what happened") {
  SKIP_WITHOUT(PostgresPlace);
  PostgresPlace place;
  const std::string host = option_of(place.url(), "host"), port = option_of(place.url(), "port");
  CuttingProxy proxy(host, port);
  SqlAddress address = parse_sql_url(place.url()).value();
  address.connect += "&host=127.0.0.1&port=" + std::to_string(proxy.port()) + "&sslmode=disable";
  SqlStore store(address, {});
  REQUIRE(store.open().ok());
  RoomLog log("r_a");
  create(store, log);

  proxy.cut_after_commit();
  const Append unsure = log.next(2);
  const auto appended = store.append({unsure});
  REQUIRE(!appended.ok());
  CHECK(appended.error().code == Errc::store_unavailable);
  CHECK(proxy.cuts() == 1);
  CHECK(store.hash_at("r_a", 3).value() == log.hash());
  CHECK(store.append({unsure}).error().code == Errc::store_conflict);
  CHECK(store.append({log.next(1)}).ok());
  check_holds(store, log);
}

TEST_CASE("a server that is not there, and a password that is wrong") {
  SKIP_WITHOUT(PostgresPlace);
  const auto nobody = open_sql_store({.url = "postgresql://u:se%20cret@127.0.0.1:1/d"});
  REQUIRE(!nobody.ok());
  CHECK(nobody.error().code == Errc::store_unavailable);
  CHECK(nobody.error().message.find("cret") == std::string::npos);
  CHECK(nobody.error().message.find("127.0.0.1:1/d") != std::string::npos);
  CHECK(nobody.error().message.find('\n') == std::string::npos);

  PostgresPlace place;
  const auto wrong = open_sql_store({.url = place.url() + "&user=nobody_at_all&password=se%27cret"});
  REQUIRE(!wrong.ok());
  CHECK(wrong.error().code == Errc::store_unavailable);
  CHECK(wrong.error().message.find("cret") == std::string::npos);
}

TEST_CASE("a room that another session keeps locked") {
  SKIP_WITHOUT(PostgresPlace);
  PostgresPlace place;
  const auto store = open_or_fail({.url = place.url(), .busy_timeout_ms = 20});
  RoomLog log("r_a");
  create(*store, log);
  SideConnection holder(place.url());
  holder.run("begin");
  holder.run("select 1 from rooms for update");
  const auto appended = store->append({log.next(1)});
  REQUIRE(!appended.ok());
  CHECK(appended.error().code == Errc::store_failed);
  CHECK(appended.error().message.find("locked") != std::string::npos);
  log.forget(1);
  holder.run("rollback");
  CHECK(store->append({log.next(1)}).ok());
  check_holds(*store, log);
}

TEST_CASE("how long a lock is waited for is an option, and never for ever") {
  SKIP_WITHOUT(PostgresPlace);
  PostgresPlace place;
  const auto lock_timeout = [&](unsigned busy_timeout_ms) {
    Connection connection(parse_sql_url(place.url()).value(), busy_timeout_ms);
    return connection.read([](soci::session& session) -> Result<long long> {
      long long ms = 0;
      select_row(session, "select cast(setting as bigint) from pg_settings where name = 'lock_timeout'",
                 soci::into(ms));
      return ms;
    });
  };
  CHECK(lock_timeout(SqlStoreOptions{}.busy_timeout_ms).value() == 5'000);
  CHECK(lock_timeout(20).value() == 20);
  CHECK(lock_timeout(0).value() == 1);
}

TEST_CASE("commits are durable, whatever the server's or the role's setting") {
  SKIP_WITHOUT(PostgresPlace);
  PostgresPlace place;
  const auto is = [&](const char* value) {
    return "select count(*) from (select current_setting('synchronous_commit') as s) as t where s = '" +
           std::string(value) + "'";
  };
  CHECK(SideConnection(place.url_with(" -csynchronous_commit=off")).number(is("on")) == 1);
  CHECK(SideConnection(place.url_with(" -csynchronous_commit=remote_apply")).number(is("remote_apply")) == 1);
}

TEST_CASE("a schema in which nothing may be made") {
  SKIP_WITHOUT(PostgresPlace);
  PostgresPlace place;
  SideConnection side(place.url());
  const std::string role = place.schema() + "_guest";
  side.run("create role " + role);
  const auto denied = open_sql_store({.url = place.url_with(" -crole=" + role)});
  side.run("drop role " + role);
  REQUIRE(!denied.ok());
  CHECK(denied.error().code == Errc::store_failed);
}

TEST_CASE("bytes that are not hexadecimal are refused") {
  const Dialect& dialect = postgres_dialect();
  CHECK(dialect.bytes_out("\\x00fF") == std::string("\0\xff", 2));
  CHECK(dialect.bytes_out("\\x").empty());
  for (const char* column : {"", "00", "\\x0", "\\x0g", "\\000"}) CHECK_THROWS(dialect.bytes_out(column));
}
