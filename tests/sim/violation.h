#pragma once

#include <stdexcept>
#include <string>

namespace interview::test {

// A promise was broken.
class Violation : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

inline void demand(bool holds, const std::string& otherwise) {
  if (!holds) throw Violation(otherwise);
}

}  // namespace interview::test
