// Who may do what: every command, by every role, with and without the lock, on every kind of document.
#include <doctest/doctest.h>

#include <functional>
#include <set>

#include "room/scene.h"

using namespace interview;
using test::Scene;

namespace {

constexpr Role kRoles[] = {Role::interviewer, Role::reviewer, Role::observer, Role::teacher, Role::student};

// Everybody has a document and a run of it, there is one of each for all, and one of somebody else.
struct OpenRoom {
  explicit OpenRoom(Role role) {
    who = scene.join(role);
    somebody = scene.join(Role::student);
    own = scene.open("own.py", "own", who);
    shared = scene.open("shared.py", "shared");
    other = scene.open("other.py", "other", somebody);
    own_run = scene.begin_run(own);
    shared_run = scene.begin_run(shared);
    other_run = scene.begin_run(other);
  }
  Scene scene;
  uint32_t who, somebody;
  uint32_t own, shared, other;
  uint32_t own_run, shared_run, other_run;
};

struct Row {
  const char* name;
  std::function<Command(const OpenRoom&)> command;
  // For kRoles, in order: '+' done, '-' not_permitted, 'L' locked.
  const char* open;
  const char* locked;
};

Command edit_of(uint32_t doc, size_t length) {
  return command::Edit{doc, 0, Operation::splice(length, 0, 0, u"x")};
}

const Row kRows[] = {
    {"edit own", [](const OpenRoom& s) { return edit_of(s.own, 3); }, "++-++", "+LL+L"},
    {"edit shared", [](const OpenRoom& s) { return edit_of(s.shared, 6); }, "++-+-", "+LL+L"},
    {"edit other's", [](const OpenRoom& s) { return edit_of(s.other, 5); }, "+--+-", "+LL+L"},
    {"chat",
     [](const OpenRoom&) {
       return command::Chat{"hello", false};
     },
     "++-++", "++-++"},
    {"chat aside",
     [](const OpenRoom&) {
       return command::Chat{"hello", true};
     },
     "+-++-", "+-++-"},
    {"note", [](const OpenRoom&) { return command::Note{"good"}; }, "+--+-", "+--+-"},
    {"open own",
     [](const OpenRoom& s) {
       return command::OpenDoc{"n.py", "", s.who};
     },
     "++-++", "+LL+L"},
    {"open shared",
     [](const OpenRoom&) {
       return command::OpenDoc{"n.py", "", 0};
     },
     "++-+-", "+LL+L"},
    {"open other's",
     [](const OpenRoom& s) {
       return command::OpenDoc{"n.py", "", s.somebody};
     },
     "+--+-", "+LL+L"},
    {"rename own",
     [](const OpenRoom& s) {
       return command::RenameDoc{s.own, "n.py"};
     },
     "++-++", "+LL+L"},
    {"rename shared",
     [](const OpenRoom& s) {
       return command::RenameDoc{s.shared, "n.py"};
     },
     "++-+-", "+LL+L"},
    {"rename other's",
     [](const OpenRoom& s) {
       return command::RenameDoc{s.other, "n.py"};
     },
     "+--+-", "+LL+L"},
    {"remove own", [](const OpenRoom& s) { return command::RemoveDoc{s.own}; }, "++-++", "+LL+L"},
    {"remove shared", [](const OpenRoom& s) { return command::RemoveDoc{s.shared}; }, "++-+-", "+LL+L"},
    {"remove other's", [](const OpenRoom& s) { return command::RemoveDoc{s.other}; }, "+--+-", "+LL+L"},
    {"set language", [](const OpenRoom&) { return command::SetLanguage{"c++"}; }, "++-+-", "+LL+L"},
    {"set problem",
     [](const OpenRoom&) {
       return command::SetProblem{"p", "t", "s"};
     },
     "+--+-", "+--+-"},
    {"lock", [](const OpenRoom&) { return command::Lock{}; }, "+--+-", "+--+-"},
    {"unlock", [](const OpenRoom&) { return command::Unlock{}; }, "+--+-", "+--+-"},
    {"run own",
     [](const OpenRoom& s) {
       return command::Run{s.own, "", "", false};
     },
     "++-++", "+LL+L"},
    {"run shared",
     [](const OpenRoom& s) {
       return command::Run{s.shared, "", "", false};
     },
     "++-+-", "+LL+L"},
    {"run other's",
     [](const OpenRoom& s) {
       return command::Run{s.other, "", "", false};
     },
     "+--+-", "+LL+L"},
    {"input own",
     [](const OpenRoom& s) {
       return command::RunInput{s.own_run, "1", false};
     },
     "++-++", "+LL+L"},
    {"input shared",
     [](const OpenRoom& s) {
       return command::RunInput{s.shared_run, "1", false};
     },
     "++-+-", "+LL+L"},
    {"input other's",
     [](const OpenRoom& s) {
       return command::RunInput{s.other_run, "1", false};
     },
     "+--+-", "+LL+L"},
    {"stop own", [](const OpenRoom& s) { return command::RunStop{s.own_run}; }, "++-++", "++-++"},
    {"stop shared", [](const OpenRoom& s) { return command::RunStop{s.shared_run}; }, "++-+-", "++-+-"},
    {"stop other's", [](const OpenRoom& s) { return command::RunStop{s.other_run}; }, "+--+-", "+--+-"},
    {"submit", [](const OpenRoom&) { return command::Submit{}; }, "++-++", "++-++"},
    {"set role",
     [](const OpenRoom& s) {
       return command::SetRole{s.somebody, Role::reviewer};
     },
     "+--+-", "+--+-"},
    {"remove", [](const OpenRoom& s) { return command::Remove{s.somebody}; }, "+--+-", "+--+-"},
    {"end", [](const OpenRoom&) { return command::End{}; }, "+--+-", "+--+-"},
};

std::string code_of_sign(char sign) {
  return sign == '+' ? "ok" : sign == '-' ? "not_permitted" : "locked";
}

}  // namespace

TEST_CASE("the table of permissions has every command") {
  const OpenRoom stage(Role::interviewer);
  std::set<size_t> commands;
  for (const Row& row : kRows) commands.insert(row.command(stage).index());
  CHECK(commands.size() == std::variant_size_v<Command>);
  CHECK(std::variant_size_v<Command> == 17);
}

TEST_CASE("every role may do what its permissions say, and nothing else") {
  for (const Row& row : kRows) {
    for (size_t i = 0; i < std::size(kRoles); ++i) {
      for (const bool locked : {false, true}) {
        CAPTURE(row.name);
        CAPTURE(to_string(kRoles[i]));
        CAPTURE(locked);
        OpenRoom stage(kRoles[i]);
        if (locked) REQUIRE(stage.scene.ask(stage.scene.interviewer, command::Lock{}) == "ok");
        CHECK(stage.scene.ask(stage.who, row.command(stage)) ==
              code_of_sign((locked ? row.locked : row.open)[i]));
      }
    }
  }
}

TEST_CASE("whoever is removed may do nothing, and is not let in again") {
  for (const Row& row : kRows) {
    CAPTURE(row.name);
    OpenRoom stage(Role::teacher);
    REQUIRE(stage.scene.ask(stage.scene.interviewer, command::Remove{stage.who}) == "ok");
    CHECK(stage.scene.ask(stage.who, row.command(stage)) == "removed");
    CHECK(test::code_of(stage.scene.room.join("subject 2", Role::teacher, {})) == "removed");
  }
}

TEST_CASE("nobody may do anything after the end, and nobody comes") {
  for (const Row& row : kRows) {
    CAPTURE(row.name);
    OpenRoom stage(Role::teacher);
    REQUIRE(stage.scene.ask(stage.scene.interviewer, command::End{}) == "ok");
    CHECK(stage.scene.ask(stage.who, row.command(stage)) == "ended");
    CHECK(test::code_of(stage.scene.room.join("somebody new", Role::observer, {})) == "ended");
    CHECK(stage.scene.room.join("subject 2", Role::teacher, {}).value() == stage.who);
    CHECK(stage.scene.collect() == 0);
  }
}

TEST_CASE("unlocking gives back what the lock took") {
  OpenRoom stage(Role::reviewer);
  REQUIRE(stage.scene.ask(stage.scene.interviewer, command::Lock{}) == "ok");
  CHECK(stage.scene.room.locked());
  CHECK(stage.scene.ask(stage.who, edit_of(stage.shared, 6)) == "locked");
  REQUIRE(stage.scene.ask(stage.scene.interviewer, command::Unlock{}) == "ok");
  CHECK_FALSE(stage.scene.room.locked());
  CHECK(stage.scene.ask(stage.who, edit_of(stage.shared, 6)) == "ok");
}

TEST_CASE("a run is steered by whoever began it, even when its document is gone") {
  OpenRoom stage(Role::student);
  REQUIRE(stage.scene.ask(stage.who, command::Run{stage.own, "", "", true}) == "ok");
  const uint32_t mine = stage.scene.room.runs().rbegin()->first;
  REQUIRE(stage.scene.ask(stage.scene.interviewer, command::RemoveDoc{stage.own}) == "ok");
  CHECK(stage.scene.ask(stage.who, command::RunInput{mine, "1", false}) == "ok");
  CHECK(stage.scene.ask(stage.who, command::RunStop{mine}) == "ok");
  CHECK(stage.scene.room.run(mine)->stopping);
  CHECK(stage.scene.ask(stage.somebody, command::RunStop{mine}) == "not_permitted");
  CHECK(stage.scene.ask(stage.who, command::RunStop{stage.own_run}) == "not_permitted");
}

TEST_CASE("a role that there is not is named in whole characters") {
  const std::string name = std::string(31, 'x') + "\U0001F600";
  CHECK(role_from(name).error().message == "there is no role '" + name.substr(0, 31) + "'");
}
