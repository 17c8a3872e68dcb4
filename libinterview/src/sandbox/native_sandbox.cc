#include <asio/executor_work_guard.hpp>
#include <asio/io_context.hpp>
#include <asio/post.hpp>
#include <asio/steady_timer.hpp>
#include <future>
#include <set>
#include <system_error>

#include "interview/languages.h"
#include "interview/sandbox.h"
#include "sandbox/active_run.h"
#include "sandbox/box_keeper.h"
#include "sandbox/bubblewrap.h"
#include "sandbox/cgroup_places.h"
#include "sandbox/quiet_thread.h"
#include "sandbox/run_plan.h"
#include "sandbox/seccomp.h"
#include "sandbox/toolchains.h"

namespace interview {
namespace {

using native::ActiveRun;
using native::Box;
using native::BoxKeeper;
using native::BoxRecipe;

class NativeRun : public Run {
 public:
  explicit NativeRun(std::shared_ptr<ActiveRun> run) : run_(std::move(run)) {}
  Result<void> input(std::string_view bytes) override { return run_->input().feed(bytes); }
  void close_input() override { run_->input().close(); }
  void stop() override { run_->request_stop(); }

 private:
  std::shared_ptr<ActiveRun> run_;
};

class NativeSandbox : public Sandbox {
 public:
  NativeSandbox(std::shared_ptr<const Languages> languages, const NativeSandboxOptions& options,
                BoxRecipe recipe)
      : languages_(std::move(languages)),
        bounds_{options.ceiling, options.files, options.input_bytes},
        guard_(loop_.get_executor()),
        keeper_(std::move(recipe), options.ready, RunLimits{}.disk_bytes),
        thread_(native::start_quiet_thread([this] { loop_.run(); })) {}

  ~NativeSandbox() override {
    asio::post(loop_, [this] {
      closing_ = true;
      for (const auto& run : std::set<std::shared_ptr<ActiveRun>>(runs_)) run->end(StopCause::server);
      if (runs_.empty()) guard_.reset();
    });
    thread_.join();
  }

  // Makes a sandbox and asks in it for the toolchains' versions: what is wrong with this machine shows here.
  Result<void> prove() {
    std::promise<Result<void>> proved;
    keeper_.post([&] { proved.set_value(find_toolchains()); });
    Result<void> result = proved.get_future().get();
    if (result) keeper_.keep_ready();
    return result;
  }

  Result<std::unique_ptr<Run>> start(RunRequest request, std::shared_ptr<RunSink> sink) override {
    const std::string language = request.language;
    Result<RunPlan> plan = plan_run(std::move(request), *languages_, bounds_);
    if (!plan) return plan.error();
    const Result<std::string>& version = toolchains_.at(language);
    if (!version) return version.error();
    RunStart started;
    started.language_version = *version;
    const auto run = std::make_shared<ActiveRun>(loop_, keeper_, std::move(*plan), std::move(started),
                                                 bounds_.input_bytes, std::move(sink));
    asio::post(loop_, [this, run] {
      runs_.insert(run);
      run->begin([this, run] { forget(run); });
    });
    return std::unique_ptr<Run>(std::make_unique<NativeRun>(run));
  }

  std::string description() const override {
    const native::CgroupPlaces& cgroups = keeper_.recipe().cgroups;
    return "native (bubblewrap, " + native::describe(cgroups) +
           (cgroups.memory.present() ? ")" : "; memory is not limited)");
  }

 private:
  // On the keeper's thread.
  Result<void> find_toolchains() {
    Result<std::shared_ptr<Box>> box = keeper_.make(RunLimits{}.disk_bytes);
    if (!box) return {Errc::sandbox_unavailable, box.error().message};
    auto found = native::find_toolchains(*languages_, **box);
    if (!found) return {Errc::sandbox_unavailable, found.error().message};
    toolchains_ = std::move(*found);
    return {};
  }

  void forget(const std::shared_ptr<ActiveRun>& run) {
    runs_.erase(run);
    if (closing_ && runs_.empty()) guard_.reset();
  }

  const std::shared_ptr<const Languages> languages_;
  const RunBounds bounds_;
  std::map<std::string, Result<std::string>> toolchains_;  // written before the first start()
  std::set<std::shared_ptr<ActiveRun>> runs_;              // the loop's thread
  bool closing_ = false;                                   // the loop's thread
  asio::io_context loop_;
  asio::steady_timer reactor_{loop_};  // opens the loop's own descriptors while there are some
  asio::executor_work_guard<asio::io_context::executor_type> guard_;
  BoxKeeper keeper_;
  std::thread thread_;
};

Error unavailable(std::string message) {
  return {Errc::sandbox_unavailable, std::move(message)};
}

Result<BoxRecipe> make_recipe(const Languages& languages, const NativeSandboxOptions& options) {
  if (options.user == 0) return {Errc::bad_argument, "runs cannot be root"};
  BoxRecipe recipe;
  recipe.bubblewrap.program = native::find_bubblewrap();
  if (recipe.bubblewrap.program.empty()) {
    return unavailable("bubblewrap is not installed here: install bubblewrap");
  }
  recipe.bubblewrap.user = options.user;
  Result<std::string> seccomp = native::make_seccomp_filter();
  if (!seccomp) return seccomp.error();
  recipe.bubblewrap.seccomp = std::move(*seccomp);
  for (const Language& language : languages.all()) {
    recipe.bubblewrap.paths.insert(recipe.bubblewrap.paths.end(), language.paths.begin(),
                                   language.paths.end());
  }
  std::string trouble;
  recipe.cgroups =
      native::find_cgroup_places(native::read_kernel_file("/proc/self/mountinfo"), options.cgroup, trouble);
  if (!recipe.cgroups.memory.present() && !options.allow_unlimited_memory) {
    return unavailable("the memory of runs cannot be limited: " + trouble);
  }
  native::sweep_cgroups(recipe.cgroups);
  return recipe;
}

}  // namespace

Result<std::unique_ptr<Sandbox>> make_native_sandbox(std::shared_ptr<const Languages> languages,
                                                     NativeSandboxOptions options) {
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
