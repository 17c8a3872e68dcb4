// Programs as people write them, and as they would rather not.
#include <doctest/doctest.h>

#include <csignal>

#include "sandbox/laboratory.h"

using namespace interview;
using namespace interview::test;

SANDBOX_TEST_CASE("warnings of a compiler do not keep the program from running") {
  const Outcome outcome =
      lab.run("cpp", "#include <cstdio>\nint main() { int unused; std::puts(\"ran\"); }\n");
  CHECK(outcome.result.kind == RunKind::ok);
  CHECK(outcome.out == "ran\n");
  CHECK(outcome.err.find("unused variable") != std::string::npos);
}

SANDBOX_TEST_CASE("exit codes and signals") {
  const Outcome exit = lab.run_python("import sys; sys.exit(7)");
  CHECK(exit.result.kind == RunKind::runtime_error);
  CHECK(exit.result.exit_code == 7);
  CHECK(exit.result.signal == 0);

  const Outcome signal = lab.run_python("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)");
  CHECK(signal.result.kind == RunKind::runtime_error);
  CHECK(signal.result.signal == SIGSEGV);
  CHECK(signal.result.exit_code == 0);
}

SANDBOX_TEST_CASE("a program has a work folder, a temporary folder and shared memory of its own") {
  const Outcome outcome = lab.run_python(R"(
import os, tempfile, multiprocessing, subprocess
print(os.getcwd(), sorted(os.listdir('.')))
open('made.txt', 'w').write('x')
open('/tmp/made.txt', 'w').write('x')
print(os.listdir('/tmp'), tempfile.gettempdir())
with multiprocessing.Pool(2) as pool:
    print(pool.map(abs, [-1, -2]))
print(subprocess.run(['echo', 'child'], capture_output=True, text=True).stdout.strip())
open('/dev/stdout', 'w').write('through /dev/stdout\n')
open('/dev/null', 'w').write('x')
)");
  CHECK(outcome.result.kind == RunKind::ok);
  CHECK(outcome.err == "");
  CHECK(outcome.out ==
        lab.traits().work_folder + " ['main.py']\n['made.txt'] /tmp\n[1, 2]\nchild\nthrough /dev/stdout\n");
}

SANDBOX_TEST_CASE("libraries of the toolchains that need more than Hello") {
  const Outcome go = lab.run("go", R"(package main
import ("fmt"; "net/http"; "net/http/httptest"; "io"; "sync")
func main() {
  s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "local") }))
  defer s.Close()
  var group sync.WaitGroup
  for i := 0; i < 100; i++ { group.Add(1); go func() { group.Done() }() }
  group.Wait()
  r, err := http.Get(s.URL)
  if err != nil { panic(err) }
  b, _ := io.ReadAll(r.Body)
  fmt.Println(string(b))
})");
  CHECK(go.out == "local\n");
  CHECK(go.result.kind == RunKind::ok);

  const Outcome java = lab.run("java", R"(
import java.util.*; import java.util.concurrent.*; import java.util.stream.*;
public class Main {
  record Point(int x, int y) {}
  public static void main(String[] a) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(8);
    System.out.println(pool.submit(() -> IntStream.range(0, 10).boxed().collect(Collectors.toList())).get());
    pool.shutdown();
    System.out.println(new Point(1, 2));
  }
})");
  CHECK(java.out == "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]\nPoint[x=1, y=2]\n");
  CHECK(java.result.kind == RunKind::ok);
}

SANDBOX_TEST_CASE("sources of any bytes and any length") {
  const std::string nul("package main // \0\nfunc main() {}", 32);
  CHECK(lab.run("go", nul).err.find("NUL") != std::string::npos);
  CHECK(lab.run_python("print('\xff')").result.kind == RunKind::runtime_error);
  CHECK(lab.run("go", "package main // \xff\nfunc main() {}").result.kind == RunKind::compile_error);
  CHECK(lab.run_python("").result.kind == RunKind::ok);
  const std::string comment = "#" + std::string(10 << 20, 'x') + "\nprint('long')";
  CHECK(lab.run_python(comment).out == "long\n");
  const Outcome copied = lab.run("python", "", [](RunRequest& request) {
    request.files = {{"main.py", "print(open('data', 'rb').read())"}, {"data", std::string("\0\xff\n", 3)}};
    request.main = "main.py";
  });
  CHECK(copied.out == "b'\\x00\\xff\\n'\n");
}
