// Bytes that are not a snapshot: restoring them never crashes, never takes long, and never makes a room that
// could not be.
#include <doctest/doctest.h>

#include "base/wire.h"
#include "room/scene.h"
#include "room/storm.h"

using namespace interview;
using test::code_of;
using test::Random;
using test::Scene;

namespace {

// A restored room has exactly the state that the bytes say, and can go on. True if the bytes were refused.
bool refused(const std::string& bytes) {
  auto room = Room::restore("r_1", bytes);
  if (!room.ok()) {
    CHECK(room.error().code == Errc::record_malformed);
    return true;
  }
  CHECK((room->snapshot() == bytes));
  room->interrupt_runs({0, {}});
  (void)room->join("somebody", Role::teacher, {0, {}});
  (void)room->apply({1, "the_client", UINT64_MAX}, command::OpenDoc{"some/new/name", "x", 0}, {0, {}});
  for (const auto& [id, doc] : room->documents())
    (void)room->apply({1, "client_" + std::to_string(id), UINT64_MAX},
                      command::Edit{id, doc.rev, Operation::identity(doc.text.size())}, {0, {}});
  CHECK(Room::restore("r_1", room->snapshot()).ok());
  return false;
}

// The fields of a snapshot, each with a good value.
struct Fields {
  std::string seq = number(99), now = number(100), language = bytes("python"), locked = number(0),
              ended = number(0);
  std::string submissions = number(0), began = number(0), output = number(50), last_doc = number(2),
              last_run = number(1);
  std::string participants = number(1) + bytes("me") + number(1) + number(0);
  std::string documents = number(1) + number(2) + bytes("a") + number(1) + number(3) + bytes("text");
  std::string runs = number(1) + run();
  std::string chat = number(1) + line();
  std::string clients = number(1) + bytes("client_A") + number(1) + number(7) + number(8);

  static std::string number(uint64_t value) {
    std::string out;
    WireWriter(out).number(value);
    return out;
  }
  static std::string bytes(std::string_view value) {
    std::string out;
    WireWriter(out).bytes(value);
    return out;
  }
  static std::string result(uint64_t kind = 10, std::string_view message = "") {
    return number(kind) + std::string(6, '\0') + bytes(message);
  }
  static std::string run(uint64_t id = 1, uint64_t by = 1, uint64_t doc = 1, uint64_t state = 1,
                         std::string_view version = "3", uint64_t logged = 5,
                         const std::string& output = number(1) + number(1) + bytes("hello"),
                         const std::string& ended = result(), std::string_view language = "go") {
    return number(id) + number(by) + number(doc) + number(state) + number(0) + number(90) + bytes(language) +
           bytes(version) + bytes("") + number(logged) + output + ended;
  }
  static std::string line(uint64_t seq = 5, uint64_t at = 50, uint64_t by = 1, uint64_t note = 0,
                          uint64_t audience = 0, uint64_t person = 0, std::string_view text = "hello") {
    return number(seq) + number(at) + number(by) + number(note) + number(audience) + number(person) +
           bytes(text);
  }
  std::string all() const {
    return number(2) + seq + std::string(32, 'h') + now + bytes("title") + language + bytes("") + bytes("") +
           bytes("") + locked + ended + submissions + began + output + last_doc + last_run + participants +
           documents + runs + chat + clients;
  }
};

using F = Fields;

}  // namespace

TEST_CASE("good fields are restored") {
  CHECK_FALSE(refused(Fields().all()));
  const Room room = Room::restore("r_1", Fields().all()).value();
  CHECK(room.seq() == 99);
  CHECK(room.now() == 100);
  CHECK(test::text_of(room, 2) == "text");
  CHECK(room.document(2)->rev == 3);
  CHECK(room.run(1)->output[0].data == "hello");
  CHECK(room.run(1)->kept_bytes == 5);
  CHECK(room.last_command("client_A") == 7);
}

TEST_CASE("a field that no room could have is refused") {
  const std::string hello = F::number(1) + F::number(1) + F::bytes("hello");
  const std::string one = F::number(1), two = F::number(2);
  const auto doc = [](uint64_t id, std::string_view name, uint64_t owner, uint64_t rev,
                      std::string_view text) {
    return F::number(id) + F::bytes(name) + F::number(owner) + F::number(rev) + F::bytes(text);
  };
  const auto client = [](std::string_view id, uint64_t participant, uint64_t last, uint64_t last_seq) {
    return F::bytes(id) + F::number(participant) + F::number(last) + F::number(last_seq);
  };
  const auto person = [](std::string_view subject, uint64_t role) {
    return F::bytes(subject) + F::number(role) + F::number(0);
  };
  const struct {
    const char* why;
    std::string Fields::*field;
    std::string value;
  } rows[] = {
      {"record 0", &F::seq, F::number(0)},
      {"more records than can be numbered", &F::seq, F::number(UINT64_MAX)},
      {"time below 0", &F::now, F::number(UINT64_MAX)},
      {"a bad language", &F::language, F::bytes("No")},
      {"locked 2", &F::locked, two},
      {"ended, with an open run", &F::ended, one},
      {"more submissions than records", &F::submissions, F::number(100)},
      {"began later than now", &F::began, F::number(102)},
      {"both sides are there, and it did not begin", &F::participants,
       two + person("me", 1) + person("you", 2)},
      {"run output above that of the room", &F::output, F::number(4)},
      {"the last document below one", &F::last_doc, one},
      {"no number left for a document", &F::last_doc, F::number(UINT32_MAX)},
      {"the last run below one", &F::last_run, F::number(0)},
      {"no number left for a run", &F::last_run, F::number(UINT32_MAX)},
      {"role 0", &F::participants, one + person("me", 0)},
      {"role 6", &F::participants, one + person("me", 6)},
      {"no subject", &F::participants, one + person("", 1)},
      {"a long subject", &F::participants, one + person(std::string(129, 's'), 1)},
      {"a subject that is not UTF-8", &F::participants, one + person("\xFF", 1)},
      {"a subject twice", &F::participants, two + person("me", 1) + person("me", 1)},
      {"document 0", &F::documents, one + doc(0, "a", 1, 3, "")},
      {"a document above the last", &F::documents, one + doc(3, "a", 1, 3, "")},
      {"documents out of order", &F::documents, two + doc(2, "a", 1, 3, "") + doc(1, "b", 1, 3, "")},
      {"a document twice", &F::documents, two + doc(1, "a", 1, 3, "") + doc(1, "b", 1, 3, "")},
      {"names that clash", &F::documents, two + doc(1, "a", 1, 3, "") + doc(2, "A", 1, 3, "")},
      {"a file in a file", &F::documents, two + doc(1, "a/b/c", 1, 3, "") + doc(2, "A", 1, 3, "")},
      {"a bad name", &F::documents, one + doc(1, "../a", 1, 3, "")},
      {"a document of nobody", &F::documents, one + doc(1, "a", 2, 3, "")},
      {"more revisions than records", &F::documents, one + doc(1, "a", 1, 100, "")},
      {"a carriage return", &F::documents, one + doc(1, "a", 1, 3, "\r")},
      {"a text that is not UTF-8", &F::documents, one + doc(1, "a", 1, 3, "\xED\xA0\x80")},
      {"a run above the last", &F::runs, one + F::run(2)},
      {"run 0", &F::runs, one + F::run(0)},
      {"a run twice", &F::runs, two + F::run() + F::run()},
      {"a run by nobody", &F::runs, one + F::run(1, 2)},
      {"a run by the room", &F::runs, one + F::run(1, 0)},
      {"a run of no document", &F::runs, one + F::run(1, 1, 3)},
      {"a run in state 3", &F::runs, one + F::run(1, 1, 1, 3)},
      {"a queued run with a version", &F::runs, one + F::run(1, 1, 1, 0)},
      {"a version that is not UTF-8", &F::runs, one + F::run(1, 1, 1, 1, "\xFF")},
      {"more output kept than logged", &F::runs, one + F::run(1, 1, 1, 1, "3", 4)},
      {"output of stream 0", &F::runs,
       one + F::run(1, 1, 1, 1, "3", 5, one + F::number(0) + F::bytes("hello"))},
      {"empty output", &F::runs, one + F::run(1, 1, 1, 1, "3", 5, one + one + F::bytes(""))},
      {"an open run with a result", &F::runs, one + F::run(1, 1, 1, 1, "3", 5, hello, F::result(1))},
      {"a result of kind 0", &F::runs, one + F::run(1, 1, 1, 2, "3", 5, hello, F::result(0))},
      {"a message that is not UTF-8", &F::runs,
       one + F::run(1, 1, 1, 2, "3", 5, hello, F::result(1, "\xFF"))},
      {"a run in a bad language", &F::runs, one + F::run(1, 1, 1, 1, "3", 5, hello, F::result(), "")},
      {"a line above the last record", &F::chat, one + F::line(100)},
      {"a line of the first record", &F::chat, one + F::line(1)},
      {"a line twice", &F::chat, two + F::line() + F::line()},
      {"lines whose time falls", &F::chat, two + F::line(5, 50) + F::line(6, 49)},
      {"a line that is still to come", &F::chat, one + F::line(5, 101)},
      {"a line by nobody", &F::chat, one + F::line(5, 50, 2)},
      {"a line by the room", &F::chat, one + F::line(5, 50, 0)},
      {"a note for everybody", &F::chat, one + F::line(5, 50, 1, 1, 0)},
      {"a line for one person", &F::chat, one + F::line(5, 50, 1, 0, 2, 1)},
      {"a line for everybody and one person", &F::chat, one + F::line(5, 50, 1, 0, 0, 1)},
      {"an empty line", &F::chat, one + F::line(5, 50, 1, 0, 0, 0, "")},
      {"a line that is not UTF-8", &F::chat, one + F::line(5, 50, 1, 0, 0, 0, "\xFF")},
      {"a bad client", &F::clients, one + client("x", 1, 7, 8)},
      {"a client of nobody", &F::clients, one + client("client_A", 2, 7, 8)},
      {"a client without a command", &F::clients, one + client("client_A", 1, 0, 8)},
      {"a client above the last record", &F::clients, one + client("client_A", 1, 7, 100)},
      {"a client twice", &F::clients, two + client("client_A", 1, 7, 8) + client("client_A", 1, 7, 8)},
      {"clients out of order", &F::clients, two + client("client_B", 1, 7, 8) + client("client_A", 1, 7, 8)},
      {"more clients than there are", &F::clients, F::number(UINT64_MAX) + client("client_A", 1, 7, 8)},
  };
  for (const auto& row : rows) {
    CAPTURE(row.why);
    Fields fields;
    fields.*row.field = row.value;
    CHECK(refused(fields.all()));
  }
}

TEST_CASE("a snapshot tells of no more than its records can have said") {
  const auto takes = [](const Fields& fields, uint64_t records) {
    Fields one = fields;
    one.seq = F::number(records);
    CHECK_FALSE(refused(one.all()));
    one.seq = F::number(records - 1);
    CHECK(refused(one.all()));
  };
  // The first record, one person, two documents, three edits, a run and its start, a line.
  Fields fields;
  fields.clients = F::number(0);
  takes(fields, 10);
  SUBCASE("submissions") {
    fields.submissions = F::number(4);
    takes(fields, 14);
  }
  SUBCASE("documents that are gone") {
    fields.last_doc = F::number(5);
    takes(fields, 13);
  }
  SUBCASE("runs that are forgotten") {
    fields.last_run = F::number(5);
    takes(fields, 14);
  }
  SUBCASE("edits of any document") {
    fields.documents = F::number(2);
    for (const uint64_t id : {1, 2})
      fields.documents +=
          F::number(id) + F::bytes(std::string(id, 'a')) + F::number(0) + F::number(4) + F::bytes("");
    takes(fields, 15);
  }
  SUBCASE("people, and their removal") {
    fields.participants = F::number(2) + F::bytes("me") + F::number(1) + F::number(0) + F::bytes("you") +
                          F::number(1) + F::number(1);
    takes(fields, 12);
  }
  SUBCASE("a run that waits has not started") {
    fields.runs = F::number(1) + F::run(1, 1, 1, 0, "");
    takes(fields, 9);
  }
  SUBCASE("the end") {
    fields.runs = F::number(1) + F::run(1, 1, 1, 2);
    fields.ended = F::number(1);
    takes(fields, 11);
  }
  SUBCASE("so many that their sum wraps") {
    fields.seq = F::number(INT64_MAX);
    fields.documents = F::number(2);
    for (const uint64_t id : {1, 2})
      fields.documents +=
          F::number(id) + F::bytes(std::string(id, 'a')) + F::number(0) + F::number(INT64_MAX) + F::bytes("");
    fields.submissions = F::number(INT64_MAX);
    CHECK(refused(fields.all()));
  }
}

TEST_CASE("another format, cuts and additions are refused") {
  const std::string good = Fields().all();
  CHECK(refused(""));
  CHECK(refused(F::number(1) + good.substr(1)));
  CHECK(refused(F::number(3) + good.substr(1)));
  for (size_t size = 0; size < good.size(); ++size) CHECK(refused(good.substr(0, size)));
  CHECK(refused(good + std::string(1, '\0')));
}

TEST_CASE("the snapshot of a room without records is that of this room only") {
  const std::string empty = Room::replaying("r_1").snapshot();
  Scene scene;
  Room room = Room::restore("r_1", empty).value();
  CHECK(code_of(room.replay(scene.log[0].record)) == "ok");
  CHECK_FALSE(Room::restore("r_2", empty).ok());
}

TEST_CASE("snapshots with changed bytes are refused or are what a room could have") {
  const uint64_t seed = test::test_seed();
  for (size_t i = test::test_cases(300); i > 0; --i) {
    const uint64_t case_seed = seed + i;
    CAPTURE(case_seed);
    Random random(case_seed);
    test::Storm storm(random);
    for (int step = 0; step < 60; ++step) storm.step();
    const std::string good = storm.room.snapshot();
    for (int change = 0; change < 100; ++change) {
      std::string bytes = good;
      for (size_t changes = random.between(1, 4); changes > 0; --changes)
        bytes[random.below(bytes.size())] = static_cast<char>(random.next());
      if (random.chance(0.2)) bytes.erase(random.below(bytes.size()), random.below(5));
      refused(bytes);
    }
  }
}

TEST_CASE("random bytes are refused") {
  const uint64_t seed = test::test_seed();
  CAPTURE(seed);
  Random random(seed);
  for (size_t i = test::test_cases(20'000); i > 0; --i) {
    std::string bytes = F::number(1);
    for (size_t size = random.below(200); size > 0; --size) bytes += static_cast<char>(random.next());
    refused(bytes);
  }
}
