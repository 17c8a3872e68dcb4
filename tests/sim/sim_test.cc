#include <doctest/doctest.h>

#include <cstdio>

#include "sim/model_server.h"
#include "sim/simulation.h"
#include "sim/violation.h"

using namespace interview;
using namespace interview::test;

namespace {

// A room, its people and what goes wrong, all drawn from the seed.
void simulate(uint64_t seed, Totals& totals) {
  Random random(seed);
  ModelServer::Options options;
  if (random.chance(0.3)) options.limits.document_units = random.between(10, 200);
  if (random.chance(0.3)) options.limits.history.operations = random.between(1, 5);
  if (random.chance(0.3)) options.most_uncommitted = random.between(1, 6);
  Person::Habits habits;
  habits.undo = random.chance(0.5) ? 0 : 0.3;
  habits.manage = random.chance(0.7) ? 0.01 : 0.1;
  habits.remove = random.chance(0.1) ? 0.05 : 0;
  habits.end = random.chance(0.1) ? 0.05 : 0;
  if (random.chance(0.3)) {
    habits.options.message_bytes = 512;
    habits.longest_paste = 200;
  }
  if (random.chance(0.1)) habits.options.undo_steps = 2;
  Faults faults;
  if (random.chance(0.8)) faults = {0.01, 0.004, 0.004, 0.02};
  std::vector<Simulation::Cast> cast;
  for (size_t people = random.between(2, 8); cast.size() < people;) {
    const Role role = cast.empty() || random.chance(0.2) ? Role::interviewer : Role::reviewer;
    // Now and then a second window of the same person.
    const bool again = !cast.empty() && random.chance(0.2);
    cast.push_back(again ? cast.back() : Simulation::Cast{"subject " + std::to_string(cast.size()), role});
  }
  ModelServer server(random.next(), options);
  Simulation simulation(random.next(), server, cast, habits, faults, totals);
  for (size_t phases = random.between(1, 3); phases > 0; --phases) {
    simulation.run(random.between(50, 150) * cast.size());
    simulation.come_to_rest(options.limits);
  }
}

}  // namespace

TEST_CASE(
    "two to eight clients converge whatever the network and the machines do, and nothing is lost or done "
    "twice") {
  const uint64_t seed = test_seed();
  const size_t cases = test_cases(3'000);
  Totals totals;
  for (size_t i = 0; i < cases; ++i) {
    const uint64_t case_seed = seed + i;
    INFO("INTERVIEW_TEST_SEED=" << case_seed << " INTERVIEW_TEST_CASES=1 runs this case alone");
    try {
      simulate(case_seed, totals);
    } catch (const Violation& violation) {
      FAIL(std::string(violation.what()));
    }
  }
  std::printf(
      "sim: seed %llu, %zu cases, %zu steps, %zu edits, %zu undos and redos, %zu acknowledged; %zu cuts, %zu "
      "messages "
      "lost, %zu commands resent, %zu repeated by the adversary; %zu server crashes, %zu client restarts "
      "(%zu "
      "characters forgotten); %zu welcomes (%zu too late), %zu resumes; %zu refusals (%zu rolled back under "
      "later "
      "typing), %zu held for a retry; %zu rebased compositions\n",
      static_cast<unsigned long long>(seed), cases, totals.steps, totals.edits, totals.undos,
      totals.acknowledged, totals.cuts, totals.lost, totals.resent, totals.repeated, totals.server_crashes,
      totals.client_restarts, totals.forgotten, totals.welcomes, totals.late_welcomes, totals.resumes,
      totals.refusals, totals.rollbacks, totals.held, totals.rebased);
  // The rarest, roll-backs, are in one case of ten.
  if (cases < 150) return;
  for (const size_t total :
       {totals.steps, totals.edits, totals.undos, totals.cuts, totals.lost, totals.resent, totals.repeated,
        totals.server_crashes, totals.client_restarts, totals.forgotten, totals.welcomes, totals.resumes,
        totals.late_welcomes, totals.refusals, totals.held, totals.rollbacks, totals.rebased,
        totals.acknowledged})
    CHECK(total > 0);
}
