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

// How much somebody would have done to make one text of another.
struct Change {
  // In units; what is common by chance amid larger changes counts as both.
  size_t inserted = 0;
  size_t erased = 0;
  // How far the texts are apart, as a measure to compare with others: twice the characters that are in no
  // longest common subsequence, and `inserted` and `erased`. The former alone would find a lot of any text in
  // any other, the latter alone would not see what is small amid larger changes.
  size_t weight = 0;
};
Change change_between(std::u16string_view from, std::u16string_view to);

// A lower bound of Change::weight, in time linear, from which characters there are how often.
size_t least_weight(std::u16string_view from, std::u16string_view to);

}  // namespace interview::cli
