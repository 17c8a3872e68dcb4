#include "sandbox/cgroup.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <sstream>
#include <thread>
#include <utility>

#include "sandbox/unique_fd.h"

namespace interview::sandbox {
namespace {

constexpr auto kRemovalPatience = std::chrono::seconds(2);

uint64_t to_number(const std::string& text) {
  return std::strtoull(text.c_str(), nullptr, 10);
}

void end_processes(const std::string& folder) {
  if (write_kernel_file(folder + "/cgroup.kill", "1")) return;
  std::istringstream pids(read_kernel_file(folder + "/cgroup.procs"));
  for (pid_t pid; pids >> pid;) {
    if (pid > 0) ::kill(pid, SIGKILL);
  }
}

}  // namespace

std::string read_kernel_file(const std::string& path) {
  const UniqueFd file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::string text;
  char buffer[4096];
  for (ssize_t size; file && (size = ::read(file.get(), buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<size_t>(size));
  }
  return text;
}

Result<void> write_kernel_file(const std::string& path, const std::string& text) {
  const UniqueFd file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
  if (!file || ::write(file.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    return {Errc::io, path + ": " + std::strerror(errno)};
  }
  return {};
}

uint64_t number_after(const std::string& text, const std::string& key) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.size() > key.size() && line.compare(0, key.size(), key) == 0 && line[key.size()] == ' ') {
      return to_number(line.substr(key.size() + 1));
    }
  }
  return 0;
}

bool remove_cgroup(const std::string& folder) {
  const auto deadline = std::chrono::steady_clock::now() + kRemovalPatience;
  while (::rmdir(folder.c_str()) != 0) {
    if (errno == ENOENT) return true;
    if (errno != EBUSY || std::chrono::steady_clock::now() > deadline) return false;
    end_processes(folder);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return true;
}

std::vector<std::string> CgroupPlaces::folders() const {
  std::vector<std::string> out;
  for (const ControllerPlace* place : {&memory, &pids, &cpu, &cpuacct}) {
    if (place->present() && std::find(out.begin(), out.end(), place->folder) == out.end()) {
      out.push_back(place->folder);
    }
  }
  return out;
}

Result<Cgroup> Cgroup::make(const CgroupPlaces& places, const std::string& name) {
  Cgroup made(places, name, true);
  for (const std::string& folder : places.folders()) {
    const std::string path = folder + "/" + name;
    int failed = ::mkdir(path.c_str(), 0755);
    // Left behind by a process that is gone and had our pid.
    if (failed && errno == EEXIST && remove_cgroup(path)) failed = ::mkdir(path.c_str(), 0755);
    if (failed) return {Errc::io, path + ": " + std::strerror(errno)};
  }
  return made;
}

Cgroup Cgroup::of_others(const CgroupPlaces& places) {
  return Cgroup(places, ".", false);
}

Cgroup::Cgroup(Cgroup&& other) noexcept
    : places_(std::move(other.places_)), name_(std::exchange(other.name_, {})), ours_(other.ours_) {}

Cgroup& Cgroup::operator=(Cgroup&& other) noexcept {
  if (this != &other) {
    remove();
    places_ = std::move(other.places_);
    name_ = std::exchange(other.name_, {});
    ours_ = other.ours_;
  }
  return *this;
}

Cgroup::~Cgroup() {
  remove();
}

std::string Cgroup::file(const ControllerPlace& place, const char* v1, const char* v2) const {
  return place.folder + "/" + name_ + "/" + (place.version == 1 ? v1 : v2);
}

Result<void> Cgroup::limit_memory(uint64_t bytes) {
  const std::string text = std::to_string(bytes);
  const std::string memory = file(places_.memory, "memory.limit_in_bytes", "memory.max");
  const std::string swap = file(places_.memory, "memory.memsw.limit_in_bytes", "memory.swap.max");
  // Absent where the kernel does not account for swap.
  const auto limit_swap = [&]() -> Result<void> {
    if (::access(swap.c_str(), F_OK) != 0) return {};
    return write_kernel_file(swap, places_.memory.version == 1 ? text : "0");
  };
  // Version 1: with swap is never less than without, so which goes first depends on the limits before.
  if (write_kernel_file(memory, text)) return limit_swap();
  if (Result<void> limited = limit_swap(); !limited) return limited;
  return write_kernel_file(memory, text);
}

Result<void> Cgroup::limit(uint64_t memory_bytes, uint32_t processes) {
  if (name_.empty()) return {};
  if (places_.memory.present()) {
    if (Result<void> limited = limit_memory(memory_bytes); !limited) return limited;
  }
  if (!places_.pids.present()) return {};
  return write_kernel_file(file(places_.pids, "pids.max", "pids.max"), std::to_string(processes));
}

Result<void> Cgroup::attach(pid_t pid) {
  if (name_.empty()) return {};
  for (const std::string& folder : places_.folders()) {
    Result<void> written = write_kernel_file(folder + "/" + name_ + "/cgroup.procs", std::to_string(pid));
    if (!written) return written;
  }
  return {};
}

uint64_t Cgroup::cpu_us() const {
  if (places_.cpuacct.version == 1)
    return to_number(read_kernel_file(file(places_.cpuacct, "cpuacct.usage", ""))) / 1000;
  return number_after(read_kernel_file(file(places_.cpuacct, "", "cpu.stat")), "usage_usec");
}

bool Cgroup::reset_peak() {
  // Version 2 resets it for one reader only.
  return places_.memory.version == 1 &&
         write_kernel_file(file(places_.memory, "memory.max_usage_in_bytes", ""), "0").ok();
}

StageUsage Cgroup::usage() const {
  StageUsage usage;
  if (name_.empty()) return usage;
  usage.counted_cpu = places_.cpuacct.present();
  if (usage.counted_cpu) usage.cpu_us = cpu_us();
  if (places_.memory.present()) {
    usage.peak_bytes =
        to_number(read_kernel_file(file(places_.memory, "memory.max_usage_in_bytes", "memory.peak")));
    usage.oom_kills = number_after(
        read_kernel_file(file(places_.memory, "memory.oom_control", "memory.events")), "oom_kill");
  }
  if (places_.pids.present()) {
    usage.refused_forks =
        number_after(read_kernel_file(file(places_.pids, "pids.events", "pids.events")), "max");
  }
  return usage;
}

void Cgroup::remove() {
  if (name_.empty()) return;
  if (ours_) {
    for (const std::string& folder : places_.folders()) remove_cgroup(folder + "/" + name_);
  }
  name_.clear();
}

}  // namespace interview::sandbox
