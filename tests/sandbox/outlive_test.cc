// Processes that try to outlive their run, or not to end.
#include <doctest/doctest.h>

#include "sandbox/laboratory.h"

using namespace interview;
using namespace interview::test;

namespace {

void hurry(RunRequest& request) {
  request.limits.run.wall_ms = 500;
}

}  // namespace

SANDBOX_TEST_CASE("nothing outlives its run: double forks, sessions, orphans") {
  const Outcome daemon = lab.run_python(
      "import os, time\nfor i in range(30):\n  if os.fork() == 0:\n    os.setsid()\n    if os.fork(): "
      "os._exit(0)\n"
      "    time.sleep(1000)\n    os._exit(0)\nprint('left')");
  CHECK(daemon.result.kind == RunKind::ok);
  CHECK(daemon.out == "left\n");
  // One that has closed all it had of the run.
  const Outcome silent = lab.run_python(
      "import os, time\nif os.fork() == 0:\n  os.setsid()\n  os.closerange(0, 100)\n  os.chdir('/')\n"
      "  time.sleep(1000)\nprint('left')");
  CHECK(silent.result.kind == RunKind::ok);
}

SANDBOX_TEST_CASE("processes that are stopped are ended all the same") {
  CHECK(lab.run_python("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", hurry).result.kind ==
        RunKind::time_limit);
  CHECK(lab.run_python("import os, signal\nos.fork()\nos.kill(0, signal.SIGSTOP)", hurry).result.kind ==
        RunKind::time_limit);
  // Every process there is, in sessions of their own, and at last itself.
  const Outcome all = lab.run_python(
      "import os, signal, time\nprint('begun', flush=True)\nfor i in range(10):\n  if os.fork() == 0:\n    "
      "os.setsid()\n"
      "    time.sleep(1000)\nos.kill(-1, signal.SIGSTOP)\nos.kill(os.getpid(), signal.SIGSTOP)",
      hurry);
  CHECK(all.result.kind == RunKind::time_limit);
  CHECK(all.out == "begun\n");
}

SANDBOX_TEST_CASE("processes that ignore every signal are ended all the same") {
  CHECK(lab.run_python(
               "import signal\nfor s in range(1, 65):\n  try: signal.signal(s, signal.SIG_IGN)\n  except "
               "(OSError, ValueError): pass\n"
               "while True: signal.pause()",
               hurry)
            .result.kind == RunKind::time_limit);
}

SANDBOX_TEST_CASE("a program that forks while it is ended is ended") {
  const Outcome outcome = lab.run_python(
      "import os, time\nwhile True:\n  try:\n    if os.fork(): os._exit(0)\n    os.setsid()\n"
      "  except OSError: pass",
      [](RunRequest& request) {
        request.limits.run.wall_ms = 2000;
        request.limits.run.cpu_ms = 2000;
      });
  // The first has ended; the others, each the last one's child, end with the run.
  CHECK(outcome.result.kind == RunKind::ok);
}
