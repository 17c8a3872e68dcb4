#include <future>
#include <system_error>

#include "interview/languages.h"
#include "interview/sandbox.h"
#include "sandbox/cgroup_places.h"
#include "sandbox/native/box_keeper.h"
#include "sandbox/native/bubblewrap.h"
#include "sandbox/native/build_caches.h"
#include "sandbox/native/toolchains.h"
#include "sandbox/run_loop.h"
#include "sandbox/run_plan.h"
#include "sandbox/seccomp.h"

namespace interview {
namespace sandbox::native {
namespace {

class NativeSandbox final : public Sandbox {
 public:
  NativeSandbox(std::shared_ptr<const Languages> languages, const NativeSandboxOptions& options,
                BoxRecipe recipe)
      : languages_(std::move(languages)),
        cache_folder_(options.folder),
        bounds_{options.ceiling, options.files, options.input_bytes},
        keeper_(std::move(recipe), options.ready, RunLimits{}.disk_bytes),
        loop_(keeper_) {}

  // Makes a sandbox and asks in it for the toolchains' versions, then fills their caches: what is wrong with
  // this machine shows here.
  Result<void> prove() {
    std::promise<Result<void>> proved;
    keeper_.with_box(
        [&](Result<std::shared_ptr<Box>> box) { proved.set_value(ask_versions(std::move(box))); });
    Result<void> result = proved.get_future().get();
    if (!result) return result;
    bounds_.cached = caches_.languages();
    keeper_.keep_ready();
    return result;
  }

  Result<std::unique_ptr<Run>> start(RunRequest request, std::shared_ptr<RunSink> sink) override {
    Result<RunPlan> plan = plan_run(std::move(request), *languages_, bounds_);
    if (!plan) return plan.error();
    const Result<std::string>& version = toolchains_.at(plan->language);
    if (!version) return version.error();
    RunStart started;
    started.language_version = *version;
    return loop_.start(std::move(*plan), std::move(started), bounds_.input_bytes, std::move(sink));
  }

  std::string description() const override {
    const CgroupPlaces& cgroups = keeper_.recipe().cgroups;
    return "native (bubblewrap, " + describe(cgroups) +
           (cgroups.memory.present() ? ")" : "; memory is not limited)");
  }

 private:
  Result<void> ask_versions(Result<std::shared_ptr<Box>> box) {
    if (!box) return {Errc::sandbox_unavailable, box.error().message};
    auto found = find_toolchains(*languages_, **box);
    if (!found) return {Errc::sandbox_unavailable, found.error().message};
    toolchains_ = std::move(*found);
    std::vector<const Language*> with_cache;
    for (const Language& language : languages_->all())
      if (!language.cache.fill.empty() && !cache_folder_.empty() && toolchains_.at(language.id).ok())
        with_cache.push_back(&language);
    caches_.fill(with_cache, keeper_.recipe(), cache_folder_);
    keeper_.mount(caches_.mounts());
    return {};
  }

  const std::shared_ptr<const Languages> languages_;
  const std::string cache_folder_;
  // Written before the first start():
  RunBounds bounds_;
  std::map<std::string, Result<std::string>> toolchains_;
  BuildCaches caches_;
  BoxKeeper keeper_;
  RunLoop loop_;
};

Error unavailable(std::string message) {
  return {Errc::sandbox_unavailable, std::move(message)};
}

Result<BoxRecipe> make_recipe(const Languages& languages, const NativeSandboxOptions& options) {
  if (options.user == 0) return {Errc::bad_argument, "runs cannot be root"};
  BoxRecipe recipe;
  recipe.bubblewrap.program = find_bubblewrap();
  if (recipe.bubblewrap.program.empty()) {
    return unavailable("bubblewrap is not installed here: install bubblewrap");
  }
  recipe.bubblewrap.user = options.user;
  Result<std::string> seccomp = make_seccomp_filter();
  if (!seccomp) return seccomp.error();
  recipe.bubblewrap.seccomp = std::move(*seccomp);
  for (const Language& language : languages.all()) {
    recipe.bubblewrap.paths.insert(recipe.bubblewrap.paths.end(), language.paths.begin(),
                                   language.paths.end());
  }
  std::string trouble;
  recipe.cgroups = find_cgroup_places(read_kernel_file("/proc/self/mountinfo"), options.cgroup, trouble);
  if (!recipe.cgroups.memory.present() && !options.allow_unlimited_memory) {
    return unavailable("the memory of runs cannot be limited: " + trouble);
  }
  sweep_cgroups(recipe.cgroups);
  return recipe;
}

}  // namespace
}  // namespace sandbox::native

Result<std::unique_ptr<Sandbox>> make_native_sandbox(std::shared_ptr<const Languages> languages,
                                                     NativeSandboxOptions options) {
  using namespace sandbox::native;
  Result<BoxRecipe> recipe = make_recipe(*languages, options);
  if (!recipe) return recipe.error();
  try {
    auto sandbox = std::make_unique<NativeSandbox>(std::move(languages), options, std::move(*recipe));
    if (Result<void> proved = sandbox->prove(); !proved) return proved.error();
    return std::unique_ptr<Sandbox>(std::move(sandbox));
  } catch (const std::system_error& error) {  // a thread or an event loop
    return unavailable(std::string("the machine is out of threads or descriptors: ") + error.what());
  }
}

}  // namespace interview
