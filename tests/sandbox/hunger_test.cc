// Programs that take all they can get: time, memory, processes, disk. Each ends soon, is named rightly, and
// leaves nothing behind (lab.run() checks that); the next program runs as ever.
#include <doctest/doctest.h>

#include "sandbox/laboratory.h"

using namespace interview;
using namespace interview::test;

namespace {

void short_cpu_time(RunRequest& request) {
  request.limits.run.wall_ms = 30'000;
  request.limits.run.cpu_ms = 400;
}

void short_wall_time(RunRequest& request) {
  request.limits.run.wall_ms = 2'000;
}

void little_memory(RunRequest& request) {
  request.limits.run.memory_bytes = 64u << 20;
}

void check_next_run(SandboxUnderTest& lab) {
  CHECK(lab.run_python("print('as ever')").out == "as ever\n");
}

}  // namespace

SANDBOX_TEST_CASE("an endless loop meets the limit of CPU time") {
  const Outcome outcome = lab.run_python("while True: pass", short_cpu_time);
  CHECK(outcome.result.kind == RunKind::time_limit);
  CHECK(outcome.result.message == "stopped after 0.4 s of CPU time");
  CHECK(outcome.result.cpu_ms >= 400);
  CHECK(outcome.result.cpu_ms < 650);
  check_next_run(lab);
}

SANDBOX_TEST_CASE("CPU time of all processes is counted together") {
  const Outcome outcome =
      lab.run_python("import os\nfor i in range(3): os.fork()\nwhile True: pass", short_cpu_time);
  CHECK(outcome.result.kind == RunKind::time_limit);
  CHECK(outcome.result.message == "stopped after 0.4 s of CPU time");
}

SANDBOX_TEST_CASE("sleeping for ever meets the limit of wall time") {
  const Outcome outcome = lab.run_python("print('night')\nimport time\ntime.sleep(1e6)", short_wall_time);
  CHECK(outcome.result.kind == RunKind::time_limit);
  CHECK(outcome.result.message == "stopped after 2 s");
  CHECK(outcome.out == "night\n");
  CHECK(outcome.result.wall_ms >= 2'000);
  CHECK(outcome.result.cpu_ms < 400);
}

SANDBOX_TEST_CASE("compiling has limits of its own") {
  const std::string slow =
      "template <int N> struct F { static constexpr int v = F<N - 1>::v + F<N - 2>::v; };\n"
      "template <> struct F<0> { static constexpr int v = 0; };\n"
      "template <> struct F<1> { static constexpr int v = 1; };\n"
      "constexpr long loop() { long x = 0; for (long i = 0; i < 30000000; ++i) x += i; return x; }\n"
      "int main() { constexpr long x = loop(); return x == 0; }\n";
  const Outcome time =
      lab.run("cpp", slow, [](RunRequest& request) { request.limits.compile.wall_ms = 300; });
  CHECK(time.result.kind == RunKind::time_limit);
  CHECK(time.result.message == "stopped after 0.3 s while compiling");

  const Outcome memory =
      lab.run("cpp", "#include <iostream>\n#include <map>\nint main() { std::cout << 1; }",
              [](RunRequest& request) { request.limits.compile.memory_bytes = 20u << 20; });
  CHECK(memory.result.kind == RunKind::memory_limit);
  CHECK(memory.result.message == "used more than 20 MB of memory while compiling");

  // More for compiling than for running, and the other way round.
  const Outcome outcome =
      lab.run("cpp",
              "#include <vector>\n#include <iostream>\nint main() { std::vector<char> x(100 << 20, 'x');"
              " std::cout << x.size(); }",
              [](RunRequest& request) { little_memory(request); });
  CHECK(outcome.result.kind == RunKind::memory_limit);
  CHECK(outcome.result.message == "used more than 64 MB of memory");
}

SANDBOX_TEST_CASE("memory: of the program, of a child only, of shared memory, of files") {
  const Outcome own = lab.run_python("x = bytearray(2 << 30)\nprint('never')", little_memory);
  CHECK(own.result.kind == RunKind::memory_limit);
  CHECK(own.result.message == "used more than 64 MB of memory");
  CHECK(own.out == "");
  CHECK(own.result.memory_kb > 32 * 1024);
  CHECK(own.result.memory_kb <= most_kb(64));

  const Outcome child = lab.run_python(
      "import os\npid = os.fork()\nif pid == 0: x = bytearray(2 << 30)\nos.waitpid(pid, 0)\n"
      "print('survived')",
      little_memory);
  CHECK(child.result.kind == RunKind::memory_limit);
  CHECK(child.out == "survived\n");
  CHECK(child.result.exit_code == 0);

  const Outcome shared = lab.run_python(
      "import mmap\nx = mmap.mmap(-1, 1 << 30)\nfor i in range(0, 1 << 30, 4096): x[i] = 1", little_memory);
  CHECK(shared.result.kind == RunKind::memory_limit);

  const Outcome file = lab.run_python(
      "import os\nf = os.memfd_create('x')\nwhile True: os.write(f, b'x' * 65536)", [](RunRequest& request) {
        little_memory(request);
        request.limits.disk_bytes = 200u << 20;
      });
  CHECK(file.result.kind == RunKind::memory_limit);
  check_next_run(lab);
}

SANDBOX_TEST_CASE("the heap of Java is within the limit, and running out of it is said") {
  const Outcome outcome =
      lab.run("java",
              "import java.util.*; class Main { public static void main(String[] a) { "
              "List<byte[]> l = new ArrayList<>(); while (true) l.add(new byte[1 << 20]); } }");
  CHECK(outcome.result.kind == RunKind::memory_limit);
  CHECK(outcome.err.find("java.lang.OutOfMemoryError: Java heap space") != std::string::npos);
  CHECK(outcome.result.exit_code == 1);
  const Outcome caught =
      lab.run("java",
              "class Main { public static void main(String[] a) { try { "
              "System.out.println(new byte[1 << 30].length); } catch (OutOfMemoryError e) { "
              "System.err.println(e); } } }");
  CHECK(caught.result.kind == RunKind::ok);
}

SANDBOX_TEST_CASE("fork bombs and thread bombs") {
  const Outcome polite = lab.run_python("import os\nwhile True: os.fork()");
  CHECK(polite.result.kind == RunKind::process_limit);
  CHECK(polite.result.message == "too many processes (more than 64)");

  const Outcome stubborn =
      lab.run_python("import os\nwhile True:\n  try: os.fork()\n  except OSError: pass", short_cpu_time);
  CHECK(stubborn.result.kind == RunKind::process_limit);
  CHECK(stubborn.result.cpu_ms < 1000);

  const Outcome threads = lab.run_python(
      "import threading, time\nwhile True: threading.Thread(target=time.sleep, args=(9,)).start()",
      short_cpu_time);
  CHECK(threads.result.kind == RunKind::process_limit);

  const Outcome few =
      lab.run_python("import os, time\nfor i in range(4):\n  if os.fork() == 0: time.sleep(9)\nprint('all')",
                     [](RunRequest& request) { request.limits.processes = 5; });
  CHECK(few.result.kind == RunKind::ok);
  const Outcome one_more =
      lab.run_python("import os, time\nfor i in range(5):\n  if os.fork() == 0: time.sleep(9)\nprint('all')",
                     [](RunRequest& request) { request.limits.processes = 5; });
  CHECK(one_more.result.kind == RunKind::process_limit);
  check_next_run(lab);
}

SANDBOX_TEST_CASE("disk: in the work folder, in /tmp and in shared memory, together") {
  const auto small_disk = [](RunRequest& request) { request.limits.disk_bytes = 8u << 20; };
  for (const char* folder : {".", "/tmp", "/dev/shm"}) {
    CAPTURE(folder);
    const Outcome outcome = lab.run_python(
        "import os\nwritten = 0\ntry:\n  for i in range(100):\n    f = open('" + std::string(folder) +
            "/f%d' % i, 'wb', 0)\n    written += f.write(b'x' * (1 << 20))\n"
            "except OSError as e: print(e.strerror, written >> 20)",
        small_disk);
    // Where it is one file system with the work folder, the program's own file takes of it.
    const bool at_limit =
        outcome.out == "No space left on device 7\n" || outcome.out == "No space left on device 8\n";
    CHECK_MESSAGE(at_limit, outcome.out);
  }
  const Outcome together = lab.run_python(
      "open('a', 'wb').write(b'x' * (5 << 20))\nopen('/tmp/b', 'wb').write(b'x' * (5 << 20))", small_disk);
  CHECK(together.result.kind == RunKind::runtime_error);
  CHECK(together.err.find("No space left on device") != std::string::npos);
  const Outcome sparse = lab.run_python("open('a', 'wb').truncate(100 << 20)", small_disk);
  CHECK(sparse.err.find("File too large") != std::string::npos);
}

SANDBOX_TEST_CASE("files without content are bounded, by memory or by a count") {
  const Outcome outcome =
      lab.run_python("i = 0\nwhile True:\n  open('%d' % i, 'w').close()\n  i += 1", [](RunRequest& request) {
        little_memory(request);
        request.limits.run = {20'000, 20'000, 32u << 20};
      });
  if (lab.traits().counts_files) {
    CHECK(outcome.result.kind == RunKind::runtime_error);
    CHECK(outcome.err.find("No space left on device") != std::string::npos);
  } else {
    CHECK(outcome.result.kind == RunKind::memory_limit);
  }
  check_next_run(lab);
}

SANDBOX_TEST_CASE("folders in folders without end, and names of any length, are gone with their run") {
  const Outcome deep = lab.run_python(
      "import os\ndepth = 0\ntry:\n  while depth < 3000:\n    os.mkdir('d' * 200); os.chdir('d' * 200); "
      "depth += 1\n"
      "except OSError as e: pass\nprint(depth > 1000)\nos.mkdir('a\\nb\\x1b[31m\\xff')",
      [](RunRequest& request) { request.limits.run.memory_bytes = 128u << 20; });
  CHECK(deep.result.kind == RunKind::ok);
  CHECK(deep.out == "True\n");
  const Outcome name = lab.run_python("try: open('x' * 256, 'w')\nexcept OSError as e: print(e.strerror)");
  CHECK(name.out == "File name too long\n");
  check_next_run(lab);
}

SANDBOX_TEST_CASE("descriptors are bounded") {
  const Outcome outcome = lab.run_python(
      "import os\nfds = []\ntry:\n  while True: fds.append(os.open('/dev/null', os.O_RDONLY))\n"
      "except OSError as e: print(e.strerror, len(fds))");
  CHECK(outcome.out.find("Too many open files 10") == 0);
}

SANDBOX_TEST_CASE("arguments and environments of any length harm only the program") {
  const Outcome outcome = lab.run_python(
      "import subprocess\ntry: subprocess.run(['/bin/true', 'x' * (64 << 20)])\n"
      "except OSError as e: print(e.strerror)");
  CHECK(outcome.out == "Argument list too long\n");
}
