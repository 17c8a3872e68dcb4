#include "sandbox/verdict.h"

#include <csignal>
#include <cstdio>

namespace interview {
namespace {

std::string seconds(uint32_t ms) {
  char text[32];
  std::snprintf(text, sizeof text, "%g s", ms / 1000.0);
  return text;
}

// As people say it: the limits are set in MiB.
std::string megabytes(uint64_t bytes) {
  char text[32];
  const bool little = bytes < (1u << 20);
  std::snprintf(text, sizeof text, "%g %s", static_cast<double>(bytes) / (little ? 1 << 10 : 1 << 20),
                little ? "kB" : "MB");
  return text;
}

struct Judgement {
  RunKind kind;
  std::string message;
};

Judgement judge_kind(const StageEvidence& seen, const RunLimits& limits) {
  const StageLimits& stage = seen.compiling ? limits.compile : limits.run;
  const bool timed_out = seen.stopped == StopCause::wall_time || seen.stopped == StopCause::cpu_time;
  const bool failed = timed_out || seen.exit_code != 0 || seen.signal != 0;
  // The kernel may have taken the sandbox's own process for the one that is too large.
  if (seen.stopped == StopCause::broken && seen.oom_kills == 0)
    return {RunKind::internal_error, seen.trouble};
  if (seen.stopped == StopCause::server) return {RunKind::interrupted, "the server went away"};
  if (seen.stopped == StopCause::person) return {RunKind::cancelled, ""};
  if (seen.stopped == StopCause::output) {
    return {RunKind::output_limit, "more than " + megabytes(limits.output_bytes) + " of output"};
  }
  if (seen.oom_kills > 0 || (seen.said_memory_error && failed)) {
    return {RunKind::memory_limit, "used more than " + megabytes(stage.memory_bytes) + " of memory"};
  }
  if (seen.refused_forks > 0 && failed) {
    return {RunKind::process_limit,
            "too many processes (more than " + std::to_string(limits.processes) + ")"};
  }
  // RLIMIT_CPU ends a process where no cgroup counts its time.
  const bool ended_by_kernel =
      (seen.signal == SIGXCPU || seen.signal == SIGKILL) && seen.cpu_ms >= stage.cpu_ms;
  if (seen.stopped == StopCause::cpu_time || ended_by_kernel) {
    return {RunKind::time_limit, "stopped after " + seconds(stage.cpu_ms) + " of CPU time"};
  }
  if (timed_out) return {RunKind::time_limit, "stopped after " + seconds(stage.wall_ms)};
  if (!failed) return {RunKind::ok, ""};
  return {seen.compiling ? RunKind::compile_error : RunKind::runtime_error, ""};
}

}  // namespace

RunResult judge(const StageEvidence& evidence, const RunLimits& limits) {
  Judgement judgement = judge_kind(evidence, limits);
  RunResult result;
  result.kind = judgement.kind;
  result.message = std::move(judgement.message);
  if (evidence.compiling && !result.message.empty() && evidence.stopped != StopCause::broken) {
    result.message += " while compiling";
  }
  result.exit_code = evidence.exit_code;
  result.signal = evidence.signal;
  result.wall_ms = evidence.wall_ms;
  result.cpu_ms = evidence.cpu_ms;
  result.memory_kb = evidence.peak_bytes >> 10;
  result.truncated = evidence.truncated;
  return result;
}

}  // namespace interview
