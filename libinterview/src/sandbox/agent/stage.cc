#include "sandbox/agent/stage.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "sandbox/agent/protocol.h"
#include "sandbox/agent/socket_message.h"

namespace interview::sandbox {
namespace {

[[noreturn]] void fail(int gate, Failure::Step step, int error) {
  const Failure failure{step, error};
  send_packet(gate, &failure, sizeof failure);
  _exit(127);
}

// Walks over the strings of a plan, which the sandbox made: they are as they should be.
class PlanReader {
 public:
  explicit PlanReader(char* at) : at_(at) {}

  char* string(uint64_t* size = nullptr) {
    uint64_t length;
    memcpy(&length, at_, sizeof length);
    char* begin = at_ + sizeof length;
    at_ = begin + length + 1;
    if (size) *size = length;
    return begin;
  }

  char** strings(uint32_t count) {
    char** list = static_cast<char**>(calloc(count + 1, sizeof(char*)));
    for (uint32_t i = 0; list && i < count; ++i) list[i] = string();
    return list;
  }

 private:
  char* at_;
};

bool write_file(char* name, const char* content, uint64_t size) {
  for (char* slash = strchr(name, '/'); slash; slash = strchr(slash + 1, '/')) {
    *slash = '\0';
    const bool made = mkdir(name, 0755) == 0 || errno == EEXIST;
    *slash = '/';
    if (!made) return false;
  }
  const int file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (file < 0) return false;
  while (size > 0) {
    const ssize_t written = write(file, content, size);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    content += written;
    size -= static_cast<uint64_t>(written);
  }
  return close(file) == 0;
}

void write_text(const char* path, const char* text) {
  const int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  (void)!write(file, text, strlen(text));
  close(file);
}

// A seccomp filter as classic BPF (seccomp(2)); none if it has no bytes.
bool stand_under(const char* filter, uint64_t bytes) {
  if (bytes == 0) return true;
  void* aligned = malloc(bytes);
  if (!aligned) return false;
  memcpy(aligned, filter, bytes);
  const sock_fprog program{static_cast<unsigned short>(bytes / sizeof(sock_filter)),
                           static_cast<sock_filter*>(aligned)};
  return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
         prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

bool limit(int resource, uint64_t value) {
  const rlimit both{value, value};
  return setrlimit(static_cast<__rlimit_resource>(resource), &both) == 0;
}

bool limit_all(const StageHeader& header) {
  return limit(RLIMIT_NOFILE, header.open_files) && limit(RLIMIT_FSIZE, header.file_bytes) &&
         limit(RLIMIT_STACK, header.stack_bytes) && limit(RLIMIT_CPU, header.cpu_seconds) &&
         limit(RLIMIT_CORE, 0) && limit(RLIMIT_MEMLOCK, 64 << 10) && limit(RLIMIT_MSGQUEUE, 64 << 10) &&
         limit(RLIMIT_RTPRIO, 0) && limit(RLIMIT_NICE, 0) &&
         (header.processes == 0 || limit(RLIMIT_NPROC, header.processes));
}

}  // namespace

void syscall_close_from(int first) {
  syscall(SYS_close_range, first, ~0u, 0);
}

void run_stage(int gate) {
  setsid();
  umask(022);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  close(kControlFd);

  const char here = 1;
  if (!send_packet(gate, &here, sizeof here)) _exit(127);
  char go;
  const Received received = receive_packet(gate, &go, sizeof go);
  if (received.size != sizeof go || received.fd_count != kStageFds) _exit(127);

  struct stat status;
  if (fstat(received.fds[0], &status) != 0) fail(gate, Failure::plan, errno);
  // Private and writable: names are cut at their slashes for a moment.
  void* plan = mmap(nullptr, static_cast<size_t>(status.st_size), PROT_READ | PROT_WRITE, MAP_PRIVATE,
                    received.fds[0], 0);
  if (plan == MAP_FAILED) fail(gate, Failure::plan, errno);
  StageHeader header;
  memcpy(&header, plan, sizeof header);
  PlanReader reader(static_cast<char*>(plan) + sizeof header);
  uint64_t filter_bytes = 0;
  const char* filter = reader.string(&filter_bytes);
  char** arguments = reader.strings(header.arguments);
  char** environment = reader.strings(header.environment);
  if (!arguments || !environment) fail(gate, Failure::plan, ENOMEM);
  for (uint32_t i = 0; i < header.files; ++i) {
    char* name = reader.string();
    uint64_t size = 0;
    const char* content = reader.string(&size);
    if (!write_file(name, content, size)) fail(gate, Failure::files, errno);
  }

  // The gate moves out of the way of the standard streams, and is closed when the program begins.
  for (int fd = 0; fd < 3; ++fd) {
    if (dup2(received.fds[1 + fd], fd) < 0) fail(gate, Failure::plan, errno);
  }
  if (gate != kControlFd && dup2(gate, kControlFd) < 0) fail(gate, Failure::plan, errno);
  gate = kControlFd;
  fcntl(gate, F_SETFD, FD_CLOEXEC);
  syscall_close_from(gate + 1);
  // When memory runs out, the program goes before the agent.
  write_text("/proc/self/oom_score_adj", "1000");
  if (!limit_all(header)) fail(gate, Failure::limits, errno);
  if (!stand_under(filter, filter_bytes)) fail(gate, Failure::limits, errno);
  execve(arguments[0], arguments, environment);
  fail(gate, Failure::execute, errno);
}

}  // namespace interview::sandbox
