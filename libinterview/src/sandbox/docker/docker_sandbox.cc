#include <rapidjson/document.h>

#include <system_error>
#include <utility>

#include "interview/languages.h"
#include "interview/sandbox.h"
#include "sandbox/docker/container_keeper.h"
#include "sandbox/owner.h"
#include "sandbox/run_loop.h"
#include "sandbox/run_plan.h"
#include "sandbox/seccomp.h"

namespace interview {
namespace sandbox::docker {
namespace {

constexpr char kHowToBuild[] = "build it with: interviewd images build";

Error unavailable(std::string message) {
  return {Errc::sandbox_unavailable, std::move(message)};
}

// "20.10.24"
Result<std::string> ask_version(Engine& engine) {
  const Result<Response> answer = engine.call("GET", "/version", {}, 5'000);
  if (!answer) return answer.error();
  if (!answer->ok()) return answer->error();
  rapidjson::Document document;
  document.Parse<rapidjson::kParseIterativeFlag>(answer->body.data(), answer->body.size());
  if (document.HasParseError() || !document.IsObject() || !document.HasMember("Version") ||
      !document["Version"].IsString())
    return unavailable("what answers at " + engine.socket() + " is not Docker");
  return std::string(document["Version"].GetString());
}

class DockerSandbox final : public Sandbox {
 public:
  DockerSandbox(std::shared_ptr<const Languages> languages, const DockerSandboxOptions& options,
                std::string socket, PrivateFolder folder, const BoxRecipe& recipe)
      : languages_(std::move(languages)),
        bounds_{options.ceiling, options.files, options.input_bytes, true},
        folder_(std::move(folder)),
        engine_(std::move(socket)),
        images_(engine_),
        keeper_(engine_, images_, *languages_, recipe, bounds_, pool_of(options)),
        loop_(keeper_) {}

  Result<void> prove(const std::string& runtime) {
    Result<std::string> version = ask_version(engine_);
    if (!version) return unavailable(version.error().message);
    version_ = std::move(*version);
    runtime_ = runtime;
    if (Result<void> looked = images_.refresh(); !looked) return unavailable(looked.error().message);
    if (const Result<std::vector<std::string>> left = left_containers(engine_)) {
      for (const std::string& id : *left) (void)remove_container(engine_, id);
    }
    const Language* any = nullptr;
    for (const Language& language : languages_->all())
      if (!any && !images_.find(language.id).id.empty()) any = &language;
    if (!any) return unavailable(std::string("Docker has no image of any language; ") + kHowToBuild);
    if (Result<void> proved = keeper_.prove(*any); !proved) return proved;
    keeper_.keep_ready();
    return {};
  }

  Result<std::unique_ptr<Run>> start(RunRequest request, std::shared_ptr<RunSink> sink) override {
    Result<RunPlan> plan = plan_run(std::move(request), *languages_, bounds_);
    if (!plan) return plan.error();
    if (images_.find(plan->language).id.empty()) {
      keeper_.look_for_images();
      return unavailable("there is no image of " + languages_->find(plan->language)->name + " here; " +
                         kHowToBuild + " " + plan->language);
    }
    return loop_.start(std::move(*plan), {}, bounds_.input_bytes, std::move(sink));
  }

  std::string description() const override {
    std::string languages;
    for (const auto& [language, image] : images_.all())
      languages += (languages.empty() ? "" : ", ") + language;
    return "Docker " + version_ + (runtime_.empty() ? "" : ", " + runtime_) + " (" + languages + ")";
  }

 private:
  static PoolBounds pool_of(const DockerSandboxOptions& options) {
    PoolBounds bounds;
    bounds.least = options.ready_least;
    bounds.most = options.ready_most;
    bounds.memory_bytes = options.ready_memory_bytes;
    return bounds;
  }

  const std::shared_ptr<const Languages> languages_;
  const RunBounds bounds_;
  const PrivateFolder folder_;
  Engine engine_;
  ImageIndex images_;
  std::string version_, runtime_;  // written before the first start()
  ContainerKeeper keeper_;
  RunLoop loop_;
};

Result<BoxRecipe> make_recipe(const DockerSandboxOptions& options, const std::string& folder) {
  BoxRecipe recipe;
  recipe.owner = owner_tag();
  recipe.folder = folder;
  Result<std::string> seccomp = make_seccomp_filter();
  if (!seccomp) return seccomp.error();
  recipe.seccomp = std::move(*seccomp);
  recipe.cpus = options.cpus;
  recipe.runtime = options.runtime;
  return recipe;
}

}  // namespace
}  // namespace sandbox::docker

Result<std::unique_ptr<Sandbox>> make_docker_sandbox(std::shared_ptr<const Languages> languages,
                                                     DockerSandboxOptions options) {
  using namespace sandbox::docker;
  Result<std::string> socket = socket_path(options.docker);
  if (!socket) return socket.error();
  Result<sandbox::PrivateFolder> folder = make_boxes_folder(options.folder);
  if (!folder) return unavailable("no folder for containers' sockets can be made: " + folder.error().message);
  const Result<BoxRecipe> recipe = make_recipe(options, folder->path());
  if (!recipe) return recipe.error();
  try {
    auto made = std::make_unique<DockerSandbox>(std::move(languages), options, std::move(*socket),
                                                std::move(*folder), *recipe);
    if (Result<void> proved = made->prove(options.runtime); !proved) return proved.error();
    return std::unique_ptr<Sandbox>(std::move(made));
  } catch (const std::system_error& error) {  // a thread or an event loop
    return unavailable(std::string("the machine is out of threads or descriptors: ") + error.what());
  }
}

}  // namespace interview
