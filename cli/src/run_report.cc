#include "run_report.h"

#include <array>
#include <cctype>
#include <cstdio>
#include <cstring>

#include "exit_code.h"
#include "output.h"
#include "terminal/filter.h"

namespace interview::cli {
namespace {

constexpr size_t kShortDigest = 12;

// "sha256:" and 64 digits are too long for a line; the first of them name the image all the same.
std::string short_digest(const std::string& digest) {
  const size_t colon = digest.find(':');
  return digest.substr(colon == std::string::npos ? 0 : colon + 1, kShortDigest);
}

// "31 ms", "1.50 s", "12.3 s".
std::string duration(uint64_t ms) {
  std::array<char, 32> text{};
  if (ms < 1'000)
    std::snprintf(text.data(), text.size(), "%u ms", static_cast<unsigned>(ms));
  else
    std::snprintf(text.data(), text.size(), "%.*f s", ms < 10'000 ? 2 : 1, static_cast<double>(ms) / 1'000);
  return text.data();
}

// "900 kB", "9 MB".
std::string memory(uint64_t kb) {
  return kb < 1'024 ? std::to_string(kb) + " kB" : std::to_string((kb + 512) / 1'024) + " MB";
}

std::string signal_words(int signal) {
  std::string name = ::strsignal(signal);
  name[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(name[0])));
  return "ended by signal " + std::to_string(signal) + " (" + name + ")";
}

// The server's own words say which limit it was; without them, what can be said.
std::string words_of(const RunResult& result) {
  const auto said = [&](const std::string& otherwise) {
    return result.message.empty() ? otherwise : for_terminal(result.message, {.one_line = true});
  };
  switch (result.kind) {
    case RunKind::ok:
      return said("ok");
    case RunKind::compile_error:
      return said("does not compile");
    case RunKind::runtime_error:
      return said(result.signal != 0 ? signal_words(result.signal)
                                     : "exited with " + std::to_string(result.exit_code));
    case RunKind::time_limit:
      return said("stopped after " + duration(result.wall_ms));
    case RunKind::memory_limit:
      return said("used too much memory");
    case RunKind::output_limit:
      return said("too much output");
    case RunKind::process_limit:
      return said("too many processes");
    case RunKind::cancelled:
      return said("stopped");
    case RunKind::interrupted:
      return "interrupted: the server went away";
    case RunKind::internal_error:
      break;
  }
  const std::string words = "failed, not by the program's fault";
  return result.message.empty() ? words : words + ": " + said("");
}

bool has_numbers(RunKind kind) {
  return kind != RunKind::internal_error && kind != RunKind::interrupted;
}

}  // namespace

std::string describe(const RunResult& result) {
  std::string line = words_of(result);
  if (!has_numbers(result.kind)) return line;
  // A run that never began has none.
  if (result.wall_ms > 0 || result.memory_kb > 0) {
    if (result.kind != RunKind::time_limit) line += " \u00b7 " + duration(result.wall_ms);
    if (result.memory_kb > 0) line += " \u00b7 " + memory(result.memory_kb);
  }
  if (result.truncated && result.kind != RunKind::output_limit) line += " \u00b7 output cut";
  return line;
}

std::string describe_start(const event::RunStarted& start) {
  std::string line = for_terminal(start.language_version, {.one_line = true});
  if (!start.image.empty()) line += ", image " + for_terminal(short_digest(start.image), {.one_line = true});
  if (start.cold) line += " (no sandbox was ready: this one had to be started)";
  return line;
}

std::string describe_place(uint32_t position, bool mine) {
  return std::to_string(position) + (position == 1 ? " run before " : " runs before ") +
         (mine ? "yours" : "it");
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
