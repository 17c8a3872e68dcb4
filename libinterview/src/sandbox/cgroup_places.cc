#include "sandbox/cgroup_places.h"

#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <sstream>

namespace interview::sandbox {
namespace {

namespace fs = std::filesystem;

bool has_word(std::string words, const std::string& word, char separator) {
  std::istringstream in(words);
  for (std::string one; std::getline(in, one, separator);) {
    if (one == word) return true;
  }
  return false;
}

struct CgroupMount {
  std::string point;
  bool unified = false;
  std::string options;  // version 1: its controllers are among them
};

// mountinfo: id parent device root point options fields... - type source super-options
std::vector<CgroupMount> cgroup_mounts(const std::string& mountinfo) {
  std::vector<CgroupMount> mounts;
  std::istringstream lines(mountinfo);
  for (std::string line; std::getline(lines, line);) {
    std::istringstream words(line);
    std::string word, point;
    for (int i = 0; i < 5; ++i) words >> point;
    while (words >> word && word != "-") {
    }
    CgroupMount mount{point};
    std::string type, source;
    if (!(words >> type >> source >> mount.options)) continue;
    mount.unified = type == "cgroup2";
    if (mount.unified || type == "cgroup") mounts.push_back(std::move(mount));
  }
  return mounts;
}

bool make_folders(const std::string& point, const std::string& folder) {
  std::string path = point;
  for (const fs::path& part : fs::path(folder)) {
    path.append("/").append(part.string());
    if (::mkdir(path.c_str(), 0755) != 0 && errno != EEXIST) return false;
  }
  return ::access(path.c_str(), W_OK) == 0;
}

// Version 2: a controller works in a folder when every folder above has passed it on.
Result<void> pass_on(const std::string& point, const std::string& folder, const std::string& controller) {
  std::string path = point;
  const auto pass = [&]() -> Result<void> {
    const std::string file = path + "/cgroup.subtree_control";
    std::string passed = read_kernel_file(file);
    if (!passed.empty() && passed.back() == '\n') passed.pop_back();
    if (has_word(passed, controller, ' ')) return {};
    return write_kernel_file(file, std::string("+").append(controller));
  };
  if (Result<void> passed = pass(); !passed) return passed;
  for (const fs::path& part : fs::path(folder)) {
    path.append("/").append(part.string());
    if (Result<void> passed = pass(); !passed) return passed;
  }
  return {};
}

}  // namespace

CgroupPlaces find_cgroup_places(const std::string& mountinfo, const std::string& folder,
                                std::string& trouble) {
  const std::vector<CgroupMount> mounts = cgroup_mounts(mountinfo);
  const auto find = [&](const std::string& controller, const std::string& in_v2) {
    for (const CgroupMount& mount : mounts) {
      if (mount.unified || !has_word(mount.options, controller, ',')) continue;
      if (make_folders(mount.point, folder)) return ControllerPlace{mount.point + "/" + folder, 1};
      trouble = "no cgroup can be made in " + mount.point + "/" + folder + ": " + std::strerror(errno);
      return ControllerPlace{};
    }
    for (const CgroupMount& mount : mounts) {
      std::string available = read_kernel_file(mount.point + "/cgroup.controllers");
      if (!available.empty() && available.back() == '\n') available.pop_back();
      if (!mount.unified || !has_word(available, in_v2, ' ')) continue;
      if (!make_folders(mount.point, folder)) {
        trouble = "no cgroup can be made in " + mount.point + "/" + folder + ": " + std::strerror(errno);
        return ControllerPlace{};
      }
      if (Result<void> passed = pass_on(mount.point, folder, in_v2); !passed) {
        trouble = "a cgroup controller cannot be switched on: " + passed.error().message;
        return ControllerPlace{};
      }
      return ControllerPlace{mount.point + "/" + folder, 2};
    }
    if (trouble.empty()) trouble = "the kernel has no cgroup controller \"" + controller + "\"";
    return ControllerPlace{};
  };
  CgroupPlaces places;
  places.cpu = find("cpu", "cpu");
  places.cpuacct = find("cpuacct", "cpu");
  places.pids = find("pids", "pids");
  trouble.clear();
  places.memory = find("memory", "memory");
  return places;
}

CgroupPlaces cgroup_places_of(const std::string& mountinfo, const std::string& proc_cgroup) {
  const std::vector<CgroupMount> mounts = cgroup_mounts(mountinfo);
  CgroupPlaces places;
  // A line is "hierarchy:controllers:path"; version 2 has hierarchy 0 and no controllers.
  std::istringstream lines(proc_cgroup);
  for (std::string line; std::getline(lines, line);) {
    const size_t first = line.find(':');
    const size_t second = line.find(':', first + 1);
    if (first == line.npos || second == line.npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string path = line.substr(second + 1);
    const bool unified = controllers.empty();
    for (const CgroupMount& mount : mounts) {
      const std::string folder = mount.point + path;
      if (mount.unified != unified || !fs::exists(folder)) continue;
      const std::string here = unified ? read_kernel_file(folder + "/cgroup.controllers") : mount.options;
      const auto note = [&](ControllerPlace& place, const char* controller) {
        const bool listed = unified
                                ? (" " + here).find(std::string(" ") + controller) != here.npos
                                : has_word(controllers, controller, ',') && has_word(here, controller, ',');
        if (listed && !place.present()) place = {folder, unified ? 2 : 1};
      };
      note(places.memory, "memory");
      note(places.pids, "pids");
      note(places.cpu, "cpu");
      note(places.cpuacct, unified ? "cpu" : "cpuacct");
    }
  }
  return places;
}

std::string describe(const CgroupPlaces& places) {
  const ControllerPlace& place = places.memory.present() ? places.memory : places.pids;
  return place.present() ? "cgroup v" + std::to_string(place.version) : "no cgroup";
}

std::string new_cgroup_name() {
  static std::atomic<uint64_t> count{0};
  return std::to_string(::getpid()) + "-" + std::to_string(++count);
}

void sweep_cgroups(const CgroupPlaces& places) {
  for (const std::string& folder : places.folders()) {
    std::error_code error;
    std::vector<std::string> left;
    for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
      const std::string name = entry->path().filename().string();
      const pid_t owner = static_cast<pid_t>(std::strtol(name.c_str(), nullptr, 10));
      if (owner <= 0 || name.find('-') == name.npos) continue;
      if (::kill(owner, 0) != 0 && errno == ESRCH) left.push_back(entry->path().string());
    }
    for (const std::string& path : left) remove_cgroup(path);
  }
}

}  // namespace interview::sandbox
