#include "sandbox/native/bubblewrap.h"

#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "sandbox/agent/agent_image.h"
#include "sandbox/agent/protocol.h"
#include "sandbox/memory_file.h"

namespace interview::sandbox::native {
namespace {

// Its descriptors: three standard streams, init's control channel, and these.
constexpr int kSeccompFd = kControlFd + 1;
constexpr int kInitFd = kControlFd + 2;
constexpr int kFds = kControlFd + 3;
// Runs go before the server when the whole machine is out of memory.
constexpr char kOomScore[] = "500";

// The system's folders: where the host has links into /usr, so has the sandbox.
void add_system(std::vector<std::string>& out) {
  out.insert(out.end(), {"--ro-bind", "/usr", "/usr"});
  for (const char* folder : {"/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"}) {
    char target[256];
    const ssize_t size = ::readlink(folder, target, sizeof target);
    if (size > 0) {
      out.insert(out.end(), {"--symlink", std::string(target, static_cast<size_t>(size)), folder});
    } else {
      out.insert(out.end(), {"--ro-bind-try", folder, folder});
    }
  }
  for (const char* path : {"/etc/alternatives", "/etc/ld.so.cache", "/etc/localtime"}) {
    out.insert(out.end(), {"--ro-bind-try", path, path});
  }
}

// No terminals. Shared memory goes where the disk limit counts.
void add_devices(std::vector<std::string>& out) {
  out.insert(out.end(), {"--size", "65536", "--tmpfs", "/dev"});
  for (const char* device : {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom"}) {
    out.insert(out.end(), {"--dev-bind", device, device});
  }
  out.insert(out.end(),
             {"--symlink", "/proc/self/fd", "/dev/fd", "--symlink", "/proc/self/fd/0", "/dev/stdin",
              "--symlink", "/proc/self/fd/1", "/dev/stdout", "--symlink", "/proc/self/fd/2", "/dev/stderr",
              "--symlink", "/box/shm", "/dev/shm", "--remount-ro", "/dev"});
}

// In the child of a process that may have threads: only calls that are safe there, no allocation.
[[noreturn]] void become_bubblewrap(const char* program, char* const* arguments, uint32_t user,
                                    const int (&fds)[kFds]) {
  const int score = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (score >= 0) (void)!::write(score, kOomScore, sizeof kOomScore - 1);
  int parked[kFds];
  for (int i = 0; i < kFds; ++i) parked[i] = ::fcntl(fds[i], F_DUPFD, 16);
  for (int i = 0; i < kFds; ++i) {
    if (::dup2(parked[i], i) < 0) ::_exit(1);
  }
  ::syscall(SYS_close_range, kFds, ~0u, 0);
  for (int signal = 1; signal < NSIG; ++signal) ::signal(signal, SIG_DFL);
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::setsid();
  if (::chdir("/") != 0) ::_exit(1);
  // The system calls themselves: the C library's functions would change every thread of the server.
  if (::geteuid() == 0 &&
      (::syscall(SYS_setgroups, 0, nullptr) != 0 || ::syscall(SYS_setresgid, user, user, user) != 0 ||
       ::syscall(SYS_setresuid, user, user, user) != 0)) {
    ::_exit(1);
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  char* const environment[] = {nullptr};
  ::execve(program, arguments, environment);
  ::_exit(1);
}

}  // namespace

std::string find_bubblewrap() {
  for (const char* path : {"/usr/bin/bwrap", "/bin/bwrap", "/usr/local/bin/bwrap"}) {
    if (::access(path, X_OK) == 0) return path;
  }
  return {};
}

std::vector<std::string> bubblewrap_arguments(const BubblewrapRecipe& recipe, uint64_t disk_bytes) {
  std::vector<std::string> out = {"bwrap",
                                  "--unshare-user",
                                  "--unshare-pid",
                                  "--unshare-net",
                                  "--unshare-ipc",
                                  "--unshare-uts",
                                  "--unshare-cgroup",
                                  "--disable-userns",
                                  "--uid",
                                  "1000",
                                  "--gid",
                                  "1000",
                                  "--hostname",
                                  "sandbox",
                                  "--die-with-parent",
                                  "--new-session",
                                  "--as-pid-1",
                                  "--clearenv",
                                  "--cap-drop",
                                  "ALL"};
  add_system(out);
  for (const std::string& path : recipe.paths) out.insert(out.end(), {"--ro-bind-try", path, path});
  for (const Mount& mount : recipe.mounts)
    out.insert(out.end(), {mount.writable ? "--bind" : "--ro-bind-try", mount.from, mount.to});
  out.insert(out.end(), {"--proc", "/proc"});
  add_devices(out);
  out.insert(out.end(), {"--size", std::to_string(disk_bytes), "--tmpfs", "/box", "--dir", "/box/work",
                         "--perms", "1777", "--dir", "/box/tmp", "--perms", "1777", "--dir", "/box/shm",
                         "--symlink", "/box/tmp", "/tmp"});
  out.insert(out.end(), {"--perms", "0555", "--ro-bind-data", std::to_string(kInitFd), "/init"});
  out.insert(out.end(), {"--remount-ro", "/", "--seccomp", std::to_string(kSeccompFd), "--chdir", "/box/work",
                         "--", "/init"});
  return out;
}

Result<BubblewrapProcess> start_bubblewrap(const BubblewrapRecipe& recipe, uint64_t disk_bytes) {
  Result<UniqueFd> seccomp = make_memory_file("seccomp", recipe.seccomp);
  if (!seccomp) return seccomp.error();
  Result<UniqueFd> init = make_memory_file("init", agent_image());
  if (!init) return init.error();
  Result<UniqueFd> errors = make_memory_file("errors", {});
  if (!errors) return errors.error();
  const UniqueFd nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));

  int pair[2];
  if (!nothing || ::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0) {
    return {Errc::internal, std::string("no descriptors are left: ") + std::strerror(errno)};
  }
  BubblewrapProcess started;
  started.control = UniqueFd(pair[0]);
  const UniqueFd inner(pair[1]);
  const int on = 1;
  ::setsockopt(started.control.get(), SOL_SOCKET, SO_PASSCRED, &on, sizeof on);

  std::vector<std::string> words = bubblewrap_arguments(recipe, disk_bytes);
  std::vector<char*> command;
  for (std::string& word : words) command.push_back(word.data());
  command.push_back(nullptr);
  const int fds[kFds] = {nothing.get(), nothing.get(),  errors->get(),
                         inner.get(),   seccomp->get(), init->get()};
  started.pid = ::fork();
  if (started.pid == 0) become_bubblewrap(recipe.program.c_str(), command.data(), recipe.user, fds);
  if (started.pid < 0)
    return {Errc::internal, std::string("cannot start a process: ") + std::strerror(errno)};
  started.process = UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, started.pid, 0)));
  started.errors = std::move(*errors);
  return started;
}

}  // namespace interview::sandbox::native
