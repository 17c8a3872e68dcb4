#include "sandbox/laboratory.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <thread>

namespace interview::test {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::minutes kPatience{1};

std::string file_of(const std::string& language) {
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

RunRequest request_of(const std::string& language, const std::string& source) {
  RunRequest request;
  request.language = language;
  request.files = {{file_of(language), source}};
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

std::string SandboxUnderTest::a_container() {
  const std::string left = left_now();
  const size_t at = left.find(" container ") + 11;
  return left.substr(at, left.find(' ', at) - at);
}

std::string SandboxUnderTest::leftovers() {
  const auto deadline = std::chrono::steady_clock::now() + traits().removal;
  std::string left = left_now();
  while (!left.empty() && std::chrono::steady_clock::now() < deadline) {
    std::this_thread::yield();
    left = left_now();
  }
  return left;
}

std::unique_ptr<Sandbox> SandboxUnderTest::make(const SandboxWishes& wishes) {
  Result<std::unique_ptr<Sandbox>> made = try_to_make(wishes);
  if (!made) FAIL(made.error().message);
  return std::move(made).value();
}

Outcome SandboxUnderTest::run(const std::string& language, const std::string& source,
                              const std::function<void(RunRequest&)>& change) {
  RunRequest request = request_of(language, source);
  if (change) change(request);
  Outcome outcome = run_in(*shared_, std::move(request));
  INFO("out: ", outcome.out.substr(0, 2000));
  INFO("err: ", outcome.err.substr(0, 2000));
  INFO("message: ", outcome.result.message);
  CHECK(leftovers() == "");
  return outcome;
}

Outcome SandboxUnderTest::run_python(const std::string& source,
                                     const std::function<void(RunRequest&)>& change) {
  return run("python", source, change);
}

std::shared_ptr<const Languages> SandboxUnderTest::languages_of(const std::vector<std::string>& files) {
  const fs::path folder = fs::temp_directory_path() / ("languages-" + name() + std::to_string(::getpid()));
  fs::create_directory(folder);
  for (size_t i = 0; i < files.size(); ++i)
    std::ofstream(folder / (std::to_string(i) + ".json")) << language_file(files[i], "python");
  Result<std::shared_ptr<const Languages>> languages = Languages::load(folder.string());
  fs::remove_all(folder);
  if (!languages) FAIL(languages.error().message);
  return *languages;
}

std::unique_ptr<Sandbox> SandboxUnderTest::make_with_languages(const std::vector<std::string>& files,
                                                               uint32_t ready) {
  return make({.languages = languages_of(files), .ready = ready});
}

SandboxKinds& sandbox_kinds() {
  static SandboxKinds kinds = [] {
    SandboxKinds made;
    for (auto make : {make_native_for_tests, make_docker_for_tests}) {
      KindOrReason kind = make();
      if (kind)
        made.there.push_back(std::move(kind).value());
      else
        made.missing.push_back(kind.error().message);
    }
    return made;
  }();
  return kinds;
}

SandboxUnderTest* sandbox_kind(const std::string& name) {
  for (const auto& kind : sandbox_kinds().there)
    if (kind->name() == name) return kind.get();
  return nullptr;
}

void with_every_sandbox(void (*test)(SandboxUnderTest& lab)) {
  for (const auto& kind : sandbox_kinds().there) {
    SUBCASE(kind->name().c_str()) {
      test(*kind);
    }
  }
}

}  // namespace interview::test
