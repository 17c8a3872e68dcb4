// The recent operations of one document, so that an edit based on an older revision can be brought to the
// newest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <vector>

#include "interview/operation.h"
#include "interview/result.h"

namespace interview {

// Revision r is the document after r operations. A value; one thread at a time.
class History {
 public:
  struct Limits {
    size_t operations = 2'000;        // kept
    size_t bytes = 1u << 20;          // of memory, about
    size_t transform_parts = 20'000;  // read at most to bring what one message says to the head
  };

  History(uint64_t revision, const Limits& limits) : limits_(limits), head_(revision) {}

  uint64_t head() const noexcept { return head_; }
  // The oldest revision from which an operation can still be brought to the head.
  uint64_t oldest() const noexcept { return head_ - operations_.size(); }

  // The operation that leads from the head to the next revision.
  void push(const Operation& operation);

  // `operation`, which is based on revision `base`, transformed past everything committed since, one by one
  // (composing them first would give another text). It stands left of earlier insertions at the same place.
  // Errc::op_out_of_range if there is no such revision or the lengths do not fit; Errc::stale if `base` lies
  // too far back.
  Result<Operation> bring_to_head(const Operation& operation, uint64_t base) const;
  // The same for selections, whose positions are taken as they are. `transform_parts` bounds all of them
  // together. Errc::op_out_of_range, stale.
  Result<std::vector<Selection>> bring_to_head(std::vector<Selection> selections, uint64_t base) const;

 private:
  static size_t cost(const Operation& operation);
  // Where in operations_ the one stands that leads away from revision `base`.
  Result<size_t> index_of(uint64_t base) const;

  Limits limits_;
  uint64_t head_;
  std::deque<Operation> operations_;
  size_t bytes_ = 0;
};

}  // namespace interview
