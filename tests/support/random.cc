#include "support/random.h"

#include <cstdlib>

namespace interview::test {

std::u16string Random::text(size_t longest) {
  static const std::u16string kCharacters[] = {
      u"a", u"b", u"c", u" ", u"\n", u"x", u"\u00e9", u"\u4e2d", u"\U0001F600", u"\U0001F680", u"("};
  std::u16string out;
  for (size_t left = below(longest + 1); left > 0; --left) out += kCharacters[below(std::size(kCharacters))];
  return out;
}

uint64_t test_seed() {
  static const uint64_t seed = [] {
    if (const char* given = std::getenv("INTERVIEW_TEST_SEED")) return std::strtoull(given, nullptr, 10);
    return static_cast<unsigned long long>(std::random_device{}()) << 16 | (std::random_device{}() & 0xffff);
  }();
  return seed;
}

size_t test_cases(size_t release) {
  if (const char* given = std::getenv("INTERVIEW_TEST_CASES")) return std::strtoull(given, nullptr, 10);
#ifdef INTERVIEW_SANITIZED
  return release / 20 + 1;
#else
  return release;
#endif
}

}  // namespace interview::test
