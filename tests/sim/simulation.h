// People in one room over a network that fails: a seed makes the whole course of events.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <vector>

#include "sim/person.h"
#include "sim/sim_server.h"

namespace interview::test {

// How often what goes wrong, of all steps.
struct Faults {
  double cut = 0;  // a connection breaks
  double server_crash = 0;
  double client_restart = 0;
  double repeat = 0;  // an old command arrives once more
};

class Simulation {
 public:
  struct Cast {
    std::string subject;
    Role role = Role::reviewer;
  };
  Simulation(uint64_t seed, SimServer& server, const std::vector<Cast>& cast, const Person::Habits& habits,
             const Faults& faults, Totals& totals);

  // `steps` things happen, in random order.
  void run(size_t steps);
  // Nothing fails any more, until nothing is left to do. Then all that was promised is checked.
  void come_to_rest(const RoomLimits& limits);

 private:
  // A connection: what is under way in both directions arrives in order. Either end may be gone without the
  // other knowing.
  struct Link {
    size_t person = 0;
    std::deque<std::string> up;
    std::deque<Sent> down;
    bool client_end = true;
    bool server_end = true;
    std::vector<std::string> commands;  // all that were sent on it
  };

  void step();
  bool act(size_t person);
  bool connect(size_t person);
  bool send(size_t person);
  bool deliver_up(LinkId id, Link& link);
  bool deliver_down(LinkId id, Link& link);
  bool serve();
  void cut();
  void crash_server();
  void restart_client();
  void repeat_a_command();
  void lose(std::deque<std::string>& messages) { totals_.lost += messages.size(), messages.clear(); }
  void lose(std::deque<Sent>& messages) { totals_.lost += messages.size(), messages.clear(); }
  void leave(size_t person);  // the client's end is gone
  bool one_round();

  Random random_;
  SimServer& server_;
  Faults faults_;
  Totals& totals_;
  Ledger ledger_;
  std::vector<Person> people_;
  std::vector<LinkId> link_of_;  // of each person; 0: none
  std::map<LinkId, Link> links_;
  LinkId last_link_ = 0;
};

}  // namespace interview::test
