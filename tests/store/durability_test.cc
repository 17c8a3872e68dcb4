// What was committed is there when the store is opened again, also after kill -9.
#include <doctest/doctest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "store/places.h"
#include "store/room_log.h"

using namespace interview;
using namespace interview::test;

SQL_STORE_TEST("a store that is opened again has everything") {
  SKIP_WITHOUT(Place);
  Place place;
  RoomLog log("r_a");
  {
    const auto store = place.open();
    create(*store, log, 2);
    Append last = log.next(std::vector<std::string>{std::string("a\0b", 3)});
    last.people = {{1, "s", "Ann"}};
    last.ended_at = 77;
    last.seal = Seal{3, log.hash(), std::string(32, '\0'), std::string(64, '\xff')};
    REQUIRE(store->append({last}).ok());
    REQUIRE(store->put_snapshot("r_a", {3, "snapshot"}).ok());
    REQUIRE(store
                ->add_invitation(
                    {.id = "i", .room = "r_a", .code = blake2b("c"), .role = "observer", .uses_left = 1})
                .ok());
  }
  const auto store = place.open();
  check_holds(*store, log);
  CHECK(store->room("r_a")->ended_at == 77);
  CHECK(store->people("r_a")->front().name == "Ann");
  CHECK((*store->seal_of("r_a"))->signature == std::string(64, '\xff'));
  CHECK((*store->snapshot("r_a"))->bytes == "snapshot");
  CHECK(store->invitations("r_a")->front().role == "observer");
}

namespace {

// Appends for ever; tells the number of each record that the store has acknowledged.
[[noreturn]] void append_until_killed(const std::string& url, int told) {
  auto store = open_sql_store({.url = url});
  if (!store) _exit(1);
  RoomLog log("r_a");
  for (;;) {
    const Append next = log.next(3);
    const bool done = log.records().size() == 3 ? (*store)->create_room(room_row("r_a"), next).ok()
                                                : (*store)->append({next}).ok();
    const uint64_t seq = log.records().size();
    if (!done || write(told, &seq, sizeof seq) != sizeof seq) _exit(1);
  }
}

}  // namespace

TEST_CASE("what was acknowledged is there after kill -9") {
  SqlitePlace place;
  int told[2];
  REQUIRE(pipe(told) == 0);
  const pid_t child = fork();
  REQUIRE(child >= 0);
  if (child == 0) append_until_killed(place.url(), told[1]);
  close(told[1]);
  uint64_t acknowledged = 0, seq = 0;
  for (int i = 0; i < 200 && read(told[0], &seq, sizeof seq) == sizeof seq; ++i) acknowledged = seq;
  REQUIRE(kill(child, SIGKILL) == 0);
  while (read(told[0], &seq, sizeof seq) == sizeof seq) acknowledged = seq;
  close(told[0]);
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE(WIFSIGNALED(status));
  REQUIRE(acknowledged >= 600);

  const auto store = place.open();
  const auto head = store->head("r_a");
  REQUIRE(head.ok());
  CHECK(head->seq >= acknowledged);
  CHECK(head->seq % 3 == 0);
  Chain chain("r_a");
  for (const Record& record : read_all(*store, "r_a")) CHECK(chain.accept(record).ok());
  CHECK(chain.seq() == head->seq);
  CHECK(chain.head() == head->hash);
}
