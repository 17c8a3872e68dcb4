// Programs that try to get out, to see what is not theirs, or to take over the kernel or the sandbox's own
// process.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "sandbox/attempts.h"
#include "sandbox/laboratory.h"
#include "sandbox/unique_fd.h"

using namespace interview;
using namespace interview::test;

namespace {

// A file of this machine that is not for programs; gone with this.
class HostFile {
 public:
  explicit HostFile(const std::string& folder)
      : path_(folder + "/not-for-programs-" + std::to_string(::getpid())) {
    std::ofstream(path_) << "untouched secret";
  }
  ~HostFile() { std::filesystem::remove(path_); }
  const std::string& path() const { return path_; }
  std::string content() const {
    std::ostringstream text;
    text << std::ifstream(path_).rdbuf();
    return text.str();
  }

 private:
  std::string path_;
};

}  // namespace

SANDBOX_TEST_CASE("there is no network but the program's own") {
  // A server of this machine, which a program in the sandbox does not reach.
  const sandbox::UniqueFd listener(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  REQUIRE(::bind(listener.get(), reinterpret_cast<sockaddr*>(&address), size) == 0);
  REQUIRE(::listen(listener.get(), 1) == 0);
  REQUIRE(::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size) == 0);
  const std::string port = std::to_string(ntohs(address.sin_port));
  check_attempts(lab,
                 {
                     {"socket.create_connection(('127.0.0.1', " + port + "))", "ECONNREFUSED"},
                     {"socket.create_connection(('192.0.2.1', 80), 2)", "ENETUNREACH"},
                     {"socket.socket(socket.AF_INET6, socket.SOCK_DGRAM).sendto(b'x', ('2001:db8::1', 53))",
                      "ENETUNREACH"},
                     {"socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)", "EPERM"},
                     {"socket.socket(socket.AF_PACKET, socket.SOCK_RAW)", "EAFNOSUPPORT"},
                     {"socket.socket(socket.AF_VSOCK)", "EAFNOSUPPORT"},
                     {"socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)", "EAFNOSUPPORT"},
                     {"socket.socket(38, socket.SOCK_SEQPACKET)", "EAFNOSUPPORT"},
                 });
  CHECK(lab.run_python("print(open('/proc/net/dev').read().count(':'))").out == "1\n");
}

SANDBOX_TEST_CASE("files of this machine are not there, for programs and for compilers") {
  const HostFile in_tmp("/tmp"), in_var_tmp("/var/tmp"), in_shm("/dev/shm");
  std::vector<Attempt> attempts;
  for (const HostFile* file : {&in_tmp, &in_var_tmp, &in_shm}) {
    attempts.push_back({"open('" + file->path() + "')", "ENOENT"});
    attempts.push_back({"open('/proc/1/root" + file->path() + "')", "EACCES"});
  }
  attempts.push_back({"open('/etc/shadow')", "ENOENT"});
  for (const char* device : {"/dev/kmsg", "/dev/mem", "/dev/kvm", "/dev/fuse", "/dev/loop-control"})
    attempts.push_back({"open('" + std::string(device) + "')", "ENOENT"});
  check_attempts(lab, attempts);

  const Outcome include =
      lab.run("cpp", "#include \"" + in_tmp.path() + "\"\n#include \"/etc/shadow\"\nint main() {}\n");
  CHECK(include.result.kind == RunKind::compile_error);
  CHECK(include.err.find("secret") == std::string::npos);
  CHECK(include.err.find("root:") == std::string::npos);
}

SANDBOX_TEST_CASE("the system's files and the kernel's switches cannot be written") {
  check_attempts(lab,
                 {
                     {"open('/x', 'w')", "EROFS"},
                     {"os.mkdir('/etc/x')", "EROFS"},
                     {"open('/usr/x', 'w')", "EROFS"},
                     {"open('/usr/bin/python3', 'w')", "EROFS"},
                     {"os.chmod('/usr/bin/python3', 0o777)", "EROFS"},
                     {"os.link('/usr/bin/python3', '/usr/bin/x')", "EROFS"},
                     {"open('/dev/x', 'w')", "EROFS", {{"docker", "EACCES"}}},
                     {"open('/proc/sys/kernel/hostname', 'w')", "EACCES", {{"docker", "EROFS"}}},
                     {"open('/proc/sys/vm/drop_caches', 'w')", "EACCES", {{"docker", "EROFS"}}},
                     {"open('/proc/sys/kernel/core_pattern', 'w')", "EACCES", {{"docker", "EROFS"}}},
                     {"open('/proc/sys/user/max_user_namespaces', 'w')", "EACCES", {{"docker", "EROFS"}}},
                     {"open('/proc/1/oom_score_adj', 'w')", "EACCES"},
                     {"put('/proc/self/uid_map', b'0 0 1')", "EPERM"},
                     {"put('/proc/self/oom_score_adj', b'-1000')", "EACCES"},
                     {"call(170, b'mine', 4)", "EPERM"},
                 });
  if (std::filesystem::exists("/sys/fs/cgroup/memory")) {  // version 1
    check_attempts(
        lab,
        {
            {"open('/sys/fs/cgroup/memory/memory.limit_in_bytes', 'w')", "ENOENT", {{"docker", "EROFS"}}},
            {"open('/sys/fs/cgroup/cgroup.procs', 'w')", "ENOENT", {{"docker", "EACCES"}}},
        });
  } else {
    check_attempts(lab, {
                            {"open('/sys/fs/cgroup/memory.max', 'w')", "ENOENT", {{"docker", "EROFS"}}},
                            {"open('/sys/fs/cgroup/cgroup.procs', 'w')", "ENOENT", {{"docker", "EROFS"}}},
                            {"os.mkdir('/sys/fs/cgroup/x')", "ENOENT", {{"docker", "EROFS"}}},
                        });
  }
}

SANDBOX_TEST_CASE("calls that take over kernels are refused") {
  check_attempts(lab, {
                          {"call(165, b'none', b'/tmp', b'tmpfs', 0, 0)", "EPERM"},  // mount
                          {"call(166, b'/usr', 2)", "EPERM"},                        // umount2
                          {"call(272, 0x10000000)", "EPERM"},        // unshare, a user namespace
                          {"call(272, 0x20000)", "EPERM"},           // unshare, a mount namespace
                          {"call(308, 0, 0)", "EPERM"},              // setns
                          {"call(161, b'/tmp')", "EPERM"},           // chroot
                          {"call(155, b'/tmp', b'/tmp')", "EPERM"},  // pivot_root
                          {"call(428, -100, b'/', 1)", "EPERM"},     // open_tree
                          {"call(430, b'tmpfs', 0)", "EPERM"},       // fsopen
                          {"call(101, 0, 0, 0, 0)", "EPERM"},        // ptrace, being traced
                          {"call(310, 1, 0, 0, 0, 0, 0)", "EPERM"},  // process_vm_readv
                          {"call(425, 1, 0)", "EPERM"},              // io_uring_setup
                          {"call(321, 0, 0, 0)", "EPERM"},           // bpf
                          {"call(323, 0)", "EPERM"},                 // userfaultfd
                          {"call(298, 0, 0, -1, -1, 0)", "EPERM"},   // perf_event_open
                          {"call(250, 0, 0)", "EPERM"},              // keyctl
                          {"call(169, 0xfee1dead, 672274793, 0x01234567, 0)", "EPERM"},  // reboot
                          {"call(135, 0x0040000)", "EPERM"},   // personality, no randomness
                          {"call(304, -100, 0, 0)", "EPERM"},  // open_by_handle_at
                          {"os.setuid(0)", "EINVAL", {{"docker", "EPERM"}}},
                          {"os.setgroups([0])", "EPERM"},
                          {"os.mknod('/tmp/sda', 0o060600, os.makedev(8, 0))", "EPERM"},
                          {"os.mknod('/tmp/mem', 0o020666, os.makedev(1, 1))", "EPERM"},
                          {"call(56, 0x10000000 | 17, 0, 0, 0, 0)", "EPERM"},  // clone, a user namespace
                          {"call(56, 0x40000000 | 17, 0, 0, 0, 0)", "EPERM"},  // clone, a network namespace
                          {"call(435, 0, 0)", "ENOSYS"},           // clone3, whose flags no filter sees
                          {"call(16, 0, 0x5412, b'x')", "EPERM"},  // ioctl TIOCSTI,
                          {"call(16, 0, ctypes.c_long(0x1_0000_5412), b'x')",
                           "EPERM"},  // once with bits that the kernel does not look at
                          {"os.chown('.', 0, 0)", "EINVAL", {{"docker", "EPERM"}}},
                      });
}

SANDBOX_TEST_CASE("programs have no rights, and cannot get any") {
  const Outcome outcome = lab.run_python(R"(
import os
status = dict(line.split(':\t', 1) for line in open('/proc/self/status').read().splitlines() if ':\t' in line)
print(status['CapEff'], status['CapPrm'], status['CapBnd'], status['CapAmb'], status['NoNewPrivs'], status['Seccomp'])
print(os.getuid() == os.geteuid(), os.getuid(), os.getgid(), os.getgroups() in ([], [65534]))
print(*open('/proc/self/uid_map').read().split())
)");
  INFO(outcome.err);
  CHECK(outcome.out ==
        "0000000000000000 0000000000000000 0000000000000000 0000000000000000 1 2\n"
        "True " +
            lab.traits().user + " True\n" + lab.traits().user_namespace + "\n");
}

SANDBOX_TEST_CASE("a program of another architecture's calls is ended") {
  // getpid by the 32-bit gate, whose numbers are others.
  const Outcome outcome =
      lab.run("cpp",
              "#include <cstdio>\nint main() { long r; asm volatile(\"int $0x80\" : \"=a\"(r) : \"a\"(20));"
              " std::printf(\"%ld\", r); }");
  CHECK(outcome.result.kind == RunKind::runtime_error);
  CHECK(outcome.out == "");
}

SANDBOX_TEST_CASE("nothing of the server leaks in: descriptors, environment, processes, names") {
  const sandbox::UniqueFd secret(::open("/etc/passwd", O_RDONLY));  // not close-on-exec
  const sandbox::UniqueFd high(::fcntl(secret.get(), F_DUPFD, 700));
  ::setenv("SECRET_OF_THE_SERVER", "hunter2", 1);
  const std::string source = R"(
import os
print(sorted(os.listdir('/proc/self/fd')))
print(sorted(os.environ))
print(len([pid for pid in os.listdir('/proc') if pid.isdigit()]))
print(os.getppid(), os.uname().nodename)
print(os.getpid() == os.getsid(0))
print(open('/proc/1/cmdline').read().split(chr(0))[0])
)";
  const auto sandbox = lab.make();  // made after the secrets were there
  const Outcome outcome = run_in(*sandbox, request_of("python", source));
  ::unsetenv("SECRET_OF_THE_SERVER");
  CHECK(outcome.err == "");
  CHECK(outcome.out ==
        "['0', '1', '2', '3']\n"  // 3 is the listing itself
        "['HOME', 'LANG', 'PATH', 'PYTHONDONTWRITEBYTECODE', 'PYTHONUTF8', 'TMPDIR', 'TZ']\n"
        "2\n1 sandbox\nTrue\n" +
            lab.traits().first_process + "\n");
}

SANDBOX_TEST_CASE("the sandbox's own process cannot be looked into or traced") {
  std::vector<Attempt> attempts;
  for (const char* file : {"environ", "maps", "mem", "auxv"})
    attempts.push_back({"open('/proc/1/" + std::string(file) + "', 'rb').read(1)", "EACCES"});
  attempts.push_back({"open('/proc/1/mem', 'wb')", "EACCES"});
  for (const char* file : {"fd", "root", "map_files", "fdinfo"})
    attempts.push_back({"os.listdir('/proc/1/" + std::string(file) + "')", "EACCES"});
  for (const char* file : {"cwd", "exe", "ns/mnt"})
    attempts.push_back({"os.readlink('/proc/1/" + std::string(file) + "')", "EACCES"});
  for (const char* request : {"16", "0x4206"})  // PTRACE_ATTACH, PTRACE_SEIZE
    attempts.push_back({"call(101, " + std::string(request) + ", 1, 0, 0)", "EPERM"});
  attempts.push_back({"call(310, 1, ctypes.byref(iovec), 1, ctypes.byref(iovec), 1, 0)", "EPERM"});
  attempts.push_back({"call(311, 1, ctypes.byref(iovec), 1, ctypes.byref(iovec), 1, 0)", "EPERM"});
  attempts.push_back({"call(438, os.pidfd_open(1), 0, 0)", "EPERM"});  // pidfd_getfd
  attempts.push_back({"resource.prlimit(1, resource.RLIMIT_NOFILE, (0, 0))", "EPERM"});
  check_attempts(lab, attempts);
}

SANDBOX_TEST_CASE("no signal reaches the sandbox's own process") {
  const Outcome outcome = lab.run_python(
      "import os, signal\nfor s in range(1, 65):\n  try: os.kill(1, s)\n  except OSError: pass\n"
      "print('still here', flush=True)\nimport time\ntime.sleep(0.2)\nprint('and now')");
  CHECK(outcome.result.kind == RunKind::ok);
  CHECK(outcome.out == "still here\nand now\n");
  const Outcome all = lab.run_python(
      "import os, signal\nif os.fork() == 0:\n  while True: pass\nos.kill(-1, "
      "signal.SIGKILL)\nprint('alone')");
  CHECK(all.result.kind == RunKind::ok);
  CHECK(all.out == "alone\n");
}

SANDBOX_TEST_CASE("what a compiler's run leaves behind is gone before the program runs, but its files stay") {
  const auto sandbox = lab.make_with_languages({R"~({"id": "stay", "name": "Stay", "file": "a.py",
    "extensions": [".py"],
    "compile": ["/usr/bin/python3", "-c", "import os, time\nprint('compiled')\nopen('.made', 'w').write('kept')\nif os.fork() == 0:\n  os.setsid()\n  time.sleep(1000)"],
    "run": ["/usr/bin/python3", "{main}"], "version": ["/bin/echo", "1"]})~"});
  RunRequest request;
  request.language = "stay";
  request.files = {
      {"a.py",
       "import os\nprint(len([p for p in os.listdir('/proc') if p.isdigit()]), open('.made').read())"}};
  const Outcome outcome = run_in(*sandbox, request);
  CHECK(outcome.out == "2 kept\n");
  CHECK(outcome.err == "compiled\n");
}

SANDBOX_TEST_CASE("links in the work folder lead nowhere") {
  const HostFile target("/tmp");
  const std::string at = "'" + target.path() + "'";
  const Outcome outcome =
      lab.run_python("import os\nos.symlink(" + at +
                     ", 'link')\nos.symlink('/', 'root')\n"
                     "open('link', 'w').write('x')\nprint(os.path.exists('root/root/.profile'))");
  CHECK(outcome.out == "False\n");
  CHECK(target.content() == "untouched secret");
  check_attempts(lab, {
                          {"os.link('/usr/bin/python3', 'hard')", "EXDEV"},
                          {"os.link('/proc/self/exe', 'hard')", "EXDEV"},
                          {"os.rename('.', '../elsewhere')", "EBUSY"},
                      });
}

SANDBOX_TEST_CASE("a compiler that is turned against the sandbox's own files harms only its run") {
  // All that a later stage, or the end of the run, could trip over: sources and the program become links to a
  // file of the machine, the folder is emptied and cannot be read.
  const HostFile target("/tmp");
  const auto sandbox = lab.make_with_languages({R"~({"id": "evil", "name": "Evil", "file": "a.py",
    "extensions": [".py"],
    "compile": ["/usr/bin/python3", "-c", "import os\nfor name in os.listdir('.') + ['.program']:\n  if os.path.lexists(name): os.remove(name)\n  os.symlink(')~" +
                                                target.path() + R"~(', name)\nos.chmod('.', 0)"],
    "run": ["/usr/bin/python3", "{main}"], "version": ["/bin/echo", "1"]})~"});
  RunRequest request;
  request.language = "evil";
  request.files = {{"a.py", "print('never')"}};
  const Outcome outcome = run_in(*sandbox, request);
  CHECK(outcome.result.kind != RunKind::ok);
  CHECK(outcome.out == "");
  CHECK(outcome.err.find("secret") == std::string::npos);
  CHECK(target.content() == "untouched secret");
  CHECK(lab.leftovers() == "");
  CHECK(run_in(*sandbox, request).result.kind == outcome.result.kind);
}

SANDBOX_TEST_CASE("runs do not see one another") {
  const auto sandbox = lab.make();
  const auto first = std::make_shared<Recorder>();
  Result<std::unique_ptr<Run>> waiting =
      sandbox->start(request_of("python",
                                "import os\nfor folder in ('/tmp', '/dev/shm', '.'):\n"
                                "  if os.path.isdir(folder): open(folder + '/secret', 'w').write('x')\n"
                                "print('up')\nimport time\ntime.sleep(100)"),
                     first);
  REQUIRE(waiting.ok());
  REQUIRE(first->wait_for("up"));
  const Outcome second =
      run_in(*sandbox, request_of("python",
                                  "import os\nprint(os.listdir('/tmp'), os.listdir('.'), "
                                  "os.path.isdir('/dev/shm') and os.listdir('/dev/shm') or [], "
                                  "len([p for p in os.listdir('/proc') if p.isdigit()]))"));
  CHECK(second.out == "[] ['main.py'] [] 2\n");
  (*waiting)->stop();
  CHECK(first->wait().kind == RunKind::cancelled);
}
