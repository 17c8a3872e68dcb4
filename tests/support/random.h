// Seeded randomness for property tests: the seed is printed with every failure and taken from the
// environment.
#pragma once

#include <cstdint>
#include <random>
#include <string>

namespace interview::test {

class Random {
 public:
  explicit Random(uint64_t seed) : engine_(seed) {}

  // A number in [0, bound); 0 if bound is 0.
  size_t below(size_t bound) { return bound == 0 ? 0 : static_cast<size_t>(engine_() % bound); }
  // A number in [low, high].
  size_t between(size_t low, size_t high) { return low + below(high - low + 1); }
  bool chance(double p) { return static_cast<double>(engine_() >> 11) * 0x1.0p-53 < p; }
  uint64_t next() { return engine_(); }

  // Text of up to `longest` characters: ASCII, newlines, accents, CJK and astral characters; never a lone
  // surrogate.
  std::u16string text(size_t longest);

 private:
  std::mt19937_64 engine_;
};

// The seed of this run: INTERVIEW_TEST_SEED, or a fresh one. Print it (INFO) in every test that uses it.
uint64_t test_seed();

// How many cases a property test runs: `release` of them, a twentieth under sanitizers; INTERVIEW_TEST_CASES
// overrides.
size_t test_cases(size_t release);

}  // namespace interview::test
