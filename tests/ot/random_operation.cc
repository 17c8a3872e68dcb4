#include "ot/random_operation.h"

#include "interview/text.h"

namespace interview::test {
namespace {

// A length of about `wanted` units from `at` that ends between characters.
size_t whole_characters(std::u16string_view text, size_t at, size_t wanted) {
  size_t end = std::min(text.size(), at + wanted);
  if (end < text.size() && end > 0 && is_low_surrogate(text[end]) && is_high_surrogate(text[end - 1])) ++end;
  return end - at;
}

}  // namespace

Operation random_operation(Random& random, std::u16string_view text) {
  Operation operation;
  size_t at = 0;
  const size_t changes = random.chance(0.7) ? 1 : random.below(6);
  for (size_t change = 0; change < changes; ++change) {
    const size_t kept = whole_characters(text, at, random.below(text.size() - at + 1));
    operation.retain(kept);
    at += kept;
    const bool insert_first = random.chance(0.5);
    if (insert_first && random.chance(0.7)) operation.insert(random.text(4));
    if (random.chance(0.5)) {
      const size_t erased = whole_characters(text, at, random.below(5));
      operation.erase(erased);
      at += erased;
    }
    if (!insert_first && random.chance(0.7)) operation.insert(random.text(4));
  }
  operation.retain(text.size() - at);
  return operation;
}

}  // namespace interview::test
