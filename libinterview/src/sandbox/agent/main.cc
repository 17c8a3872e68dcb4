// The agent: first process of a sandbox. It forks a stage when told to, reaps, reports. It runs no code of
// others itself; they cannot signal it (it is pid 1 of their namespace) nor look into it (it is not
// dumpable).
//
// Bubblewrap gives it its control channel and its folders. In a container it is called with the path of a
// socket: it makes the folders and connects.
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "sandbox/agent/protocol.h"
#include "sandbox/agent/socket_message.h"
#include "sandbox/agent/stage.h"

namespace interview::sandbox {
namespace {

pid_t running_stage = 0;

void report(const Report& what) {
  if (!send_packet(kControlFd, &what, sizeof what)) _exit(1);
}

void start_stage(int gate) {
  const pid_t pid = fork();
  if (pid == 0) run_stage(gate);
  close(gate);
  if (pid < 0) _exit(1);
  running_stage = pid;
}

// Takes over the ends of all children; with `wait` until none is left.
void reap(bool wait) {
  for (;;) {
    int status = 0;
    rusage used{};
    const pid_t pid = wait4(-1, &status, wait ? 0 : WNOHANG, &used);
    if (pid < 0 && errno == EINTR) continue;
    if (pid <= 0) return;
    if (pid != running_stage) continue;
    running_stage = 0;
    Report exited;
    exited.kind = Report::exited;
    exited.status = status;
    exited.cpu_us = static_cast<uint64_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) * 1'000'000 +
                    static_cast<uint64_t>(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
    exited.peak_kb = static_cast<uint64_t>(used.ru_maxrss);
    report(exited);
  }
}

void obey() {
  Order order;
  const Received received = receive_packet(kControlFd, &order, sizeof order, MSG_DONTWAIT);
  if (received.size < 0 && errno == EAGAIN) return;
  if (received.size != sizeof order) _exit(0);
  if (order == Order::stage && received.fd_count == 1) {
    start_stage(received.fds[0]);
  } else if (order == Order::clear) {
    kill(-1, SIGKILL);
    reap(true);
    Report cleared;
    cleared.kind = Report::cleared;
    report(cleared);
  } else {
    _exit(1);
  }
}

bool make_folder(const char* path, mode_t mode) {
  return mkdir(path, 0700) == 0 && chmod(path, mode) == 0;
}

// /box is an empty file system of the container's limit on disk; /tmp of its image leads to /box/tmp.
bool settle_in_container(const char* socket_path) {
  if (!make_folder("/box/work", 0755) || !make_folder("/box/tmp", 01777) || chdir("/box/work") != 0)
    return false;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (strlen(socket_path) >= sizeof address.sun_path) return false;
  strcpy(address.sun_path, socket_path);
  const int control = socket(AF_UNIX, SOCK_SEQPACKET, 0);
  if (control < 0 || connect(control, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    return false;
  return control == kControlFd || dup2(control, kControlFd) == kControlFd;
}

int serve() {
  prctl(PR_SET_DUMPABLE, 0);
  // Those of whoever started it: nothing else may reach a stage.
  syscall_close_from(kControlFd + 1);
  fcntl(kControlFd, F_SETFD, FD_CLOEXEC);

  sigset_t children;
  sigemptyset(&children);
  sigaddset(&children, SIGCHLD);
  sigprocmask(SIG_BLOCK, &children, nullptr);
  const int signals = signalfd(-1, &children, SFD_CLOEXEC | SFD_NONBLOCK);
  if (signals < 0) return 1;

  report(Report{});
  for (;;) {
    pollfd events[] = {{kControlFd, POLLIN, 0}, {signals, POLLIN, 0}};
    if (poll(events, 2, -1) < 0 && errno != EINTR) return 1;
    if (events[1].revents) {
      signalfd_siginfo ignored;
      while (read(signals, &ignored, sizeof ignored) > 0) {
      }
      reap(false);
    }
    if (events[0].revents) obey();
  }
}

}  // namespace
}  // namespace interview::sandbox

int main(int count, char** arguments) {
  if (count == 2 && !interview::sandbox::settle_in_container(arguments[1])) return 1;
  return interview::sandbox::serve();
}
