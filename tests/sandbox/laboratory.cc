#include "sandbox/laboratory.h"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "sandbox/cgroup_places.h"

namespace interview::test {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::minutes kPatience{1};

// Removes the folder of the cgroups when the tests are over.
struct Laboratory {
  NativeSandboxOptions options;
  sandbox::CgroupPlaces places;
  std::unique_ptr<Sandbox> sandbox;
  std::string why_not;

  Laboratory() {
    options.cgroup = "interview-test-" + std::to_string(::getpid());
    options.user = 30'000 + static_cast<uint32_t>(::getpid()) % 30'000;
    options.ready = 0;
    if (::geteuid() != 0) {
      why_not = "sandboxes are tested as root";
      return;
    }
    Result<std::unique_ptr<Sandbox>> made = make_native_sandbox(Languages::builtin(), options);
    if (!made) {
      why_not = made.error().message;
      return;
    }
    sandbox = std::move(made).value();
    std::string trouble;
    places =
        sandbox::find_cgroup_places(sandbox::read_kernel_file("/proc/self/mountinfo"), options.cgroup, trouble);
  }
  ~Laboratory() {
    sandbox.reset();
    for (const std::string& folder : places.folders()) ::rmdir(folder.c_str());
  }
};

Laboratory& laboratory() {
  static Laboratory one;
  return one;
}

std::string extension_of(const std::string& language) {
  const Language* found = Languages::builtin()->find(language);
  return found ? found->file : "main.txt";
}

}  // namespace

void Recorder::on_started(const RunStart& start) {
  const std::lock_guard lock(mutex_);
  disorder_ = disorder_ || ++started_ > 1 || !outputs_.empty() || ended_ > 0;
  start_ = start;
}

void Recorder::on_output(OutputStream stream, std::string_view bytes) {
  const std::lock_guard lock(mutex_);
  disorder_ = disorder_ || started_ != 1 || ended_ > 0 || bytes.empty();
  outputs_.push_back({stream, std::string(bytes)});
  changed_.notify_all();
}

void Recorder::on_ended(const RunResult& result) {
  const std::lock_guard lock(mutex_);
  disorder_ = disorder_ || ++ended_ > 1;
  result_ = result;
  changed_.notify_all();
}

RunResult Recorder::wait() {
  std::unique_lock lock(mutex_);
  REQUIRE(changed_.wait_for(lock, kPatience, [&] { return ended_ > 0; }));
  return result_;
}

bool Recorder::wait_for(const std::string& text) {
  std::unique_lock lock(mutex_);
  const auto has_text = [&] {
    std::string all;
    for (const Output& output : outputs_) all += output.bytes;
    return all.find(text) != all.npos;
  };
  REQUIRE(changed_.wait_for(lock, kPatience, [&] { return ended_ > 0 || has_text(); }));
  return has_text();
}

std::vector<Recorder::Output> Recorder::outputs() const {
  const std::lock_guard lock(mutex_);
  return outputs_;
}

std::string Recorder::text(OutputStream stream) const {
  std::string all;
  for (const Output& output : outputs()) {
    if (output.stream == stream) all += output.bytes;
  }
  return all;
}

RunStart Recorder::start() const {
  const std::lock_guard lock(mutex_);
  return start_;
}

bool Recorder::in_order() const {
  const std::lock_guard lock(mutex_);
  return !disorder_ && ended_ == 1;
}

bool can_run_sandboxes(std::string& why_not) {
  why_not = laboratory().why_not;
  return why_not.empty();
}

NativeSandboxOptions laboratory_options() {
  return laboratory().options;
}

std::string leftovers() {
  std::string left;
  for (const std::string& folder : laboratory().places.folders()) {
    for (const auto& entry : fs::directory_iterator(folder)) {
      if (entry.is_directory()) left += " cgroup " + entry.path().string();
    }
  }
  std::error_code error;
  for (const auto& entry : fs::directory_iterator("/proc", error)) {
    struct stat status;
    if (::stat(entry.path().c_str(), &status) != 0 || status.st_uid != laboratory().options.user) continue;
    if (std::isdigit(static_cast<unsigned char>(entry.path().filename().string()[0]))) {
      left += " process " + entry.path().string();
    }
  }
  return left;
}

RunRequest request_of(const std::string& language, const std::string& source) {
  RunRequest request;
  request.language = language;
  request.files = {{extension_of(language), source}};
  return request;
}

Outcome run_in(Sandbox& sandbox, RunRequest request) {
  const auto recorder = std::make_shared<Recorder>();
  Result<std::unique_ptr<Run>> run = sandbox.start(std::move(request), recorder);
  if (!run) FAIL(run.error().message);
  Outcome outcome;
  outcome.result = recorder->wait();
  CHECK(recorder->in_order());
  outcome.out = recorder->out();
  outcome.err = recorder->err();
  outcome.start = recorder->start();
  return outcome;
}

Outcome run(const std::string& language, const std::string& source,
            const std::function<void(RunRequest&)>& change) {
  RunRequest request = request_of(language, source);
  if (change) change(request);
  Outcome outcome = run_in(*laboratory().sandbox, std::move(request));
  INFO("out: ", outcome.out.substr(0, 2000));
  INFO("err: ", outcome.err.substr(0, 2000));
  INFO("message: ", outcome.result.message);
  CHECK(leftovers() == "");
  return outcome;
}

Outcome run_python(const std::string& source, const std::function<void(RunRequest&)>& change) {
  return run("python", source, change);
}

}  // namespace interview::test
