// Each limit: at the limit accepted, above it refused, and settable.
#include <doctest/doctest.h>

#include <functional>

#include "room/scene.h"

using namespace interview;
using test::code_of;
using test::Scene;

namespace {

template <typename T>
RoomLimits with(T RoomLimits::*limit, T value) {
  RoomLimits limits;
  limits.*limit = value;
  return limits;
}

// Text of `bytes` bytes.
std::string filled(size_t bytes) {
  return std::string(bytes, 'x');
}

}  // namespace

TEST_CASE("limits have their defaults") {
  const RoomLimits limits;
  CHECK(limits.participants == 500);
  CHECK(limits.documents == 64);
  CHECK(limits.document_units == 1 << 20);
  CHECK(limits.title_bytes == 200);
  CHECK(limits.chat_bytes == 8 << 10);
  CHECK(limits.note_bytes == 64 << 10);
  CHECK(limits.problem_bytes == 64 << 10);
  CHECK(limits.input_bytes == 64 << 10);
  CHECK(limits.open_runs == 8);
  CHECK(limits.run_output_bytes == 256 << 10);
  CHECK(limits.room_output_bytes == 8 << 20);
  CHECK(limits.clients_per_participant == 64);
  CHECK(limits.kept_chat_lines == 500);
  CHECK(limits.kept_runs == 20);
  CHECK(limits.kept_output_bytes == 16 << 10);
}

TEST_CASE("participants, those removed included") {
  Scene scene(with(&RoomLimits::participants, size_t{3}));
  scene.join(Role::student);
  const uint32_t third = scene.join(Role::student);
  CHECK(code_of(scene.room.join("fourth", Role::student, {})) == "too_many");
  REQUIRE(scene.ask(scene.interviewer, command::Remove{third}) == "ok");
  CHECK(code_of(scene.room.join("fourth", Role::student, {})) == "too_many");
  CHECK(code_of(scene.room.join("subject 2", Role::student, {})) == "ok");
  CHECK(scene.collect() == 0);
}

TEST_CASE("documents, those removed not counted") {
  Scene scene(with(&RoomLimits::documents, size_t{2}));
  const uint32_t first = scene.open("a");
  scene.open("b");
  CHECK(scene.ask(scene.interviewer, command::OpenDoc{"c", "", 0}) == "too_many");
  REQUIRE(scene.ask(scene.interviewer, command::RemoveDoc{first}) == "ok");
  CHECK(scene.ask(scene.interviewer, command::OpenDoc{"c", "", 0}) == "ok");
}

TEST_CASE("units of a document, opened and edited") {
  Scene scene(with(&RoomLimits::document_units, size_t{4}));
  CHECK(scene.ask(scene.interviewer, command::OpenDoc{"a", "12345", 0}) == "document_too_big");
  CHECK(scene.ask(scene.interviewer, command::OpenDoc{"a", "123\xF0\x9F\x98\x80", 0}) == "document_too_big");
  const uint32_t doc = scene.open("a", "12\xF0\x9F\x98\x80");
  CHECK(scene.ask(scene.interviewer, command::Edit{doc, 0, Operation::splice(4, 4, 0, u"5")}) ==
        "document_too_big");
  CHECK(scene.ask(scene.interviewer, command::Edit{doc, 0, Operation::splice(4, 0, 1, u"5")}) == "ok");
  CHECK(scene.ask(scene.interviewer, command::Edit{doc, 1, Operation::splice(4, 0, 1, u"")}) == "ok");
  CHECK(scene.ask(scene.interviewer, command::Edit{doc, 2, Operation::splice(3, 3, 0, u"5")}) == "ok");
}

TEST_CASE("a document that is above a lowered limit can be replayed, and made smaller only") {
  Scene scene;
  const uint32_t doc = scene.open("a", "123456");
  Room room = test::replayed(scene.log, with(&RoomLimits::document_units, size_t{3}));
  const auto edit = [&](uint64_t n, const Operation& op) {
    return code_of(room.apply({scene.interviewer, "client_A", n}, command::Edit{doc, n - 1, op}, {}));
  };
  CHECK(edit(1, Operation::splice(6, 0, 0, u"x")) == "document_too_big");
  CHECK(edit(1, Operation::splice(6, 0, 1, u"x")) == "ok");
  CHECK(edit(2, Operation::splice(6, 0, 2, u"x")) == "ok");
}

TEST_CASE("bytes of a title") {
  const RoomLimits limits = with(&RoomLimits::title_bytes, size_t{5});
  CHECK(code_of(Room::create("r_1", filled(5), "", {}, limits)) == "ok");
  CHECK(code_of(Room::create("r_1", filled(6), "", {}, limits)) == "too_big");
  Room room = Room::create("r_1", "", "", {}, limits).value();
  REQUIRE(room.join("me", Role::teacher, {}).ok());
  const auto set = [&](uint64_t n, const command::SetProblem& problem) {
    return code_of(room.apply({1, "client_A", n}, problem, {}));
  };
  CHECK(set(1, {filled(5), filled(5), ""}) == "ok");
  CHECK(set(2, {filled(6), "", ""}) == "too_big");
  CHECK(set(2, {"", filled(6), ""}) == "too_big");
}

TEST_CASE("bytes of chat lines, notes, problems and input") {
  const struct {
    size_t RoomLimits::*limit;
    std::function<Command(std::string)> command;
  } rows[] = {
      {&RoomLimits::chat_bytes,
       [](std::string text) {
         return command::Chat{std::move(text), false};
       }},
      {&RoomLimits::chat_bytes,
       [](std::string text) {
         return command::Chat{std::move(text), true};
       }},
      {&RoomLimits::note_bytes, [](std::string text) { return command::Note{std::move(text)}; }},
      {&RoomLimits::problem_bytes,
       [](std::string text) {
         return command::SetProblem{"", "", std::move(text)};
       }},
      {&RoomLimits::input_bytes,
       [](std::string text) {
         return command::Run{1, "", std::move(text), true};
       }},
      {&RoomLimits::input_bytes,
       [](std::string text) {
         return command::RunInput{1, std::move(text), false};
       }},
  };
  for (const auto& row : rows) {
    Scene scene(with(row.limit, size_t{7}));
    scene.begin_run(scene.open("a"));
    CHECK(scene.ask(scene.interviewer, row.command(filled(8))) == "too_big");
    CHECK(scene.ask(scene.interviewer, row.command(filled(7))) == "ok");
    CHECK(scene.ask(scene.interviewer, row.command("\xC3")) == "bad_text");
  }
}

TEST_CASE("open runs") {
  Scene scene(with(&RoomLimits::open_runs, size_t{2}));
  const uint32_t doc = scene.open("a");
  const uint32_t first = scene.begin_run(doc);
  REQUIRE(scene.start(first) == "ok");
  scene.begin_run(doc);
  CHECK(scene.ask(scene.interviewer, command::Run{doc, "", "", false}) == "too_many");
  REQUIRE(scene.end(first) == "ok");
  CHECK(scene.ask(scene.interviewer, command::Run{doc, "", "", false}) == "ok");
}

TEST_CASE("kept chat lines: the last ones") {
  Scene scene(with(&RoomLimits::kept_chat_lines, size_t{2}));
  for (const char* line : {"a", "b", "c"})
    REQUIRE(scene.ask(scene.interviewer, command::Chat{line, false}) == "ok");
  REQUIRE(scene.room.chat().size() == 2);
  CHECK(scene.room.chat()[0].text == "b");
  CHECK(scene.room.chat()[1].text == "c");
  Scene none(with(&RoomLimits::kept_chat_lines, size_t{0}));
  REQUIRE(none.ask(none.interviewer, command::Chat{"a", false}) == "ok");
  CHECK(none.room.chat().empty());
}

TEST_CASE("kept runs: the last ones, and all that are open") {
  Scene scene(with(&RoomLimits::kept_runs, size_t{2}));
  const uint32_t doc = scene.open("a");
  const uint32_t open = scene.begin_run(doc);
  for (int i = 0; i < 3; ++i) REQUIRE(scene.end(scene.begin_run(doc)) == "ok");
  REQUIRE(scene.room.runs().size() == 2);
  CHECK(scene.room.run(open)->state == RoomRun::kQueued);
  CHECK(scene.room.run(open + 3)->state == RoomRun::kEnded);
  CHECK(scene.room.run(open + 2) == nullptr);
  CHECK(scene.begin_run(doc) == open + 4);
  Scene none(with(&RoomLimits::kept_runs, size_t{0}));
  const uint32_t only = none.begin_run(none.open("a"));
  CHECK(none.room.run(only));
  REQUIRE(none.end(only) == "ok");
  CHECK(none.room.runs().empty());
}

TEST_CASE("history: operations, bytes and parts that an edit may lag behind") {
  const auto lag = [](const History::Limits& history, uint64_t edits) {
    RoomLimits limits;
    limits.history = history;
    Scene scene(limits);
    const uint32_t doc = scene.open("a");
    for (uint64_t rev = 0; rev < edits; ++rev)
      REQUIRE(scene.ask(scene.interviewer, command::Edit{doc, rev, Operation::splice(rev, rev, 0, u"x")}) ==
              "ok");
    return scene.ask(scene.interviewer, command::Edit{doc, 0, Operation::splice(0, 0, 0, u"y")});
  };
  History::Limits history;
  history.operations = 3;
  CHECK(lag(history, 3) == "ok");
  CHECK(lag(history, 4) == "stale");
  history = {};
  history.bytes = 1;  // the newest is kept
  CHECK(lag(history, 1) == "ok");
  CHECK(lag(history, 2) == "stale");
  history = {};
  history.transform_parts = 6;  // read: 1 + 1, then 2 + 2, then 2 + 2
  CHECK(lag(history, 2) == "ok");
  CHECK(lag(history, 3) == "stale");
}
