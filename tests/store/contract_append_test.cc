// What every store promises of writing records.
#include <doctest/doctest.h>

#include <deque>

#include "store/places.h"
#include "store/room_log.h"
#include "support/random.h"

using namespace interview;
using namespace interview::test;

namespace {

Errc code_of(const Result<void>& result) {
  REQUIRE(!result.ok());
  CHECK(!result.error().message.empty());
  CHECK(result.error().message.find('\n') == std::string::npos);
  return result.error().code;
}

std::string any_bytes(Random& random, size_t longest) {
  std::string bytes(random.below(longest + 1), '\0');
  for (char& byte : bytes) byte = static_cast<char>(random.chance(0.2) ? 0 : random.below(256));
  return bytes;
}

}  // namespace

STORE_TEST("any bytes come back as they went in") {
  SKIP_WITHOUT(Place);
  const uint64_t seed = test_seed();
  INFO("INTERVIEW_TEST_SEED=", seed);
  Random random(seed);
  Place place;
  const auto store = place.open();
  RoomLog log("r_any");
  create(*store, log);
  const size_t cases = test_cases(40);
  for (size_t i = 0; i < cases; ++i) {
    std::vector<std::string> bodies(random.between(1, 20));
    for (std::string& body : bodies) body = any_bytes(random, 300);
    REQUIRE(store->append({log.next(bodies)}).ok());
  }
  std::string each(256, '\0');
  for (size_t i = 0; i < each.size(); ++i) each[i] = static_cast<char>(i);
  REQUIRE(
      store
          ->append({log.next(std::vector<std::string>{"", std::string(1, '\0'), each, "{\"\\\\x41\",NULL}"})})
          .ok());
  check_holds(*store, log);
}

STORE_TEST("a body of megabytes") {
  SKIP_WITHOUT(Place);
  Place place;
  const auto store = place.open();
  RoomLog log("r_big");
  create(*store, log);
  std::string body(3 << 20, '\0');
  Random random(7);
  for (char& byte : body) byte = static_cast<char>(random.next());
  REQUIRE(store->append({log.next(std::vector<std::string>{body, body})}).ok());
  check_holds(*store, log);
}

STORE_TEST("thousands of records of many rooms in one batch") {
  SKIP_WITHOUT(Place);
  Place place;
  const auto store = place.open();
  std::deque<RoomLog> logs;
  std::vector<Append> batch;
  for (int i = 0; i < 50; ++i) {
    create(*store, logs.emplace_back("r_" + std::to_string(i)));
    batch.push_back(logs.back().next(60));
  }
  REQUIRE(store->append(batch).ok());
  for (const RoomLog& log : logs) check_holds(*store, log);
}

STORE_TEST("records that are there, or do not follow the head, are a conflict") {
  SKIP_WITHOUT(Place);
  Place place;
  const auto store = place.open();
  RoomLog log("r_a");
  create(*store, log, 3);

  RoomLog other("r_a");
  other.next(2);
  const Append again = other.next(1), next = other.next(1), far = other.next(1);
  CHECK(code_of(store->append({again})) == Errc::store_conflict);
  CHECK(code_of(store->append({far})) == Errc::store_conflict);
  RoomLog nowhere("r_nowhere");
  CHECK(code_of(store->append({nowhere.next(1)})) == Errc::no_such_room);
  check_holds(*store, log);

  CHECK(store->append({next}).ok());
  CHECK(code_of(store->append({next})) == Errc::store_conflict);
  CHECK(store->append({far}).ok());
}

STORE_TEST("a batch with one bad room changes no room") {
  SKIP_WITHOUT(Place);
  Place place;
  const auto store = place.open();
  RoomLog a("r_a"), b("r_b"), c("r_c");
  create(*store, a);
  create(*store, b, 2);
  create(*store, c);

  for (const size_t bad : {0, 1, 2}) {
    RoomLog stale("r_b");
    stale.next(1);
    Append good_a = a.next(2), good_c = c.next(2);
    good_a.people = {{1, "subject", "Ann"}};
    good_a.ended_at = 5;
    good_a.seal = Seal{3, a.hash(), std::string(32, 'k'), std::string(64, 's')};
    std::vector<Append> batch = {good_a, good_c};
    batch.insert(batch.begin() + static_cast<long>(bad), stale.next(1));
    CHECK(code_of(store->append(batch)) == Errc::store_conflict);
    a.forget(2);
    c.forget(2);
    for (const RoomLog* log : {&a, &b, &c}) check_holds(*store, *log);
    CHECK(store->people("r_a")->empty());
    CHECK(store->room("r_a")->ended_at == 0);
    CHECK(!store->seal_of("r_a")->has_value());
  }
}

STORE_TEST("a batch that contradicts itself is refused whole") {
  SKIP_WITHOUT(Place);
  Place place;
  const auto store = place.open();
  RoomLog a("r_a"), b("r_b");
  create(*store, a);
  create(*store, b);

  Append holed = a.next(3);
  a.forget(3);
  holed.records.erase(holed.records.begin() + 1);
  const Append good = b.next(1);
  CHECK(code_of(store->append({good, holed})) == Errc::gap);

  Append zero = holed;
  zero.records.front().header.seq = 0;
  CHECK(code_of(store->append({good, zero})) == Errc::gap);

  Append none;
  none.room = "r_a";
  CHECK(code_of(store->append({good, none})) == Errc::bad_argument);

  Append unreadable = a.next(1);
  a.forget(1);
  unreadable.people = {{1, "subject", "bad \xff name"}};
  CHECK(code_of(store->append({good, unreadable})) == Errc::bad_text);
  unreadable.people = {{1, std::string("sub\0ject", 8), "name"}};
  CHECK(code_of(store->append({good, unreadable})) == Errc::bad_text);

  b.forget(1);
  check_holds(*store, a);
  check_holds(*store, b);
  CHECK(store->append({}).ok());
}

STORE_TEST("a room may come twice in a batch") {
  SKIP_WITHOUT(Place);
  Place place;
  const auto store = place.open();
  RoomLog a("r_a"), b("r_b");
  create(*store, a);
  create(*store, b);
  Append first = a.next(2), second = a.next(1);
  first.people = {{1, "s1", "old"}, {2, "s2", "two"}};
  second.people = {{1, "s1", "new"}};
  const Append between = b.next(1);
  REQUIRE(store->append({first, between, second}).ok());
  check_holds(*store, a);
  check_holds(*store, b);
  REQUIRE(store->people("r_a")->size() == 2);
  CHECK(store->people("r_a")->front().name == "new");

  const Append third = a.next(1), fifth = (a.next(1), a.next(1));
  CHECK(code_of(store->append({third, fifth})) == Errc::gap);
}

STORE_TEST("the end of a room: time, seal, and no second seal") {
  SKIP_WITHOUT(Place);
  Place place;
  const auto store = place.open();
  RoomLog log("r_a");
  create(*store, log);
  CHECK(!store->seal_of("r_a")->has_value());
  CHECK(!store->seal_of("r_nowhere")->has_value());

  const auto key = make_seal_key(std::string(32, '\7'));
  REQUIRE(key.ok());
  Append last = log.next(1);
  last.ended_at = 1'700'000'009'000;
  last.seal = seal("r_a", 2, log.hash(), key->secret_key).value();
  REQUIRE(store->append({last}).ok());
  CHECK(store->room("r_a")->ended_at == 1'700'000'009'000);
  const auto sealed = store->seal_of("r_a");
  REQUIRE(sealed.ok());
  REQUIRE(sealed->has_value());
  CHECK((*sealed)->count == 2);
  CHECK((*sealed)->head == log.hash());
  CHECK((*sealed)->key == key->public_key);
  CHECK(check_seal("r_a", **sealed).ok());

  Append more = log.next(1);
  more.seal = last.seal;
  CHECK(code_of(store->append({more})) == Errc::store_conflict);
  log.forget(1);
  Append one = log.next(1), two = log.next(1);
  one.seal = two.seal = last.seal;
  CHECK(code_of(store->append({one, two})) == Errc::bad_argument);
  log.forget(2);
  check_holds(*store, log);
  REQUIRE(store->append({log.next(1)}).ok());
  CHECK(store->room("r_a")->ended_at == 1'700'000'009'000);
}

STORE_TEST("people are added and renamed") {
  SKIP_WITHOUT(Place);
  Place place;
  const auto store = place.open();
  RoomLog log("r_a");
  Append first = log.next(1);
  first.people = {{2, "s2", "Zo\xC3\xAB"}, {1, "s1", "O'Neil \"{\\\" \xF0\x9F\x9A\x80, NULL"}};
  REQUIRE(store->create_room(room_row("r_a"), first).ok());
  Append next = log.next(1);
  next.people = {{2, "s2", "Zoe"}, {4'000'000'000, "", ""}};
  REQUIRE(store->append({next}).ok());
  const auto people = store->people("r_a");
  REQUIRE(people.ok());
  REQUIRE(people->size() == 3);
  CHECK((*people)[0].number == 1);
  CHECK((*people)[0].subject == "s1");
  CHECK((*people)[0].name == "O'Neil \"{\\\" \xF0\x9F\x9A\x80, NULL");
  CHECK((*people)[1].name == "Zoe");
  CHECK((*people)[2].number == 4'000'000'000);
  CHECK((*people)[2].name.empty());
  CHECK(store->people("r_nowhere")->empty());
}
