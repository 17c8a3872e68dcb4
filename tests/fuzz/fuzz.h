// What the fuzzers share. A fuzzer is one function of bytes that checks what must hold for any bytes; its
// seeds are in seeds/NAME, its dictionary, where it has one, is dictionaries/NAME.dict.
#pragma once

#include <fuzzer/FuzzedDataProvider.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace interview::fuzz {

[[noreturn]] inline void broken(const char* law, const char* file, int line) {
  std::fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, law);
  std::abort();
}

inline std::string_view text_of(const uint8_t* data, size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

// Cuts `bytes` into pieces of 1 to 16 bytes, as `lengths` says, over and over.
template <typename Take>
void in_pieces(std::string_view bytes, std::string_view lengths, Take take) {
  for (size_t i = 0; !bytes.empty(); ++i) {
    const size_t length = lengths.empty() ? 1 : 1 + (static_cast<uint8_t>(lengths[i % lengths.size()]) & 15);
    take(bytes.substr(0, length));
    bytes.remove_prefix(std::min(length, bytes.size()));
  }
}

// Whether a number that is no integer stands in what the library has written. It may be read as its
// neighbour: RapidJSON's exact way of reading computes with bits that it has not set.
inline bool holds_fraction(std::string_view json) {
  bool in_string = false;
  for (size_t i = 0; i < json.size(); ++i) {
    if (in_string && json[i] == '\\')
      ++i;
    else if (json[i] == '"')
      in_string = !in_string;
    else if (!in_string && i > 0 && json[i - 1] >= '0' && json[i - 1] <= '9' &&
             (json[i] == '.' || json[i] == 'e'))
      return true;
  }
  return false;
}

}  // namespace interview::fuzz

// Ends the run with what does not hold: libFuzzer keeps the input.
#define FUZZ_REQUIRE(law) ((law) ? (void)0 : interview::fuzz::broken(#law, __FILE__, __LINE__))
