#include "run_report.h"

#include <doctest/doctest.h>

using namespace interview;
using namespace interview::cli;

TEST_CASE("what a run ends with") {
  struct Case {
    RunResult result;
    int code;
    const char* words;
  };
  const Case cases[] = {
      {{RunKind::ok, 0, 0, 1'500, 10, 2'048, false, ""}, 0, "ok, 1.50 s, 2.0 MiB"},
      {{RunKind::runtime_error, 7, 0, 0, 0, 0, false, ""}, 7, "exit code 7, 0.00 s, 0.0 MiB"},
      {{RunKind::runtime_error, 0, 11, 0, 0, 0, false, ""},
       121,
       "ended by signal 11 (Segmentation fault), 0.00 s, 0.0 MiB"},
      {{RunKind::compile_error, 1, 0, 0, 0, 0, false, ""}, 120, "does not compile, 0.00 s, 0.0 MiB"},
      {{RunKind::cancelled, 0, 9, 0, 0, 0, false, ""}, 122, "stopped, 0.00 s, 0.0 MiB"},
      {{RunKind::process_limit, 1, 0, 0, 0, 0, false, ""}, 123, "process limit, 0.00 s, 0.0 MiB"},
      {{RunKind::time_limit, 0, 9, 10'000, 0, 0, false, ""}, 124, "time limit, 10.00 s, 0.0 MiB"},
      {{RunKind::memory_limit, 0, 9, 0, 0, 0, false, ""}, 125, "memory limit, 0.00 s, 0.0 MiB"},
      {{RunKind::output_limit, 0, 9, 0, 0, 0, true, ""}, 126, "output limit, 0.00 s, 0.0 MiB, output cut"},
      {{RunKind::interrupted, 0, 0, 0, 0, 0, false, ""}, 127, "interrupted: the server went away"},
      {{RunKind::internal_error, 0, 0, 0, 0, 0, false, "no \x1b[2J"},
       127,
       "failed, not by the program's fault: no \\u{1b}[2J"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.words);
    CHECK(exit_code_of(c.result) == c.code);
    CHECK(describe(c.result) == c.words);
  }
  CHECK(
      to_json({RunKind::memory_limit, 1, 9, 2, 3, 4, true, "a\"b"}) ==
      R"({"kind":"memory_limit","exit_code":1,"signal":9,"wall_ms":2,"cpu_ms":3,"memory_kb":4,"truncated":true,"message":"a\"b"})");
}
