#include "sandbox/native/toolchains.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>

namespace interview::sandbox::native {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{10};

Error missing(const Language& language) {
  std::string packages;
  for (const std::string& package : language.packages) packages += " " + package;
  std::string message = language.name + " is not installed here";
  if (!packages.empty()) message += ": install" + packages;
  return {Errc::sandbox_unavailable, message};
}

// Whether the programs that a language names by path are there; the others are made by its compiler.
bool is_installed(const Language& language) {
  for (const auto* command : {&language.compile, &language.run, &language.version}) {
    if (!command->empty() && command->front().front() == '/' &&
        ::access(command->front().c_str(), X_OK) != 0) {
      return false;
    }
  }
  return true;
}

// Waits for the report of the stage's end; false if it does not come.
bool wait_for_exit(const Box& box, Report& report) {
  const auto deadline = Clock::now() + kPatience;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
    if (left.count() <= 0) return false;
    pollfd event{box.agent().reports(), POLLIN, 0};
    if (::poll(&event, 1, static_cast<int>(left.count())) <= 0) continue;
    const ssize_t size = box.agent().receive(report);
    if (size == 0) return false;
    if (size > 0 && report.kind == Report::exited) return true;
  }
}

std::string first_line(const UniqueFd& pipe) {
  char buffer[1024];
  const ssize_t size = ::read(pipe.get(), buffer, sizeof buffer);
  const std::string_view text(buffer, size > 0 ? static_cast<size_t>(size) : 0);
  return std::string(text.substr(0, text.find('\n')));
}

Result<std::string> ask_version(const Language& language, Box& box) {
  // The limits of a compiler: some toolchains are large before they have done anything.
  const StagePlan stage{false, language.version, RunLimits{}.compile};
  std::vector<std::string> environment = {"PATH=/usr/bin:/bin", "HOME=/tmp", "LANG=C.UTF-8"};
  environment.insert(environment.end(), language.environment.begin(), language.environment.end());
  Result<StageStreams> streams = box.start_stage(stage, environment, {}, RunLimits{});
  if (!streams) return streams.error();
  Report report;
  if (!wait_for_exit(box, report)) {
    return {Errc::sandbox_unavailable, language.name + " does not tell its version in time"};
  }
  if (!WIFEXITED(report.status) || WEXITSTATUS(report.status) != 0 || !box.agent().failure().empty())
    return missing(language);
  const std::string out = first_line(streams->out);
  return out.empty() ? first_line(streams->err) : out;
}

}  // namespace

Result<std::map<std::string, Result<std::string>>> find_toolchains(const Languages& languages, Box& box) {
  std::map<std::string, Result<std::string>> found;
  bool stage_waits = true;
  for (const Language& language : languages.all()) {
    if (!is_installed(language)) {
      found.emplace(language.id, missing(language));
      continue;
    }
    if (!stage_waits) {
      if (Result<void> added = box.add_stage(); !added) return added.error();
    }
    stage_waits = false;
    found.emplace(language.id, ask_version(language, box));
  }
  return found;
}

}  // namespace interview::sandbox::native
