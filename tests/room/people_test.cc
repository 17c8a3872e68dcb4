// Coming, roles, and what keeps a room manageable.
#include <doctest/doctest.h>

#include "room/scene.h"

using namespace interview;
using test::code_of;
using test::Scene;

TEST_CASE("a room says how it was opened") {
  Room room = Room::create("r_7", "Two Sum \xE2\x9C\x93", "c++", {5, {}}).value();
  CHECK(room.id() == "r_7");
  CHECK(room.title() == "Two Sum \xE2\x9C\x93");
  CHECK(room.language() == "c++");
  CHECK(room.now() == 5);
  CHECK(room.seq() == 1);
  const auto entries = room.take_entries();
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].record.header.kind == RecordKind::opened);
  CHECK(entries[0].record.header.by == 0);
  CHECK(std::get<event::Opened>(entries[0].event).title == room.title());
}

TEST_CASE("a room is not opened with a title or a language that cannot be") {
  CHECK(code_of(Room::create("r_1", "\xFF", "python", {})) == "bad_text");
  CHECK(code_of(Room::create("r_1", "t", "Python 3", {})) == "no_such_language");
  CHECK(code_of(Room::create("r_1", "t", std::string(33, 'a'), {})) == "no_such_language");
  CHECK(code_of(Room::create("r_1", "t", std::string(32, 'a'), {})) == "ok");
  CHECK(code_of(Room::create("r_1", "", "", {})) == "ok");
}

TEST_CASE("a person comes once, and keeps number and role") {
  Scene scene;
  const uint64_t seq = scene.room.seq();
  CHECK(scene.room.join("subject 1", Role::observer, scene.moment()).value() == scene.interviewer);
  CHECK(scene.room.seq() == seq);
  CHECK(scene.room.participant(scene.interviewer)->role == Role::interviewer);
  CHECK(scene.join(Role::student) == 2);
  CHECK(scene.join(Role::reviewer) == 3);
  const Event& joined = scene.log.back().event;
  CHECK(std::get<event::Joined>(joined).participant == 3);
  CHECK(scene.log.back().record.header.by == 3);
  CHECK(scene.room.participant_of("subject 2")->number == 2);
  CHECK(scene.room.participant_of("nobody") == nullptr);
  CHECK(scene.room.participant(4) == nullptr);
}

TEST_CASE("a subject has 1 to 128 bytes of UTF-8, a role is one of the roles") {
  Scene scene;
  CHECK(code_of(scene.room.join("", Role::student, {})) == "bad_argument");
  CHECK(code_of(scene.room.join(std::string(129, 's'), Role::student, {})) == "bad_argument");
  CHECK(code_of(scene.room.join("\xC3", Role::student, {})) == "bad_argument");
  CHECK(code_of(scene.room.join("s", static_cast<Role>(0), {})) == "bad_argument");
  CHECK(code_of(scene.room.join("s", static_cast<Role>(6), {})) == "bad_argument");
  CHECK(scene.room.take_entries().empty());
  CHECK(code_of(scene.room.join(std::string(128, 's'), Role::student, {})) == "ok");
}

TEST_CASE("nobody joins a room that has not been opened") {
  Room room = Room::replaying("r_1");
  CHECK(code_of(room.join("somebody", Role::teacher, {0, {}})) == "bad_argument");
  CHECK(room.take_entries().empty());
  CHECK(room.seq() == 0);
}

TEST_CASE("roles change, and with them what one may do") {
  Scene scene;
  const uint32_t who = scene.join(Role::observer);
  CHECK(scene.ask(who, command::Chat{"hello", false}) == "not_permitted");
  CHECK(scene.ask(scene.interviewer, command::SetRole{who, Role::reviewer}) == "ok");
  CHECK(scene.room.participant(who)->role == Role::reviewer);
  CHECK(scene.ask(who, command::Chat{"hello", false}) == "ok");
  CHECK(scene.ask(scene.interviewer, command::SetRole{9, Role::reviewer}) == "no_such_participant");
  CHECK(scene.ask(scene.interviewer, command::SetRole{who, static_cast<Role>(0)}) == "bad_argument");
}

TEST_CASE("somebody stays who can manage the room") {
  Scene scene;
  const uint32_t me = scene.interviewer;
  CHECK(scene.ask(me, command::Remove{me}) == "not_permitted");
  CHECK(scene.ask(me, command::SetRole{me, Role::observer}) == "not_permitted");
  CHECK(scene.ask(me, command::SetRole{me, Role::teacher}) == "ok");
  const uint32_t second = scene.join(Role::interviewer);
  CHECK(scene.ask(me, command::Remove{second}) == "ok");
  CHECK(scene.ask(me, command::Remove{me}) == "not_permitted");
  const uint32_t third = scene.join(Role::teacher);
  CHECK(scene.ask(me, command::Remove{me}) == "ok");
  CHECK(scene.ask(third, command::SetRole{third, Role::student}) == "not_permitted");
}

TEST_CASE("a person is removed once") {
  Scene scene;
  const uint32_t who = scene.join(Role::student);
  CHECK(scene.ask(scene.interviewer, command::Remove{9}) == "no_such_participant");
  CHECK(scene.ask(scene.interviewer, command::Remove{who}) == "ok");
  CHECK(scene.ask(scene.interviewer, command::Remove{who}) == "no_such_participant");
  CHECK(scene.room.participant(who)->removed);
}

TEST_CASE("the problem and the language are what was set last") {
  Scene scene;
  CHECK(scene.ask(scene.interviewer, command::SetProblem{"two-sum", "Two Sum", "Find **two**."}) == "ok");
  CHECK(scene.room.problem().id == "two-sum");
  CHECK(scene.room.problem().title == "Two Sum");
  CHECK(scene.room.problem().statement == "Find **two**.");
  CHECK(scene.ask(scene.interviewer, command::SetProblem{"p", "t", "\xFF"}) == "bad_text");
  CHECK(scene.ask(scene.interviewer, command::SetProblem{"p", "\xFF", "s"}) == "bad_text");
  CHECK(scene.ask(scene.interviewer, command::SetProblem{"\xFF", "t", "s"}) == "bad_text");
  for (const char* good : {"c++", "c#", "python3.11", "objective-c", "x"}) {
    CHECK(scene.ask(scene.interviewer, command::SetLanguage{good}) == "ok");
    CHECK(scene.room.language() == good);
  }
  for (const char* bad : {"", "C", "a b", "../x", "\xC3\xA9", "a\n"})
    CHECK(scene.ask(scene.interviewer, command::SetLanguage{bad}) == "no_such_language");
}

TEST_CASE("what is submitted is the shared documents and one's own, as they stand") {
  Scene scene;
  const uint32_t student = scene.join(Role::student), other = scene.join(Role::student);
  const uint32_t shared = scene.open("shared"), mine = scene.open("mine", "", student);
  scene.open("theirs", "", other);
  REQUIRE(scene.ask(student, command::Edit{mine, 0, Operation::splice(0, 0, 0, u"x")}) == "ok");
  REQUIRE(scene.ask(student, command::Submit{}) == "ok");
  const auto& submitted = std::get<event::Submitted>(scene.log.back().event);
  REQUIRE(submitted.docs.size() == 2);
  CHECK(submitted.docs[0].doc == shared);
  CHECK(submitted.docs[0].rev == 0);
  CHECK(submitted.docs[1].doc == mine);
  CHECK(submitted.docs[1].rev == 1);
  CHECK(scene.room.submissions() == 1);
}

TEST_CASE("names of roles and of permissions") {
  for (const Role role : {Role::interviewer, Role::reviewer, Role::observer, Role::teacher, Role::student})
    CHECK(role_from(to_string(role)).value() == role);
  CHECK(code_of(role_from("owner")) == "bad_argument");
  CHECK(code_of(role_from("")) == "bad_argument");
  CHECK(permissions_of(static_cast<Role>(0)) == 0);
  CHECK(names_of(permissions_of(Role::observer)) == std::vector<std::string_view>{"interviewers"});
  CHECK(names_of(permissions_of(Role::student)) ==
        std::vector<std::string_view>{"edit_own", "run", "submit", "chat", "signal"});
  CHECK(names_of(permissions_of(Role::teacher)).size() == 8);
}

TEST_CASE("an interview begins once both sides were there") {
  SUBCASE("the later one comes") {
    Scene scene;
    CHECK(scene.join(Role::observer) == 2);
    CHECK(scene.join(Role::interviewer) == 3);
    CHECK_FALSE(scene.room.began().has_value());
    scene.join(Role::reviewer);
    const int64_t began = scene.log.back().record.header.at;
    CHECK(scene.room.began() == began);
    // Once, whoever comes and goes afterwards.
    scene.join(Role::student);
    CHECK(scene.ask(scene.interviewer, command::SetRole{4, Role::observer}) == "ok");
    CHECK(scene.ask(scene.interviewer, command::SetRole{4, Role::reviewer}) == "ok");
    CHECK(scene.room.began() == began);
    CHECK(test::replayed(scene.log).began() == began);
    CHECK(Room::restore(scene.room.id(), scene.room.snapshot())->began() == began);
  }
  SUBCASE("one of them takes the other side") {
    Scene scene;
    scene.join(Role::observer);
    CHECK(scene.ask(scene.interviewer, command::SetRole{2, Role::student}) == "ok");
    CHECK(scene.room.began() == scene.log.back().record.header.at);
  }
  SUBCASE("who was removed is not there") {
    Scene scene;
    scene.join(Role::observer);
    CHECK(scene.ask(scene.interviewer, command::Remove{2}) == "ok");
    CHECK(scene.ask(scene.interviewer, command::SetRole{2, Role::reviewer}) == "ok");
    CHECK_FALSE(scene.room.began().has_value());
  }
}
