// What changed from one text to another.
#pragma once

#include <string_view>

#include "interview/operation.h"

namespace interview::cli {

// An operation that makes `to` of `from`; both are valid UTF-16. By lines, then by words, then by what words begin and
// end with in common, so that it meets the edits of others as rarely as possible; what is common by chance amid larger
// changes is replaced with them. It never splits a surrogate pair. Time and memory are about linear for any two texts:
// where they are large and have nothing in common that is easy to find, it replaces.
Operation difference(std::u16string_view from, std::u16string_view to);

// How much somebody has done to a text, in units.
struct Change {
  size_t inserted = 0;
  size_t erased = 0;

  size_t total() const { return inserted + erased; }
  friend bool operator==(const Change& a, const Change& b) {
    return a.inserted == b.inserted && a.erased == b.erased;
  }
};

// Of an operation that difference() made; short stretches that it retains between larger changes count as replaced.
Change change_of(const Operation& op);

// A lower bound, in time linear, from which characters there are how often: no part of a change is smaller.
Change least_change(std::u16string_view from, std::u16string_view to);

}  // namespace interview::cli
