// One cgroup of a stage: limits, counters, its end. The same for version 1, where a cgroup is a folder in
// each controller's hierarchy, and version 2, where it is one folder: a controller is a folder and names of
// files. (Kernel: Documentation/admin-guide/cgroup-v1/, cgroup-v2.rst.)
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "interview/result.h"
#include "sandbox/stage_usage.h"

namespace interview::sandbox {

// Where a controller's cgroups are made. `folder` is empty where the machine does not have the controller.
struct ControllerPlace {
  std::string folder;
  int version = 0;
  bool present() const { return version != 0; }
};

// `cpu` only keeps a run with many processes from taking more than its share from the server.
struct CgroupPlaces {
  ControllerPlace memory, pids, cpu, cpuacct;
  // The different folders of those that are present.
  std::vector<std::string> folders() const;
};

// One thread at a time. The destructor removes it.
class Cgroup {
 public:
  Cgroup() = default;  // none: every call does nothing
  // Errc::io; then nothing is left behind.
  static Result<Cgroup> make(const CgroupPlaces& places, const std::string& name);
  // One that is there and belongs to others, who remove it; its folders are those of `places` themselves.
  static Cgroup of_others(const CgroupPlaces& places);
  Cgroup(Cgroup&& other) noexcept;
  Cgroup& operator=(Cgroup&& other) noexcept;
  ~Cgroup();

  // Whether limits can be set, and memory and CPU time are counted: else nothing is known or done of them.
  const CgroupPlaces& places() const { return places_; }
  // Errc::io. No swap.
  Result<void> limit(uint64_t memory_bytes, uint32_t processes);
  Result<void> attach(pid_t pid);
  StageUsage usage() const;
  uint64_t cpu_us() const;
  // Peak memory counts anew from here; false where the kernel cannot do that.
  bool reset_peak();

  // Ends every process in it and removes it. Waits until the kernel has let go of them, at most two seconds.
  void remove();

 private:
  Cgroup(CgroupPlaces places, std::string name, bool ours)
      : places_(std::move(places)), name_(std::move(name)), ours_(ours) {}
  Result<void> limit_memory(uint64_t bytes);
  std::string file(const ControllerPlace& place, const char* v1, const char* v2) const;

  CgroupPlaces places_;
  std::string name_;
  bool ours_ = true;
};

// Ends the processes of the cgroup at `folder` and removes it; false if it is still there.
bool remove_cgroup(const std::string& folder);

// Small kernel files. Reading gives nothing where there is no such file; writing Errc::io.
std::string read_kernel_file(const std::string& path);
Result<void> write_kernel_file(const std::string& path, const std::string& text);
// The number after `key` in a file of lines "key number"; 0 if there is none.
uint64_t number_after(const std::string& text, const std::string& key);

}  // namespace interview::sandbox
