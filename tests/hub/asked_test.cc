// What is asked of a room by somebody who is not in it.
#include <doctest/doctest.h>

#include "hub/stage.h"

using namespace interview;
using namespace interview::test;

namespace {

Identity somebody(const std::string& subject, Role role) {
  return {subject, subject, role, 0};
}

// What was answered, if it was by now.
struct Answer {
  std::optional<Result<Permissions>> permissions;
  std::optional<Result<void>> ended;
};

std::shared_ptr<Answer> ask(Stage& stage, const Identity& who, const std::string& room = "r_room") {
  auto answer = std::make_shared<Answer>();
  stage.hub->permissions(room, who,
                         [answer](Result<Permissions> can) { answer->permissions = std::move(can); });
  return answer;
}

std::shared_ptr<Answer> end(Stage& stage, const Identity& who, const std::string& room = "r_room") {
  auto answer = std::make_shared<Answer>();
  stage.hub->end_room(room, who, [answer](Result<void> done) { answer->ended = std::move(done); });
  return answer;
}

}  // namespace

TEST_CASE("what the room says of a person overrides what is said of them outside") {
  Stage stage;
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  auto eve = stage.join("eve", Role::interviewer);
  const uint32_t number = eve->take<wire::Welcome>().you;
  const auto permissions = [&](const Identity& who) {
    const auto answer = ask(stage, who);
    stage.run();
    REQUIRE(answer->permissions.has_value());
    return *answer->permissions;
  };
  const Identity as_interviewer = somebody("eve", Role::interviewer);
  CHECK(has(*permissions(as_interviewer), Permission::manage));
  CHECK(*permissions(somebody("new", Role::reviewer)) == permissions_of(Role::reviewer));
  stage.command(*ada, 1, command::SetRole{number, Role::observer});
  stage.run();
  CHECK(*permissions(as_interviewer) == permissions_of(Role::observer));
  stage.command(*ada, 2, command::Remove{number});
  stage.run();
  const auto of_removed = permissions(as_interviewer);
  REQUIRE_FALSE(of_removed.ok());
  CHECK(of_removed.error().code == Errc::removed);
  // Nobody has come in by that.
  CHECK(stage.join("ada", Role::interviewer)->take<wire::Welcome>().room.people.size() == 2);
}

TEST_CASE("a room that nobody is in is opened to be asked, and let go") {
  HubOptions options;
  options.idle_room_ms = 1'000;
  Stage stage(options);
  stage.room();
  const auto answer = ask(stage, somebody("ada", Role::interviewer));
  CHECK_FALSE(answer->permissions.has_value());
  stage.run();
  CHECK(has(**answer->permissions, Permission::manage));
  CHECK(stage.hub->stats().rooms == 1);
  stage.pass(1'001);
  CHECK(stage.hub->stats().rooms == 0);
  const auto nowhere = ask(stage, somebody("ada", Role::interviewer), "r_nowhere");
  stage.run();
  CHECK(nowhere->permissions->error().code == Errc::no_such_room);
  CHECK(stage.hub->stats().rooms == 0);
}

TEST_CASE("a room is ended from outside, and that is said when it is in the store") {
  Stage stage;
  stage.room();
  auto ben = stage.join("ben");
  stage.hold_writer = true;
  const auto answer = end(stage, somebody("owner", Role::interviewer));
  stage.run();
  CHECK_FALSE(answer->ended.has_value());
  CHECK(ben->events().empty());
  stage.hold_writer = false;
  stage.run();
  REQUIRE(answer->ended.has_value());
  CHECK(answer->ended->ok());
  const auto events = ben->events();
  REQUIRE(events.size() == 2);
  CHECK(std::holds_alternative<event::Ended>(events[1].event));
  CHECK(events[1].by == std::get<event::Joined>(events[0].event).participant);
  CHECK(stage.store.room("r_room")->ended_at > 0);
  const auto again = end(stage, somebody("owner", Role::interviewer));
  stage.run();
  CHECK(again->ended->error().code == Errc::ended);
}

TEST_CASE("who may not end a room, cannot from outside") {
  Stage stage;
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  for (const Role role : {Role::reviewer, Role::observer}) {
    const auto answer = end(stage, somebody(to_string(role), role));
    stage.run();
    CHECK(answer->ended->error().code == Errc::not_permitted);
  }
  const auto nowhere = end(stage, somebody("owner", Role::interviewer), "r_nowhere");
  stage.run();
  CHECK(nowhere->ended->error().code == Errc::no_such_room);
  CHECK(stage.store.room("r_room")->ended_at == 0);
}

TEST_CASE("a hub that stops answers what was asked") {
  Stage stage;
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  stage.store.fate = [](const std::vector<Append>&) { return Fate::cut_before; };
  const auto answer = end(stage, somebody("owner", Role::interviewer));
  stage.run();
  CHECK_FALSE(answer->ended.has_value());
  bool stopped = false;
  stage.hub->stop([&] { stopped = true; });
  stage.pass(10'000);
  CHECK(stopped);
  REQUIRE(answer->ended.has_value());
  CHECK(answer->ended->error().code == Errc::closed);
  const auto late = end(stage, somebody("owner", Role::interviewer));
  stage.run();
  CHECK(late->ended->error().code == Errc::busy);
  CHECK(ask(stage, somebody("ada", Role::interviewer))->permissions->error().code == Errc::busy);
}

TEST_CASE("who is in which room: people, not their connections") {
  Stage stage;
  stage.room("r_one");
  stage.room("r_two");
  CHECK(stage.hub->online().empty());
  auto ada = stage.join("ada", Role::interviewer, "r_one");
  auto ben = stage.join("ben", Role::reviewer, "r_one");
  auto again = stage.hello("reviewer/ben", "another_of_ben", 0, {}, false, "r_one");
  auto cid = stage.join("cid", Role::reviewer, "r_two");
  stage.run();
  using Online = std::map<std::string, size_t>;
  CHECK(stage.hub->online() == Online{{"r_one", 2}, {"r_two", 1}});
  stage.leave(*ben);
  stage.leave(*cid);
  stage.run();
  CHECK(stage.hub->online() == Online{{"r_one", 2}});
  stage.leave(*again);
  stage.run();
  CHECK(stage.hub->online() == Online{{"r_one", 1}});
  stage.hub->stop([] {});
  stage.run();
  CHECK(stage.hub->online().empty());
}
