// Starting bubblewrap: what a sandbox sees of the machine, and nothing else.
#pragma once

#include <sys/types.h>

#include <memory>
#include <string>
#include <vector>

#include "interview/result.h"
#include "sandbox/unique_fd.h"

namespace interview::sandbox::native {

// A folder of the host that a sandbox sees; one that cannot be written, if it is there.
struct Mount {
  std::string from, to;
  bool writable;
};

// What all sandboxes have in common. Immutable.
struct BubblewrapRecipe {
  std::string program;             // bubblewrap's path
  uint32_t user;                   // that it is run as where the caller is root
  std::vector<std::string> paths;  // of the host, readable beside the system's folders
  std::vector<Mount> mounts;
  std::string seccomp;
};

// A bubblewrap that has been started.
struct BubblewrapProcess {
  pid_t pid = 0;
  UniqueFd process;  // pidfd: readable when it has ended
  UniqueFd control;  // our end of init's control channel; tells the sender's pid
  UniqueFd errors;   // a memory file with what it wrote to standard error
};

// Where bubblewrap is; empty if it is not installed.
std::string find_bubblewrap();

// Its command line, for a work folder and /tmp of `disk_bytes` together.
std::vector<std::string> bubblewrap_arguments(const BubblewrapRecipe& recipe, uint64_t disk_bytes);

// Starts it with init inside. It is ended when the calling thread ends. Errc::internal.
Result<BubblewrapProcess> start_bubblewrap(const BubblewrapRecipe& recipe, uint64_t disk_bytes);

}  // namespace interview::sandbox::native
