#include "sandbox/seccomp.h"

#include <linux/sched.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include <cerrno>
#include <memory>

#include "sandbox/memory_file.h"

namespace interview::sandbox {
namespace {

constexpr size_t kLargestFilter = 64 * 1024;
constexpr uint64_t kLow32 = 0xffffffff;  // the kernel looks at no more of an int argument

// By name, so that calls which the headers do not know yet can stand here, too.
constexpr const char* kRefused[] = {
    // Namespaces, mounts, roots
    "unshare", "setns", "mount", "umount2", "umount", "pivot_root", "chroot", "fsopen", "fsconfig", "fsmount",
    "fspick", "move_mount", "open_tree", "open_tree_attr", "mount_setattr", "statmount", "listmount",
    // Looking into other processes
    "ptrace", "process_vm_readv", "process_vm_writev", "process_madvise", "kcmp", "pidfd_getfd",
    // Wide and young parts of the kernel
    "bpf", "io_uring_setup", "io_uring_enter", "io_uring_register", "userfaultfd", "perf_event_open",
    "fanotify_init", "fanotify_mark", "lookup_dcookie", "vmsplice", "memfd_secret",
    // Keys are not in any namespace
    "add_key", "request_key", "keyctl",
    // The machine
    "reboot", "kexec_load", "kexec_file_load", "init_module", "finit_module", "delete_module",
    "create_module", "swapon", "swapoff", "acct", "quotactl", "quotactl_fd", "syslog", "settimeofday",
    "clock_settime", "clock_settime64", "clock_adjtime", "clock_adjtime64", "adjtimex", "stime",
    "sethostname", "setdomainname", "iopl", "ioperm", "modify_ldt", "uselib", "ustat", "sysfs", "_sysctl",
    "vhangup", "nfsservctl", "open_by_handle_at", "name_to_handle_at", "personality"};

using Filter = std::unique_ptr<void, decltype(&seccomp_release)>;

bool refuse(const Filter& filter, const char* name, int error) {
  const int call = seccomp_syscall_resolve_name(name);
  return call == __NR_SCMP_ERROR || seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(error), call, 0) == 0;
}

// Where the arguments satisfy `compare`.
bool refuse_if(const Filter& filter, int call, int error, scmp_arg_cmp compare) {
  return seccomp_rule_add(filter.get(), SCMP_ACT_ERRNO(error), call, 1, compare) == 0;
}

bool refuse_namespaces(const Filter& filter) {
  bool ok = refuse(filter, "clone3", ENOSYS);
  for (const uint64_t flag : {CLONE_NEWNS, CLONE_NEWCGROUP, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER,
                              CLONE_NEWPID, CLONE_NEWNET}) {
    ok = ok && refuse_if(filter, SCMP_SYS(clone), EPERM, {0, SCMP_CMP_MASKED_EQ, flag, flag});
  }
  return ok;
}

// Programs may talk to themselves; AF_VSOCK would reach the host of a virtual machine past the network
// namespace, and the other families are little tested parts of the kernel.
bool refuse_socket_families(const Filter& filter) {
  static_assert(AF_UNIX == 1 && AF_INET == 2 && AF_INET6 == 10);
  bool ok = refuse_if(filter, SCMP_SYS(socket), EAFNOSUPPORT, {0, SCMP_CMP_GT, AF_INET6, 0}) &&
            refuse_if(filter, SCMP_SYS(socketpair), EAFNOSUPPORT, {0, SCMP_CMP_GT, AF_INET6, 0});
  for (uint64_t family = 0; family < AF_INET6; ++family) {
    if (family == AF_UNIX || family == AF_INET) continue;
    ok = ok && refuse_if(filter, SCMP_SYS(socket), EAFNOSUPPORT, {0, SCMP_CMP_EQ, family, 0});
  }
  return ok;
}

// Typing into a terminal that is not one's own.
bool refuse_terminal_input(const Filter& filter) {
  constexpr uint64_t kTioclinux = 0x541C;
  return refuse_if(filter, SCMP_SYS(ioctl), EPERM, {1, SCMP_CMP_MASKED_EQ, kLow32, TIOCSTI}) &&
         refuse_if(filter, SCMP_SYS(ioctl), EPERM, {1, SCMP_CMP_MASKED_EQ, kLow32, kTioclinux});
}

// The sandbox's own process has the user of the programs, and that is all that the kernel asks for here.
bool refuse_limits_of_others(const Filter& filter) {
  return refuse_if(filter, SCMP_SYS(prlimit64), EPERM, {0, SCMP_CMP_NE, 0, 0});
}

}  // namespace

Result<std::string> make_seccomp_filter() {
  const Filter filter(seccomp_init(SCMP_ACT_ALLOW), &seccomp_release);
  // Other architectures' calls (32-bit, x32) have other numbers: none of them.
  bool ok = filter && seccomp_attr_set(filter.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS) == 0;
  for (const char* name : kRefused) ok = ok && refuse(filter, name, EPERM);
  ok = ok && refuse_namespaces(filter) && refuse_socket_families(filter) && refuse_terminal_input(filter) &&
       refuse_limits_of_others(filter);
  if (!ok) return {Errc::sandbox_unavailable, "libseccomp cannot make a filter for this machine"};
  Result<UniqueFd> file = make_memory_file("seccomp", {});
  if (!file) return file.error();
  if (seccomp_export_bpf(filter.get(), file->get()) != 0) {
    return {Errc::sandbox_unavailable, "libseccomp cannot write the filter"};
  }
  return read_memory_file(*file, kLargestFilter);
}

}  // namespace interview::sandbox
