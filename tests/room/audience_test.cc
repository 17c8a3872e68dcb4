// Who may see what.
#include <doctest/doctest.h>

#include "room/scene.h"

using namespace interview;
using test::Scene;

namespace {

Audience last_audience(const Scene& scene) {
  return scene.log.back().record.header.audience;
}

}  // namespace

TEST_CASE("everybody sees what is for everybody; interviewers, teachers and observers what is for them") {
  const struct {
    Role role;
    bool interviewers;
  } rows[] = {{Role::interviewer, true},
              {Role::reviewer, false},
              {Role::observer, true},
              {Role::teacher, true},
              {Role::student, false}};
  for (const auto& row : rows) {
    CAPTURE(to_string(row.role));
    Scene scene;
    const uint32_t who = scene.join(row.role);
    CHECK(scene.room.may_see(who, {Audience::kEverybody, 0}));
    CHECK(scene.room.may_see(who, {Audience::kInterviewers, 0}) == row.interviewers);
    CHECK(scene.room.may_see(who, {Audience::kPerson, who}));
    CHECK_FALSE(scene.room.may_see(who, {Audience::kPerson, scene.interviewer}));
  }
}

TEST_CASE("what one may see follows one's role") {
  Scene scene;
  const uint32_t who = scene.join(Role::reviewer);
  const Audience aside{Audience::kInterviewers, 0};
  CHECK_FALSE(scene.room.may_see(who, aside));
  REQUIRE(scene.ask(scene.interviewer, command::SetRole{who, Role::observer}) == "ok");
  CHECK(scene.room.may_see(who, aside));
  REQUIRE(scene.ask(scene.interviewer, command::Remove{who}) == "ok");
  CHECK_FALSE(scene.room.may_see(who, aside));
  CHECK_FALSE(scene.room.may_see(9, aside));
  CHECK_FALSE(scene.room.may_see(0, aside));
}

TEST_CASE(
    "chat is for everybody or for interviewers, notes are for interviewers, all else is for everybody") {
  Scene scene;
  const uint32_t doc = scene.open("a");
  CHECK(last_audience(scene).kind == Audience::kEverybody);
  REQUIRE(scene.ask(scene.interviewer, command::Chat{"to all", false}) == "ok");
  CHECK(last_audience(scene).kind == Audience::kEverybody);
  REQUIRE(scene.ask(scene.interviewer, command::Chat{"aside", true}) == "ok");
  CHECK(last_audience(scene).kind == Audience::kInterviewers);
  REQUIRE(scene.ask(scene.interviewer, command::Note{"good"}) == "ok");
  CHECK(last_audience(scene).kind == Audience::kInterviewers);
  REQUIRE(scene.ask(scene.interviewer, command::Edit{doc, 0, Operation::splice(0, 0, 0, u"x")}) == "ok");
  CHECK(last_audience(scene).kind == Audience::kEverybody);

  const auto& chat = scene.room.chat();
  REQUIRE(chat.size() == 3);
  CHECK(chat[0].text == "to all");
  CHECK(chat[0].by == scene.interviewer);
  CHECK(chat[0].audience.kind == Audience::kEverybody);
  CHECK(chat[1].audience.kind == Audience::kInterviewers);
  CHECK_FALSE(chat[1].note);
  CHECK(chat[2].note);
  CHECK(chat[2].audience.kind == Audience::kInterviewers);
  CHECK(chat[0].seq < chat[1].seq);
  CHECK(chat[0].at < chat[1].at);
}

TEST_CASE("a chat line is text, and not empty; a note may be") {
  Scene scene;
  CHECK(scene.ask(scene.interviewer, command::Chat{"", false}) == "bad_text");
  CHECK(scene.ask(scene.interviewer, command::Chat{"\xC3", false}) == "bad_text");
  CHECK(scene.ask(scene.interviewer, command::Note{"\xC3"}) == "bad_text");
  CHECK(scene.ask(scene.interviewer, command::Note{""}) == "ok");
}

TEST_CASE("room time never falls") {
  Scene scene;
  const auto say = [&](int64_t at, uint64_t n) {
    REQUIRE(scene.room.apply({scene.interviewer, "client_A", n}, command::Chat{"x", false}, {at, {}}).ok());
    return scene.room.chat().back().at;
  };
  CHECK(say(5'000, 1) == 5'000);
  CHECK(say(4'999, 2) == 5'000);
  CHECK(say(-1, 3) == 5'000);
  CHECK(say(INT64_MIN, 4) == 5'000);
  CHECK(say(5'001, 5) == 5'001);
  CHECK(scene.room.now() == 5'001);
}
