// A recorded editing session of two people, each edit with what its author knew.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "interview/result.h"

namespace interview::test {

struct TraceEdit {
  size_t author = 0;  // 0 or 1
  size_t number = 0;  // of the author's edits before it
  size_t known = 0;   // of the other's edits that the author knew; of their first ones
  size_t position = 0, erased = 0;
  std::u16string inserted;
};

struct Trace {
  std::vector<TraceEdit> edits;           // in the order of the recording
  std::array<std::vector<size_t>, 2> of;  // the edits of each author, as indices of `edits`
};

// Reads a file with a line an edit: AUTHOR KNOWN POSITION ERASED TEXT, where \n and \\ stand in TEXT for
// themselves. Errc::io, bad_message.
Result<Trace> read_trace(const std::string& path);

}  // namespace interview::test
