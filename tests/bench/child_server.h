// A server under measurement: a program that says on its first lines where it listens, and what it costs.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "interview/link.h"

namespace interview::bench {

class ChildServer {
 public:
  // Starts it and waits until it prints a line that ends in "at URL". Ends the program if it does not.
  explicit ChildServer(const std::vector<std::string>& command);
  ~ChildServer();  // SIGTERM, and waits
  ChildServer(const ChildServer&) = delete;
  ChildServer& operator=(const ChildServer&) = delete;

  const Endpoint& endpoint() const { return endpoint_; }
  uint64_t cpu_ns() const;    // of all its threads, since it began
  double memory_mib() const;  // resident

 private:
  pid_t pid_ = -1;
  int output_ = -1;
  Endpoint endpoint_;
};

// The folder of this program.
std::string program_folder();

// CPU time of this process, and of everything on the machine.
uint64_t own_cpu_ns();
uint64_t machine_cpu_ns();

}  // namespace interview::bench
