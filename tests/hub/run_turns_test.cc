// Whose run is next, and how many may wait.
#include <doctest/doctest.h>

#include "hub/run_table.h"

using namespace interview;
using namespace interview::test;

TEST_CASE("a run that is stopped while it waits never starts") {
  HubOptions options;
  options.concurrent_runs = 1;
  Table table(options);
  table.run();
  table.run();
  table.stage.command(*table.ben, ++table.n, command::RunStop{2});
  table.stage.run();
  CHECK(all<event::RunEnded>(table.ben->events()).at(0).result.kind == RunKind::cancelled);
  table.stage.sandbox.runs[0]->ends(RunKind::ok);
  table.stage.run();
  CHECK(table.stage.sandbox.runs.size() == 1);
  CHECK(table.stage.hub->stats().runs_queued == 0);
}

TEST_CASE("rooms take turns, within what may run and wait") {
  HubOptions options;
  options.concurrent_runs = 1;
  options.queued_runs = 3;
  Table table(options);
  Stage& stage = table.stage;
  stage.room("r_other");
  auto cid = stage.join("cid", Role::interviewer, "r_other");
  table.run(), table.run(), table.run();  // one runs, two wait
  stage.command(*cid, 1, command::Run{1, "", "of the other room", false});
  stage.run();
  CHECK(stage.hub->stats().runs == 1);
  CHECK(stage.hub->stats().runs_queued == 3);
  stage.command(*cid, 2, command::Run{1, "", "", false});
  stage.run();
  const auto refusal = cid->take<wire::Refusal>();
  CHECK((refusal.n == 2 && refusal.code == Errc::busy));
  CHECK_FALSE(refusal.retry);  // what is typed next does not wait for a place
  stage.sandbox.runs[0]->ends(RunKind::ok);
  stage.run();
  stage.sandbox.runs[1]->ends(RunKind::ok);
  stage.run();
  // The other room's came before the third of the first room.
  REQUIRE(stage.sandbox.runs.size() == 3);
  CHECK((stage.sandbox.runs[1]->request.input == "of the other room") !=
        (stage.sandbox.runs[2]->request.input == "of the other room"));
}

TEST_CASE("what waits is bounded per room and per person, and refused before it is logged") {
  HubOptions options;
  options.concurrent_runs = 1;
  options.queued_runs_of_room = 3;
  options.queued_runs_of_person = 2;
  Table table(options);
  Stage& stage = table.stage;
  table.run(), table.run(), table.run();  // one runs, two wait
  const auto refused = [&](Peer& peer) {
    stage.run();
    return peer.has<wire::Refusal>() ? peer.take<wire::Refusal>().message : std::string();
  };
  const auto logged = [&] { return all<event::RunQueued>(table.ada->events()).size(); };
  CHECK(logged() == 3);
  table.run();
  CHECK(refused(*table.ben) == "too many of your runs are waiting");
  stage.command(*table.ada, 1, command::Run{1, "", "", false});
  CHECK(refused(*table.ada).empty());
  CHECK(logged() == 1);
  stage.command(*table.ada, 2, command::Run{1, "", "", false});
  CHECK(refused(*table.ada) == "too many runs of this room are waiting");
  CHECK(logged() == 0);
  // A refused run's place is nobody's, also where the room refused it.
  stage.command(*table.ada, 2, command::Run{99, "", "", false});
  CHECK(refused(*table.ada) != "");
  CHECK(stage.hub->stats().runs_queued == 3);
  stage.sandbox.runs[0]->ends(RunKind::ok);
  stage.run();
  CHECK(stage.hub->stats().runs_queued == 2);
  stage.command(*table.ada, 2, command::Run{99, "", "", false});
  CHECK(refused(*table.ada).find("no document") != std::string::npos);
  CHECK(stage.hub->stats().runs_queued == 2);
}

TEST_CASE("a person who presses Run many times does not keep another's from starting") {
  HubOptions options;
  options.concurrent_runs = 1;
  Table table(options);
  Stage& stage = table.stage;
  for (int i = 0; i < 4; ++i) table.run();
  stage.command(*table.ada, 1, command::Run{1, "", "of ada", false});
  stage.run();
  // Runs 1 to 4 are Ben's, run 5 is Ada's: it is the second of those that wait.
  std::map<uint32_t, uint32_t> places;
  while (table.ada->has<wire::Queued>()) {
    const auto place = table.ada->take<wire::Queued>();
    places[place.run] = place.position;
  }
  CHECK(places == std::map<uint32_t, uint32_t>{{2, 1}, {3, 3}, {4, 4}, {5, 2}});
  stage.sandbox.runs[0]->ends(RunKind::ok);
  stage.run();
  stage.sandbox.runs[1]->ends(RunKind::ok);
  stage.run();
  REQUIRE(stage.sandbox.runs.size() == 3);
  CHECK(stage.sandbox.runs[2]->request.input == "of ada");
}

TEST_CASE("a run's place is free when the sandbox has cleaned up, not when the room has let it go") {
  HubOptions options;
  options.concurrent_runs = 1;
  Table table(options);
  Stage& stage = table.stage;
  stage.room("r_other");
  auto cid = stage.join("cid", Role::interviewer, "r_other");
  table.run();
  stage.command(*cid, 1, command::Run{1, "", "", false});
  stage.command(*table.ada, 1, command::End{});
  stage.run();
  CHECK(stage.sandbox.runs.at(0)->stopped);
  CHECK(stage.sandbox.runs.size() == 1);
  CHECK(stage.hub->stats().runs == 1);
  stage.sandbox.runs[0]->ends(RunKind::cancelled);
  stage.run();
  CHECK(stage.sandbox.runs.size() == 2);
}

TEST_CASE("a run that is stopped just when its turn comes leaves its place") {
  HubOptions options;
  options.concurrent_runs = 1;
  Table table(options);
  Stage& stage = table.stage;
  table.run();
  table.run();
  stage.hold_writer = true;
  stage.command(*table.ben, ++table.n, command::RunStop{2});
  stage.run();
  stage.hold_writer = false;
  while (stage.writer.run_one()) {
  }
  // The room is about to hear that the second is to be stopped, and then that it is to start.
  stage.sandbox.runs.at(0)->ends(RunKind::ok);
  stage.run();
  CHECK(stage.sandbox.runs.size() == 1);
  table.run();
  CHECK(stage.sandbox.runs.size() == 2);
}
