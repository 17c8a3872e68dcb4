// Programs as people write them, in every language.
#include <doctest/doctest.h>

#include <csignal>

#include "sandbox/laboratory.h"
#include "support/skip.h"

using namespace interview;
using namespace interview::test;

TEST_CASE("the starter of every language runs and says Hello") {
  REQUIRE_SANDBOX();
  for (const Language& language : Languages::builtin()->all()) {
    CAPTURE(language.id);
    const Outcome outcome = run(language.id, language.starter);
    CHECK(outcome.result.kind == RunKind::ok);
    CHECK(outcome.result.message == "");
    CHECK(outcome.out == "Hello\n");
    CHECK(outcome.err == "");
    CHECK_FALSE(outcome.start.language_version.empty());
    CHECK(outcome.start.image == "");
    CHECK(outcome.start.cold);
    CHECK(outcome.result.wall_ms < 5000);
    CHECK(outcome.result.cpu_ms < 5000);
    CHECK(outcome.result.memory_kb > 100);
    CHECK(outcome.result.memory_kb <= 256 * 1024);
    CHECK_FALSE(outcome.result.truncated);
  }
}

TEST_CASE("the version of the toolchain is told") {
  REQUIRE_SANDBOX();
  CHECK(run_python("").start.language_version.find("Python 3.") == 0);
  CHECK(run("go", Languages::builtin()->find("go")->starter).start.language_version.find("go version go") ==
        0);
}

TEST_CASE("errors of compilers go to standard error") {
  REQUIRE_SANDBOX();
  const Outcome go = run("go", "package main\nfunc main() { undefined_thing() }\n");
  CHECK(go.result.kind == RunKind::compile_error);
  CHECK(go.err.find("undefined_thing") != std::string::npos);
  CHECK(go.out == "");
  CHECK(go.result.exit_code != 0);
  CHECK(go.result.wall_ms > 0);

  const Outcome java = run("java", "public class Main { int x = \"text\"; }\n");
  CHECK(java.result.kind == RunKind::compile_error);
  CHECK(java.err.find("Main.java:1") != std::string::npos);

  const Outcome cpp = run("cpp", "int main() { return x; }\n");
  CHECK(cpp.result.kind == RunKind::compile_error);
  CHECK(cpp.err.find("was not declared in this scope") != std::string::npos);
}

TEST_CASE("warnings of a compiler do not keep the program from running") {
  REQUIRE_SANDBOX();
  const Outcome outcome = run("cpp", "#include <cstdio>\nint main() { int unused; std::puts(\"ran\"); }\n");
  CHECK(outcome.result.kind == RunKind::ok);
  CHECK(outcome.out == "ran\n");
  CHECK(outcome.err.find("unused variable") != std::string::npos);
}

TEST_CASE("exit codes, exceptions and signals") {
  REQUIRE_SANDBOX();
  const Outcome exit = run_python("import sys; sys.exit(7)");
  CHECK(exit.result.kind == RunKind::runtime_error);
  CHECK(exit.result.exit_code == 7);
  CHECK(exit.result.signal == 0);

  const Outcome python = run_python("def f(): raise ValueError('no good')\nf()");
  CHECK(python.result.kind == RunKind::runtime_error);
  CHECK(python.result.exit_code == 1);
  CHECK(python.err.find("ValueError: no good") != std::string::npos);

  const Outcome java =
      run("java", "class Main { public static void main(String[] a) { int[] x = new int[1]; x[1]++; } }");
  CHECK(java.result.kind == RunKind::runtime_error);
  CHECK(java.err.find("ArrayIndexOutOfBoundsException") != std::string::npos);

  const Outcome go = run("go", "package main\nfunc main() { panic(\"oh no\") }");
  CHECK(go.result.kind == RunKind::runtime_error);
  CHECK(go.result.exit_code == 2);
  CHECK(go.err.find("panic: oh no") != std::string::npos);

  const Outcome signal = run_python("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)");
  CHECK(signal.result.kind == RunKind::runtime_error);
  CHECK(signal.result.signal == SIGSEGV);
  CHECK(signal.result.exit_code == 0);
}

TEST_CASE("several files, in folders") {
  REQUIRE_SANDBOX();
  const Outcome python = run("python", "", [](RunRequest& request) {
    request.files = {{"main.py", "from pack.part import word\nprint(word, open('data.txt').read())"},
                     {"pack/part.py", "word = 'from a part'"},
                     {"data.txt", "and data"}};
    request.main = "main.py";
  });
  CHECK(python.out == "from a part and data\n");

  const Outcome go = run("go", "", [](RunRequest& request) {
    request.files = {{"main.go", "package main\nfunc main() { println(word()) }\n"},
                     {"word.go", "package main\nfunc word() string { return \"two files\" }\n"}};
    request.main = "main.go";
  });
  CHECK(go.err == "two files\n");

  const Outcome java = run("java", "", [](RunRequest& request) {
    request.files = {
        {"Main.java",
         "class Main { public static void main(String[] a) { System.out.println(Word.word()); } }"},
        {"Word.java", "class Word { static String word() { return \"two classes\"; } }"}};
    request.main = "Main.java";
  });
  CHECK(java.out == "two classes\n");
}

TEST_CASE("text of the whole of Unicode, in source, input and output") {
  REQUIRE_SANDBOX();
  const std::string text = "Grüße, 世界 \U0001F600";
  const auto with_input = [&](RunRequest& request) { request.input = text; };
  CHECK(run_python("print('" + text + "', input())", with_input).out == text + " " + text + "\n");
  CHECK(
      run("go",
          "package main\nimport (\"fmt\"; \"bufio\"; \"os\")\nfunc main() { s := bufio.NewScanner(os.Stdin); "
          "s.Scan(); fmt.Println(\"" +
              text + "\", s.Text()) }",
          with_input)
          .out == text + " " + text + "\n");
  CHECK(run("java",
            "class Main { public static void main(String[] a) { System.out.println(\"" + text +
                " \" + new java.util.Scanner(System.in).nextLine()); } }",
            with_input)
            .out == text + " " + text + "\n");
}

TEST_CASE("a program has a work folder, a temporary folder and shared memory of its own") {
  REQUIRE_SANDBOX();
  const Outcome outcome = run_python(R"(
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
  CHECK(outcome.out == "/box/work ['main.py']\n['made.txt'] /tmp\n[1, 2]\nchild\nthrough /dev/stdout\n");
}

TEST_CASE("libraries of the toolchains that need more than Hello") {
  REQUIRE_SANDBOX();
  const Outcome go = run("go", R"(package main
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

  const Outcome java = run("java", R"(
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

TEST_CASE("sources of any bytes and any length") {
  REQUIRE_SANDBOX();
  const std::string nul("package main // \0\nfunc main() {}", 32);
  CHECK(run("go", nul).err.find("NUL") != std::string::npos);
  CHECK(run_python("print('\xff')").result.kind == RunKind::runtime_error);
  CHECK(run("go", "package main // \xff\nfunc main() {}").result.kind == RunKind::compile_error);
  CHECK(run_python("").result.kind == RunKind::ok);
  const std::string comment = "#" + std::string(10 << 20, 'x') + "\nprint('long')";
  CHECK(run_python(comment).out == "long\n");
  const Outcome copied = run("python", "", [](RunRequest& request) {
    request.files = {{"main.py", "print(open('data', 'rb').read())"}, {"data", std::string("\0\xff\n", 3)}};
    request.main = "main.py";
  });
  CHECK(copied.out == "b'\\x00\\xff\\n'\n");
}

TEST_CASE("a language whose toolchain is missing is refused with its packages, the others run") {
  REQUIRE_SANDBOX();
  const std::string folder = "/tmp/languages-missing-" + std::to_string(::getpid());
  REQUIRE(::system(("mkdir " + folder).c_str()) == 0);
  const auto write = [&](const std::string& name, const std::string& text) {
    FILE* file = std::fopen((folder + "/" + name).c_str(), "w");
    std::fputs(text.c_str(), file);
    std::fclose(file);
  };
  write("gone.json", R"({"id": "gone", "name": "Gone", "file": "a.gone", "extensions": [".gone"],
    "run": ["/usr/bin/gone", "{main}"], "version": ["/usr/bin/gone"], "packages": ["gone-dev", "gone"]})");
  write("sick.json", R"({"id": "sick", "name": "Sick", "file": "a.sick", "extensions": [".sick"],
    "run": ["/bin/cat", "{main}"], "version": ["/bin/false"], "packages": ["health"]})");
  write("cat.json", R"({"id": "cat", "name": "Cat", "file": "a.cat", "extensions": [".cat"],
    "run": ["/bin/cat", "{main}"], "version": ["/bin/echo", "cat 1"]})");
  write("late.json", R"({"id": "late", "name": "Late", "file": "a.late", "extensions": [".late"],
    "run": ["./nowhere"], "version": ["/bin/echo", "late 1"]})");
  Result<std::shared_ptr<const Languages>> languages = Languages::load(folder);
  REQUIRE(::system(("rm -r " + folder).c_str()) == 0);
  REQUIRE(languages.ok());
  Result<std::unique_ptr<Sandbox>> sandbox = make_native_sandbox(*languages, laboratory_options());
  REQUIRE(sandbox.ok());
  const auto start = [&](const char* id, const char* file) {
    RunRequest request;
    request.language = id;
    request.files = {{file, "meow"}};
    return (*sandbox)->start(std::move(request), std::make_shared<Recorder>());
  };
  CHECK(start("gone", "a.gone").error().code == Errc::sandbox_unavailable);
  CHECK(start("gone", "a.gone").error().message == "Gone is not installed here: install gone-dev gone");
  CHECK(start("sick", "a.sick").error().message == "Sick is not installed here: install health");
  RunRequest request;
  request.language = "cat";
  request.files = {{"a.cat", "meow"}};
  const Outcome outcome = run_in(**sandbox, request);
  CHECK(outcome.out == "meow");
  CHECK(outcome.start.language_version == "cat 1");
  request.language = "late";
  const Outcome late = run_in(**sandbox, request);
  CHECK(late.result.kind == RunKind::internal_error);
  CHECK(late.result.message == "the program cannot be started: No such file or directory");
}
