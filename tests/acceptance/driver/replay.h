// A trace, replayed by two people who are in a room.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include "acceptance/driver/held_participant.h"
#include "acceptance/driver/trace.h"

namespace interview::test {

class Replay {
 public:
  virtual ~Replay() = default;
  // Called when both are in the room, and then whenever something has come for one of them. Whether it is
  // done: then everything has been delivered. Errc::protocol if it cannot go on.
  virtual Result<bool> go_on() = 0;
  // What it did, for people.
  virtual std::string story() const = 0;
};

using Pair = std::array<HeldParticipant*, 2>;

// Each edit is made knowing exactly what its author knew, and committed by itself, in the order of the trace.
// `doc` is empty at first, and `apart` another empty document: an edit there that changes nothing keeps two
// edits of `doc` from being composed into one.
std::unique_ptr<Replay> replay_exactly(const Trace& trace, Pair people, uint32_t doc, uint32_t apart);

// The same edits, as far as they fit the text that their author has, made, sent and delivered in an order
// that `seed` chooses; what waits is composed.
std::unique_ptr<Replay> replay_composed(const Trace& trace, Pair people, uint32_t doc, uint64_t seed);

}  // namespace interview::test
