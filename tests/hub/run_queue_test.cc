// Whose turn it is, and who may wait.
#include "hub/run_queue.h"

#include <doctest/doctest.h>

#include <map>

#include "support/random.h"

using namespace interview;
using namespace interview::test;

namespace {

using Names = std::vector<std::string>;

// Runs of people in rooms, by names like "a1": the person a's first.
struct Line {
  explicit Line(const RunQueueLimits& limits = {1, 100, 100, 100})
      : queue(std::make_shared<RunQueue>(limits)) {}

  Result<void> reserve(const std::string& name, const std::string& room = "r") {
    auto place = queue->reserve(room, static_cast<uint32_t>(name[0]));
    if (!place) return place.error();
    places[name] = std::move(*place);
    return {};
  }
  void wait(const std::string& name) {
    places[name].wait([this, name] { started.push_back(name); },
                      [this, name](uint32_t position) {
                        told[name] = position;
                        ++times_told;
                      });
  }
  void enter(const std::string& name, const std::string& room = "r") {
    REQUIRE(reserve(name, room).ok());
    wait(name);
  }
  void end(const std::string& name) { places.erase(name); }
  // Ends what runs until nothing waits.
  Names order() {
    for (size_t next = 0; next < started.size(); ++next) end(std::string(started[next]));
    return started;
  }

  std::shared_ptr<RunQueue> queue;
  Names started;
  std::map<std::string, uint32_t> told;
  int times_told = 0;
  std::map<std::string, RunQueue::Place> places;  // the last: those that go tell the others where they are
};

}  // namespace

TEST_CASE("people take turns in a room, and rooms among each other") {
  Line people;
  for (const char* name : {"a1", "a2", "a3", "b1", "c1", "b2"}) people.enter(name);
  CHECK(people.order() == Names{"a1", "a2", "b1", "c1", "a3", "b2"});

  Line rooms;
  for (const char* name : {"a1", "a2", "a3", "b1"}) rooms.enter(name, "r");
  rooms.enter("c1", "s");
  rooms.enter("c2", "s");
  CHECK(rooms.order() == Names{"a1", "a2", "c1", "b1", "c2", "a3"});
}

TEST_CASE("who comes back waits behind those who had no turn yet") {
  Line line;
  for (const char* name : {"a1", "a2", "b1", "c1"}) line.enter(name);
  line.end("a1");  // a2 starts
  line.enter("a3");
  CHECK(line.order() == Names{"a1", "a2", "b1", "c1", "a3"});
}

TEST_CASE("as many run at a time as may") {
  Line line({3, 100, 100, 100});
  for (const char* name : {"a1", "a2", "a3", "a4", "b1"}) line.enter(name);
  CHECK(line.started == Names{"a1", "a2", "a3"});
  CHECK(line.queue->under_way() == 3);
  CHECK(line.queue->waiting() == 2);
  line.end("a2");
  CHECK(line.started.size() == 4);
  line.end("b1");  // waits, or runs
  line.end("a4");
  line.end("a1");
  line.end("a3");
  CHECK(line.queue->under_way() == 0);
  CHECK(line.queue->waiting() == 0);
}

TEST_CASE("places in the queue are told when they change, and only then") {
  Line line;
  line.enter("a1");
  CHECK(line.told.empty());
  line.enter("a2");
  line.enter("a3");
  CHECK(line.told == std::map<std::string, uint32_t>{{"a2", 1}, {"a3", 2}});
  CHECK(line.times_told == 2);
  line.enter("b1");
  CHECK(line.told == std::map<std::string, uint32_t>{{"a2", 1}, {"a3", 3}, {"b1", 2}});
  CHECK(line.times_told == 4);
  line.enter("b2");
  CHECK(line.times_told == 5);
  line.end("a1");
  CHECK(line.told == std::map<std::string, uint32_t>{{"a2", 0}, {"a3", 2}, {"b1", 1}, {"b2", 3}});
}

TEST_CASE("what waits is bounded, in all, per room and per person") {
  const auto message = [](const Result<void>& result) {
    if (result) return std::string("taken");
    CHECK(result.error().code == Errc::busy);
    return result.error().message;
  };
  SUBCASE("in all") {
    Line line({1, 2, 9, 9});
    for (const char* name : {"a1", "b1"}) line.enter(name);
    line.enter("c1", "s");
    CHECK(message(line.reserve("d1", "t")) == "too many runs are waiting: try again soon");
    line.end("b1");
    CHECK(message(line.reserve("d1", "t")) == "taken");
  }
  SUBCASE("per room") {
    Line line({1, 9, 2, 9});
    for (const char* name : {"a1", "b1", "c1"}) line.enter(name);
    CHECK(message(line.reserve("d1")) == "too many runs of this room are waiting");
    CHECK(message(line.reserve("d1", "s")) == "taken");
  }
  SUBCASE("per person") {
    Line line({1, 9, 9, 2});
    for (const char* name : {"a1", "a2", "a3"}) line.enter(name);
    CHECK(message(line.reserve("a4")) == "too many of your runs are waiting");
    CHECK(message(line.reserve("b1")) == "taken");
    CHECK(message(line.reserve("a5", "s")) == "taken");
  }
  SUBCASE("a place that is reserved counts, and is free when it is given back") {
    Line line({1, 1, 9, 9});
    line.enter("a1");
    CHECK(message(line.reserve("b1")) == "taken");
    CHECK(message(line.reserve("c1")) != "taken");
    line.end("b1");
    CHECK(message(line.reserve("c1")) == "taken");
    line.wait("c1");
    CHECK(line.order() == Names{"a1", "c1"});
  }
  SUBCASE("not while a run could start at once") {
    Line line({2, 1, 1, 1});
    CHECK(message(line.reserve("a1")) == "taken");
    CHECK(message(line.reserve("a2")) == "taken");
    CHECK(message(line.reserve("a3")) != "taken");
  }
}

TEST_CASE("places told are the order in which runs start, whatever comes and goes") {
  Random random(test_seed());
  INFO("INTERVIEW_TEST_SEED=", test_seed());
  for (size_t round = 0; round < test_cases(300); ++round) {
    Line line({1 + random.below(3), 1000, 1000, 1000});
    for (int step = 0; step < 40; ++step) {
      const std::string name =
          std::string(1, static_cast<char>('a' + random.below(4))) + std::to_string(step);
      if (random.below(3) > 0)
        line.enter(name, std::string(1, static_cast<char>('r' + random.below(3))));
      else if (!line.places.empty())
        line.end(std::next(line.places.begin(), static_cast<long>(random.below(line.places.size())))->first);
    }
    // Those that wait, by the place that they were told last.
    Names expected(line.queue->waiting());
    for (const auto& [name, position] : line.told)
      if (position > 0 && line.places.count(name)) expected.at(position - 1) = name;
    const size_t before = line.started.size();
    const Names all = line.order();
    CHECK(Names(all.begin() + static_cast<long>(before), all.end()) == expected);
  }
}
