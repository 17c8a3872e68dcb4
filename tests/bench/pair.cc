#include "bench/pair.h"

#include <algorithm>

namespace interview::bench {

Pair pair_of(const Trace& trace) {
  constexpr size_t kLine = 40;
  Pair pair{{}, trace.end};
  const auto add = [&](Operation op) {
    const uint64_t base = pair.edits.empty() ? 0 : pair.edits.size() - 1;
    pair.edits.push_back({1, base, std::move(op)});
  };
  bool marked = false;
  size_t mark = 0;  // where it stands, in the text that `last` applies to
  Operation last;   // the trace's last edit, as if there were no mark
  for (const Edit& edit : trace.edits) {
    const Operation next = Operation::splice(last.target_length(), edit.position, edit.erased, edit.inserted);
    if (!marked) {
      const size_t wanted = std::min(edit.position + kLine, last.base_length());
      add(Operation::splice(last.base_length(), wanted, 0, u"|"));
      add(next);
      mark = transform_position(wanted, last, Side::left);
    } else {
      add(Operation::splice(last.base_length() + 1, mark, 1, {}));
      mark = transform_position(mark, last, Side::right);
      add(transform(next, Operation::splice(next.base_length(), mark, 0, u"|"), Side::left));
    }
    marked = !marked;
    last = next;
  }
  if (marked) add(Operation::splice(last.base_length() + 1, mark, 1, {}));
  return pair;
}

}  // namespace interview::bench
