// A command is done exactly once, whatever is sent again, and whose clients are whose.
#include <doctest/doctest.h>

#include "room/scene.h"

using namespace interview;
using test::client_of;
using test::code_of;
using test::Scene;

namespace {

const std::string kClient = "client_A";

std::string chat(Scene& scene, uint64_t n) {
  return scene.ask({scene.interviewer, kClient, n}, command::Chat{"line " + std::to_string(n), false});
}

}  // namespace

TEST_CASE("a number at or below the last one is a duplicate; any above it is taken") {
  Scene scene;
  CHECK(scene.room.last_command(kClient) == 0);
  CHECK(chat(scene, 0) == "bad_argument");
  CHECK(chat(scene, 3) == "ok");
  CHECK(chat(scene, 3) == "duplicate");
  CHECK(chat(scene, 1) == "duplicate");
  CHECK(chat(scene, 17) == "ok");
  CHECK(chat(scene, 16) == "duplicate");
  CHECK(scene.room.last_command(kClient) == 17);
  CHECK(scene.room.chat().size() == 2);
}

TEST_CASE("a refused command leaves its number free") {
  Scene scene;
  CHECK(scene.ask({scene.interviewer, kClient, 1}, command::Chat{"", false}) == "bad_text");
  CHECK(scene.room.last_command(kClient) == 0);
  CHECK(chat(scene, 1) == "ok");
}

TEST_CASE("a duplicate is one after a snapshot and after replay") {
  Scene scene;
  REQUIRE(chat(scene, 4) == "ok");
  const auto check_on = [&](Room room) {
    const auto again = room.apply({scene.interviewer, kClient, 4}, command::Chat{"again", false}, {});
    REQUIRE(again.ok());
    CHECK(*again == Room::Outcome::duplicate);
    CHECK(room.take_entries().empty());
    CHECK(room.apply({scene.interviewer, kClient, 5}, command::Chat{"next", false}, {}).value() ==
          Room::Outcome::done);
  };
  check_on(test::replayed(scene.log));
  check_on(Room::restore("r_1", scene.room.snapshot()).value());
}

TEST_CASE("a duplicate is acknowledged to whoever was removed since, and after the end") {
  Scene scene;
  const uint32_t who = scene.join(Role::reviewer);
  REQUIRE(scene.ask(who, command::Chat{"hello", false}) == "ok");
  REQUIRE(scene.ask(scene.interviewer, command::Remove{who}) == "ok");
  CHECK(scene.ask({who, client_of(who), 1}, command::Chat{"hello", false}) == "duplicate");
  REQUIRE(scene.ask(scene.interviewer, command::End{}) == "ok");
  CHECK(scene.ask({scene.interviewer, client_of(scene.interviewer), 2}, command::End{}) == "duplicate");
}

TEST_CASE("a client belongs to one person") {
  Scene scene;
  const uint32_t other = scene.join(Role::reviewer);
  REQUIRE(chat(scene, 1) == "ok");
  CHECK(scene.ask({other, kClient, 2}, command::Chat{"mine", false}) == "client_of_another");
  CHECK(scene.ask({other, kClient, 1}, command::Chat{"mine", false}) == "client_of_another");
  CHECK(code_of(scene.room.check_client(other, kClient)) == "client_of_another");
  CHECK(code_of(scene.room.check_client(scene.interviewer, kClient)) == "ok");
  CHECK(code_of(scene.room.check_client(other, "client_B")) == "ok");
  CHECK(scene.ask({9, "client_C", 1}, command::Lock{}) == "no_such_participant");
  CHECK(scene.ask({0, "client_C", 1}, command::Lock{}) == "no_such_participant");
}

TEST_CASE("numbers are counted for each client alone") {
  Scene scene;
  REQUIRE(chat(scene, 5) == "ok");
  CHECK(scene.ask({scene.interviewer, "client_B", 1}, command::Lock{}) == "ok");
  CHECK(scene.room.last_command("client_B") == 1);
  CHECK(scene.room.last_command(kClient) == 5);
}

TEST_CASE("of a person's clients the least recent is forgotten, the same one in every replay") {
  RoomLimits limits;
  limits.clients_per_participant = 3;
  Scene scene(limits);
  const uint32_t other = scene.join(Role::reviewer);
  REQUIRE(scene.ask({other, "other_client", 1}, command::Chat{"x", false}) == "ok");
  const auto say = [&](const char* client, uint64_t n) {
    REQUIRE(scene.ask({scene.interviewer, client, n}, command::Chat{"x", false}) == "ok");
  };
  say("client_C", 1), say("client_A", 1), say("client_B", 1);
  say("client_C", 2);  // the least recent is A
  say("client_D", 1);
  CHECK(scene.room.last_command("client_A") == 0);
  CHECK(scene.room.last_command("client_B") == 1);
  CHECK(scene.room.last_command("client_C") == 2);
  CHECK(scene.room.last_command("other_client") == 1);
  say("client_E", 1);
  CHECK(scene.room.last_command("client_B") == 0);
  CHECK(code_of(scene.room.check_client(other, "client_B")) == "ok");
  CHECK((test::replayed(scene.log, limits).snapshot() == scene.room.snapshot()));
}

TEST_CASE("at least the last client of a person is remembered") {
  RoomLimits limits;
  limits.clients_per_participant = 0;
  Scene scene(limits);
  REQUIRE(chat(scene, 1) == "ok");
  CHECK(chat(scene, 1) == "duplicate");
  REQUIRE(scene.ask({scene.interviewer, "client_B", 1}, command::Lock{}) == "ok");
  CHECK(scene.room.last_command(kClient) == 0);
  CHECK(scene.room.last_command("client_B") == 1);
}

TEST_CASE(
    "only the last record of a command carries its number: cut off before it, the command is done again") {
  Scene scene;
  scene.begin_run(scene.open("a"));
  const size_t before = scene.log.size();
  const uint64_t n = scene.room.last_command(client_of(scene.interviewer)) + 1;
  REQUIRE(scene.ask(scene.interviewer, command::End{}) == "ok");
  REQUIRE(scene.log.size() == before + 2);
  CHECK(scene.log[before].record.header.kind == RecordKind::run_ended);
  CHECK(scene.log[before].record.header.by == scene.interviewer);
  CHECK(scene.log[before].record.header.client.empty());
  CHECK(scene.log[before].record.header.n == 0);
  CHECK(scene.log[before + 1].record.header.n == n);
  std::vector<Entry> torn(scene.log.begin(), scene.log.end() - 1);
  Room room = test::replayed(torn);
  CHECK(room.apply({scene.interviewer, client_of(scene.interviewer), n}, command::End{}, {}).value() ==
        Room::Outcome::done);
  CHECK(room.ended());
}
