// What is the native sandbox's own: what it needs of the machine, and what its programs see of it.
#include <doctest/doctest.h>

#include "sandbox/attempts.h"
#include "sandbox/laboratory.h"
#include "sandbox/native_under_test.h"
#include "sandbox/server_process.h"

using namespace interview;
using namespace interview::test;

TEST_CASE("every kind of sandbox is tested here") {
  for (const std::string& why : sandbox_kinds().missing) INTERVIEW_SKIP(why.c_str());
  CHECK_FALSE(sandbox_kinds().there.empty());
}

TEST_CASE("runs are never root") {
  NativeSandboxOptions options = native_options_for_tests();
  options.user = 0;
  CHECK(make_native_sandbox(Languages::builtin(), options).error().code == Errc::bad_argument);
}

TEST_CASE("what the native sandbox is, for people") {
  REQUIRE_NATIVE();
  const std::string description = native->make()->description();
  CHECK((description == "native (bubblewrap, cgroup v1)" || description == "native (bubblewrap, cgroup v2)"));
}

TEST_CASE("an ordinary user without a cgroup of its own is told so, or takes the risk") {
  REQUIRE_NATIVE();
  ServerProcess server(*native, "nobody");
  CHECK(server.read_line() == "the memory of runs cannot be limited: ");
  CHECK(server.read_line() == "native (bubblewrap, no cgroup; memory is not limited)");
  CHECK(server.read_line() == "risky");
  CHECK(server.read_line() == "ok");
  CHECK(server.read_line() == "compiled");
  CHECK(server.read_line() == "ok");
  CHECK(server.read_line() == "time_limit");
  CHECK(server.read_line() == "Resource temporarily unavailable");
  CHECK(server.read_line() == "ok");
  CHECK(server.read_line() == "");
  server.kill();
  CHECK(native->leftovers() == "");
}

TEST_CASE("of the machine's file system a program sees the toolchains") {
  REQUIRE_NATIVE();
  check_attempts(*native, {
                              {"open('/etc/passwd')", "ENOENT"},
                              {"open('/etc/hostname')", "ENOENT"},
                              {"os.listdir('/root')", "ENOENT"},
                              {"os.listdir('/home')", "ENOENT"},
                              {"os.listdir('/var')", "ENOENT"},
                              {"os.listdir('/sys')", "ENOENT"},
                              {"os.listdir('/run')", "ENOENT"},
                              {"os.listdir('/work')", "ENOENT"},
                              {"os.listdir('/opt')", "ENOENT"},
                              {"os.listdir('/boot')", "ENOENT"},
                              {"os.listdir('/dev/pts')", "ENOENT"},
                              {"open('/dev/tty')", "ENOENT"},
                              {"open('/init', 'w')", "EROFS"},
                              {"os.remove('/init')", "EROFS"},
                          });
  const Outcome top = native->run_python(
      "import os; print(sorted(os.listdir('/')), sorted(os.listdir('/dev')), sorted(os.listdir('/box')))");
  CHECK(top.out.find("['.") == std::string::npos);
  CHECK(top.out.find("'box', ") != std::string::npos);  // and 'cache', if a toolchain has one
  CHECK(top.out.find("'dev', 'etc', 'init', ") != std::string::npos);
  CHECK(
      top.out.find("['fd', 'full', 'null', 'random', 'shm', 'stderr', 'stdin', 'stdout', 'urandom', 'zero'] "
                   "['shm', 'tmp', 'work']") != std::string::npos);
}

TEST_CASE("a language whose toolchain is missing is refused with its packages, the others run") {
  REQUIRE_NATIVE();
  const auto sandbox = native->make_with_languages(
      {R"({"id": "gone", "name": "Gone", "file": "a.gone", "extensions": [".gone"],
    "run": ["/usr/bin/gone", "{main}"], "version": ["/usr/bin/gone"], "packages": ["gone-dev", "gone"]})",
       R"({"id": "sick", "name": "Sick", "file": "a.sick", "extensions": [".sick"],
    "run": ["/bin/cat", "{main}"], "version": ["/bin/false"], "packages": ["health"]})",
       R"({"id": "cat", "name": "Cat", "file": "a.cat", "extensions": [".cat"],
    "run": ["/bin/cat", "{main}"], "version": ["/bin/echo", "cat 1"]})",
       R"({"id": "late", "name": "Late", "file": "a.late", "extensions": [".late"],
    "run": ["./nowhere"], "version": ["/bin/echo", "late 1"]})"});
  const auto start = [&](const char* id, const char* file) {
    RunRequest request;
    request.language = id;
    request.files = {{file, "meow"}};
    return sandbox->start(std::move(request), std::make_shared<Recorder>());
  };
  CHECK(start("gone", "a.gone").error().code == Errc::sandbox_unavailable);
  CHECK(start("gone", "a.gone").error().message == "Gone is not installed here: install gone-dev gone");
  CHECK(start("sick", "a.sick").error().message == "Sick is not installed here: install health");
  RunRequest request;
  request.language = "cat";
  request.files = {{"a.cat", "meow"}};
  const Outcome outcome = run_in(*sandbox, request);
  CHECK(outcome.out == "meow");
  CHECK(outcome.start.language_version == "cat 1");
  request.language = "late";
  const Outcome late = run_in(*sandbox, request);
  CHECK(late.result.kind == RunKind::internal_error);
  CHECK(late.result.message == "the program cannot be started: No such file or directory");
}
