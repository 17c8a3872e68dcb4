#pragma once

#include <cstddef>

namespace interview::test {

// What happened in all simulated rooms together.
struct Totals {
  size_t steps = 0;
  size_t edits = 0;
  size_t undos = 0;
  size_t cuts = 0;      // connections that broke
  size_t lost = 0;      // messages that were under way then
  size_t resent = 0;    // commands sent again by a client
  size_t repeated = 0;  // commands sent again by the adversary
  size_t server_crashes = 0;
  size_t client_restarts = 0;
  size_t forgotten = 0;  // characters typed since the outbox was stored, at a restart
  size_t welcomes = 0;
  size_t resumes = 0;
  size_t late_welcomes = 0;  // that came after something was typed
  size_t refusals = 0;       // final
  size_t held = 0;           // refusals to try again
  size_t rollbacks = 0;      // refused edits with later typing on top
  size_t rebased = 0;        // compositions of waiting edits, rebased on what another did
  size_t acknowledged = 0;
};

}  // namespace interview::test
