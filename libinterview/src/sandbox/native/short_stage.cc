#include "sandbox/native/short_stage.h"

#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>

namespace interview::sandbox::native {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience{10};

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

}  // namespace

Result<ShortStage> run_short_stage(Box& box, const std::vector<std::string>& command,
                                   const std::vector<std::string>& environment) {
  // Some toolchains are large before they have done anything.
  const StagePlan stage{false, command, RunLimits{}.compile};
  Result<StageStreams> streams = box.start_stage(stage, environment_of(environment), {}, RunLimits{});
  if (!streams) return streams.error();
  Report report;
  if (!wait_for_exit(box, report)) return {Errc::timed_out, command.front() + " does not end in time"};
  if (!box.agent().failure().empty()) return {Errc::internal, box.agent().failure()};
  ShortStage done{first_line(streams->out), first_line(streams->err)};
  if (!WIFEXITED(report.status) || WEXITSTATUS(report.status) != 0)
    return {Errc::internal, command.front() + ": " + (done.err.empty() ? "it failed" : done.err)};
  return done;
}

}  // namespace interview::sandbox::native
