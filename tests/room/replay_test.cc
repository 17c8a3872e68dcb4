// The log is the room: whatever happens, replay and snapshots give the same state, and nothing in the log can
// be changed.
#include <doctest/doctest.h>

#include <set>

#include "room/scene.h"
#include "room/storm.h"

using namespace interview;
using test::code_of;
using test::Random;
using test::Storm;

namespace {

constexpr size_t kSteps = 150;

// Calls `check` after each of many storms, with a generator of its own.
template <typename Check>
void after_storms(size_t cases, Check check) {
  const uint64_t seed = test::test_seed();
  for (size_t i = test::test_cases(cases); i > 0; --i) {
    const uint64_t case_seed = seed + i;
    CAPTURE(case_seed);
    Random random(case_seed);
    Storm storm(random);
    for (size_t step = 0; step < kSteps; ++step) storm.step();
    if (random.chance(0.5)) storm.end();
    check(storm, random);
  }
}

// A room that has replayed the first `count` records.
Room after(const Storm& storm, size_t count) {
  return test::replayed({storm.log.begin(), storm.log.begin() + static_cast<std::ptrdiff_t>(count)},
                        Storm::limits());
}

void flip_a_bit(std::string& bytes, Random& random) {
  char& byte = bytes[random.below(bytes.size())];
  byte = static_cast<char>(static_cast<uint8_t>(byte) ^ 1u << random.below(8));
}

template <size_t Size>
void flip_a_bit(std::array<uint8_t, Size>& bytes, Random& random) {
  bytes[random.below(Size)] ^= static_cast<uint8_t>(1u << random.below(8));
}

}  // namespace

TEST_CASE("a storm makes records of all kinds, and every snapshot on its way is reached by replay") {
  std::set<RecordKind> kinds;
  after_storms(200, [&](const Storm& storm, Random&) {
    Room room = Room::replaying("r_1", Storm::limits());
    int64_t at = 0;
    for (const Entry& entry : storm.log) {
      REQUIRE(code_of(room.replay(entry.record)) == "ok");
      kinds.insert(entry.record.header.kind);
      CHECK(entry.record.header.at >= at);
      at = entry.record.header.at;
      const auto expected = storm.snapshots.find(room.seq());
      if (expected != storm.snapshots.end()) REQUIRE((room.snapshot() == expected->second));
    }
    CHECK((room.snapshot() == storm.room.snapshot()));
    CHECK(room.head() == storm.room.head());
    CHECK(room.now() == storm.room.now());
    CHECK(room.take_entries().empty());
    CHECK(room.take_run_orders().empty());
  });
  // The rarest is in one storm of ten.
  if (test::test_cases(200) >= 100) CHECK(kinds.size() == std::variant_size_v<Event>);
}

TEST_CASE("a snapshot of any place and the records after it give the same state") {
  after_storms(200, [](const Storm& storm, Random& random) {
    for (int i = 0; i < 5; ++i) {
      const size_t k = random.below(storm.log.size() + 1);
      CAPTURE(k);
      const std::string snapshot = after(storm, k).snapshot();
      auto room = Room::restore("r_1", snapshot, Storm::limits());
      REQUIRE(room.ok());
      CHECK((room->snapshot() == snapshot));
      for (size_t at = k; at < storm.log.size(); ++at)
        REQUIRE(code_of(room->replay(storm.log[at].record)) == "ok");
      CHECK((room->snapshot() == storm.room.snapshot()));
    }
  });
}

TEST_CASE("every event comes back from its body, and has one encoding") {
  after_storms(100, [](const Storm& storm, Random&) {
    for (const Entry& entry : storm.log) {
      REQUIRE(kind_of(entry.event) == entry.record.header.kind);
      REQUIRE((encode_event(entry.event) == entry.record.body));
      const auto event = decode_event(entry.record.header.kind, entry.record.body);
      REQUIRE(event.ok());
      REQUIRE((encode_event(*event) == entry.record.body));
      REQUIRE((encode_header(decode_header(entry.record.header_bytes).value()) == entry.record.header_bytes));
    }
  });
}

TEST_CASE("a record that was changed, left out, repeated or moved is refused and changes nothing") {
  after_storms(100, [](const Storm& storm, Random& random) {
    for (int i = 0; i < 20; ++i) {
      const size_t k = random.below(storm.log.size() - 1);
      CAPTURE(k);
      Room room = after(storm, k);
      const std::string before = room.snapshot();
      Record record = storm.log[k].record;
      switch (random.below(7)) {
        case 0:
          flip_a_bit(record.header_bytes, random);
          break;
        case 1:
          if (record.body.empty()) record.body += 'x';
          flip_a_bit(record.body, random);
          if (record.body == storm.log[k].record.body) continue;
          break;
        case 2:
          flip_a_bit(record.salt, random);
          break;
        case 3:
          flip_a_bit(record.hash, random);
          break;
        case 4:
          record = storm.log[k + 1].record;
          break;
        case 5:
          record = storm.log[random.below(k + 1)].record;
          if (record.header.seq == k + 1) continue;
          break;
        default:
          record.body += 'x';
          break;
      }
      REQUIRE_FALSE(room.replay(record).ok());
      REQUIRE((room.snapshot() == before));
      REQUIRE(code_of(room.replay(storm.log[k].record)) == "ok");
    }
  });
}

TEST_CASE("errors of replay say what is wrong") {
  test::Scene scene;
  scene.open("a");
  const auto refusal = [&](const Record& record) {
    Room room = test::replayed({scene.log[0], scene.log[1]});
    return code_of(room.replay(record));
  };
  Record record = scene.log[2].record;
  CHECK(refusal(record) == "ok");
  CHECK(refusal(scene.log[1].record) == "gap");
  record.body += 'x';
  CHECK(refusal(record) == "chain_broken");
  record.header_bytes.resize(1);
  CHECK(refusal(record) == "record_malformed");
  Room other = Room::replaying("r_2");
  CHECK(code_of(other.replay(scene.log[0].record)) == "chain_broken");
}

TEST_CASE("a room that was replayed goes on as the room itself would have") {
  after_storms(50, [](Storm& storm, Random& random) {
    Room twin = after(storm, storm.log.size());
    const Moment moment{storm.room.now() + 1, {}};
    const uint32_t who = static_cast<uint32_t>(random.between(1, 6));
    const Command command = command::OpenDoc{"zz", "x", 0};
    const Sender sender{who, "client_of_the_end", 1};
    CHECK(code_of(storm.room.apply(sender, command, moment)) == code_of(twin.apply(sender, command, moment)));
    CHECK(twin.head() == storm.room.head());
    CHECK((twin.snapshot() == storm.room.snapshot()));
  });
}

TEST_CASE("a chat line, a note and an input may be erased; the command's number and the time stay") {
  test::Scene scene;
  const uint32_t doc = scene.open("a"), run = scene.begin_run(doc);
  REQUIRE(scene.ask(scene.interviewer, command::Chat{"secret", false}) == "ok");
  REQUIRE(scene.ask(scene.interviewer, command::Note{"secret"}) == "ok");
  REQUIRE(scene.ask(scene.interviewer, command::RunInput{run, "secret", false}) == "ok");
  for (const Entry& chosen : scene.log) {
    const RecordKind kind = chosen.record.header.kind;
    CAPTURE(static_cast<int>(kind));
    Room room = Room::replaying("r_1");
    bool refused = false;
    for (const Entry& entry : scene.log) {
      Record record = entry.record;
      if (record.header.seq == chosen.record.header.seq)
        record.erased = true, record.body.clear(), record.salt = {};
      const std::string before = room.snapshot();
      const auto accepted = room.replay(record);
      if (accepted.ok()) continue;
      CHECK(code_of(accepted) == "record_malformed");
      CHECK((room.snapshot() == before));
      refused = true;
      break;
    }
    CHECK(refused == (kind != RecordKind::chat && kind != RecordKind::note && kind != RecordKind::run_input));
    if (refused) continue;
    CHECK(room.head() == scene.room.head());
    CHECK(room.now() == scene.room.now());
    const std::string client = test::client_of(scene.interviewer);
    CHECK(room.last_command(client) == scene.room.last_command(client));
    CHECK(room.chat().size() == (kind == RecordKind::run_input ? 2 : 1));
  }
}

TEST_CASE("a room that is created with documents is replayed from its first records") {
  const std::vector<command::OpenDoc> documents{{"main.py", "print()\n", 0}, {"notes.md", "", 0}};
  Room room = Room::create("r_9", "Two Sum", "python", {0, {}}, {}, documents).value();
  Room replayed = Room::replaying("r_9");
  for (const Entry& entry : room.take_entries()) REQUIRE(replayed.replay(entry.record).ok());
  CHECK(replayed.snapshot() == room.snapshot());
  CHECK(replayed.documents().size() == 2);
}
