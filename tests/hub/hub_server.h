// The hub as the simulator's server: every task of its executors is a step, in any order; its store fails; a
// server that was thought dead goes on for a while.
#pragma once

#include <map>
#include <memory>

#include "hub/scripted_store.h"
#include "hub/steps.h"
#include "interview/hub.h"
#include "sim/sim_server.h"

namespace interview::test {

// What the hub was put through.
struct HubTotals {
  size_t failed_commits = 0;
  size_t unknown_commits = 0;  // stored, but that was not told
  size_t conflicts = 0;        // records of a server that was replaced, refused
  size_t undead = 0;           // servers that went on after they were replaced
  size_t pages = 0;            // read from the store
  size_t snapshots = 0;
  size_t stops = 0;  // receivers that did not read for a while
};

class HubServer final : public SimServer {
 public:
  HubServer(uint64_t seed, const HubOptions& options, double store_failures, HubTotals& totals);
  ~HubServer() override;

  std::string token(std::string_view subject, Role role) override;
  void connect(LinkId link) override;
  void disconnect(LinkId link) override;
  void deliver(LinkId link, std::string_view json) override;
  bool step() override;
  std::vector<Sent> take_sent() override { return std::exchange(sent_, {}); }
  void crash() override;
  const std::vector<Record>& log() override;

 private:
  class Sink;
  // One process: a hub and what it runs on.
  struct Process;

  void start();
  bool step_of(Process& process);
  void bury(std::unique_ptr<Process> process);
  Fate fate_of(const std::vector<Append>& batch);

  Random random_;
  HubOptions options_;
  double store_failures_;
  HubTotals& totals_;
  StepClock clock_;
  ScriptedStore store_;
  std::unique_ptr<Process> process_;
  std::unique_ptr<Process> undead_;
  std::vector<Sent> sent_;
  std::vector<Record> log_;
};

}  // namespace interview::test
