// Runs: ordered, started, their input and output, and their end.
#include <doctest/doctest.h>

#include "hub/run_table.h"

using namespace interview;
using namespace interview::test;

TEST_CASE("a run is ordered when it is committed, and both see the same of it") {
  Table table;
  Stage& stage = table.stage;
  stage.hold_writer = true;
  table.run();
  CHECK(stage.sandbox.runs.empty());
  stage.hold_writer = false;
  stage.run();
  REQUIRE(stage.sandbox.runs.size() == 1);
  const ScriptedRun& run = *stage.sandbox.runs[0];
  CHECK(run.request.language == "python");
  CHECK(run.request.main == "main.py");
  CHECK(run.request.input == "first\n");
  CHECK_FALSE(run.request.keep_input_open);
  run.started();
  run.prints("hello ");
  run.prints("world\n");
  run.prints("oh\n", OutputStream::err);
  run.ends(RunKind::ok);
  stage.pass(100);
  const auto to_ada = table.ada->events(), to_ben = table.ben->events();
  CHECK(all<event::RunQueued>(to_ada).size() == 1);
  CHECK(all<event::RunStarted>(to_ada).at(0).language_version == "Test 1.0");
  std::string out, err;
  for (const auto& output : all<event::RunOutput>(to_ada))
    (output.stream == OutputStream::out ? out : err) += output.data;
  CHECK(out == "hello world\n");
  CHECK(err == "oh\n");
  CHECK(all<event::RunEnded>(to_ada).at(0).result.kind == RunKind::ok);
  REQUIRE(to_ada.size() == to_ben.size());
  for (size_t i = 0; i < to_ada.size(); ++i) CHECK(to_ada[i].seq == to_ben[i].seq);
  CHECK(stage.hub->stats().runs == 0);
  CHECK(stage.hub->stats().runs_started == 1);
}

TEST_CASE("output is gathered: the first at once, then one record a while or when there is much") {
  HubOptions options;
  options.output_ms = 50;
  options.output_bytes = 1'000;
  Table table(options);
  table.run();
  const ScriptedRun& run = *table.stage.sandbox.runs.at(0);
  run.started();
  run.prints("a");
  table.stage.run();
  CHECK(all<event::RunOutput>(table.ada->events()).size() == 1);
  for (int i = 0; i < 100; ++i) run.prints("b");
  table.stage.pass(49);
  CHECK(all<event::RunOutput>(table.ada->events()).empty());
  table.stage.pass(1);
  auto outputs = all<event::RunOutput>(table.ada->events());
  REQUIRE(outputs.size() == 1);
  CHECK(outputs[0].data == std::string(100, 'b'));
  // Much: in pieces that split no character.
  std::string much;
  for (int i = 0; i < 1'000; ++i) much += "\u20ac";
  run.prints(much);
  table.stage.run();
  std::string got;
  for (const auto& output : all<event::RunOutput>(table.ada->events())) {
    CHECK(output.data.size() <= 1'000);
    CHECK(output.data.size() % 3 == 0);
    got += output.data;
  }
  CHECK(got == much);
  run.ends(RunKind::ok);
  table.stage.run();
}

TEST_CASE("many tiny writes are one task for the room, in their order") {
  Table table;
  table.run();
  const ScriptedRun& run = *table.stage.sandbox.runs.at(0);
  run.started();
  table.stage.run();
  table.ada->got.clear();
  std::string all_out, all_err;
  for (int i = 0; i < 10'000; ++i) {
    const std::string byte(1, static_cast<char>('a' + i % 26));
    const bool to_err = i % 1'000 == 999;
    run.prints(byte, to_err ? OutputStream::err : OutputStream::out);
    (to_err ? all_err : all_out) += byte;
  }
  size_t tasks = 0;
  while (table.stage.workers.run_one()) ++tasks;
  CHECK(tasks < 10);
  run.ends(RunKind::ok);
  table.stage.run();
  std::string out, err;
  for (const auto& output : all<event::RunOutput>(table.ada->events()))
    (output.stream == OutputStream::out ? out : err) += output.data;
  CHECK(out == all_out);
  CHECK(err == all_err);
}

TEST_CASE("output that is cut at the limit ends with a whole character, and nothing comes behind the gap") {
  HubOptions options;
  options.room.run_output_bytes = 10;
  Table table(options);
  table.run();
  const ScriptedRun& run = *table.stage.sandbox.runs.at(0);
  run.started();
  run.prints("\u20ac\u20ac\u20ac\u20ac");
  table.stage.run();
  run.prints("x");
  table.stage.pass(200);
  CHECK(run.stopped);
  run.ends(RunKind::cancelled);
  table.stage.pass(200);
  const auto events = table.ada->events();
  std::string got;
  for (const auto& output : all<event::RunOutput>(events)) got += output.data;
  CHECK(got == "\u20ac\u20ac\u20ac");
  CHECK(all<event::RunEnded>(events).at(0).dropped_bytes == 4);
}

TEST_CASE("output beyond the limit is counted, and the run is stopped") {
  HubOptions options;
  options.room.run_output_bytes = 10;
  options.output_bytes = 4;
  Table table(options);
  table.run();
  const ScriptedRun& run = *table.stage.sandbox.runs.at(0);
  CHECK(run.request.limits.output_bytes == 10);
  run.started();
  run.prints("0123456789ABCDEF");
  table.stage.pass(200);
  CHECK(run.stopped);
  run.ends(RunKind::cancelled);
  table.stage.pass(200);
  const auto events = table.ada->events();
  std::string got;
  for (const auto& output : all<event::RunOutput>(events)) got += output.data;
  CHECK(got == "0123456789");
  const auto ended = all<event::RunEnded>(events).at(0);
  CHECK(ended.result.kind == RunKind::output_limit);
  CHECK(ended.result.truncated);
  CHECK(ended.dropped_bytes == 6);
}

TEST_CASE("input goes to the run, also what came before it started; stop ends it") {
  HubOptions options;
  options.concurrent_runs = 1;
  Table table(options);
  Stage& stage = table.stage;
  table.run();
  table.run(true);  // waits
  stage.command(*table.ben, ++table.n, command::RunInput{2, "second\n", false});
  stage.run();
  REQUIRE(stage.sandbox.runs.size() == 1);
  CHECK(table.ben->take<wire::Queued>().position == 1);
  stage.sandbox.runs[0]->ends(RunKind::ok);
  stage.run();
  REQUIRE(stage.sandbox.runs.size() == 2);
  const ScriptedRun& run = *stage.sandbox.runs[1];
  CHECK(run.request.input == "first\nsecond\n");
  CHECK(run.request.keep_input_open);
  stage.command(*table.ben, ++table.n, command::RunInput{2, "third\n", false});
  stage.command(*table.ben, ++table.n, command::RunInput{2, "", true});
  stage.run();
  CHECK(run.input == "third\n");
  CHECK(run.input_closed);
  stage.command(*table.ben, ++table.n, command::RunStop{2});
  stage.run();
  CHECK(run.stopped);
  run.ends(RunKind::cancelled);
  stage.run();
  CHECK(all<event::RunEnded>(table.ben->events()).back().result.kind == RunKind::cancelled);
}

TEST_CASE("what is typed for a run that waits is bounded, as the sandbox bounds it; the rest is missed") {
  CHECK(HubOptions().run_input_bytes == NativeSandboxOptions().input_bytes);
  HubOptions options;
  options.concurrent_runs = 1;
  options.run_input_bytes = 10;
  Table table(options);
  Stage& stage = table.stage;
  table.run();
  table.run(true);  // waits, with "first\n"
  for (const char* text : {"12345", "12", "xyz", "34"})
    stage.command(*table.ben, ++table.n, command::RunInput{2, text, false});
  SUBCASE("the end of the input is not missed") {
    stage.command(*table.ben, ++table.n, command::RunInput{2, "too much", true});
  }
  SUBCASE("nor what is typed later") {}
  stage.run();
  CHECK(all<event::RunInput>(table.ada->events()).size() >= 4);
  stage.sandbox.runs.at(0)->ends(RunKind::ok);
  stage.run();
  const ScriptedRun& run = *stage.sandbox.runs.at(1);
  CHECK(run.request.input == "first\n1234");
  if (!run.request.keep_input_open) return;
  stage.command(*table.ben, ++table.n, command::RunInput{2, "later", false});
  stage.run();
  CHECK(run.input == "later");
}

TEST_CASE("whoever may run types into a run, whosever it is; an observer does not") {
  Table table;
  Stage& stage = table.stage;
  auto eve = stage.join("eve", Role::observer);
  table.run(true);  // Ben's
  const ScriptedRun& run = *stage.sandbox.runs.at(0);
  run.started();
  stage.command(*table.ada, 1, command::RunInput{1, "of ada\n", false});
  stage.run();
  CHECK(run.input == "of ada\n");
  const auto seen = all<event::RunInput>(eve->events());
  REQUIRE(seen.size() == 1);
  CHECK(seen[0].text == "of ada\n");
  stage.command(*eve, 1, command::RunInput{1, "of eve\n", true});
  stage.run();
  CHECK(eve->take<wire::Refusal>().code == Errc::not_permitted);
  CHECK(run.input == "of ada\n");
  CHECK_FALSE(run.input_closed);
  stage.command(*table.ada, 2, command::RunInput{1, "", true});
  stage.run();
  CHECK(run.input_closed);
  REQUIRE(all<event::RunInput>(eve->events()).size() == 1);
}

TEST_CASE("a sandbox that cannot start ends the run with what is wrong") {
  Table table;
  table.stage.sandbox.broken = true;
  table.run();
  const auto ended = all<event::RunEnded>(table.ben->events());
  REQUIRE(ended.size() == 1);
  CHECK(ended[0].result.kind == RunKind::internal_error);
  CHECK(ended[0].result.message == "no place to run");
  CHECK(table.stage.hub->stats().runs == 0);
}

TEST_CASE("a server without a sandbox, and a language it does not know, refuse the run") {
  Stage stage({}, false);
  stage.room();
  auto ada = stage.join("ada", Role::interviewer);
  stage.command(*ada, 1, command::Run{1, "", "", false});
  stage.run();
  CHECK(ada->take<wire::Refusal>().code == Errc::not_permitted);
  Stage other;
  other.room();
  ada = other.join("ada", Role::interviewer);
  other.command(*ada, 1, command::Run{1, "cobol", "", false});
  other.run();
  CHECK(ada->take<wire::Refusal>().code == Errc::no_such_language);
}

TEST_CASE("a room that ends stops its runs, and one that is opened again ends those it had as interrupted") {
  Table table;
  Stage& stage = table.stage;
  table.run();
  const auto run = stage.sandbox.runs.at(0);
  SUBCASE("ended") {
    stage.command(*table.ada, 1, command::End{});
    stage.run();
    CHECK(run->stopped);
    run->prints("late");
    run->ends(RunKind::cancelled);
    stage.pass(200);
    CHECK(std::holds_alternative<event::Ended>(table.ben->events().back().event));
  }
  SUBCASE("stopped and started") {
    stage.restart();
    CHECK(run->stopped);
    run->ends(RunKind::cancelled);
    auto ada = stage.join("ada", Role::interviewer);
    CHECK(ada->take<wire::Welcome>().room.runs.at(1).result.kind == RunKind::interrupted);
  }
  SUBCASE("crashed and started") {
    stage.crash();
    auto ada = stage.join("ada", Role::interviewer);
    CHECK(ada->take<wire::Welcome>().room.runs.at(1).result.kind == RunKind::interrupted);
  }
}

TEST_CASE("a room is not let go for having been empty before its run began") {
  HubOptions options;
  options.idle_room_ms = 1'000;
  Table table(options);
  Stage& stage = table.stage;
  stage.leave(*table.ada);
  stage.leave(*table.ben);
  stage.pass(500);
  table.ben = stage.join("ben");
  table.run();
  stage.leave(*table.ben);
  stage.pass(2'000);
  CHECK(stage.hub->stats().rooms == 1);
  stage.sandbox.runs.at(0)->ends(RunKind::ok);
  stage.pass(2'000);
  CHECK(stage.hub->stats().rooms == 0);
}

TEST_CASE("a room that ends with a run and nobody in it is let go") {
  HubOptions options;
  options.idle_room_ms = 1'000;
  Table table(options);
  Stage& stage = table.stage;
  table.run();
  stage.leave(*table.ada);
  stage.leave(*table.ben);
  stage.pass(2'000);
  REQUIRE(stage.hub->stats().rooms == 1);
  stage.hub->end_room("r_room", {"ada", "Ada", Role::interviewer, 0},
                      [](const Result<void>& done) { CHECK(done.ok()); });
  stage.run();
  CHECK(stage.sandbox.runs.at(0)->stopped);
  stage.sandbox.runs.at(0)->ends(RunKind::cancelled);
  stage.pass(2'000);
  CHECK(stage.hub->stats().rooms == 0);
}

TEST_CASE("a room with a run is not let go") {
  HubOptions options;
  options.idle_room_ms = 100;
  Table table(options);
  table.run();
  table.stage.leave(*table.ada);
  table.stage.leave(*table.ben);
  table.stage.pass(1'000);
  CHECK(table.stage.hub->stats().rooms == 1);
  table.stage.sandbox.runs[0]->ends(RunKind::ok);
  table.stage.pass(1'000);
  CHECK(table.stage.hub->stats().rooms == 0);
}
