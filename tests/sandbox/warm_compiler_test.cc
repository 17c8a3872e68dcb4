// Compilers that wait in a container for the files of their run.
#include <doctest/doctest.h>
#include <rapidjson/document.h>

#include "sandbox/docker/engine.h"
#include "sandbox/laboratory.h"
#include "sandbox/warm_request.h"

using namespace interview;
using namespace interview::test;
using interview::sandbox::docker::Engine;

namespace {

constexpr uint32_t kWarmUpMs = 300;  // of CPU time, that the toy takes before it reads

// Takes its time, then reads what it is told, and compiles to a program that prints what it was made of. A
// file "fail.toy" does not compile, "endless.toy" does not end.
constexpr char kWarm[] =
    "import os, struct, sys, time\\n"
    "while time.process_time() < 0.3: pass\\n"
    "read = sys.stdin.buffer.read\\n"
    "number = lambda: struct.unpack('>I', read(4))[0]\\n"
    "text = lambda: read(number())\\n"
    "arguments = [text().decode() for _ in range(number())]\\n"
    "for _ in range(number()):\\n"
    "    name = text().decode()\\n"
    "    os.makedirs(os.path.dirname(name) or '.', exist_ok=True)\\n"
    "    open(name, 'xb').write(text())\\n"
    "assert read() == b''\\n"
    "if 'fail.toy' in arguments: sys.exit('it does not compile')\\n"
    "while 'endless.toy' in arguments: pass\\n"
    "sizes = [os.path.getsize(name) for name in arguments[1:]]\\n"
    "open('out.py', 'w').write(f'print({(sys.argv[1:], arguments, sizes)!r})')\\n";

std::string warm_toy(const std::string& start) {
  return R"json({"id": "toy", "name": "Toy", "file": "main.toy", "extensions": [".toy"],
      "compile": ["/usr/bin/python3", "-c", "open('out.py', 'w').write('print(\"cold\")')"],
      "run": ["/usr/bin/python3", "out.py"], "version": ["/usr/bin/python3", "--version"],
      "limits": {"compile": {"memory_mib": 200}},
      "image": {"warm": {"start": )json" +
         start + R"json(, "arguments": ["-o", "{files}"], "memory_mib": 10}}})json";
}

std::string warm_toy() {
  return warm_toy(R"json(["/usr/bin/python3", "-c", ")json" + std::string(kWarm) +
                  R"json(", "{memory_mib}"])json");
}

RunRequest request_of_files(std::vector<SourceFile> files) {
  RunRequest request;
  request.language = "toy";
  request.main = files.front().name;
  request.files = std::move(files);
  request.limits.compile.memory_bytes = 200u << 20;
  return request;
}

// In a sandbox of its own, whose first container is there before the first run.
Outcome run_waiting(SandboxUnderTest& docker, RunRequest request) {
  const auto sandbox = docker.make_with_languages({warm_toy()}, 1);
  return run_in(*sandbox, std::move(request));
}

// Until nothing but the agent is in the container that waits.
void wait_until_alone(SandboxUnderTest& docker) {
  Engine engine(docker.server_arguments()[1]);
  const std::string target = "/containers/" + docker.a_container() + "/top";
  for (;;) {
    const auto answer = engine.call("GET", target);
    REQUIRE((answer && answer->ok()));
    rapidjson::Document top;
    top.Parse(answer->body.data(), answer->body.size());
    if (top["Processes"].Size() == 1) return;
  }
}

}  // namespace

#define REQUIRE_DOCKER()                                   \
  SandboxUnderTest* const docker = sandbox_kind("docker"); \
  if (!docker) INTERVIEW_SKIP("there is no Docker here")

TEST_CASE("what a compiler that waits is told, byte for byte") {
  using std::string_literals::operator""s;
  CHECK(sandbox::warm_request({"-d", ""}, {{"a/b", "\0\xff"s}}) ==
        "\0\0\0\2\0\0\0\2-d\0\0\0\0"
        "\0\0\0\1\0\0\0\3a/b\0\0\0\2\0\xff"s);
  CHECK(sandbox::warm_request({}, {{"f", std::string(0x10203, 'x')}}).substr(8, 9) == "\0\0\0\1f\0\1\2\3"s);
}

TEST_CASE("a compiler that waits compiles the files of its run, and its warming up is not the run's") {
  REQUIRE_DOCKER();
  const Outcome outcome = run_waiting(
      *docker, request_of_files({{"main.toy", std::string(3u << 20, 'x')}, {"sub/part.toy", "part"}}));
  CHECK(outcome.out == "(['200'], ['-o', 'main.toy', 'sub/part.toy'], [3145728, 4])\n");
  CHECK(outcome.result.kind == RunKind::ok);
  CHECK_FALSE(outcome.start.cold);
  CHECK(outcome.result.cpu_ms < kWarmUpMs);
  CHECK(docker->leftovers() == "");
}

TEST_CASE("what a compiler that waits finds wrong is a compile error in its words") {
  REQUIRE_DOCKER();
  const Outcome outcome = run_waiting(*docker, request_of_files({{"fail.toy", ""}}));
  CHECK(outcome.result.kind == RunKind::compile_error);
  CHECK(outcome.result.exit_code == 1);
  CHECK(outcome.err == "it does not compile\n");
}

TEST_CASE("a compiler that waits has the limits of any other") {
  REQUIRE_DOCKER();
  RunRequest request = request_of_files({{"endless.toy", ""}});
  request.limits.compile.cpu_ms = 500;
  const Outcome outcome = run_waiting(*docker, std::move(request));
  CHECK(outcome.result.kind == RunKind::time_limit);
  CHECK(outcome.result.cpu_ms >= 500);
  CHECK(outcome.result.cpu_ms < 1500);
  CHECK(docker->leftovers() == "");
}

TEST_CASE("a run with other limits than those that the compiler was started with is compiled as ever") {
  REQUIRE_DOCKER();
  RunRequest request = request_of_files({{"main.toy", ""}});
  request.limits.compile.memory_bytes = 100u << 20;
  const Outcome outcome = run_waiting(*docker, std::move(request));
  CHECK(outcome.out == "cold\n");
  CHECK(outcome.start.cold);
}

TEST_CASE("a compiler that has ended before its run is none") {
  REQUIRE_DOCKER();
  const auto sandbox = docker->make_with_languages({warm_toy(R"(["/bin/false"])")}, 1);
  wait_until_alone(*docker);
  const Outcome outcome = run_in(*sandbox, request_of_files({{"main.toy", ""}}));
  CHECK(outcome.out == "cold\n");
  CHECK(outcome.start.cold);
}

TEST_CASE("Java's compiler gives the same whether it has waited or not") {
  REQUIRE_DOCKER();
  const std::vector<std::vector<SourceFile>> programs = {
      {{"Main.java", Languages::builtin()->find("java")->starter}},
      {{"Main.java", "public class Main { int x = \"text\"; }\n"}},
      {{"Main.java",
        "class Main { public static void main(String[] a) { System.out.println(\"\U0001F600\"); } }"}},
      {{"Main.java",
        "class Main { public static void main(String[] a) { System.out.print(p.Part.word()); } }"},
       {"p/Part.java", "package p; public class Part { public static String word() { return \"part\"; } }"}},
      {{"Main.java", "class Main { java.util.List list = new java.util.ArrayList(); }"}}};
  const auto sandbox = docker->make({.ready = 1});
  for (const auto& files : programs) {
    RunRequest request;
    request.language = "java";
    request.files = files;
    request.main = "Main.java";
    request.limits = Languages::builtin()->find("java")->limits;
    Outcome ready = run_in(*sandbox, request);
    while (ready.start.cold) ready = run_in(*sandbox, request);
    request.limits.disk_bytes -= 1 << 20;  // no container waits with that
    const Outcome cold = run_in(*sandbox, request);
    REQUIRE(cold.start.cold);
    CHECK(ready.result.kind == cold.result.kind);
    CHECK(ready.result.exit_code == cold.result.exit_code);
    CHECK(ready.out == cold.out);
    CHECK(ready.err == cold.err);
  }
}
