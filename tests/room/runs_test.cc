// The life of a run: queued, running, ended; and what the end of the room and a crash do to it.
#include <doctest/doctest.h>

#include "room/scene.h"

using namespace interview;
using test::code_of;
using test::Scene;

TEST_CASE("a run is queued, started, heard of, and ended") {
  Scene scene;
  const uint32_t doc = scene.open("main.py", "print(1)");
  REQUIRE(scene.ask(scene.interviewer, command::Run{doc, "", "in", true}) == "ok");
  const uint32_t id = 1;
  REQUIRE(scene.room.run(id));
  CHECK(scene.room.run(id)->state == RoomRun::kQueued);
  CHECK(scene.room.run(id)->by == scene.interviewer);
  CHECK(scene.room.run(id)->doc == doc);
  CHECK(scene.room.run(id)->language == "python");
  CHECK(scene.room.run(id)->at == scene.room.now());
  REQUIRE(scene.start(id) == "ok");
  CHECK(scene.room.run(id)->state == RoomRun::kRunning);
  CHECK(scene.room.run(id)->language_version == "3.11");
  CHECK(scene.room.run(id)->image == "python:3.11");
  CHECK(scene.output(id, "1\n") == 0);
  CHECK(scene.output(id, "warning", OutputStream::err) == 0);
  REQUIRE(scene.end(id, RunKind::runtime_error) == "ok");
  const RoomRun& run = *scene.room.run(id);
  CHECK(run.state == RoomRun::kEnded);
  CHECK(run.result.kind == RunKind::runtime_error);
  CHECK(run.result.exit_code == -1);
  CHECK(run.result.wall_ms == 7);
  CHECK(run.logged_bytes == 9);
  REQUIRE(run.output.size() == 2);
  CHECK(run.output[0].data == "1\n");
  CHECK(run.output[1].stream == OutputStream::err);
}

TEST_CASE("what is ordered is the document with the others of its owner, as they stand") {
  Scene scene;
  const uint32_t student = scene.join(Role::student);
  const uint32_t main = scene.open("main.py", "import b"), other = scene.open("b.py", "x");
  const uint32_t own = scene.open("own.py", "\xF0\x9F\x98\x80", student);
  REQUIRE(scene.ask(scene.interviewer, command::Edit{other, 0, Operation::splice(1, 1, 0, u"\u00e9")}) ==
          "ok");
  REQUIRE(scene.ask(scene.interviewer, command::Run{main, "c++", "in", true}) == "ok");
  REQUIRE(scene.orders.size() == 1);
  const RunOrder& order = scene.orders[0];
  CHECK(order.run == 1);
  CHECK(order.language == "c++");
  CHECK(order.main == "main.py");
  CHECK(order.input == "in");
  CHECK(order.keep_input_open);
  REQUIRE(order.files.size() == 2);
  CHECK(order.files[0].content == "import b");
  CHECK(order.files[1].name == "b.py");
  CHECK(order.files[1].content == "x\xC3\xA9");
  REQUIRE(scene.ask(student, command::Run{own, "", "", false}) == "ok");
  REQUIRE(scene.orders.size() == 2);
  CHECK(scene.orders[1].main == "own.py");
  REQUIRE(scene.orders[1].files.size() == 1);
  CHECK(scene.orders[1].files[0].content == "\xF0\x9F\x98\x80");
  CHECK_FALSE(scene.orders[1].keep_input_open);
  CHECK(scene.room.take_run_orders().empty());
}

TEST_CASE("a run has a language: its own, or the room's") {
  Scene scene;
  const uint32_t doc = scene.open("a");
  CHECK(scene.ask(scene.interviewer, command::Run{doc, "No Language", "", false}) == "no_such_language");
  Room room = Room::create("r_2", "", "", {}).value();
  REQUIRE(room.join("me", Role::interviewer, {}).ok());
  REQUIRE(room.apply({1, "client_A", 1}, command::OpenDoc{"a", "", 0}, {}).ok());
  CHECK(code_of(room.apply({1, "client_A", 2}, command::Run{1, "", "", false}, {})) == "no_such_language");
  CHECK(code_of(room.apply({1, "client_A", 2}, command::Run{1, "go", "", false}, {})) == "ok");
}

TEST_CASE("a run is started once, and nothing comes after its end") {
  Scene scene;
  const uint32_t doc = scene.open("a"), id = scene.begin_run(doc);
  CHECK(scene.start(9) == "no_such_run");
  CHECK(scene.end(9) == "no_such_run");
  CHECK(code_of(scene.room.run_output(9, OutputStream::out, "x", {})) == "no_such_run");
  REQUIRE(scene.start(id) == "ok");
  CHECK(scene.start(id) == "no_such_run");
  REQUIRE(scene.end(id) == "ok");
  CHECK(scene.start(id) == "no_such_run");
  CHECK(scene.end(id) == "no_such_run");
  CHECK(code_of(scene.room.run_output(id, OutputStream::out, "x", {})) == "no_such_run");
  CHECK(scene.ask(scene.interviewer, command::RunInput{id, "x", false}) == "no_such_run");
  CHECK(scene.ask(scene.interviewer, command::RunStop{id}) == "no_such_run");
  CHECK(scene.collect() == 0);
}

TEST_CASE("a run may end before it is started") {
  Scene scene;
  const uint32_t id = scene.begin_run(scene.open("a"));
  CHECK(scene.end(id, RunKind::internal_error) == "ok");
  CHECK(scene.room.run(id)->result.kind == RunKind::internal_error);
}

TEST_CASE("input and Stop are recorded for whoever carries the run out") {
  Scene scene;
  const uint32_t id = scene.begin_run(scene.open("a"));
  REQUIRE(scene.ask(scene.interviewer, command::RunInput{id, "42\n", true}) == "ok");
  const auto& input = std::get<event::RunInput>(scene.log.back().event);
  CHECK(input.run == id);
  CHECK(input.text == "42\n");
  CHECK(input.end);
  CHECK_FALSE(scene.room.run(id)->stopping);
  REQUIRE(scene.ask(scene.interviewer, command::RunStop{id}) == "ok");
  CHECK(scene.room.run(id)->stopping);
  CHECK(scene.room.run(id)->state == RoomRun::kQueued);
}

TEST_CASE("what a sandbox says about a run becomes text, so that the log can be read again") {
  Scene scene;
  const uint32_t id = scene.begin_run(scene.open("a"));
  REQUIRE(scene.room.run_started(id, {77, "3.\xFF", "image\xC3", true}, scene.moment()).ok());
  CHECK(scene.room.run(id)->language_version == "3.\xEF\xBF\xBD");
  RunResult result;
  result.message = "bad \x80";
  REQUIRE(scene.room.run_ended(id, result, 5, scene.moment()).ok());
  CHECK(scene.room.run(id)->result.message == "bad \xEF\xBF\xBD");
  scene.collect();
  const auto& ended = std::get<event::RunEnded>(scene.log.back().event);
  CHECK(ended.dropped_bytes == 5);
  CHECK((test::replayed(scene.log).snapshot() == scene.room.snapshot()));
}

TEST_CASE("a room that is opened again ends its open runs as interrupted") {
  Scene scene;
  const uint32_t doc = scene.open("a");
  const uint32_t queued = scene.begin_run(doc), running = scene.begin_run(doc), ended = scene.begin_run(doc);
  REQUIRE(scene.start(running) == "ok");
  REQUIRE(scene.end(ended) == "ok");
  Room room = Room::restore("r_1", scene.room.snapshot()).value();
  room.interrupt_runs(scene.moment());
  const auto entries = room.take_entries();
  REQUIRE(entries.size() == 2);
  CHECK(entries[0].record.salt != entries[1].record.salt);
  for (const uint32_t id : {queued, running}) {
    CHECK(room.run(id)->state == RoomRun::kEnded);
    CHECK(room.run(id)->result.kind == RunKind::interrupted);
  }
  CHECK(room.run(ended)->result.kind == RunKind::ok);
  for (const Entry& entry : entries) {
    CHECK(entry.record.header.by == 0);
    REQUIRE(scene.room.replay(entry.record).ok());
  }
  room.interrupt_runs(scene.moment());
  CHECK(room.take_entries().empty());
}

TEST_CASE("the end cancels open runs, and is the last record") {
  Scene scene;
  const uint32_t doc = scene.open("a");
  const uint32_t queued = scene.begin_run(doc), running = scene.begin_run(doc), ended = scene.begin_run(doc);
  REQUIRE(scene.start(running) == "ok");
  REQUIRE(scene.end(ended) == "ok");
  const size_t before = scene.log.size();
  REQUIRE(scene.ask(scene.interviewer, command::End{}) == "ok");
  REQUIRE(scene.log.size() == before + 3);
  CHECK(scene.log[before].record.salt != scene.log[before + 1].record.salt);
  CHECK(scene.log[before + 1].record.salt != scene.log[before + 2].record.salt);
  CHECK(scene.log.back().record.header.kind == RecordKind::ended);
  CHECK(scene.room.ended());
  for (const uint32_t id : {queued, running}) {
    CHECK(scene.room.run(id)->state == RoomRun::kEnded);
    CHECK(scene.room.run(id)->result.kind == RunKind::cancelled);
  }
  CHECK(scene.start(queued) == "no_such_run");
  CHECK(scene.end(running) == "no_such_run");
  CHECK(code_of(scene.room.run_output(running, OutputStream::out, "x", {})) == "no_such_run");
  scene.room.interrupt_runs(scene.moment());
  CHECK(scene.collect() == 0);
  CHECK((test::replayed(scene.log).snapshot() == scene.room.snapshot()));
}
