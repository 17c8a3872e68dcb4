// Log before fan-out, and what becomes of a room when the store fails: of that one, and of the others.
#include <doctest/doctest.h>

#include <map>

#include "hub/stage.h"

using namespace interview;
using namespace interview::test;

namespace {

std::string chats(Peer& peer) {
  std::string all;
  for (const SeenEvent& event : peer.events())
    if (const auto* line = std::get_if<event::Chat>(&event.event)) all += line->text + ";";
  return all;
}

bool has_room(const std::vector<Append>& batch, const std::string& id) {
  for (const Append& append : batch)
    if (append.room == id) return true;
  return false;
}

std::vector<Record> log_of(Stage& stage, const std::string& room) {
  auto log = stage.store.read(room, 0, 10'000, SIZE_MAX);
  REQUIRE(log.ok());
  return std::move(*log);
}

// Another process writes to r_room.
void write_elsewhere(Stage& stage) {
  Room theirs = Room::replaying("r_room");
  for (const Record& record : log_of(stage, "r_room")) REQUIRE(theirs.replay(record).ok());
  REQUIRE(theirs.join("somebody", Role::observer, {theirs.now(), {}}).ok());
  Append foreign{"r_room", {}, {}, std::nullopt, std::nullopt};
  for (Entry& entry : theirs.take_entries()) foreign.records.push_back(std::move(entry.record));
  REQUIRE(stage.store.append({foreign}).ok());
}

// Ada in r_room and Ben in r_other have said something, and the writer has both.
struct TwoRooms {
  TwoRooms() {
    stage.room();
    stage.room("r_other");
    ada = stage.join("ada", Role::interviewer);
    ben = stage.join("ben", Role::interviewer, "r_other");
    ada->got.clear(), ben->got.clear();
    stage.hold_writer = true;
    stage.command(*ada, 1, command::Chat{"a", false});
    stage.command(*ben, 1, command::Chat{"b", false});
    stage.run();
  }
  Stage stage;
  std::shared_ptr<Peer> ada, ben;
};

}  // namespace

TEST_CASE("nobody sees what is not committed, its author included") {
  Stage stage;
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  auto ben = stage.join("ben");
  ada->got.clear(), ben->got.clear();
  stage.hold_writer = true;
  stage.command(*ada, 1, command::Chat{"one", false});
  stage.command(*ada, 1, command::Chat{"one", false});  // a duplicate's acknowledgement,
  stage.command(*ben, 1, command::End{});               // a refusal,
  stage.command(*ben, 2, command::Chat{"two", false});
  stage.run();
  auto cid = stage.hello("observer/cid", "client_of_cid");  // and a welcome wait as well
  stage.run();
  CHECK(ada->got.empty());
  CHECK(ben->got.empty());
  CHECK(cid->got.empty());
  stage.hold_writer = false;
  stage.run();
  CHECK(ada->has<wire::Ack>());
  CHECK(chats(*ada) == "one;two;");
  CHECK(ben->take<wire::Refusal>().code == Errc::not_permitted);
  CHECK(cid->take<wire::Welcome>().room.chat.size() == 2);
}

TEST_CASE("whatever rooms produce while a commit is under way goes into the next one") {
  Stage stage;
  std::vector<std::shared_ptr<Peer>> people;
  for (int i = 0; i < 10; ++i) {
    stage.room("r_" + std::to_string(i));
    people.push_back(stage.join("ada", Role::interviewer, "r_" + std::to_string(i)));
  }
  stage.hold_writer = true;
  for (int line = 1; line <= 20; ++line)
    for (auto& peer : people) stage.command(*peer, static_cast<uint64_t>(line), command::Chat{"line", false});
  stage.run();
  const size_t before = stage.store.appends;
  stage.hold_writer = false;
  stage.run();
  // The first line of each was on its way alone.
  CHECK(stage.store.appends - before <= 3);
  for (auto& peer : people) CHECK(peer->events().size() == 20);
}

TEST_CASE("a commit that fails is tried again, the room says so, and nothing is lost or doubled") {
  Stage stage;
  stage.room();
  stage.room("r_other");
  auto ada = stage.join("ada", Role::interviewer);
  auto ben = stage.join("ben", Role::interviewer, "r_other");
  Fate fate = Fate::stored;
  SUBCASE("refused") {
    fate = Fate::refused;
  }
  SUBCASE("cut before") {
    fate = Fate::cut_before;
  }
  ada->got.clear(), ben->got.clear();
  stage.store.fate = [&](const std::vector<Append>& batch) {
    return has_room(batch, "r_room") ? fate : Fate::stored;
  };
  stage.command(*ada, 1, command::Chat{"kept", false});
  stage.run();
  CHECK_FALSE(ada->take<wire::Saving>().ok);
  CHECK(ada->got.empty());
  // The other room does not wait.
  stage.command(*ben, 1, command::Chat{"elsewhere", false});
  stage.run();
  CHECK(chats(*ben) == "elsewhere;");
  CHECK_FALSE(ben->has<wire::Saving>());
  stage.pass(10'000);
  CHECK_FALSE(ada->has<wire::Events>());
  CHECK(stage.hub->stats().failed_commits > 2);
  const size_t appends = stage.store.appends;
  stage.pass(10'000);
  // Not more often than every two seconds.
  CHECK(stage.store.appends - appends <= 6);
  stage.store.fate = nullptr;
  stage.pass(2'000);
  CHECK(ada->take<wire::Saving>().ok);
  CHECK(chats(*ada) == "kept;");
}

TEST_CASE("one room's failure in a batch of many does not hold the others up") {
  TwoRooms rooms;
  auto& [stage, ada, ben] = rooms;
  stage.store.fate = [](const std::vector<Append>&) { return Fate::one_by_one; };
  write_elsewhere(stage);
  stage.hold_writer = false;
  stage.run();
  CHECK(chats(*ben) == "b;");
  CHECK_FALSE(ben->closed.has_value());
  // Clients of the room that was taken resume, and send again what was not committed.
  CHECK(ada->closed == wire::Close::going_away);
  CHECK_FALSE(ada->has<wire::Events>());
  stage.leave(*ada);
  stage.store.fate = nullptr;
  ada = stage.join("ada", Role::interviewer);
  CHECK(ada->take<wire::Welcome>().acked == 0);
  stage.command(*ada, 1, command::Chat{"a", false});
  stage.run();
  CHECK(chats(*ada) == "a;");
  Room room = Room::replaying("r_room");
  for (const Record& record : log_of(stage, "r_room")) CHECK(room.replay(record).ok());
}

TEST_CASE(
    "who has seen more than this room knows, and what the store has, resumes on a room that is read anew") {
  Stage stage;
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  stage.leave(*stage.join("ben"));
  stage.run();
  write_elsewhere(stage);
  const Record last = log_of(stage, "r_room").back();
  const std::string head = to_base64url(bytes_of(last.hash));
  auto ben = stage.hello("reviewer/ben", "client_of_ben", last.header.seq, head);
  stage.run();
  CHECK_FALSE(ben->has<wire::Diverged>());
  CHECK(ben->closed == wire::Close::going_away);
  CHECK(ada->closed == wire::Close::going_away);
  ben = stage.hello("reviewer/ben", "client_of_ben", last.header.seq, head);
  stage.run();
  CHECK(ben->has<wire::Resume>());
}

TEST_CASE("what another process has written is not shown by a room that does not know it") {
  HubOptions options;
  options.tail_bytes = 1;
  Stage stage(options);
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  const auto welcome = ada->take<wire::Welcome>();
  for (uint64_t n = 1; n <= 5; ++n) stage.command(*ada, n, command::Chat{"line", false});
  stage.run();
  stage.leave(*ada);
  write_elsewhere(stage);
  ada = stage.hello("interviewer/ada", "client_of_ada", welcome.seq, welcome.head, true);
  stage.run();
  CHECK(ada->take<wire::Resume>().upto == welcome.seq + 5);
  CHECK(ada->events().size() == 5);
}

TEST_CASE("a commit whose outcome is unknown is looked for, not made twice") {
  TwoRooms rooms;
  auto& [stage, ada, ben] = rooms;
  bool cut = false;
  stage.store.fate = [&](const std::vector<Append>&) {
    if (std::exchange(cut, true)) return Fate::stored;
    return Fate::cut_after;
  };
  SUBCASE("and can be seen at once") {
    stage.hold_writer = false;
    stage.run();
  }
  SUBCASE("and cannot be seen for a while") {
    stage.store.blind = true;
    stage.hold_writer = false;
    stage.run();
    CHECK_FALSE(ada->has<wire::Events>());
    CHECK_FALSE(ada->take<wire::Saving>().ok);
    stage.store.blind = false;
    stage.pass(5'000);
    CHECK(ada->has<wire::Saving>());
  }
  CHECK(chats(*ada) == "a;");
  CHECK(chats(*ben) == "b;");
  CHECK_FALSE(ada->closed.has_value());
  const std::vector<Record> log = log_of(stage, "r_room");
  CHECK(log.back().header.n == 1);
  for (size_t i = 0; i < log.size(); ++i) CHECK(log[i].header.seq == i + 1);
}

TEST_CASE("while the store is away new work is refused beyond a bound, to be sent again") {
  HubOptions options;
  size_t most = 0;
  SUBCASE("of records") {
    most = options.pending_records = 5;
  }
  SUBCASE("of bytes") {
    options.pending_bytes = 4'000;
    most = 100;
  }
  Stage stage(options);
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  ada->got.clear();
  stage.store.fate = [](const std::vector<Append>&) { return Fate::cut_before; };
  for (uint64_t n = 1; n <= 200; ++n) stage.command(*ada, n, command::Chat{std::string(20, 'x'), false});
  stage.run();
  stage.store.fate = nullptr;
  stage.pass(5'000);
  const size_t events = ada->events().size();
  CHECK((events > 2 && events <= most));
  const auto refusal = ada->take<wire::Refusal>();
  CHECK((refusal.n == events + 1 && refusal.retry && refusal.code == Errc::saving_paused));
  stage.command(*ada, events + 1, command::Chat{"again", false});
  stage.run();
  CHECK(chats(*ada) == "again;");
}

TEST_CASE(
    "a snapshot is kept every so many records, also while more is under way, and a room opens from it") {
  HubOptions options;
  options.snapshot_every = 10;
  Stage stage(options);
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  for (uint64_t n = 1; n <= 50; ++n) {
    stage.command(*ada, n, command::Chat{"line", false});
    if (n % 3 == 0) stage.run();
  }
  stage.run();
  CHECK(stage.store.snapshots >= 4);
  stage.restart();
  const size_t before = stage.store.reads;
  ada = stage.join("ada", Role::interviewer);
  CHECK(stage.store.reads - before <= 2);
  CHECK(ada->take<wire::Welcome>().room.chat.size() == 50);
}

TEST_CASE("the last record of a room brings its seal") {
  Stage stage;
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  stage.command(*ada, 1, command::End{});
  stage.run();
  const auto row = stage.store.room("r_room");
  REQUIRE(row.ok());
  CHECK(row->ended_at == stage.clock.now);
  const auto seal = stage.store.seal_of("r_room");
  REQUIRE((seal.ok() && seal->has_value()));
  CHECK(check_seal("r_room", **seal).ok());
  CHECK((*seal)->count == log_of(stage, "r_room").size());
}
