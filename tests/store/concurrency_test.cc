// Many threads on one store, and several stores on one database.
#include <doctest/doctest.h>

#include <atomic>
#include <barrier>
#include <deque>
#include <thread>

#include "store/places.h"
#include "store/room_log.h"

using namespace interview;
using namespace interview::test;

STORE_TEST("readers see whole batches, in order, while records are appended") {
  SKIP_WITHOUT(Place);
  Place place;
  const auto store = place.open();
  RoomLog log("r_a");
  create(*store, log);
  constexpr size_t kBatches = 100, kRecords = 7;
  std::atomic<int> wrong = 0;

  std::vector<std::thread> readers;
  for (int i = 0; i < 5; ++i)
    readers.emplace_back([&] {
      Chain chain("r_a");
      while (chain.seq() < 1 + kBatches * kRecords) {
        const auto head = store->head("r_a");
        if (!head.ok() || head->seq < chain.seq() || (head->seq - 1) % kRecords != 0) ++wrong;
        const auto records = store->read("r_a", chain.seq(), 1000, SIZE_MAX);
        if (!records.ok() || (chain.seq() + records->size() - 1) % kRecords != 0) ++wrong;
        if (wrong != 0) return;
        for (const Record& record : *records)
          if (!chain.accept(record).ok()) ++wrong;
        if (store->hash_at("r_a", chain.seq()).value() != chain.head()) ++wrong;
      }
    });
  std::thread other_writer([&] {
    for (uint64_t i = 1; i <= 50; ++i)
      if (!store->put_snapshot("r_a", {i, std::string(1000, 'x')}).ok()) ++wrong;
  });
  for (size_t i = 0; i < kBatches; ++i)
    if (!store->append({log.next(kRecords)}).ok()) ++wrong;
  for (std::thread& reader : readers) reader.join();
  other_writer.join();
  CHECK(wrong == 0);
  check_holds(*store, log);
  CHECK((*store->snapshot("r_a"))->seq == 50);
}

STORE_TEST("the last uses of an invitation are taken once each") {
  SKIP_WITHOUT(Place);
  Place place;
  const auto store = place.open();
  constexpr uint32_t kUses = 11;
  REQUIRE(store
              ->add_invitation(
                  {.id = "i", .code = blake2b("c"), .role = "owner", .expires_at = 10, .uses_left = kUses})
              .ok());
  std::atomic<uint32_t> taken = 0, refused = 0;
  std::barrier start(8);
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      start.arrive_and_wait();
      for (int n = 0; n < 3; ++n) {
        const auto used = store->use_invitation(blake2b("c"), 0);
        if (used.ok()) ++taken;
        if (!used.ok() && used.error().code == Errc::invitation_used_up) ++refused;
      }
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(taken == kUses);
  CHECK(refused == 24 - kUses);
  CHECK(store->invitations("")->front().uses_left == 0);
}

SQL_STORE_TEST("the last uses of an invitation are taken once each, also among servers") {
  SKIP_WITHOUT(Place);
  Place place;
  std::vector<std::unique_ptr<Store>> stores;
  for (int i = 0; i < 8; ++i) stores.push_back(place.open());
  REQUIRE(stores[0]
              ->add_invitation(
                  {.id = "i", .code = blake2b("c"), .role = "owner", .expires_at = 10, .uses_left = 3})
              .ok());
  std::atomic<int> taken = 0, refused = 0;
  std::barrier start(8);
  std::vector<std::thread> threads;
  for (const auto& store : stores)
    threads.emplace_back([&] {
      start.arrive_and_wait();
      const auto used = store->use_invitation(blake2b("c"), 0);
      if (used.ok()) ++taken;
      if (!used.ok() && used.error().code == Errc::invitation_used_up) ++refused;
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(taken == 3);
  CHECK(refused == 5);
}

SQL_STORE_TEST("of two servers that write the same records one wins, and the loser has written nothing") {
  SKIP_WITHOUT(Place);
  Place place;
  const auto one = place.open(), two = place.open();
  constexpr int kRounds = 50;
  RoomLog contested("r_contested"), own_one("r_one"), own_two("r_two");
  create(*one, contested);
  create(*one, own_one);
  create(*two, own_two);
  std::barrier start(2);
  std::atomic<int> conflicts = 0, others = 0;
  std::vector<Append> rounds;
  for (int i = 0; i < kRounds; ++i) rounds.push_back(contested.next(2));

  const auto race = [&](Store& store, RoomLog& own) {
    for (const Append& round : rounds) {
      start.arrive_and_wait();
      const auto appended = store.append({own.next(1), round});
      if (appended.ok()) continue;
      ++(appended.error().code == Errc::store_conflict ? conflicts : others);
      own.forget(1);
    }
  };
  std::thread thread([&] { race(*two, own_two); });
  race(*one, own_one);
  thread.join();
  CHECK(conflicts == kRounds);
  CHECK(others == 0);
  for (const RoomLog* log : {&contested, &own_one, &own_two}) check_holds(*one, *log);
  CHECK(own_one.records().size() + own_two.records().size() == 2 + kRounds);
}

SQL_STORE_TEST("two servers that write different things at once wait for each other") {
  SKIP_WITHOUT(Place);
  Place place;
  const auto one = place.open(), two = place.open();
  RoomLog log("r_a");
  create(*one, log);
  std::atomic<int> failed = 0;
  std::thread thread([&] {
    for (uint64_t i = 1; i <= 200; ++i)
      if (!two->put_snapshot("r_a", {i, "snapshot"}).ok()) ++failed;
  });
  for (int i = 0; i < 200; ++i)
    if (!one->append({log.next(1)}).ok()) ++failed;
  thread.join();
  CHECK(failed == 0);
  CHECK((*one->snapshot("r_a"))->seq == 200);
  check_holds(*two, log);
}

SQL_STORE_TEST("of two servers that make the same room one wins") {
  SKIP_WITHOUT(Place);
  Place place;
  const auto one = place.open(), two = place.open();
  std::barrier start(2);
  std::atomic<int> made = 0, taken = 0;
  const auto race = [&](Store& store) {
    for (int i = 0; i < 30; ++i) {
      RoomLog log("r_" + std::to_string(i));
      start.arrive_and_wait();
      const auto created = store.create_room(room_row(log.room()), log.next(2));
      if (created.ok()) ++made;
      if (!created.ok() && created.error().code == Errc::name_taken) ++taken;
    }
  };
  std::thread thread([&] { race(*two); });
  race(*one);
  thread.join();
  CHECK(made == 30);
  CHECK(taken == 30);
}

SQL_STORE_TEST("more threads than readers wait for their turn") {
  SKIP_WITHOUT(Place);
  Place place;
  const auto store = open_or_fail({.url = place.url(), .readers = 1});
  RoomLog log("r_a");
  create(*store, log, 10);
  std::atomic<int> read = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i)
    threads.emplace_back([&] {
      for (int n = 0; n < 20; ++n)
        if (store->read("r_a", 0, 100, SIZE_MAX)->size() == 10 && store->ping().ok()) ++read;
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(read == 160);
}
