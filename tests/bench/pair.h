// Two people who write near each other in one document: one a trace, the other a mark a line behind the first
// one's caret, there and away again. Neither has seen the other's last edit, so each edit is transformed past
// one.
#pragma once

#include <string>
#include <vector>

#include "bench/trace.h"
#include "interview/command.h"

namespace interview::bench {

struct Pair {
  std::vector<command::Edit> edits;  // of document 1, by the two in turn, in the order of their commits
  std::u16string end;                // the document's text after all of them
};

Pair pair_of(const Trace& trace);

}  // namespace interview::bench
