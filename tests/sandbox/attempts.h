// What a program tries, and how it is refused.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "sandbox/laboratory.h"

namespace interview::test {

struct Attempt {
  std::string expression;  // Python, where call() makes a system call by its number (x86-64)
  std::string error;       // the name of the error that it must get
  std::map<std::string, std::string> elsewhere = {};  // by the kinds of sandboxes where it is another
};

// Makes a program try all of them, in one run.
void check_attempts(SandboxUnderTest& lab, const std::vector<Attempt>& attempts);

}  // namespace interview::test
