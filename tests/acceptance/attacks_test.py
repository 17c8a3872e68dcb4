"""`interview run` of what people write, and of what nobody should: each ends in bounded time with the right result, and
the server goes on."""

import json
import os
import time
import unittest

import support

kDocker = os.environ.get("INTERVIEW_TEST_DOCKER", "")
kSeconds = 4  # of CPU time of a run, by --run-seconds; by the clock it is three times as much

kGo = 'package main\nimport "fmt"\nfunc main() { fmt.Println("Hello from Go") }\n'
kJava = 'public class Main { public static void main(String[] a) { System.out.println("Hello from Java"); } }\n'


class Attacks:
    """With the server's options of one kind of sandbox."""

    kSandbox = ()

    @classmethod
    def setUpClass(cls):
        stage = support.stage(*cls.kSandbox, "--run-seconds", kSeconds)
        cls.server, cls.terminals = stage.__enter__()
        cls.addClassCleanup(stage.__exit__, None, None, None)
        cls.links = {language: cls.terminals.create(cls.server, "--language", language)["reviewer"]
                     for language in ("python", "go", "java")}

    def tearDown(self):
        self.assertIsNone(self.server.program.process.poll())
        ran = self.run_code("print('still here')")
        self.assertEqual((ran.returncode, ran.out), (0, "still here\n"))

    def put(self, code, name, language):
        (self.terminals.folder / name).write_text(code)
        put = self.terminals.run("put", self.links[language], name)
        self.assertEqual((put.returncode, put.stderr), (0, ""))

    def run_code(self, code, *arguments, name="main.py", language="python", text=""):
        """With its `returncode`, `out`, `err`, and `result` as `run --json` tells it."""
        self.put(code, name, language)
        ran = self.terminals.run("run", self.links[language], name, "--json", *arguments, text=text)
        lines = [json.loads(line) for line in ran.stdout.splitlines()]
        self.assertTrue(lines, ran.stderr)
        ran.result = lines.pop()["result"]
        ran.out, ran.err = ("".join(line["data"] for line in lines if line["stream"] == stream) for stream in ("out", "err"))
        # Compiling has a limit of its own.
        self.assertLess(ran.result["wall_ms"], 4_000 * kSeconds if ran.result["kind"] != "compile_error" else 30_000)
        return ran

    def assert_ended(self, ran, code, kind):
        self.assertEqual((ran.returncode, ran.result["kind"]), (code, kind), ran.out[-500:] + ran.err[-500:])

    def test_hello(self):
        for language, name, code in (("python", "main.py", "print('Hello from Python')"), ("go", "main.go", kGo),
                                     ("java", "Main.java", kJava)):
            ran = self.run_code(code, name=name, language=language)
            self.assert_ended(ran, 0, "ok")
            self.assertEqual(ran.out.lower(), f"hello from {language}\n")

    def test_what_does_not_compile(self):
        for language, name, code in (("go", "main.go", kGo.replace("Println", "Printline")),
                                     ("java", "Main.java", kJava.replace("println", "printline"))):
            ran = self.run_code(code, name=name, language=language)
            self.assert_ended(ran, 120, "compile_error")
            self.assertIn("rintline", ran.err + ran.out)

    def test_an_exception(self):
        ran = self.run_code("print('before')\nraise ValueError('my own fault')")
        self.assert_ended(ran, 1, "runtime_error")
        self.assertEqual(ran.out, "before\n")
        self.assertIn("ValueError: my own fault", ran.err)
        self.assertEqual(ran.result["exit_code"], 1)

    def test_standard_input(self):
        ran = self.run_code("print(sum(int(line) for line in open(0)))", "--stdin", "-", text="1\n2\n39\n")
        self.assert_ended(ran, 0, "ok")
        self.assertEqual(ran.out, "42\n")

    def test_an_endless_loop(self):
        for code in ("while True: pass", "import time\nprint('on', flush=True)\ntime.sleep(1000)"):
            started = time.monotonic()
            ran = self.run_code(code)
            self.assert_ended(ran, 124, "time_limit")
            self.assertGreater(time.monotonic() - started, kSeconds / 2)

    def test_another_room_while_one_loops(self):
        self.put("print('on', flush=True)\nwhile True: pass", "loop.py", "python")
        loop = self.terminals.start("run", self.links["python"], "loop.py", "--name", "Looper")
        loop.wait_for("on")
        self.assertEqual(self.run_code(kJava, name="Main.java", language="java").returncode, 0)
        self.assertEqual(loop.end(), 124)

    def test_a_fork_bomb(self):
        for code in ("import os\nwhile True: os.fork()",
                     "import os\nwhile True:\n  try: os.fork()\n  except OSError: pass"):
            ran = self.run_code(code)
            self.assert_ended(ran, 123, "process_limit")

    def test_two_gigabytes_of_memory(self):
        ran = self.run_code("x = bytearray(2 << 30)\nprint(len(x))")
        self.assert_ended(ran, 125, "memory_limit")
        self.assertEqual(ran.out, "")

    def test_a_gigabyte_of_output(self):
        ran = self.run_code("import sys\nfor i in range(1 << 10): sys.stdout.write('x' * (1 << 20))")
        self.assert_ended(ran, 126, "output_limit")
        self.assertTrue(ran.result["truncated"])
        self.assertLessEqual(len(ran.out), 1 << 20)
        self.assertGreater(len(ran.out), 100_000)

    def test_the_network(self):
        host, port = self.server.address.split(":")
        ran = self.run_code("import socket\n"
                            f"for address in (('{host}', {port}), ('192.0.2.1', 80)):\n"
                            "    try: socket.create_connection(address, 2)\n"
                            "    except OSError as problem: print('no:', type(problem).__name__)\n"
                            "    else: print('connected')\n")
        self.assert_ended(ran, 0, "ok")
        self.assertRegex(ran.out, r"\Ano: \w+\nno: \w+\n\Z")

    def test_secrets_of_the_machine(self):
        folder = self.server.folder / "data"
        ran = self.run_code("import os\n"
                            f"for path in ('/etc/shadow', '{folder}/keys.json', '/proc/1/environ', '/root'):\n"
                            "    try: print(path, len(open(path).read() if os.path.isfile(path) else os.listdir(path)))\n"
                            "    except OSError as problem: print('no:', problem.strerror)\n")
        self.assert_ended(ran, 0, "ok")
        self.assertRegex(ran.out, r"\A(no: .*\n){4}\Z")


if __name__ == "__main__":
    unittest.main()


class NativeAttacksTest(Attacks, unittest.TestCase):
    kSandbox = ("--sandbox", "native")


@unittest.skipUnless(kDocker, "INTERVIEW_TEST_DOCKER names no Docker")
class DockerAttacksTest(Attacks, unittest.TestCase):
    kSandbox = ("--sandbox", "docker", "--docker", f"unix://{kDocker}")

    def test_what_ran_it_is_said_and_logged(self):
        self.put("print('Hello')", "main.py", "python")
        watch = self.terminals.start("watch", self.links["python"], "--json")
        self.assertEqual(self.run_code("print('Hello')").out, "Hello\n")
        watch.wait_for('"kind":"run_started".*"language_version":"Python 3[^"]*","image":"sha256:[0-9a-f]{64}"')

    def test_a_server_that_is_killed_takes_its_runs_along(self):
        self.put("import time\nprint('up', flush=True)\ntime.sleep(60)", "main.py", "python")
        running = self.terminals.start("run", self.links["python"], "main.py")
        running.wait_for("^up$")
        self.server.kill()
        self.server.start()
        # Whoever watches is told by the server that came after.
        running.wait_for("interrupted|server went away")
        self.assertEqual(self.run_code("print('next')").out, "next\n")
