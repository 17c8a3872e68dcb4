// Every language through the same: what is written in a line here holds for all of them, in every sandbox.
#include <doctest/doctest.h>

#include "sandbox/laboratory.h"

using namespace interview;
using namespace interview::test;

namespace {

const std::string kText = "Grüße, 世界 \U0001F600";

struct Programs {
  std::string language;
  std::string version;              // what its version begins with
  std::string sum;                  // reads two numbers and prints their sum
  std::string broken;               // has an error that a compiler finds
  std::string broken_says;          // on standard error
  bool compiled;                    // else that is found at run time
  std::string throwing;             // ends by an exception that nobody catches, "no good"
  int throwing_exit;                // 0: by a signal
  std::string unicode;              // prints kText, a blank, and the line that it reads
  std::vector<SourceFile> several;  // the first is started; prints "from a part"
  std::string endless;
  std::string hungry;  // takes memory without end
  std::string loud;    // writes without end
};

const std::vector<Programs>& all_programs() {
  static const std::vector<Programs> all = {
      {
          .language = "python",
          .version = "Python 3.",
          .sum = "print(sum(int(x) for x in input().split()))",
          .broken = "def f(:\n",
          .broken_says = "SyntaxError",
          .compiled = false,
          .throwing = "def f(): raise ValueError('no good')\nf()",
          .throwing_exit = 1,
          .unicode = "print('" + kText + "', input())",
          .several = {{"main.py", "from pack.part import word\nprint(word, end='')"},
                      {"pack/part.py", "word = 'from a part'"}},
          .endless = "while True: pass",
          .hungry = "x = []\nwhile True: x.append(bytearray(1 << 20))",
          .loud = "while True: print('x' * 1000)",
      },
      {
          .language = "javascript",
          .version = "v",
          .sum = "const [a, b] = require('fs').readFileSync(0, 'utf8').split(' "
                 "').map(Number);\nconsole.log(a + b);",
          .broken = "function (",
          .broken_says = "SyntaxError",
          .compiled = false,
          .throwing = "throw new Error('no good');",
          .throwing_exit = 1,
          .unicode = "console.log('" + kText + "', require('fs').readFileSync(0, 'utf8'));",
          .several = {{"main.js", "process.stdout.write(require('./pack/part').word);"},
                      {"pack/part.js", "exports.word = 'from a part';"}},
          .endless = "while (true) {}",
          .hungry = "const x = [];\nwhile (true) x.push(Buffer.alloc(1 << 20, 1));",
          .loud = "const fs = require('fs');\nwhile (true) fs.writeSync(1, 'x'.repeat(1000) + '\\n');",
      },
      {
          .language = "go",
          .version = "go version go",
          .sum = "package main\nimport \"fmt\"\nfunc main() { var a, b int; fmt.Scan(&a, &b); fmt.Println(a "
                 "+ b) }",
          .broken = "package main\nfunc main() { undefined_thing() }\n",
          .broken_says = "undefined_thing",
          .compiled = true,
          .throwing = "package main\nfunc main() { panic(\"no good\") }",
          .throwing_exit = 2,
          .unicode = "package main\nimport (\"bufio\"; \"fmt\"; \"os\")\nfunc main() { s := "
                     "bufio.NewScanner(os.Stdin); "
                     "s.Scan(); fmt.Println(\"" +
                     kText + "\", s.Text()) }",
          .several = {{"main.go", "package main\nimport \"fmt\"\nfunc main() { fmt.Print(word()) }\n"},
                      {"part.go", "package main\nfunc word() string { return \"from a part\" }\n"}},
          .endless = "package main\nfunc main() { for {} }",
          .hungry = "package main\nvar keep [][]byte\nfunc main() { for { b := make([]byte, 1<<20); "
                    "for i := range b { b[i] = 1 }; keep = append(keep, b) } }",
          .loud = "package main\nimport \"fmt\"\nfunc main() { for { "
                  "fmt.Println(\"xxxxxxxxxxxxxxxxxxxxxxxx\") } }",
      },
      {
          .language = "java",
          .version = "openjdk ",
          .sum =
              "class Main { public static void main(String[] a) { var s = new java.util.Scanner(System.in); "
              "System.out.println(s.nextInt() + s.nextInt()); } }",
          .broken = "public class Main { int x = \"text\"; }\n",
          .broken_says = "Main.java:1",
          .compiled = true,
          .throwing = "class Main { public static void main(String[] a) { throw new RuntimeException(\"no "
                      "good\"); } }",
          .throwing_exit = 1,
          .unicode = "class Main { public static void main(String[] a) { System.out.println(\"" + kText +
                     " \" + new java.util.Scanner(System.in).nextLine()); } }",
          .several =
              {{"Main.java",
                "class Main { public static void main(String[] a) { System.out.print(Part.word()); } }"},
               {"Part.java", "class Part { static String word() { return \"from a part\"; } }"}},
          .endless = "class Main { public static void main(String[] a) { while (true) {} } }",
          .hungry = "import java.util.*; class Main { public static void main(String[] a) { "
                    "List<byte[]> l = new ArrayList<>(); while (true) l.add(new byte[1 << 20]); } }",
          .loud = "class Main { public static void main(String[] a) { while (true) "
                  "System.out.println(\"xxxxxxxxxxxxxxxxxxxxxxxx\"); } }",
      },
      {
          .language = "cpp",
          .version = "g++ ",
          .sum = "#include <iostream>\nint main() { int a, b; std::cin >> a >> b; std::cout << a + b << "
                 "'\\n'; }",
          .broken = "int main() { return x; }\n",
          .broken_says = "was not declared in this scope",
          .compiled = true,
          .throwing = "#include <stdexcept>\nint main() { throw std::runtime_error(\"no good\"); }",
          .throwing_exit = 0,
          .unicode = "#include <iostream>\n#include <string>\nint main() { std::string s; "
                     "std::getline(std::cin, s); "
                     "std::cout << \"" +
                     kText + " \" << s << '\\n'; }",
          .several = {{"main.cc",
                       "#include <iostream>\n#include \"part.h\"\nint main() { std::cout << word(); }\n"},
                      {"part.h", "const char* word();\n"},
                      {"part.cc", "#include \"part.h\"\nconst char* word() { return \"from a part\"; }\n"}},
          .endless = "int main() { volatile int x = 0; while (true) ++x; }",
          .hungry = "#include <vector>\nint main() { std::vector<std::vector<char>> x; "
                    "while (true) x.emplace_back(1 << 20, 'x'); }",
          .loud = "#include <cstdio>\nint main() { while (true) std::puts(\"xxxxxxxxxxxxxxxxxxxxxxxx\"); }",
      },
  };
  return all;
}

}  // namespace

TEST_CASE("every language that is built in goes through the suite") {
  for (const Language& language : Languages::builtin()->all()) {
    CAPTURE(language.id);
    CHECK(std::any_of(all_programs().begin(), all_programs().end(),
                      [&](const Programs& programs) { return programs.language == language.id; }));
  }
}

SANDBOX_TEST_CASE("the starter of every language says Hello, and what ran it is told") {
  for (const Programs& programs : all_programs()) {
    CAPTURE(programs.language);
    const Outcome outcome =
        lab.run(programs.language, Languages::builtin()->find(programs.language)->starter);
    CHECK(outcome.result.kind == RunKind::ok);
    CHECK(outcome.result.message == "");
    CHECK(outcome.out == "Hello\n");
    CHECK(outcome.err == "");
    CHECK(outcome.start.language_version.find(programs.version) == 0);
    CHECK(outcome.start.image.empty() != lab.traits().names_image);
    CHECK(outcome.start.cold);
    CHECK(outcome.result.wall_ms < 5000);
    CHECK(outcome.result.cpu_ms < 5000);
    CHECK(outcome.result.memory_kb > 100);
    CHECK(outcome.result.memory_kb <= 256 * 1024);
    CHECK_FALSE(outcome.result.truncated);
  }
}

SANDBOX_TEST_CASE("every language reads standard input") {
  for (const Programs& programs : all_programs()) {
    CAPTURE(programs.language);
    const Outcome outcome =
        lab.run(programs.language, programs.sum, [](RunRequest& request) { request.input = "40 2"; });
    CHECK(outcome.result.kind == RunKind::ok);
    CHECK(outcome.out == "42\n");
  }
}

SANDBOX_TEST_CASE("every language says what is wrong with a program, on standard error") {
  for (const Programs& programs : all_programs()) {
    CAPTURE(programs.language);
    const Outcome outcome = lab.run(programs.language, programs.broken);
    CHECK(outcome.result.kind == (programs.compiled ? RunKind::compile_error : RunKind::runtime_error));
    CHECK(outcome.result.exit_code != 0);
    CHECK(outcome.result.wall_ms > 0);
    CHECK(outcome.err.find(programs.broken_says) != std::string::npos);
    CHECK(outcome.out == "");
  }
}

SANDBOX_TEST_CASE("an exception in every language gives its words and its exit code") {
  for (const Programs& programs : all_programs()) {
    CAPTURE(programs.language);
    const Outcome outcome = lab.run(programs.language, programs.throwing);
    CHECK(outcome.result.kind == RunKind::runtime_error);
    CHECK(outcome.result.exit_code == programs.throwing_exit);
    CHECK((outcome.result.signal != 0) == (programs.throwing_exit == 0));
    CHECK(outcome.err.find("no good") != std::string::npos);
  }
}

SANDBOX_TEST_CASE("every language takes the whole of Unicode, in source, input and output") {
  for (const Programs& programs : all_programs()) {
    CAPTURE(programs.language);
    const Outcome outcome =
        lab.run(programs.language, programs.unicode, [](RunRequest& request) { request.input = kText; });
    CHECK(outcome.out == kText + " " + kText + "\n");
  }
}

SANDBOX_TEST_CASE("every language takes several files") {
  for (const Programs& programs : all_programs()) {
    CAPTURE(programs.language);
    const Outcome outcome = lab.run(programs.language, "", [&](RunRequest& request) {
      request.files = programs.several;
      request.main = programs.several.front().name;
    });
    CHECK(outcome.result.kind == RunKind::ok);
    CHECK(outcome.out == "from a part");
  }
}

SANDBOX_TEST_CASE("the limits hold in every language") {
  for (const Programs& programs : all_programs()) {
    CAPTURE(programs.language);
    const Outcome time = lab.run(programs.language, programs.endless, [](RunRequest& request) {
      request.limits.run.wall_ms = 30'000;
      request.limits.run.cpu_ms = 1'000;
    });
    CHECK(time.result.kind == RunKind::time_limit);
    CHECK(time.result.cpu_ms >= 1'000);
    CHECK(time.result.cpu_ms < 1'500);

    const Outcome memory = lab.run(programs.language, programs.hungry);
    CHECK(memory.result.kind == RunKind::memory_limit);
    CHECK(memory.result.memory_kb > 64 * 1024);
    CHECK(memory.result.memory_kb <= most_kb(256));

    const Outcome output = lab.run(programs.language, programs.loud,
                                   [](RunRequest& request) { request.limits.output_bytes = 10'000; });
    CHECK(output.result.kind == RunKind::output_limit);
    CHECK(output.result.truncated);
    CHECK(output.out.size() == 10'000);
  }
}
