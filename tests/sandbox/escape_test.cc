// Programs that try to get out, to see what is not theirs, or to outlive their run.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>

#include "sandbox/laboratory.h"
#include "sandbox/unique_fd.h"
#include "support/skip.h"

using namespace interview;
using namespace interview::test;
using namespace std::string_literals;

namespace {

// Runs Python that tries each of `attempts`, an expression a line, and gives what became of each: "no" and
// the error's name, or "YES" where it was let.
std::string attempt(const std::string& attempts) {
  const Outcome outcome = run_python(R"(
import ctypes, os, socket, subprocess, errno
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    if libc.syscall(number, *arguments) < 0:
        raise OSError(ctypes.get_errno(), '')
for line in open('attempts').read().splitlines():
    try:
        eval(line)
        print('YES', line)
    except OSError as error:
        print('no', errno.errorcode.get(error.errno))
)",
                                     [&](RunRequest& request) {
                                       request.files.push_back({"attempts", attempts});
                                       request.main = "main.py";
                                     });
  CHECK(outcome.err == "");
  CHECK(outcome.result.kind == RunKind::ok);
  return outcome.out;
}

}  // namespace

TEST_CASE("there is no network but the program's own") {
  REQUIRE_SANDBOX();
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
  CHECK(attempt("socket.create_connection(('127.0.0.1', " + port +
                "))\n"
                "socket.create_connection(('192.0.2.1', 80), 2)\n"
                "socket.socket(socket.AF_INET, socket.SOCK_RAW, 1)\n"
                "socket.socket(socket.AF_PACKET, socket.SOCK_RAW)\n"
                "socket.socket(socket.AF_VSOCK)\n"
                "socket.socket(socket.AF_NETLINK, socket.SOCK_RAW)\n"
                "socket.socket(38, socket.SOCK_SEQPACKET)\n") ==
        "no ECONNREFUSED\nno ENETUNREACH\nno EPERM\nno EAFNOSUPPORT\nno EAFNOSUPPORT\nno EAFNOSUPPORT\nno "
        "EAFNOSUPPORT\n");
  CHECK(
      run_python(
          "import socket\nprint(socket.if_nameindex() if False else open('/proc/net/dev').read().count(':'))")
          .out == "1\n");
}

TEST_CASE("files of the machine that are not for programs are not there") {
  REQUIRE_SANDBOX();
  CHECK(attempt("open('/etc/shadow')\nopen('/etc/passwd')\nopen('/etc/hostname')\nos.listdir('/"
                "root')\nos.listdir('/home')\n"
                "os.listdir('/var')\nos.listdir('/sys')\nos.listdir('/run')\nos.listdir('/"
                "work')\nos.listdir('/opt')\n"
                "os.listdir('/boot')\nos.listdir('/dev/pts')\nopen('/dev/kmsg')\nopen('/dev/tty')\nopen('/"
                "dev/mem')\n") ==
        "no ENOENT\nno ENOENT\nno ENOENT\nno ENOENT\nno ENOENT\nno ENOENT\nno ENOENT\nno ENOENT\nno "
        "ENOENT\nno ENOENT\n"
        "no ENOENT\nno ENOENT\nno ENOENT\nno ENOENT\nno ENOENT\n");
  const Outcome top = run_python(
      "import os; print(sorted(os.listdir('/')), sorted(os.listdir('/dev')), sorted(os.listdir('/box')))");
  CHECK(top.out.find("['.") == std::string::npos);
  CHECK(top.out.find("'box', 'dev', 'etc', 'init', ") != std::string::npos);
  CHECK(
      top.out.find("['fd', 'full', 'null', 'random', 'shm', 'stderr', 'stdin', 'stdout', 'urandom', 'zero'] "
                   "['shm', 'tmp', 'work']") != std::string::npos);
}

TEST_CASE("nothing but the work folder, /tmp and shared memory can be written") {
  REQUIRE_SANDBOX();
  CHECK(
      attempt(
          "open('/x', 'w')\nos.mkdir('/etc/x')\nopen('/usr/x', 'w')\nopen('/dev/x', 'w')\nopen('/init', "
          "'w')\n"
          "os.remove('/init')\nopen('/usr/bin/python3', 'w')\nopen('/proc/sys/kernel/hostname', 'w')\n"
          "open('/proc/sys/vm/drop_caches', 'w')\n"
          "open('/proc/sys/kernel/core_pattern', 'w')\nopen('/proc/sys/user/max_user_namespaces', 'w')\n") ==
      "no EROFS\nno EROFS\nno EROFS\nno EROFS\nno EROFS\nno EROFS\nno EROFS\nno EACCES\nno EACCES\n"
      "no EACCES\nno EACCES\n");
}

TEST_CASE("calls that take over kernels are refused") {
  REQUIRE_SANDBOX();
  // 165 mount, 166 umount2, 272 unshare, 308 setns, 161 chroot, 155 pivot_root, 428 open_tree, 430 fsopen,
  // 101 ptrace, 310 process_vm_readv, 425 io_uring_setup, 321 bpf, 323 userfaultfd, 298 perf_event_open, 250
  // keyctl, 169 reboot, 135 personality, 304 open_by_handle_at, 105 setuid 0, 133 mknod, 56 clone with
  // CLONE_NEWUSER, 435 clone3, 16 ioctl TIOCSTI, once with bits that the kernel does not look at.
  CHECK(
      attempt(
          "call(165, b'none', b'/tmp', b'tmpfs', 0, 0)\ncall(166, b'/usr', 2)\ncall(272, 0x10000000)\n"
          "call(272, 0x20000)\ncall(308, 0, 0)\ncall(161, b'/tmp')\ncall(155, b'/tmp', b'/tmp')\n"
          "call(428, -100, b'/', 1)\ncall(430, b'tmpfs', 0)\ncall(101, 0, 0, 0, 0)\ncall(310, 1, 0, 0, 0, 0, "
          "0)\n"
          "call(425, 1, 0)\ncall(321, 0, 0, 0)\ncall(323, 0)\ncall(298, 0, 0, -1, -1, 0)\ncall(250, 0, 0)\n"
          "call(169, 0xfee1dead, 672274793, 0x01234567, 0)\ncall(135, 0x0040000)\ncall(304, -100, 0, 0)\n") ==
      "no EPERM\nno EPERM\nno EPERM\nno EPERM\nno EPERM\nno EPERM\nno EPERM\nno EPERM\nno EPERM\nno "
      "EPERM\nno EPERM\n"
      "no EPERM\nno EPERM\nno EPERM\nno EPERM\nno EPERM\nno EPERM\nno EPERM\nno EPERM\n");
  CHECK(attempt("os.setuid(0)\nos.setgroups([0])\nos.mknod('/tmp/sda', 0o060600, os.makedev(8, 0))\n"
                "os.mknod('/tmp/null', 0o020666, os.makedev(1, 3))\ncall(56, 0x10000000 | 17, 0, 0, 0, 0)\n"
                "call(56, 0x40000000 | 17, 0, 0, 0, 0)\ncall(435, 0, 0)\ncall(16, 0, 0x5412, b'x')\n"
                "call(16, 0, ctypes.c_long(0x1_0000_5412), b'x')\nos.chown('/box/work', 0, 0)\n") ==
        "no EINVAL\nno EPERM\nno EPERM\nno EPERM\nno EPERM\nno EPERM\nno ENOSYS\nno EPERM\nno EPERM\nno "
        "EINVAL\n");
}

TEST_CASE("programs have no rights, and cannot get any") {
  REQUIRE_SANDBOX();
  const Outcome outcome = run_python(R"(
import os
status = dict(line.split(':\t', 1) for line in open('/proc/self/status').read().splitlines() if ':\t' in line)
print(status['CapEff'], status['CapPrm'], status['CapBnd'], status['CapAmb'], status['NoNewPrivs'], status['Seccomp'])
print(os.getuid(), os.geteuid(), os.getgid(), os.getgroups() in ([], [65534]))
print(open('/proc/self/uid_map').read().split())
)");
  INFO(outcome.err);
  CHECK(outcome.out ==
        "0000000000000000 0000000000000000 0000000000000000 0000000000000000 1 2\n1000 1000 1000 True\n"
        "['1000', '1000', '1']\n");
}

TEST_CASE("a program of another architecture's calls is ended") {
  REQUIRE_SANDBOX();
  // getpid by the 32-bit gate, whose numbers are others.
  const Outcome outcome =
      run("cpp",
          "#include <cstdio>\nint main() { long r; asm volatile(\"int $0x80\" : \"=a\"(r) : \"a\"(20));"
          " std::printf(\"%ld\", r); }");
  CHECK(outcome.result.kind == RunKind::runtime_error);
  CHECK(outcome.out == "");
}

TEST_CASE("nothing of the server leaks in: descriptors, environment, processes, names") {
  REQUIRE_SANDBOX();
  const sandbox::UniqueFd secret(::open("/etc/passwd", O_RDONLY));  // not close-on-exec
  const sandbox::UniqueFd high(::fcntl(secret.get(), F_DUPFD, 700));
  ::setenv("SECRET_OF_THE_SERVER", "hunter2", 1);
  const Outcome outcome = run_python(R"(
import os
print(sorted(os.listdir('/proc/self/fd')))
print(sorted(os.environ))
print([pid for pid in os.listdir('/proc') if pid.isdigit()])
print(os.getppid(), os.uname().nodename)
print(os.getpid() == os.getsid(0))
for file in ['environ', 'maps', 'mem', 'fd', 'root', 'cwd', 'exe']:
    try:
        path = '/proc/1/' + file
        os.listdir(path) if file in ('fd', 'root') else os.readlink(path) if file in ('cwd', 'exe') else open(path).read(1)
        print('YES', file)
    except OSError as error:
        print(file, error.strerror)
print(open('/proc/1/cmdline').read())
)");
  ::unsetenv("SECRET_OF_THE_SERVER");
  CHECK(outcome.err == "");
  CHECK(outcome.out ==
        "['0', '1', '2', '3']\n"  // 3 is the listing itself
        "['HOME', 'LANG', 'PATH', 'PYTHONDONTWRITEBYTECODE', 'PYTHONUTF8', 'TMPDIR', 'TZ']\n"
        "['1', '2']\n1 sandbox\nTrue\n"
        "environ Permission denied\nmaps Permission denied\nmem Permission denied\nfd Permission denied\n"
        "root Permission denied\ncwd Permission denied\nexe Permission denied\n/init\0\n"s);
}

TEST_CASE("the sandbox's own process cannot be ended, stopped or looked into") {
  REQUIRE_SANDBOX();
  const Outcome outcome = run_python(
      "import os, signal\nfor s in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, signal.SIGINT):\n"
      "  os.kill(1, s)\nprint('still here')");
  CHECK(outcome.result.kind == RunKind::ok);
  CHECK(outcome.out == "still here\n");
  const Outcome all = run_python(
      "import os, signal\nif os.fork() == 0:\n  while True: pass\nos.kill(-1, "
      "signal.SIGKILL)\nprint('alone')");
  CHECK(all.result.kind == RunKind::ok);
  CHECK(all.out == "alone\n");
}

TEST_CASE("nothing outlives its run: sessions, orphans, stopped processes") {
  REQUIRE_SANDBOX();
  const Outcome daemon = run_python(
      "import os, time\nfor i in range(30):\n  if os.fork() == 0:\n    os.setsid()\n    if os.fork(): "
      "os._exit(0)\n"
      "    time.sleep(1000)\n    os._exit(0)\nprint('left')");
  CHECK(daemon.result.kind == RunKind::ok);
  CHECK(daemon.out == "left\n");
  const auto hurry = [](RunRequest& request) { request.limits.run.wall_ms = 500; };
  CHECK(run_python("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", hurry).result.kind ==
        RunKind::time_limit);
  CHECK(run_python("import os, signal\nos.fork()\nos.kill(0, signal.SIGSTOP)", hurry).result.kind ==
        RunKind::time_limit);
  CHECK(run_python("import signal\nfor s in range(1, 65):\n  try: signal.signal(s, signal.SIG_IGN)\n  except "
                   "(OSError, ValueError): pass\n"
                   "while True: signal.pause()",
                   hurry)
            .result.kind == RunKind::time_limit);
}

TEST_CASE("what a compiler's run leaves behind is gone before the program runs, but its files stay") {
  REQUIRE_SANDBOX();
  const std::string folder = "/tmp/languages-staying-" + std::to_string(::getpid());
  REQUIRE(::mkdir(folder.c_str(), 0755) == 0);
  std::ofstream(folder + "/stay.json")
      << R"~({"id": "stay", "name": "Stay", "file": "a.py", "extensions": [".py"],
    "compile": ["/usr/bin/python3", "-c", "import os, time\nprint('compiled')\nopen('.made', 'w').write('kept')\nif os.fork() == 0:\n  os.setsid()\n  time.sleep(1000)"],
    "run": ["/usr/bin/python3", "{main}"], "version": ["/bin/echo", "1"]})~";
  Result<std::shared_ptr<const Languages>> languages = Languages::load(folder);
  REQUIRE(languages.ok());
  ::unlink((folder + "/stay.json").c_str());
  ::rmdir(folder.c_str());
  Result<std::unique_ptr<Sandbox>> sandbox = make_native_sandbox(*languages, laboratory_options());
  REQUIRE(sandbox.ok());
  RunRequest request;
  request.language = "stay";
  request.files = {
      {"a.py",
       "import os\nprint(len([p for p in os.listdir('/proc') if p.isdigit()]), open('.made').read())"}};
  const Outcome outcome = run_in(**sandbox, request);
  CHECK(outcome.out == "2 kept\n");
  CHECK(outcome.err == "compiled\n");
}

TEST_CASE("links in the work folder lead nowhere") {
  REQUIRE_SANDBOX();
  const std::string target = "/tmp/sandbox-target-" + std::to_string(::getpid());
  std::ofstream(target) << "untouched";
  const Outcome outcome =
      run_python("import os\nos.symlink('" + target +
                 "', 'link')\nos.symlink('/', 'root')\n"
                 "open('link', 'w').write('x')\nprint(os.path.exists('root/etc/shadow'))");
  CHECK(outcome.out == "False\n");
  std::ifstream file(target);
  std::string content;
  std::getline(file, content);
  CHECK(content == "untouched");
  ::unlink(target.c_str());
}

TEST_CASE("runs do not see one another") {
  REQUIRE_SANDBOX();
  Result<std::unique_ptr<Sandbox>> sandbox = make_native_sandbox(Languages::builtin(), laboratory_options());
  REQUIRE(sandbox.ok());
  const auto first = std::make_shared<Recorder>();
  Result<std::unique_ptr<Run>> waiting =
      (*sandbox)->start(request_of("python",
                                   "open('/tmp/secret', 'w').write('x')\nopen('/dev/shm/secret', "
                                   "'w').write('x')\nprint('up')\nimport time\n"
                                   "time.sleep(100)"),
                        first);
  REQUIRE(waiting.ok());
  REQUIRE(first->wait_for("up"));
  const Outcome second =
      run_in(**sandbox, request_of("python",
                                   "import os\nprint(os.listdir('/tmp'), os.listdir('/dev/shm'), "
                                   "len([p for p in os.listdir('/proc') if p.isdigit()]))"));
  CHECK(second.out == "[] [] 2\n");
  (*waiting)->stop();
  CHECK(first->wait().kind == RunKind::cancelled);
}
