#pragma once

#include <string>

#include "exit_code.h"

namespace interview {

// What `interviewd token` may be told.
struct TokenOptions {
  std::string data;
  std::string room;
  std::string role = "reviewer";
  std::string name;
  unsigned hours = 1;
};

// Prints a token, signed with the keys in the data folder of a server that may be running.
ExitCode print_token(const TokenOptions& options);

}  // namespace interview
