// Standard output and error: as they come, whole characters, bounded.
#include <doctest/doctest.h>
#include <sys/resource.h>

#include <algorithm>
#include <future>

#include "interview/text.h"
#include "sandbox/laboratory.h"

using namespace interview;
using namespace interview::test;

namespace {

// Keeps nothing.
struct Counter : RunSink {
  void on_started(const RunStart&) override {}
  void on_output(OutputStream, std::string_view piece) override { bytes += piece.size(); }
  void on_ended(const RunResult& result) override { ended.set_value(result); }
  uint64_t bytes = 0;  // read after the end
  std::promise<RunResult> ended;
};

// Of this process, so far.
size_t peak_memory_kb() {
  rusage usage;
  ::getrusage(RUSAGE_SELF, &usage);
  return static_cast<size_t>(usage.ru_maxrss);
}

void cut_output(RunRequest& request) {
  request.limits.output_bytes = 10'000;
}

}  // namespace

SANDBOX_TEST_CASE("output is told while the program runs") {
  const auto sandbox = lab.make();
  const auto recorder = std::make_shared<Recorder>();
  RunRequest request =
      request_of("python", "import sys\nsys.stdout.write('no newline')\ninput()\nprint(' done')");
  request.keep_input_open = true;
  Result<std::unique_ptr<Run>> run = sandbox->start(std::move(request), recorder);
  REQUIRE(run.ok());
  CHECK(recorder->wait_for("no newline"));
  CHECK((*run)->input("\n").ok());
  CHECK(recorder->wait().kind == RunKind::ok);
  CHECK(recorder->out() == "no newline done\n");
}

SANDBOX_TEST_CASE("characters are never split between two pieces, and bytes that are none pass as they are") {
  // One byte a write, of two streams at once.
  const Outcome bytes = lab.run_python(R"(
import os
for byte in '\u00e9\u4e16\U0001F600'.encode() * 200:
    os.write(1, bytes([byte])); os.write(2, bytes([byte]))
)");
  std::string expected;
  for (int i = 0; i < 200; ++i) expected += "é世\U0001F600";
  CHECK(bytes.out == expected);
  CHECK(bytes.err == expected);

  const auto sandbox = lab.make();
  const auto recorder = std::make_shared<Recorder>();
  REQUIRE(sandbox->start(request_of("python", "print('a' + '\U0001F600' * 60000, end='')"), recorder).ok());
  CHECK(recorder->wait().kind == RunKind::ok);
  CHECK(recorder->out().size() == 240'001);
  for (const auto& output : recorder->outputs()) CHECK(is_valid_utf8(output.bytes));

  const Outcome wild =
      lab.run_python(R"(import os; os.write(1, b'a\xff\x00\xf0\x9f'); os.write(1, b'b\xe4\xb8'))");
  CHECK(wild.out == std::string("a\xff\x00\xf0\x9f"
                                "b\xe4\xb8",
                                8));
}

SANDBOX_TEST_CASE("output is cut at its limit and the program stopped") {
  const Outcome outcome = lab.run_python("while True: print('x' * 1000)", cut_output);
  CHECK(outcome.result.kind == RunKind::output_limit);
  CHECK(outcome.result.truncated);
  CHECK(outcome.out.size() == 10'000);
  CHECK(outcome.result.cpu_ms < 1000);

  const Outcome exact = lab.run_python("import sys; sys.stdout.write('x' * 10000)", cut_output);
  CHECK(exact.result.kind == RunKind::ok);
  CHECK_FALSE(exact.result.truncated);
  CHECK(exact.out.size() == 10'000);

  const Outcome both = lab.run_python(
      "import sys\nsys.stdout.write('x' * 6000)\nsys.stdout.flush()\nsys.stderr.write('y' * 6000)",
      cut_output);
  CHECK(both.result.kind == RunKind::output_limit);
  CHECK(both.out.size() + both.err.size() == 10'000);

  const Outcome character = lab.run_python("while True: print('\U0001F600', end='')",
                                           [](RunRequest& request) { request.limits.output_bytes = 10'001; });
  CHECK(character.out.size() == 10'000);
  CHECK(is_valid_utf8(character.out));
  CHECK(character.result.truncated);
}

SANDBOX_TEST_CASE("a compiler's output is bounded with the program's") {
  std::string errors = "int main() {\n";
  for (int i = 0; i < 300; ++i) errors += "  undefined_" + std::to_string(i) + "();\n";
  const Outcome outcome = lab.run("cpp", errors + "}\n", cut_output);
  CHECK(outcome.result.kind == RunKind::output_limit);
  CHECK(outcome.err.size() == 10'000);
  CHECK(outcome.result.message.find("while compiling") != std::string::npos);
}

SANDBOX_TEST_CASE("a gigabyte of output, without a newline, and a million tiny writes") {
  const Outcome big =
      lab.run_python("import os\nblock = b'x' * (1 << 20)\nfor i in range(1024): os.write(1, block)");
  CHECK(big.result.kind == RunKind::output_limit);
  CHECK(big.out.size() == 1 << 20);
  CHECK(big.result.cpu_ms < 1000);

  const Outcome tiny = lab.run_python("import os\nfor i in range(1000000): os.write(1, b'x')");
  CHECK(tiny.result.kind == RunKind::ok);
  CHECK(tiny.out.size() == 1'000'000);

  const Outcome endless = lab.run_python("import os\nwhile True: os.write(2, b'x')");
  CHECK(endless.result.kind == RunKind::output_limit);
  CHECK(endless.err.size() == 1 << 20);
}

SANDBOX_TEST_CASE("a million tiny writes are told in far fewer pieces") {
  const auto sandbox = lab.make();
  const auto recorder = std::make_shared<Recorder>();
  RunRequest request = request_of("cpp",
                                  "#include <unistd.h>\nint main() { for (int i = 0; i < 1000000; ++i) "
                                  "if (write(1, \"x\", 1) != 1) return 1; }");
  REQUIRE(sandbox->start(std::move(request), recorder).ok());
  const RunResult result = recorder->wait();
  CHECK(result.kind == RunKind::ok);
  CHECK(recorder->out().size() == 1'000'000);
  // Two a millisecond, and full pipes.
  CHECK(recorder->outputs().size() < 2 * result.wall_ms + 1'000'000 / 4096 + 100);
}

SANDBOX_TEST_CASE("without a cap, as much as a program writes, and no more memory for it") {
  constexpr uint64_t kAll = 200u << 20;
  const auto sandbox = lab.make({.most_output = UINT64_MAX});
  const auto counter = std::make_shared<Counter>();
  RunRequest request =
      request_of("cpp",
                 "#include <unistd.h>\n#include <vector>\nint main() { std::vector<char> "
                 "block(1 << 20, 'x'); for (int i = 0; i < 200; ++i) for (size_t at = 0; at < "
                 "block.size();) { const ssize_t size = write(1, block.data() + at, "
                 "block.size() - at); if (size <= 0) return 1; at += size; } }");
  request.limits.output_bytes = UINT64_MAX;
  const size_t before_kb = peak_memory_kb();
  REQUIRE(sandbox->start(std::move(request), counter).ok());
  const RunResult result = counter->ended.get_future().get();
  CHECK(result.kind == RunKind::ok);
  CHECK_FALSE(result.truncated);
  CHECK(counter->bytes == kAll);
  CHECK(peak_memory_kb() - before_kb < 8 * 1024);
  MESSAGE(lab.name(), ": ", (kAll >> 20) * 1000 / std::max<uint64_t>(result.wall_ms, 1), " MB/s of output");
}

SANDBOX_TEST_CASE("a program that closes its output goes on until its end") {
  const Outcome outcome = lab.run_python(
      "import os, time, sys\nprint('last words')\nos.close(1)\nos.close(2)\nos.close(0)\n"
      "time.sleep(0.3)\nos._exit(5)");
  CHECK(outcome.out == "last words\n");
  CHECK(outcome.result.exit_code == 5);
  CHECK(outcome.result.wall_ms >= 300);
}

SANDBOX_TEST_CASE("what children write after the program's end is not waited for") {
  const Outcome outcome = lab.run_python(
      "import os, time\nif os.fork() == 0:\n  time.sleep(100)\n  print('late')\nprint('parent')");
  CHECK(outcome.result.kind == RunKind::ok);
  CHECK(outcome.out == "parent\n");
  CHECK(outcome.result.wall_ms < 10'000);
}
