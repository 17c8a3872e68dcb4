// A benchmark that cannot go on says why and ends.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <string>

namespace interview::bench {

[[noreturn]] inline void give_up(const std::string& why) {
  std::fprintf(stderr, "bench: %s\n", why.c_str());
  std::exit(1);
}

}  // namespace interview::bench
