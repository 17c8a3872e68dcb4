#include "sandbox/run_plan.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace interview;
using Texts = std::vector<std::string>;

namespace {

const RunBounds kBounds{NativeSandboxOptions{}.ceiling, 4, 100};

RunRequest request(std::vector<std::string> names, std::string language = "python") {
  RunRequest made;
  made.language = std::move(language);
  for (std::string& name : names) made.files.push_back({std::move(name), "text"});
  return made;
}

Errc refusal(RunRequest made) {
  const Result<RunPlan> plan = plan_run(std::move(made), *Languages::builtin(), kBounds);
  REQUIRE_FALSE(plan.ok());
  return plan.error().code;
}

RunPlan plan_of(RunRequest made) {
  Result<RunPlan> plan = plan_run(std::move(made), *Languages::builtin(), kBounds);
  if (!plan) FAIL(plan.error().message);
  return std::move(*plan);
}

}  // namespace

TEST_CASE("in an image its commands and its environment are in force") {
  RunBounds bounds = kBounds;
  bounds.in_image = true;
  const auto java = plan_run(request({"Main.java"}, "java"), *Languages::builtin(), bounds);
  REQUIRE(java.ok());
  const std::string archive = "-XX:SharedArchiveFile=/usr/lib/interview/javac.jsa";
  const Texts& compile = java->stages[0].arguments;
  CHECK(std::count(compile.begin(), compile.end(), archive) == 1);
  const WarmPlan& warm = java->stages[0].warm;
  CHECK(std::count(warm.start.begin(), warm.start.end(), archive) == 1);
  CHECK(std::count(warm.start.begin(), warm.start.end(), "-XX:MaxRAM=1024m") == 1);
  CHECK(warm.arguments.back() == "Main.java");
  const StagePlan on_host = plan_of(request({"Main.java"}, "java")).stages[0];
  CHECK(on_host.warm.start.empty());
  CHECK(std::count(on_host.arguments.begin(), on_host.arguments.end(), archive) == 0);
  CHECK(java->stages[1].arguments == plan_of(request({"Main.java"}, "java")).stages[1].arguments);

  const auto go = plan_run(request({"main.go"}, "go"), *Languages::builtin(), bounds);
  REQUIRE(go.ok());
  CHECK(std::count(go->environment.begin(), go->environment.end(), "GOCACHE=/usr/lib/go-cache") == 1);
  CHECK(std::count(go->environment.begin(), go->environment.end(), "GOCACHE=/tmp/go-cache") == 0);
}

TEST_CASE("a build cache comes with its environment, where it was filled") {
  const auto has = [](const RunPlan& plan, const char* variable) {
    return std::count(plan.environment.begin(), plan.environment.end(), variable) == 1;
  };
  const RunPlan without = plan_of(request({"main.go"}, "go"));
  CHECK(has(without, "GOCACHE=/tmp/go-cache"));
  RunBounds bounds = kBounds;
  bounds.cached = {"go"};
  const auto with = plan_run(request({"main.go"}, "go"), *Languages::builtin(), bounds);
  REQUIRE(with.ok());
  CHECK(has(*with, "GOCACHE=/cache/go"));
  CHECK_FALSE(has(*with, "GOCACHE=/tmp/go-cache"));
  bounds.cached = {"python"};
  const auto of_another = plan_run(request({"main.go"}, "go"), *Languages::builtin(), bounds);
  REQUIRE(of_another.ok());
  CHECK(has(*of_another, "GOCACHE=/tmp/go-cache"));
}

TEST_CASE("a request becomes stages with their arguments filled in") {
  const RunPlan python = plan_of(request({"main.py"}));
  REQUIRE(python.stages.size() == 1);
  CHECK_FALSE(python.stages[0].compiles);
  CHECK(python.stages[0].arguments == std::vector<std::string>{"/usr/bin/python3", "-u", "main.py"});

  RunRequest java_request = request({"a/Main.java", "Other.java", "notes.txt"}, "java");
  java_request.main = "a/Main.java";
  java_request.limits.run.memory_bytes = 100u << 20;
  const RunPlan java = plan_of(std::move(java_request));
  REQUIRE(java.stages.size() == 2);
  CHECK(java.stages[0].compiles);
  const auto& compile = java.stages[0].arguments;
  CHECK(std::vector<std::string>(compile.end() - 2, compile.end()) ==
        std::vector<std::string>{"a/Main.java", "Other.java"});
  CHECK(java.stages[1].arguments[1] == "-XX:MaxRAM=100m");
  CHECK(java.stages[1].arguments.back() == "a/Main");
  CHECK(java.memory_error == "java.lang.OutOfMemoryError");
}

TEST_CASE("names cannot be taken for options, placeholders or lists of arguments") {
  CHECK(plan_of(request({"-c.py"})).stages[0].arguments.back() == "./-c.py");
  CHECK(plan_of(request({"@list.py"})).stages[0].arguments.back() == "./@list.py");
  CHECK(plan_of(request({"{stem}{memory_mib}.py"})).stages[0].arguments.back() == "{stem}{memory_mib}.py");
}

TEST_CASE("limits are cut to the ceiling, and none may be 0") {
  RunRequest greedy = request({"main.py"});
  greedy.limits = {{~0u, ~0u, ~0ull}, {~0u, ~0u, ~0ull}, ~0u, ~0ull, ~0ull};
  const RunPlan plan = plan_of(greedy);
  CHECK(plan.limits.processes == kBounds.ceiling.processes);
  CHECK(plan.limits.output_bytes == kBounds.ceiling.output_bytes);
  CHECK(plan.limits.disk_bytes == kBounds.ceiling.disk_bytes);
  CHECK(plan.stages[0].limits.wall_ms == kBounds.ceiling.run.wall_ms);
  CHECK(plan.stages[0].limits.cpu_ms == kBounds.ceiling.run.cpu_ms);
  CHECK(plan.stages[0].limits.memory_bytes == kBounds.ceiling.run.memory_bytes);

  const auto with = [](auto change) {
    RunRequest made = request({"main.py"});
    change(made.limits);
    return made;
  };
  CHECK(refusal(with([](RunLimits& limits) { limits.run.wall_ms = 0; })) == Errc::bad_argument);
  CHECK(refusal(with([](RunLimits& limits) { limits.run.cpu_ms = 0; })) == Errc::bad_argument);
  CHECK(refusal(with([](RunLimits& limits) { limits.run.memory_bytes = 0; })) == Errc::bad_argument);
  CHECK(refusal(with([](RunLimits& limits) { limits.compile.wall_ms = 0; })) == Errc::bad_argument);
  CHECK(refusal(with([](RunLimits& limits) { limits.processes = 0; })) == Errc::bad_argument);
  CHECK(refusal(with([](RunLimits& limits) { limits.output_bytes = 0; })) == Errc::bad_argument);
  CHECK(refusal(with([](RunLimits& limits) { limits.disk_bytes = 0; })) == Errc::bad_argument);
}

TEST_CASE("file names that could leave the work folder or confuse are refused") {
  const std::string long_name = std::string(129, 'a');
  for (const std::string& name :
       {std::string(), std::string("/etc/passwd"), std::string("../a.py"), std::string("a/../b.py"),
        std::string("a//b.py"), std::string("a/"), std::string("."), std::string(".hidden"),
        std::string("a/.b"), std::string("a\0b", 3), std::string("a\nb"), std::string("a\\b"),
        std::string("\xff"), std::string("a/b/c/d/e"), long_name}) {
    CAPTURE(name);
    CHECK(refusal(request({name})) == Errc::bad_name);
  }
  CHECK(plan_of(request({"a/b/c/d.py"})).files.size() == 1);
  CHECK(plan_of(request({std::string(128, 'a')})).files.size() == 1);
  CHECK(plan_of(request({"\u4e2d \u00e9.py"})).files.size() == 1);
  RunRequest twice = request({"a.py", "a.py"});
  twice.main = "a.py";
  CHECK(refusal(twice) == Errc::bad_name);
  RunRequest folder = request({"a.py", "a.py/b"});
  folder.main = "a.py";
  CHECK(refusal(folder) == Errc::bad_name);
}

TEST_CASE("requests that cannot be carried out are refused") {
  CHECK(refusal(request({"main.py"}, "cobol")) == Errc::no_such_language);
  CHECK(refusal(request({})) == Errc::bad_argument);
  CHECK(refusal(request({"a.py", "b.py"})) == Errc::bad_argument);
  RunRequest other_main = request({"a.py"});
  other_main.main = "b.py";
  CHECK(refusal(other_main) == Errc::bad_argument);
  CHECK(refusal(request({"main.txt"}, "go")) == Errc::bad_argument);

  RunRequest many = request({"1.py", "2.py", "3.py", "4.py"});
  many.main = "1.py";
  CHECK(plan_of(many).files.size() == 4);
  many.files.push_back({"5.py", ""});
  CHECK(refusal(many) == Errc::too_big);

  RunRequest input = request({"main.py"});
  input.input.assign(100, 'x');
  CHECK(plan_of(input).input.size() == 100);
  input.input += 'x';
  CHECK(refusal(input) == Errc::too_big);

  RunRequest disk = request({"main.py"});
  disk.limits.disk_bytes = 4;
  CHECK(plan_of(disk).files.size() == 1);
  disk.limits.disk_bytes = 3;
  CHECK(refusal(disk) == Errc::too_big);
}
