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
      {{RunKind::ok, 0, 0, 31, 10, 9'300, false, ""}, 0, "ok · 31 ms · 9 MB"},
      {{RunKind::ok, 0, 0, 1'500, 10, 900, true, ""}, 0, "ok · 1.50 s · 900 kB · output cut"},
      {{RunKind::runtime_error, 7, 0, 12'340, 0, 9'300, false, ""}, 7, "exited with 7 · 12.3 s · 9 MB"},
      {{RunKind::runtime_error, 0, 11, 2, 0, 1'024, false, ""},
       121,
       "ended by signal 11 (segmentation fault) · 2 ms · 1 MB"},
      {{RunKind::compile_error, 1, 0, 410, 0, 0, false, ""}, 120, "does not compile · 410 ms"},
      {{RunKind::cancelled, 0, 9, 2'000, 0, 9'300, false, ""}, 122, "stopped · 2.00 s · 9 MB"},
      {{RunKind::cancelled, 0, 0, 0, 0, 0, false, ""}, 122, "stopped"},
      {{RunKind::process_limit, 1, 0, 5, 0, 2'048, false, "too many processes (more than 64)"},
       123,
       "too many processes (more than 64) · 5 ms · 2 MB"},
      {{RunKind::process_limit, 1, 0, 5, 0, 0, false, ""}, 123, "too many processes · 5 ms"},
      {{RunKind::time_limit, 0, 9, 10'003, 0, 8'192, false, "stopped after 10 s"},
       124,
       "stopped after 10 s · 8 MB"},
      {{RunKind::time_limit, 0, 9, 10'003, 0, 0, false, ""}, 124, "stopped after 10.0 s"},
      {{RunKind::memory_limit, 0, 9, 300, 0, 262'144, false, "used more than 256 MB of memory"},
       125,
       "used more than 256 MB of memory · 300 ms · 256 MB"},
      {{RunKind::memory_limit, 0, 9, 1, 0, 0, false, ""}, 125, "used too much memory · 1 ms"},
      {{RunKind::output_limit, 0, 9, 240, 0, 0, true, "more than 1 MB of output"},
       126,
       "more than 1 MB of output · 240 ms"},
      {{RunKind::output_limit, 0, 9, 240, 0, 0, true, ""}, 126, "too much output · 240 ms"},
      {{RunKind::interrupted, 0, 0, 0, 0, 0, false, ""}, 127, "interrupted: the server went away"},
      {{RunKind::internal_error, 0, 0, 0, 0, 0, false, ""}, 127, "failed, not by the program's fault"},
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

TEST_CASE("what a run starts with, and where it waits") {
  CHECK(describe_start({1, "Python 3.11.2", "", false}) == "Python 3.11.2");
  CHECK(describe_start({1, "go1.19", "sha256:0123456789abcdef0123", true}) ==
        "go1.19, image 0123456789ab (no sandbox was ready: this one had to be started)");
  CHECK(describe_start({1, "a\nb\x1b[2J", "\x1b[2Jx", false}) == "a\\u{a}b\\u{1b}[2J, image \\u{1b}[2Jx");
  CHECK(describe_place(1, true) == "1 run before yours");
  CHECK(describe_place(2, false) == "2 runs before it");
}
