#include "sandbox/owner.h"

#include <unistd.h>

#include <sstream>

#include "sandbox/cgroup.h"

namespace interview::sandbox {
namespace {

// "pid:[4026531836]" → "4026531836"
std::string pid_namespace() {
  char target[64];
  const ssize_t size = ::readlink("/proc/self/ns/pid", target, sizeof target);
  std::string digits;
  for (ssize_t i = 0; i < size; ++i)
    if (target[i] >= '0' && target[i] <= '9') digits += target[i];
  return digits;
}

// Field 22 of /proc/PID/stat, in ticks since the machine started; empty where there is no such process. The
// name, field 2, may hold anything but ends with the last ')'.
std::string start_time(const std::string& pid) {
  const std::string stat = read_kernel_file("/proc/" + pid + "/stat");
  const size_t name_end = stat.rfind(')');
  if (name_end == stat.npos) return {};
  std::istringstream fields(stat.substr(name_end + 1));
  std::string field;
  for (int number = 3; number <= 22; ++number) fields >> field;
  return field;
}

}  // namespace

std::string owner_tag() {
  const std::string pid = std::to_string(::getpid());
  return pid_namespace() + "." + pid + "." + start_time(pid);
}

bool is_gone(const std::string& owner_tag) {
  std::istringstream parts(owner_tag);
  std::string space, pid, started;
  if (!std::getline(parts, space, '.') || !std::getline(parts, pid, '.') ||
      !std::getline(parts, started, '.'))
    return false;
  if (space != pid_namespace() || pid.find_first_not_of("0123456789") != pid.npos) return false;
  return start_time(pid) != started;
}

}  // namespace interview::sandbox
