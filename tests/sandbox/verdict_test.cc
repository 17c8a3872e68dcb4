#include "sandbox/verdict.h"

#include <doctest/doctest.h>

#include <csignal>

#include "sandbox/text_watch.h"

using namespace interview;

namespace {

RunResult verdict(void (*describe)(StageEvidence& seen)) {
  StageEvidence seen;
  describe(seen);
  return judge(seen, RunLimits{});
}

}  // namespace

TEST_CASE("what happened decides the kind, the cause before its effect") {
  CHECK(verdict([](auto&) {}).kind == RunKind::ok);
  CHECK(verdict([](auto& seen) { seen.exit_code = 3; }).kind == RunKind::runtime_error);
  CHECK(verdict([](auto& seen) { seen.signal = SIGSEGV; }).kind == RunKind::runtime_error);
  CHECK(verdict([](auto& seen) { seen.exit_code = 1, seen.compiling = true; }).kind ==
        RunKind::compile_error);
  CHECK(verdict([](auto& seen) { seen.stopped = StopCause::wall_time; }).kind == RunKind::time_limit);
  CHECK(verdict([](auto& seen) { seen.stopped = StopCause::cpu_time; }).kind == RunKind::time_limit);
  CHECK(verdict([](auto& seen) { seen.stopped = StopCause::output; }).kind == RunKind::output_limit);
  CHECK(verdict([](auto& seen) { seen.stopped = StopCause::server; }).kind == RunKind::interrupted);
  CHECK(verdict([](auto& seen) { seen.stopped = StopCause::broken; }).kind == RunKind::internal_error);
  CHECK(verdict([](auto& seen) { seen.stopped = StopCause::person, seen.oom_kills = 1; }).kind ==
        RunKind::cancelled);
  // A child that was ended for its memory counts, whatever the program made of it.
  CHECK(verdict([](auto& seen) { seen.oom_kills = 1; }).kind == RunKind::memory_limit);
  CHECK(verdict([](auto& seen) { seen.oom_kills = 1, seen.stopped = StopCause::wall_time; }).kind ==
        RunKind::memory_limit);
  // Refused processes count only where the program failed.
  CHECK(verdict([](auto& seen) { seen.refused_forks = 1; }).kind == RunKind::ok);
  CHECK(verdict([](auto& seen) { seen.refused_forks = 1, seen.exit_code = 1; }).kind ==
        RunKind::process_limit);
  CHECK(verdict([](auto& seen) { seen.refused_forks = 9, seen.stopped = StopCause::wall_time; }).kind ==
        RunKind::process_limit);
  CHECK(verdict([](auto& seen) { seen.said_memory_error = true; }).kind == RunKind::ok);
  CHECK(verdict([](auto& seen) { seen.said_memory_error = true, seen.exit_code = 1; }).kind ==
        RunKind::memory_limit);
  CHECK(verdict([](auto& seen) { seen.signal = SIGXCPU; }).kind == RunKind::runtime_error);
  CHECK(verdict([](auto& seen) { seen.signal = SIGKILL; }).kind == RunKind::runtime_error);
  CHECK(verdict([](auto& seen) { seen.signal = SIGKILL, seen.cpu_ms = 10'000; }).kind == RunKind::time_limit);
  CHECK(verdict([](auto& seen) { seen.signal = SIGXCPU, seen.cpu_ms = 10'000; }).kind == RunKind::time_limit);
}

TEST_CASE("messages tell people the limit that was met") {
  CHECK(verdict([](auto& seen) { seen.stopped = StopCause::wall_time; }).message == "stopped after 30 s");
  CHECK(verdict([](auto& seen) { seen.stopped = StopCause::cpu_time; }).message ==
        "stopped after 10 s of CPU time");
  CHECK(verdict([](auto& seen) { seen.oom_kills = 1; }).message == "used more than 256 MB of memory");
  CHECK(verdict([](auto& seen) { seen.oom_kills = 1, seen.compiling = true; }).message ==
        "used more than 1024 MB of memory while compiling");
  CHECK(verdict([](auto& seen) { seen.refused_forks = 1, seen.signal = 9; }).message ==
        "too many processes (more than 64)");
  CHECK(verdict([](auto& seen) { seen.stopped = StopCause::output; }).message == "more than 1 MB of output");
  RunLimits little;
  little.output_bytes = 256u << 10;
  StageEvidence loud;
  loud.stopped = StopCause::output;
  CHECK(judge(loud, little).message == "more than 256 kB of output");
  CHECK(verdict([](auto& seen) { seen.exit_code = 1; }).message == "");
}

TEST_CASE("a text is found wherever the stream is cut") {
  const std::string stream = "aaab aab Out Of Memory. OutOfMemory! b";
  for (size_t first = 0; first <= stream.size(); ++first) {
    for (size_t second = first; second <= stream.size(); ++second) {
      sandbox::TextWatch watch("OutOfMemory");
      watch.feed(stream.substr(0, first));
      watch.feed(stream.substr(first, second - first));
      watch.feed(stream.substr(second));
      CHECK(watch.seen());
    }
  }
  sandbox::TextWatch none(""), other("OutOfMemories");
  none.feed(stream);
  other.feed(stream);
  CHECK_FALSE(none.seen());
  CHECK_FALSE(other.seen());
}
