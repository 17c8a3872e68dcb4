// The seeds of the fuzzers, by the name of the fuzzer.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace interview::fuzz {

using Seeds = std::map<std::string, std::vector<std::string>>;

// Rooms: what the log, snapshots and both ends of the wire hold.
void add_room_seeds(Seeds& seeds);
// Everything else that is bytes rather than text.
void add_byte_seeds(Seeds& seeds);

}  // namespace interview::fuzz
