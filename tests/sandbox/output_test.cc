// Standard output and error: as they come, whole characters, bounded.
#include <doctest/doctest.h>

#include "interview/text.h"
#include "sandbox/laboratory.h"
#include "support/skip.h"

using namespace interview;
using namespace interview::test;

namespace {

void cut_output(RunRequest& request) {
  request.limits.output_bytes = 10'000;
}

}  // namespace

TEST_CASE("output is told while the program runs") {
  REQUIRE_SANDBOX();
  NativeSandboxOptions options = laboratory_options();
  Result<std::unique_ptr<Sandbox>> sandbox = make_native_sandbox(Languages::builtin(), options);
  REQUIRE(sandbox.ok());
  const auto recorder = std::make_shared<Recorder>();
  RunRequest request =
      request_of("python", "import sys\nsys.stdout.write('no newline')\ninput()\nprint(' done')");
  request.keep_input_open = true;
  Result<std::unique_ptr<Run>> run = (*sandbox)->start(std::move(request), recorder);
  REQUIRE(run.ok());
  CHECK(recorder->wait_for("no newline"));
  CHECK((*run)->input("\n").ok());
  CHECK(recorder->wait().kind == RunKind::ok);
  CHECK(recorder->out() == "no newline done\n");
}

TEST_CASE("characters are never split between two pieces, and bytes that are none pass as they are") {
  REQUIRE_SANDBOX();
  // One byte a write, of two streams at once.
  const Outcome bytes = run_python(R"(
import os
for byte in '\u00e9\u4e16\U0001F600'.encode() * 200:
    os.write(1, bytes([byte])); os.write(2, bytes([byte]))
)");
  std::string expected;
  for (int i = 0; i < 200; ++i) expected += "é世\U0001F600";
  CHECK(bytes.out == expected);
  CHECK(bytes.err == expected);

  Result<std::unique_ptr<Sandbox>> sandbox = make_native_sandbox(Languages::builtin(), laboratory_options());
  REQUIRE(sandbox.ok());
  const auto recorder = std::make_shared<Recorder>();
  REQUIRE(
      (*sandbox)->start(request_of("python", "print('a' + '\U0001F600' * 60000, end='')"), recorder).ok());
  CHECK(recorder->wait().kind == RunKind::ok);
  CHECK(recorder->out().size() == 240'001);
  for (const auto& output : recorder->outputs()) CHECK(is_valid_utf8(output.bytes));

  const Outcome wild =
      run_python(R"(import os; os.write(1, b'a\xff\x00\xf0\x9f'); os.write(1, b'b\xe4\xb8'))");
  CHECK(wild.out == std::string("a\xff\x00\xf0\x9f"
                                "b\xe4\xb8",
                                8));
}

TEST_CASE("output is cut at its limit and the program stopped") {
  REQUIRE_SANDBOX();
  const Outcome outcome = run_python("while True: print('x' * 1000)", cut_output);
  CHECK(outcome.result.kind == RunKind::output_limit);
  CHECK(outcome.result.truncated);
  CHECK(outcome.out.size() == 10'000);
  CHECK(outcome.result.cpu_ms < 1000);

  const Outcome exact = run_python("import sys; sys.stdout.write('x' * 10000)", cut_output);
  CHECK(exact.result.kind == RunKind::ok);
  CHECK_FALSE(exact.result.truncated);
  CHECK(exact.out.size() == 10'000);

  const Outcome both =
      run_python("import sys\nsys.stdout.write('x' * 6000)\nsys.stdout.flush()\nsys.stderr.write('y' * 6000)",
                 cut_output);
  CHECK(both.result.kind == RunKind::output_limit);
  CHECK(both.out.size() + both.err.size() == 10'000);

  const Outcome character = run_python("while True: print('\U0001F600', end='')",
                                       [](RunRequest& request) { request.limits.output_bytes = 10'001; });
  CHECK(character.out.size() == 10'000);
  CHECK(is_valid_utf8(character.out));
  CHECK(character.result.truncated);
}

TEST_CASE("a compiler's output is bounded with the program's") {
  REQUIRE_SANDBOX();
  std::string errors = "int main() {\n";
  for (int i = 0; i < 300; ++i) errors += "  undefined_" + std::to_string(i) + "();\n";
  const Outcome outcome = run("cpp", errors + "}\n", cut_output);
  CHECK(outcome.result.kind == RunKind::output_limit);
  CHECK(outcome.err.size() == 10'000);
  CHECK(outcome.result.message.find("while compiling") != std::string::npos);
}

TEST_CASE("a gigabyte of output, without a newline, and in tiny writes") {
  REQUIRE_SANDBOX();
  const Outcome big =
      run_python("import os\nblock = b'x' * (1 << 20)\nfor i in range(1024): os.write(1, block)");
  CHECK(big.result.kind == RunKind::output_limit);
  CHECK(big.out.size() == 1 << 20);
  CHECK(big.result.cpu_ms < 1000);

  const Outcome tiny = run_python("import os\nfor i in range(300000): os.write(1, b'x')");
  CHECK(tiny.result.kind == RunKind::ok);
  CHECK(tiny.out.size() == 300'000);

  const Outcome endless = run_python("import os\nwhile True: os.write(2, b'x')");
  CHECK(endless.result.kind == RunKind::output_limit);
  CHECK(endless.err.size() == 1 << 20);
}

TEST_CASE("a program that closes its output goes on until its end") {
  REQUIRE_SANDBOX();
  const Outcome outcome = run_python(
      "import os, time, sys\nprint('last words')\nos.close(1)\nos.close(2)\nos.close(0)\n"
      "time.sleep(0.3)\nos._exit(5)");
  CHECK(outcome.out == "last words\n");
  CHECK(outcome.result.exit_code == 5);
  CHECK(outcome.result.wall_ms >= 300);
}

TEST_CASE("what children write after the program's end is not waited for") {
  REQUIRE_SANDBOX();
  const Outcome outcome =
      run_python("import os, time\nif os.fork() == 0:\n  time.sleep(100)\n  print('late')\nprint('parent')");
  CHECK(outcome.result.kind == RunKind::ok);
  CHECK(outcome.out == "parent\n");
  CHECK(outcome.result.wall_ms < 10'000);
}
