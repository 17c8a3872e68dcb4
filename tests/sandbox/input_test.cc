// Standard input: given first, streamed, closed, bounded.
#include <doctest/doctest.h>

#include "sandbox/laboratory.h"

using namespace interview;
using namespace interview::test;

namespace {

// A conversation with a program.
struct Conversation {
  std::unique_ptr<Sandbox> sandbox;
  std::shared_ptr<Recorder> recorder = std::make_shared<Recorder>();
  std::unique_ptr<Run> run;

  Conversation(std::unique_ptr<Sandbox> with, const std::string& source, std::string first = "")
      : sandbox(std::move(with)) {
    RunRequest request = request_of("python", source);
    request.input = std::move(first);
    request.keep_input_open = true;
    Result<std::unique_ptr<Run>> started = sandbox->start(std::move(request), recorder);
    REQUIRE(started.ok());
    run = std::move(started).value();
  }
};

}  // namespace

SANDBOX_TEST_CASE("standard input that is given ends where it ends") {
  const Outcome outcome = lab.run_python("import sys; print(repr(sys.stdin.read()))",
                                         [](RunRequest& request) { request.input = "one\ntwo"; });
  CHECK(outcome.out == "'one\\ntwo'\n");
  CHECK(lab.run_python("import sys; print(repr(sys.stdin.read()))").out == "''\n");
  const std::string long_input(1 << 20, 'x');
  CHECK(lab.run_python("import sys; print(len(sys.stdin.read()))",
                       [&](RunRequest& request) { request.input = long_input; })
            .out == "1048576\n");
  // Input that nobody reads is no trouble.
  CHECK(lab.run_python("print('done')", [&](RunRequest& request) { request.input = long_input; }).out ==
        "done\n");
}

SANDBOX_TEST_CASE("a conversation with a program") {
  Conversation talk(lab.make(),
                    "print('name?')\nprint('hello', input())\nprint('age?')\nprint(int(input()) + 1)\n"
                    "import sys; print(repr(sys.stdin.read()))",
                    "Ada\n");
  CHECK(talk.recorder->wait_for("hello Ada"));
  CHECK(talk.recorder->wait_for("age?"));
  CHECK(talk.run->input("41\n").ok());
  CHECK(talk.recorder->wait_for("42"));
  CHECK(talk.run->input("the rest").ok());
  talk.run->close_input();
  talk.run->close_input();
  CHECK(talk.run->input("too late").error().code == Errc::closed);
  CHECK(talk.recorder->wait().kind == RunKind::ok);
  CHECK(talk.recorder->out() == "name?\nhello Ada\nage?\n42\n'the rest'\n");
  CHECK(talk.run->input("after the end").error().code == Errc::closed);
}

SANDBOX_TEST_CASE("input that comes while the program is still compiled waits for it") {
  const auto sandbox = lab.make();
  RunRequest request = request_of("go",
                                  "package main\nimport \"fmt\"\nfunc main() { var a, b int; "
                                  "fmt.Scan(&a, &b); fmt.Println(a + b) }");
  request.input = "40 ";
  request.keep_input_open = true;
  const auto recorder = std::make_shared<Recorder>();
  Result<std::unique_ptr<Run>> run = sandbox->start(std::move(request), recorder);
  REQUIRE(run.ok());
  CHECK((*run)->input("2\n").ok());
  CHECK(recorder->wait().kind == RunKind::ok);
  CHECK(recorder->out() == "42\n");
}

SANDBOX_TEST_CASE("input that the program does not read is bounded") {
  // Reads nothing.
  Conversation talk(lab.make({.input_bytes = 100'000}), "print('up')\nimport time\ntime.sleep(100)");
  CHECK(talk.recorder->wait_for("up"));
  CHECK(talk.run->input(std::string(100'001, 'x')).error().code == Errc::too_many);
  // A pipe takes 64 KiB, and then 100,000 bytes wait.
  int taken = 0;
  Result<void> fed;
  while ((fed = talk.run->input(std::string(10'000, 'x'))).ok() && taken < 100) ++taken;
  CHECK(fed.error().code == Errc::too_many);
  CHECK(taken >= 10);
  CHECK(taken <= 17);
  talk.run->stop();
  CHECK(talk.recorder->wait().kind == RunKind::cancelled);
  CHECK(talk.run->input("x").error().code == Errc::closed);
}

SANDBOX_TEST_CASE("a program that closes its input takes no more, and goes on") {
  Conversation talk(lab.make(),
                    "import os, sys\nos.close(0)\nprint('closed')\nwhile not os.path.exists('/tmp/never'):\n"
                    "  import time; time.sleep(0.2)\n  break\nprint('went on')");
  CHECK(talk.recorder->wait_for("closed"));
  (void)talk.run->input("to nobody");
  CHECK(talk.recorder->wait().kind == RunKind::ok);
  CHECK(talk.recorder->out() == "closed\nwent on\n");
  CHECK(talk.run->input("x").error().code == Errc::closed);
}
