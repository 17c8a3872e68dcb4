// What is the Docker sandbox's own: images, the pool, and what a daemon may do to it.
#include <doctest/doctest.h>
#include <rapidjson/document.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <thread>

#include "sandbox/docker/container.h"
#include "sandbox/docker/container_spec.h"
#include "sandbox/docker/pool_plan.h"
#include "sandbox/laboratory.h"
#include "sandbox/owner.h"

using namespace interview;
using namespace interview::test;
using namespace interview::sandbox::docker;
using interview::sandbox::is_gone;
using interview::sandbox::owner_tag;

namespace {

// A language that prints its file, with an ending like its id.
std::string cat_language(const std::string& id) {
  return R"({"id": ")" + id + R"(", "name": "Cat", "file": "a.)" + id + R"(", "extensions": [".)" + id +
         R"("], "run": ["/bin/cat", "{main}"], "version": ["/bin/echo"]})";
}

using std::chrono::milliseconds;
using Time = PoolPlan::Time;

std::shared_ptr<const Languages> load(const std::vector<std::string>& files) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::temp_directory_path() / ("docker-languages-" + std::to_string(::getpid()));
  fs::create_directory(folder);
  for (size_t i = 0; i < files.size(); ++i) std::ofstream(folder / (std::to_string(i) + ".json")) << files[i];
  const auto languages = Languages::load(folder.string());
  fs::remove_all(folder);
  REQUIRE(languages.ok());
  return *languages;
}

PoolBounds bounds_of(uint64_t memory_bytes) {
  PoolBounds bounds;
  bounds.memory_bytes = memory_bytes;
  return bounds;
}

Time after(int64_t ms) {
  return Time(std::chrono::hours(1)) + milliseconds(ms);
}

uint32_t wanted_of(const PoolPlan& plan, const std::string& language, Time now) {
  const auto wanted = plan.wanted(now);
  const auto found = wanted.find(language);
  return found == wanted.end() ? 0 : found->second;
}

rapidjson::Document ask(Engine& engine, const std::string& target) {
  rapidjson::Document answered;
  const auto answer = engine.call("GET", target);
  REQUIRE((answer && answer->ok()));
  answered.Parse(answer->body.data(), answer->body.size());
  return answered;
}

std::string image_of(Engine& engine, const std::string& language) {
  return ask(engine, "/images/interview/" + language + ":latest/json")["Id"].GetString();
}

// Until so many of that image run for these tests.
void wait_for_containers(Engine& engine, SandboxUnderTest& docker, const std::string& image, size_t count) {
  for (size_t found = 0; found < count;) {
    found = 0;
    const rapidjson::Document list = ask(engine, "/containers/json");
    for (const auto& container : list.GetArray()) {
      for (const auto& mount : container["Mounts"].GetArray())
        if (container["ImageID"].GetString() == image &&
            std::string(mount["Source"].GetString()).rfind(docker.server_arguments()[2], 0) == 0)
          ++found;
    }
  }
}

}  // namespace

#define REQUIRE_DOCKER()                                   \
  SandboxUnderTest* const docker = sandbox_kind("docker"); \
  if (!docker) INTERVIEW_SKIP("there is no Docker here")

// The tests of what runs in it would be skipped.
TEST_CASE("the Docker that the tests are given is of use") {
  if (!std::getenv("INTERVIEW_TEST_DOCKER")) INTERVIEW_SKIP("INTERVIEW_TEST_DOCKER names no Docker");
  for (const std::string& why : sandbox_kinds().missing) MESSAGE(why);
  CHECK(sandbox_kind("docker") != nullptr);
}

TEST_CASE("as many containers wait as came at once lately, and one more") {
  PoolPlan plan(bounds_of(1000));
  plan.add("go", 10);
  plan.add("python", 10);
  CHECK(wanted_of(plan, "go", after(0)) == 1);
  for (int i = 0; i < 2; ++i) plan.taken("python", after(i * 100));
  CHECK(wanted_of(plan, "python", after(200)) == 3);
  CHECK(wanted_of(plan, "go", after(200)) == 1);
  // Apart from one another they are no burst.
  plan.taken("go", after(0));
  plan.taken("go", after(5000));
  CHECK(wanted_of(plan, "go", after(5000)) == 2);
  // There are bounds, and what is long ago is forgotten.
  for (int i = 0; i < 20; ++i) plan.taken("python", after(6000 + i));
  CHECK(wanted_of(plan, "python", after(7000)) == 4);
  CHECK(wanted_of(plan, "python", after(7000 + 600'000)) == 1);
  plan.taken("python", after(700'000));
  CHECK(wanted_of(plan, "python", after(700'000)) == 2);
  plan.taken("nothing", after(0));
  CHECK(wanted_of(plan, "nothing", after(0)) == 0);
}

TEST_CASE("where memory is short the languages that were used last come first") {
  PoolPlan plan(bounds_of(35));
  for (const char* language : {"a", "b", "c", "d"}) plan.add(language, 10);
  plan.taken("d", after(0));
  plan.taken("c", after(1));
  CHECK(plan.wanted(after(2)) == std::map<std::string, uint32_t>{{"c", 1}, {"d", 1}, {"a", 1}});
  PoolPlan wide(bounds_of(1 << 20));
  wide.add("a", 10);
  wide.add("huge", 2 << 20);
  CHECK(wide.wanted(after(0)) == std::map<std::string, uint32_t>{{"a", 1}});
}

TEST_CASE("a process is known by more than its number") {
  const std::string tag = owner_tag();
  CHECK_FALSE(is_gone(tag));
  CHECK_FALSE(is_gone(tag + ".2"));
  const size_t last = tag.rfind('.');
  CHECK(is_gone(tag.substr(0, last + 1) + "1"));  // started at another time
  CHECK_FALSE(is_gone("1" + tag));                // of another pid namespace
  for (const char* wrong : {"", ".", "..", "x.y.z", "1.2"}) CHECK_FALSE(is_gone(wrong));
}

TEST_CASE("a container is made with every limit there is") {
  ContainerSpec spec;
  spec.image = "sha256:1";
  spec.owner = "me";
  spec.agent_folder = "/tmp/a";
  spec.memory_bytes = 1 << 20;
  spec.processes = 7;
  spec.disk_bytes = 1 << 16;
  spec.cpus = 1.5;
  const std::string json = to_json(spec);
  for (const char* part :
       {R"("Image":"sha256:1")", R"("User":"65534:65534")", R"("NetworkDisabled":true)",
        R"("NetworkMode":"none")", R"("IpcMode":"none")", R"("Memory":1048576,"MemorySwap":1048576)",
        R"("PidsLimit":8)", R"("NanoCpus":1500000000)", R"("ReadonlyRootfs":true)", R"("CapDrop":["ALL"])",
        R"("SecurityOpt":["no-new-privileges"])", R"("LogConfig":{"Type":"none"})", "size=65536,nr_inodes=",
        R"("Source":"/tmp/a")", R"("ReadOnly":true)", R"("org.libinterview.owner":"me")"})
    CHECK_MESSAGE(json.find(part) != json.npos, part);
  CHECK(json.find("Runtime") == json.npos);
  CHECK(json.find("Privileged") == json.npos);
  spec.runtime = "runsc";
  CHECK(to_json(spec).find(R"("Runtime":"runsc")") != json.npos);
}

TEST_CASE("no Docker, said in one sentence") {
  DockerSandboxOptions options;
  options.docker = "/nowhere/docker.sock";
  const auto refused = make_docker_sandbox(Languages::builtin(), options);
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == Errc::sandbox_unavailable);
  CHECK(refused.error().message.find("/nowhere/docker.sock") != std::string::npos);
}

TEST_CASE("what the Docker sandbox is, for people") {
  REQUIRE_DOCKER();
  const std::string description = docker->make()->description();
  CHECK(description.rfind("Docker ", 0) == 0);
  CHECK(description.find("python") != description.npos);
}

TEST_CASE("a language without an image is refused with what builds it, and runs as soon as it is there") {
  REQUIRE_DOCKER();
  const std::string late = "late-" + std::to_string(::getpid());
  const std::string there = docker->language_file(cat_language("cat"), "python");
  const auto languages = load({there, cat_language(late)});
  const auto sandbox = docker->make({.languages = languages});
  RunRequest request;
  request.language = late;
  request.files = {{"a." + late, "meow"}};
  const auto refused = sandbox->start(request, std::make_shared<Recorder>());
  REQUIRE_FALSE(refused.ok());
  CHECK(refused.error().code == Errc::sandbox_unavailable);
  CHECK(refused.error().message ==
        "there is no image of Cat here; build it with: interviewd images build " + late);
  docker->language_file(cat_language(late), "python");
  // A refusal makes it look again.
  while (!sandbox->start(request, std::make_shared<Recorder>())) std::this_thread::yield();
  CHECK(run_in(*sandbox, request).out == "meow");
}

TEST_CASE("while Docker is away runs end with a sentence, and when it is back they go on") {
  REQUIRE_DOCKER();
  const std::vector<std::string> arguments = docker->server_arguments();
  // A way to the daemon that can be taken away.
  const std::string way = "/tmp/interview-way-" + std::to_string(::getpid());
  const auto lead_to = [&](const std::string& socket) {
    ::unlink(way.c_str());
    REQUIRE(::symlink(socket.c_str(), way.c_str()) == 0);
  };
  lead_to(arguments[1]);
  DockerSandboxOptions options;
  options.docker = way;
  options.folder = arguments[2];
  options.ready_least = options.ready_most = 1;
  auto sandbox = make_docker_sandbox(load({docker->language_file(cat_language("cat"), "python")}), options);
  REQUIRE(sandbox.ok());
  RunRequest request;
  request.language = "cat";
  request.files = {{"a.cat", "meow"}};

  lead_to("/nowhere");
  // What waits needs no daemon: files, input and output do not go through it.
  CHECK(run_in(**sandbox, request).out == "meow");
  const Outcome away = run_in(**sandbox, request);
  CHECK(away.result.kind == RunKind::internal_error);
  CHECK(away.result.message.find("Docker does not answer at " + way) != std::string::npos);
  CHECK(away.out == "");

  lead_to(arguments[1]);
  CHECK(run_in(**sandbox, request).out == "meow");
  sandbox->reset();
  ::unlink(way.c_str());
  CHECK(docker->leftovers() == "");
}

TEST_CASE("containers of an image that was built anew meanwhile are not used") {
  REQUIRE_DOCKER();
  const auto sandbox = docker->make_with_languages({cat_language("cat")}, 2);
  RunRequest request;
  request.language = "cat";
  request.files = {{"a.cat", "meow"}};
  Engine engine(docker->server_arguments()[1]);
  wait_for_containers(engine, *docker, image_of(engine, "python"), 2);
  docker->language_file(cat_language("cat"), "cpp");
  // That it is another one is known soon after a run.
  CHECK(run_in(*sandbox, request).start.image == image_of(engine, "python"));
  wait_for_containers(engine, *docker, image_of(engine, "cpp"), 1);
  const Outcome outcome = run_in(*sandbox, request);
  CHECK(outcome.out == "meow");
  CHECK(outcome.start.image == image_of(engine, "cpp"));
}

TEST_CASE("containers that cannot be made are made when that is possible again") {
  REQUIRE_DOCKER();
  const std::string place = docker->server_arguments()[2] + "/a";  // short, for sockets' paths are
  REQUIRE(std::filesystem::create_directory(place));
  auto sandbox = docker->make({.ready = 1, .folder = place});
  // From here on they find no folder for their sockets.
  const std::string boxes = std::filesystem::directory_iterator(place)->path();
  std::filesystem::rename(boxes, boxes + ".away");
  RunResult last;
  while (last.kind != RunKind::internal_error) last = run_in(*sandbox, request_of("python", "")).result;
  // While another sandbox runs this, the pool tries to be full again, and cannot.
  CHECK(run_in(*docker->make(), request_of("python", "import time\ntime.sleep(0.5)")).result.kind ==
        RunKind::ok);
  std::filesystem::rename(boxes + ".away", boxes);
  Engine engine(docker->server_arguments()[1]);
  wait_for_containers(engine, *docker, image_of(engine, "python"), 1);
  CHECK(run_in(*sandbox, request_of("python", "")).result.kind == RunKind::ok);
  sandbox.reset();
  CHECK(std::filesystem::remove(place));  // nothing is left in it
}

TEST_CASE("a container that was ended while it waited is not used") {
  REQUIRE_DOCKER();
  const auto sandbox = docker->make_with_languages({cat_language("cat")}, 1);
  Engine engine(docker->server_arguments()[1]);
  REQUIRE(kill_container(engine, docker->a_container()).ok());
  RunRequest request;
  request.language = "cat";
  request.files = {{"a.cat", "meow"}};
  const Outcome outcome = run_in(*sandbox, request);
  CHECK(outcome.out == "meow");
  CHECK(outcome.start.cold);
}

TEST_CASE("a container that Docker ends takes its run along, and only that") {
  REQUIRE_DOCKER();
  const auto sandbox = docker->make();
  const auto recorder = std::make_shared<Recorder>();
  REQUIRE(sandbox->start(request_of("python", "print('up')\nimport time\ntime.sleep(1000)"), recorder).ok());
  REQUIRE(recorder->wait_for("up"));
  Engine engine(docker->server_arguments()[1]);
  REQUIRE(kill_container(engine, docker->a_container()).ok());
  const RunResult result = recorder->wait();
  CHECK(result.kind == RunKind::internal_error);
  CHECK(result.message == "Docker has ended the container");
  CHECK(run_in(*sandbox, request_of("python", "print('next')")).out == "next\n");
  CHECK(docker->leftovers() == "");
}
