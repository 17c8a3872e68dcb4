// A sandbox_server that uses a sandbox of some kind; ended with this.
#pragma once

#include <sys/types.h>

#include <cstdio>
#include <string>

#include "sandbox/laboratory.h"

namespace interview::test {

class ServerProcess {
 public:
  // `part` is what it plays: see sandbox_server.cc.
  ServerProcess(const SandboxUnderTest& lab, const std::string& part);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  // What it says; empty at its end.
  std::string read_line();
  void kill();

 private:
  pid_t pid_ = 0;
  FILE* out_ = nullptr;
};

}  // namespace interview::test
