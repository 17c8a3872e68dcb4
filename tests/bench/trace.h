// Edits as people made them: those of github.com/josephg/editing-traces, and made-up ones where these are not
// there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace interview::bench {

struct Edit {
  size_t position = 0;  // UTF-16 units
  size_t erased = 0;
  std::u16string inserted;
};

// A document that begins empty.
struct Trace {
  std::string name;
  std::vector<Edit> edits;
  std::u16string end;
};

// The sequential traces in FOLDER/ascii_only, whose positions are the same in every unit; none if it is not
// there. A file that cannot be read ends the program.
std::vector<Trace> read_traces(const std::string& folder);

// Somebody who types, deletes, and goes elsewhere: `count` edits, the same for the same seed.
Trace made_up_trace(size_t count, uint64_t seed);

}  // namespace interview::bench
