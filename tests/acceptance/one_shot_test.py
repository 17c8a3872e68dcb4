"""The commands of the terminal client that end by themselves."""

import json
import re
import signal
import subprocess
import unittest

import support


class OneShotTest(unittest.TestCase):
    """One server and one room for all: the commands are independent."""

    @classmethod
    def setUpClass(cls):
        stage = support.stage()
        cls.server, cls.terminals = stage.__enter__()
        cls.addClassCleanup(stage.__exit__, None, None, None)
        cls.links = cls.terminals.create(cls.server, "--title", "Ada's", "--language", "python")
        cls.link = cls.links["reviewer"]

    def run_code(self, code, *arguments, text="", name="code.py"):
        (self.terminals.folder / name).write_text(code)
        put = self.terminals.run("put", self.link, name)
        self.assertEqual((put.returncode, put.stderr), (0, ""))
        return self.terminals.run("run", self.link, name, *arguments, text=text)

    def test_create(self):
        self.assertEqual(set(self.links), {"interviewer", "reviewer", "observer"})
        self.assertRegex(self.link, re.escape(self.server.url) + r"/r/r_\w+#i=[\w-]+$")
        made = self.terminals.run("create", "--data", self.server.folder / "data", "--server", self.server.url)
        self.assertRegex(made.stdout, r"(?s)^room r_\w+\ninterviewer +http.*\nobserver +http.*\nreviewer +http")

    def test_create_with_a_token(self):
        token = subprocess.run([support.kPrograms / "interviewd", "token", "--data", self.server.folder / "data", "--role",
                                "owner"], capture_output=True, text=True, check=False)
        made = self.terminals.run("create", "--server", self.server.url, INTERVIEW_TOKEN=token.stdout.strip())
        self.assertEqual(made.returncode, 0, token.stderr + made.stderr)
        refused = self.terminals.run("create", "--server", self.server.url, "--token", "a.b.c")
        self.assertEqual(refused.returncode, 1)
        self.assertEqual(self.terminals.run("create", "--server", self.server.url).returncode, 2)
        language = self.terminals.run("create", "--data", self.server.folder / "data", "--language", "cobol")
        self.assertEqual(language.returncode, 1)
        self.assertIn("cobol", language.stderr)

    def test_put_and_cat(self):
        file = self.terminals.folder / "put.txt"
        for text in ("one\ntwo\n", "one\n2 \U0001f600\ntwo\n", "", "one\r\n"):
            file.write_bytes(text.encode())
            put = self.terminals.run("put", self.link, "put.txt")
            self.assertEqual((put.returncode, put.stdout, put.stderr), (0, "", ""))
            cat = self.terminals.run("cat", self.link, "put.txt")
            self.assertEqual(cat.stdout, text.replace("\r", ""))
        cat = json.loads(self.terminals.run("cat", self.link, "put.txt", "--json").stdout)
        self.assertEqual(set(cat), {"doc", "name", "rev", "text"})
        self.assertEqual((cat["name"], cat["rev"], cat["text"]), ("put.txt", 3, "one\n"))
        self.terminals.run("put", self.link, "put.txt")
        self.assertEqual(json.loads(self.terminals.run("cat", self.link, "put.txt", "--json").stdout)["rev"], 3)

    def test_put_a_long_file_under_another_name(self):
        text = "".join(f"line {i} \u00e9\n" for i in range(40_000))
        (self.terminals.folder / "long.txt").write_text(text)
        put = self.terminals.run("put", self.link, "long.txt", "--as", "folder/long.txt")
        self.assertEqual((put.returncode, put.stderr), (0, ""))
        self.assertEqual(self.terminals.run("cat", self.link, "folder/long.txt").stdout, text)

    def test_put_what_is_no_text(self):
        (self.terminals.folder / "bytes").write_bytes(b"\xff\0")
        for name in ("bytes", "not-there", "."):
            put = self.terminals.run("put", self.link, name)
            self.assertEqual(put.returncode, 1, name)
            self.assertTrue(put.stderr.startswith("interview: cannot read"), put.stderr)

    def test_run(self):
        ran = self.run_code("import sys\nprint(sys.stdin.read().upper())\nprint('oh', file=sys.stderr)\nsys.exit(3)",
                            "--stdin", "-", text="some input")
        self.assertEqual((ran.returncode, ran.stdout, ran.stderr), (3, "SOME INPUT\n", "oh\n"))

    def test_run_reads_as_one_types(self):
        (self.terminals.folder / "talk.py").write_text(
            "import sys\nfor line in sys.stdin:\n  print('got', line.strip(), flush=True)\nprint('end')\n")
        self.terminals.run("put", self.link, "talk.py")
        run = self.terminals.start("run", self.link, "talk.py", "--stdin", "-")
        for word in ("one", "zw\u00f6lf", "three"):
            run.type(word)
            run.wait_for(f"^got {word}$")
        run.process.stdin.close()
        run.wait_for("^end$")
        self.assertEqual(run.end(), 0)

    def test_run_reads_more_than_one_message_takes(self):
        text = "".join(f"line {i} \u00e9\n" for i in range(20_000))
        ran = self.run_code("import sys\nsys.stdout.write(str(len(sys.stdin.read())))", "--stdin", "-", text=text)
        self.assertEqual((ran.returncode, ran.stdout, ran.stderr), (0, str(len(text)), ""))

    def test_run_that_does_not_read(self):
        ran = self.run_code("print('done')", "--stdin", "-", text="a line\n" * 10_000)
        self.assertEqual((ran.returncode, ran.stdout, ran.stderr), (0, "done\n", ""))

    def test_run_for_scripts(self):
        ran = self.run_code("print('\u00e9')", "--json")
        lines = [json.loads(line) for line in ran.stdout.splitlines()]
        self.assertEqual("".join(line["data"] for line in lines[:-1]), "\u00e9\n")
        self.assertEqual({line["stream"] for line in lines[:-1]}, {"out"})
        self.assertEqual(set(lines[-1]["result"]),
                         {"kind", "exit_code", "signal", "wall_ms", "cpu_ms", "memory_kb", "truncated"})
        self.assertEqual(lines[-1]["result"]["kind"], "ok")
        self.assertRegex(lines[-1]["language_version"], r"^Python 3\.")
        self.assertEqual({key: type(value) for key, value in lines[-1].items()},
                         {"result": dict, "language_version": str, "image": str, "cold": bool})
        self.assertEqual(ran.returncode, 0)

    def test_run_that_is_killed(self):
        ran = self.run_code("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)")
        self.assertEqual(ran.returncode, 121, ran.stderr)

    def test_run_that_is_stopped(self):
        (self.terminals.folder / "loop.py").write_text("print('on', flush=True)\nwhile True: pass\n")
        self.terminals.run("put", self.link, "loop.py")
        run = self.terminals.start("run", self.link, "loop.py")
        run.wait_for("on")
        run.process.send_signal(signal.SIGINT)
        self.assertEqual(run.end(), 122)

    def test_run_of_nothing(self):
        ran = self.terminals.run("run", self.link, "nowhere.py")
        self.assertEqual((ran.returncode, ran.stderr), (127, "interview: there is no document nowhere.py\n"))
        self.assertEqual(self.terminals.run("run", "http://127.0.0.1:1/r/R#i=C").returncode, 127)
        self.assertEqual(self.terminals.run("run", "nonsense").returncode, 127)
        self.assertEqual(self.terminals.run("run", "--nonsense").returncode, 127)

    def test_say_submit_and_watch(self):
        watch = self.terminals.start("watch", self.links["interviewer"], "--json")
        story = self.terminals.start("watch", self.links["interviewer"], "--name", "Story")
        story.wait_for("you are interviewer")
        # The events begin with whoever comes after.
        self.terminals.run("say", self.link, "hello \u202e there", "--name", "Speaker")
        watch.wait_for(r'"text":"hello')
        self.assertEqual(self.terminals.run("submit", self.link, "--name", "Speaker").stdout, "submitted\n")
        kinds = [json.loads(watch.wait_for(r'^\{.*"kind":"submitted".*\}$').group(0))]
        self.assertEqual(kinds[0]["kind"], "submitted")
        story.wait_for(r"Speaker: hello \\u\{202e\} there|Speaker: hello")
        story.wait_for(r"Speaker submitted")
        for program in (watch, story):
            self.assertEqual(program.process.poll(), None)
            program.process.send_signal(signal.SIGTERM)
            self.assertEqual(program.end(), 0)

    def test_commands_of_one_person_are_one_person(self):
        for _ in range(3):
            self.assertEqual(self.terminals.run("say", self.link, "again", "--name", "Same").returncode, 0)
        person = self.terminals.join(self.links["observer"], "Observer")
        person.type("/who")
        person.type("/nothing")
        person.wait_for("There is no command /nothing")
        self.assertEqual(person.output.count("  Same, reviewer"), 2)  # When coming in, and of /who.

    def test_where_the_link_comes_from(self):
        self.assertEqual(self.terminals.run("say", "-", "one", text=self.link + "\n").returncode, 0)
        self.assertEqual(self.terminals.run("say", "two", INTERVIEW_LINK=self.link).returncode, 0)
        for arguments in (("say", "three"), ("say",), ("cat",), ("cat", "http://h/r/R"), ("say", self.link), ("nonsense",), ()):
            self.assertEqual(self.terminals.run(*arguments).returncode, 2, arguments)

    def test_a_link_that_is_not_good(self):
        said = self.terminals.run("say", self.link[:-3] + "xyz", "hello")
        self.assertEqual(said.returncode, 1)
        self.assertIn("invitation", said.stderr)
        self.assertNotIn(self.link[-8:-3], said.stderr)

    def test_what_one_may_not(self):
        said = self.terminals.run("put", self.links["observer"], "put.txt", "--as", "observed.txt")
        (self.terminals.folder / "put2.txt").write_text("x")
        said = self.terminals.run("put", self.links["observer"], "put2.txt")
        self.assertEqual(said.returncode, 1)
        self.assertTrue(said.stderr.startswith("interview: "), said.stderr)

    def test_help_and_version(self):
        for command in ("create", "join", "cat", "put", "run", "submit", "say", "watch"):
            shown = self.terminals.run(command, "--help")
            self.assertEqual(shown.returncode, 0)
            self.assertIn("Example", shown.stdout)
        self.assertRegex(self.terminals.run("--version").stdout, r"^interview \d+\.\d+\.\d+ \(\w+\)\n$")

if __name__ == "__main__":
    unittest.main()
