// What a container is made with: the body of POST /containers/create (Docker Engine API, 1.41 and later).
#pragma once

#include <cstdint>
#include <string>

namespace interview::sandbox::docker {

// The user that programs are in containers: nobody's.
constexpr uint32_t kContainerUser = 65'534;
// In a container's count of processes: the agent is one, too.
constexpr uint32_t kAgentProcesses = 1;

struct ContainerSpec {
  std::string image;          // id or name
  std::string owner;          // owner_tag() of who makes it
  std::string agent_folder;   // of this machine: holds the agent and its socket
  uint64_t memory_bytes = 0;  // no swap
  uint32_t processes = 0;     // besides the agent
  uint64_t disk_bytes = 0;    // of /box (work folder and /tmp), and of /dev/shm
  double cpus = 0;            // 0: all
  std::string runtime;        // empty: the daemon's default
};

std::string to_json(const ContainerSpec& spec);

}  // namespace interview::sandbox::docker
