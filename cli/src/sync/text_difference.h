// What changed from one text to another.
#pragma once

#include <string_view>

#include "interview/operation.h"

namespace interview::cli {

// An operation that makes `to` of `from`; both are valid UTF-16. By lines, then by words, then by what words
// begin and end with in common, so that it meets the edits of others as rarely as possible; what is common by
// chance amid larger changes is replaced with them. It never splits a surrogate pair. Time and memory are
// about linear for any two texts: where they are large and have nothing in common that is easy to find, it
// replaces.
Operation difference(std::u16string_view from, std::u16string_view to);

// What difference() would insert and erase, and how far the texts are apart.
struct Change {
  size_t inserted = 0;  // units
  size_t erased = 0;
  size_t characters = 0;  // that are in no longest common subsequence
  size_t lines = 0;       // units of the lines that are not in common
};
Change change_between(std::u16string_view from, std::u16string_view to);

// A lower bound of Change::characters, and of `lines`, in time linear: from which characters there are how
// often.
size_t least_change(std::u16string_view from, std::u16string_view to);

}  // namespace interview::cli
