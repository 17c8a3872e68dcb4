#include "run_report.h"

#include <array>
#include <cstdio>
#include <cstring>

#include "exit_code.h"
#include "output.h"
#include "terminal/filter.h"

namespace interview::cli {
namespace {

std::string words_of(const RunResult& result) {
  switch (result.kind) {
    case RunKind::ok:
      return "ok";
    case RunKind::compile_error:
      return "does not compile";
    case RunKind::runtime_error:
      if (result.signal == 0) return "exit code " + std::to_string(result.exit_code);
      return "ended by signal " + std::to_string(result.signal) + " (" + ::strsignal(result.signal) + ")";
    case RunKind::time_limit:
      return "time limit";
    case RunKind::memory_limit:
      return "memory limit";
    case RunKind::output_limit:
      return "output limit";
    case RunKind::process_limit:
      return "process limit";
    case RunKind::cancelled:
      return "stopped";
    case RunKind::interrupted:
      return "interrupted: the server went away";
    case RunKind::internal_error:
      break;
  }
  return "failed, not by the program's fault";
}

}  // namespace

std::string describe(const RunResult& result) {
  std::array<char, 96> numbers{};
  std::snprintf(numbers.data(), numbers.size(), ", %.2f s, %.1f MiB",
                static_cast<double>(result.wall_ms) / 1000, static_cast<double>(result.memory_kb) / 1024);
  std::string line = words_of(result);
  if (result.kind != RunKind::internal_error && result.kind != RunKind::interrupted) line += numbers.data();
  if (result.truncated) line += ", output cut";
  if (!result.message.empty()) line += ": " + for_terminal(result.message, {.one_line = true});
  return line;
}

std::string to_json(const RunResult& result) {
  JsonObject json;
  json.text("kind", to_string(result.kind))
      .number("exit_code", result.exit_code)
      .number("signal", result.signal)
      .number("wall_ms", static_cast<int64_t>(result.wall_ms))
      .number("cpu_ms", static_cast<int64_t>(result.cpu_ms))
      .number("memory_kb", static_cast<int64_t>(result.memory_kb))
      .boolean("truncated", result.truncated);
  if (!result.message.empty()) json.text("message", result.message);
  return json.finish();
}

int exit_code_of(const RunResult& result) {
  switch (result.kind) {
    case RunKind::ok:
      return kOk;
    case RunKind::compile_error:
      return kCompileError;
    case RunKind::runtime_error:
      return result.signal != 0 ? kSignal : result.exit_code;
    case RunKind::cancelled:
      return kCancelled;
    case RunKind::process_limit:
      return kProcessLimit;
    case RunKind::time_limit:
      return kTimeLimit;
    case RunKind::memory_limit:
      return kMemoryLimit;
    case RunKind::output_limit:
      return kOutputLimit;
    case RunKind::interrupted:
    case RunKind::internal_error:
      break;
  }
  return kOurs;
}

}  // namespace interview::cli
