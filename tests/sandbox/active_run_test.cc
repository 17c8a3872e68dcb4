// A run that is stopped while its box is being made, step by step: whichever of the two comes first.
#include "sandbox/active_run.h"

#include <doctest/doctest.h>

#include "sandbox/laboratory.h"

using namespace interview;
using namespace interview::sandbox;
using namespace interview::test;

namespace {

// Has no box ready, and makes one when the test says so.
struct SlowSource : BoxSource {
  std::shared_ptr<Box> take(const RunPlan&) override { return nullptr; }
  void make(const RunPlan&, std::function<bool()> is_wanted, Made done) override {
    wanted = std::move(is_wanted);
    made = std::move(done);
  }
  void post(std::function<void()> work) override { work(); }

  std::function<bool()> wanted;
  Made made;
};

struct Begun {
  asio::io_context loop;
  SlowSource boxes;
  std::shared_ptr<Recorder> recorder = std::make_shared<Recorder>();
  std::shared_ptr<ActiveRun> run;
  int over = 0;

  Begun() {
    RunPlan plan{};
    plan.stages = {{false, {"/bin/true"}, RunLimits{}.run}};
    run = std::make_shared<ActiveRun>(loop, boxes, plan, RunStart{}, 100, recorder);
    run->begin([this] { ++over; });
  }
};

}  // namespace

TEST_CASE("a run that is stopped just when its box has come is told once, and over once") {
  Begun begun;
  begun.boxes.made(Error{Errc::internal, "no box"});
  begun.run->end(StopCause::person);
  begun.loop.poll();
  CHECK(begun.over == 1);
  CHECK(begun.recorder->wait().kind == RunKind::cancelled);
  begun.run->request_stop();
  begun.loop.restart();
  begun.loop.poll();
  CHECK(begun.over == 1);
}

TEST_CASE("a run that is stopped before its box has come is told at once, and over when it comes") {
  Begun begun;
  CHECK(begun.boxes.wanted());
  begun.run->end(StopCause::person);
  begun.loop.poll();
  CHECK(begun.recorder->wait().kind == RunKind::cancelled);
  CHECK(begun.over == 0);
  CHECK_FALSE(begun.boxes.wanted());
  begun.boxes.made(std::shared_ptr<Box>());
  begun.loop.restart();
  begun.loop.poll();
  CHECK(begun.over == 1);
}

TEST_CASE("a run whose box cannot be made ends with what is wrong") {
  Begun begun;
  begun.boxes.made(Error{Errc::internal, "no box"});
  begun.loop.poll();
  const RunResult result = begun.recorder->wait();
  CHECK(result.kind == RunKind::internal_error);
  CHECK(result.message == "no box");
  CHECK(begun.over == 1);
}
