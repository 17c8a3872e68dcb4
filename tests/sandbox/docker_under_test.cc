#include <doctest/doctest.h>
#include <rapidjson/document.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>

#include "sandbox/docker/engine.h"
#include "sandbox/laboratory.h"

namespace interview::test {
namespace {

namespace fs = std::filesystem;
using sandbox::docker::Engine;

// Boxes are found by the folder that they have mounted: each process of tests has one of its own.
class DockerUnderTest final : public SandboxUnderTest {
 public:
  explicit DockerUnderTest(std::string socket)
      : engine_(std::move(socket)), folder_("/tmp/interview-test-" + std::to_string(::getpid())) {
    fs::create_directory(folder_);
    traits_.work_folder = "/box/work";
    traits_.user = "65534 65534";
    traits_.user_namespace = "0 0 4294967295";
    traits_.first_process = "/run/interview/agent";
    traits_.left_by_killed = "container";
    traits_.names_image = true;
    traits_.counts_files = true;
    traits_.removal = std::chrono::seconds(20);
  }
  ~DockerUnderTest() override {
    share(nullptr);
    for (const std::string& name : names_) (void)engine_.call("DELETE", "/images/" + name + "?noprune=1");
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  Result<void> prove() {
    auto made = try_to_make({});
    if (!made) return made.error();
    share(std::move(made).value());
    return {};
  }

  std::string name() const override { return "docker"; }
  const SandboxTraits& traits() const override { return traits_; }

  Result<std::unique_ptr<Sandbox>> try_to_make(const SandboxWishes& wishes) override {
    DockerSandboxOptions options;
    options.docker = engine_.socket();
    options.folder = wishes.folder.empty() ? folder_ : wishes.folder;
    options.ready_least = options.ready_most = wishes.ready;
    options.input_bytes = wishes.input_bytes;
    options.ceiling.output_bytes = wishes.most_output;
    return make_docker_sandbox(wishes.languages ? wishes.languages : Languages::builtin(), options);
  }

  std::vector<std::string> server_arguments() const override { return {"docker", engine_.socket(), folder_}; }

  // Its image is another name of that of `like`.
  std::string language_file(const std::string& json, const std::string& like) override {
    rapidjson::Document language;
    language.Parse(json.data(), json.size());
    const std::string id = language["id"].GetString();
    const auto tagged =
        engine_.call("POST", "/images/interview/" + like + ":latest/tag?tag=latest&repo=interview/" + id);
    if (!tagged || !tagged->ok()) FAIL("no image for ", id);
    names_.push_back("interview/" + id + ":latest");
    return json;
  }

  std::string left_now() override {
    std::string left;
    const auto answer = engine_.call("GET", "/containers/json?all=1");
    rapidjson::Document list;
    if (answer) list.Parse(answer->body.data(), answer->body.size());
    if (!answer || list.HasParseError() || !list.IsArray()) return " Docker does not answer";
    for (const auto& container : list.GetArray()) {
      for (const auto& mount : container["Mounts"].GetArray()) {
        if (std::string(mount["Source"].GetString()).rfind(folder_, 0) == 0) {
          left += std::string(" container ") + container["Id"].GetString();
          if (container["State"].GetString() == std::string("running")) left += " process";
        }
      }
    }
    // A sandbox that lives has its agent there, and a folder for each box.
    for (const auto& sandbox : fs::directory_iterator(folder_)) {
      for (const auto& entry : fs::directory_iterator(sandbox.path()))
        if (entry.is_directory()) left += " folder " + entry.path().string();
    }
    return left;
  }

 private:
  Engine engine_;
  const std::string folder_;
  SandboxTraits traits_;
  std::vector<std::string> names_;  // of images, given by tests
};

}  // namespace

KindOrReason make_docker_for_tests() {
  const char* socket = std::getenv("INTERVIEW_TEST_DOCKER");
  if (!socket || !*socket) return Error{Errc::sandbox_unavailable, "INTERVIEW_TEST_DOCKER names no Docker"};
  auto kind = std::make_unique<DockerUnderTest>(socket);
  if (Result<void> can = kind->prove(); !can) return can.error();
  return std::unique_ptr<SandboxUnderTest>(std::move(kind));
}

}  // namespace interview::test
