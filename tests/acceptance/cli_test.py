"""The terminal client against a real server."""

import json
import os
import pathlib
import pty
import re
import select
import signal
import subprocess
import termios
import time
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

    def test_run_for_scripts(self):
        ran = self.run_code("print('\u00e9')", "--json")
        lines = [json.loads(line) for line in ran.stdout.splitlines()]
        self.assertEqual("".join(line["data"] for line in lines[:-1]), "\u00e9\n")
        self.assertEqual({line["stream"] for line in lines[:-1]}, {"out"})
        self.assertEqual(set(lines[-1]["result"]),
                         {"kind", "exit_code", "signal", "wall_ms", "cpu_ms", "memory_kb", "truncated"})
        self.assertEqual(lines[-1]["result"]["kind"], "ok")
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


class JoinTest(unittest.TestCase):
    def setUp(self):
        stage = support.stage()
        self.server, self.terminals = stage.__enter__()
        self.addCleanup(stage.__exit__, None, None, None)
        self.links = self.terminals.create(self.server)

    def test_two_people_talk_and_run(self):
        ada = self.terminals.join(self.links["interviewer"], "Ada")
        ben = self.terminals.join(self.links["reviewer"], "Ben")
        ada.wait_for(r"\* Ben joins as reviewer")
        ada.type("hello Ben")
        ben.wait_for(r"^Ada: hello Ben$")
        ada.wait_for(r"^you: hello Ben$")
        ben.type("//slash")
        ada.wait_for(r"^Ben: /slash$")
        (self.terminals.folder / "ask.py").write_text("print('one')\nprint('two', end='')\n")
        self.terminals.run("put", self.links["reviewer"], "ask.py", "--name", "Ben")
        ben.type("/run ask.py")
        for person in (ada, ben):
            person.wait_for(r"^\| one\n\| two\n(?s:.*)\* run 1: ok, ")
        (self.terminals.folder / "ask.py").write_text("while True: pass\n")
        self.terminals.run("put", self.links["reviewer"], "ask.py", "--name", "Ben")
        ben.type("/run")
        ada.wait_for(r"\* Ben runs ask.py \(run 2")
        ada.type("/stop")
        ben.wait_for(r"\* run 2: stopped")
        ada.type("/lock")
        ben.wait_for(r"\* Ada locked the room")
        ben.type("/run")
        ben.wait_for(r"\* Not done: ")
        ada.type("/unlock")
        ben.wait_for(r"\* Ada unlocked the room")
        ben.type("/submit")
        ada.wait_for(r"\* Ben submitted")
        ben.type("/files")
        ben.wait_for(r"^  ask.py, 2 lines, revision 1$")
        ben.type("/quit")
        self.assertEqual(ben.end(), 0)
        ada.wait_for(r"\* Ben has left")
        ada.type("/end")
        ada.wait_for(r"The interview has ended")

    def test_lines_from_a_pipe_are_said_before_it_leaves(self):
        ada = self.terminals.join(self.links["interviewer"], "Ada")
        ben = self.terminals.start("join", self.links["reviewer"], "--name", "Ben")
        ben.type("one")
        ben.type("two")
        ben.process.stdin.close()
        self.assertEqual(ben.end(), 0)
        ada.wait_for(r"^Ben: one\nBen: two$")

    def test_files_both_ways(self):
        folders = [self.terminals.folder / name for name in ("ada", "ben")]
        ada = self.terminals.join(self.links["interviewer"], "Ada", "--dir", folders[0])
        ben = self.terminals.join(self.links["reviewer"], "Ben", "--dir", folders[1])
        (folders[1] / "new.py").write_text("one\ntwo\n")
        support.wait_for_file(folders[0] / "new.py", "one\ntwo\n", ada)
        (folders[0] / "new.py").write_text("one\ntwo\nthree\n")
        support.wait_for_file(folders[1] / "new.py", "one\ntwo\nthree\n", ben)
        # At once, in different places: both stay.
        (folders[0] / "new.py").write_text("ADA\none\ntwo\nthree\n")
        (folders[1] / "new.py").write_text("one\ntwo\nthree\nBEN\n")
        for folder, person in zip(folders, (ada, ben)):
            support.wait_for_file(folder / "new.py", "ADA\none\ntwo\nthree\nBEN\n", person)
        for person in (ada, ben):
            person.type("/quit")
            self.assertEqual(person.end(), 0)

    def test_a_folder_goes_on_where_it_was_left(self):
        folder = self.terminals.folder / "ben"
        ben = self.terminals.join(self.links["reviewer"], "Ben", "--dir", folder)
        (folder / "kept.py").write_text("one\n")
        ben.wait_for(r"you opened kept.py")
        busy = self.terminals.run("join", self.links["reviewer"], "--dir", folder)
        self.assertEqual(busy.returncode, 1)
        self.assertTrue(busy.stderr.startswith("interview: "), busy.stderr)
        ben.kill()
        (folder / "kept.py").write_text("one\ntwo, while away\n")
        ben = self.terminals.join(self.links["reviewer"], "Ben", "--dir", folder)
        ben.type("/who")
        ben.type("/quit")
        self.assertEqual(ben.end(), 0)
        # When coming in, and of /who.
        self.assertEqual(ben.output.count("Ben (you)"), 2, ben.output)
        self.assertNotIn("Ben, reviewer, away", ben.output)
        cat = self.terminals.run("cat", self.links["reviewer"], "kept.py")
        self.assertEqual(cat.stdout, "one\ntwo, while away\n")

    def test_a_folder_goes_on_with_another_link(self):
        folder = self.terminals.folder / "ben"
        ben = self.terminals.join(self.links["reviewer"], "Ben", "--dir", folder)
        (folder / "kept.py").write_text("one\n")
        ben.wait_for(r"you opened kept.py")
        ben.type("/quit")
        self.assertEqual(ben.end(), 0)
        (folder / "kept.py").write_text("one\ntwo\n")
        ada = self.terminals.join(self.links["interviewer"], "Ada", "--dir", folder)
        ada.type("/quit")
        self.assertEqual(ada.end(), 0)
        self.assertIn("Ada (you), interviewer", ada.output)
        self.assertIn("Ben, reviewer, away", ada.output)
        self.assertEqual(self.terminals.run("cat", self.links["reviewer"], "kept.py").stdout, "one\ntwo\n")

    def test_what_was_not_sent_by_a_person_who_is_not_known_any_more(self):
        folder = self.terminals.folder / "ben"
        ben = self.terminals.join(self.links["reviewer"], "Ben", "--dir", folder)
        (folder / "kept.py").write_text("one\n")
        ben.wait_for(r"you opened kept.py")
        self.server.kill()
        ben.wait_for(r"Not connected")
        (folder / "kept.py").write_text("one\nmeanwhile\n")
        ben.type("/quit")
        ben.wait_for(r"Not everything could be sent: it is kept")
        ben.end()
        (folder / ".interview" / "token").unlink()
        self.server.start()
        ben = self.terminals.join(self.links["reviewer"], "Ben", "--dir", folder)
        self.assertIn("does not know this client any more", ben.output)
        ben.type("/quit")
        self.assertEqual(ben.end(), 0)
        texts = {path.name: path.read_text() for path in folder.iterdir() if path.is_file()}
        self.assertIn("one\nmeanwhile\n", texts.values(), texts)
        self.assertEqual(texts["kept.py"], "one\n")

    def test_the_server_is_killed_and_comes_back(self):
        folders = [self.terminals.folder / name for name in ("ada", "ben")]
        ada = self.terminals.join(self.links["interviewer"], "Ada", "--dir", folders[0])
        ben = self.terminals.join(self.links["reviewer"], "Ben", "--dir", folders[1])
        (folders[1] / "work.py").write_text("before\n")
        ben.wait_for(r"you opened work.py")
        support.wait_for_file(folders[0] / "work.py", "before\n", ada)
        self.server.kill()
        ben.wait_for(r"Not connected")
        ada.wait_for(r"Not connected")
        (folders[1] / "work.py").write_text("before\nmeanwhile\n")
        ben.type("said meanwhile")
        self.server.start()
        ben.wait_for(r"Connected again")
        ada.wait_for(r"^Ben: said meanwhile$")
        support.wait_for_file(folders[0] / "work.py", "before\nmeanwhile\n", ada)
        cat = self.terminals.run("cat", self.links["reviewer"], "work.py")
        self.assertEqual(cat.stdout, "before\nmeanwhile\n")
        self.assertEqual(ada.output.count("said meanwhile"), 1)

    def test_the_server_says_goodbye(self):
        ben = self.terminals.join(self.links["reviewer"], "Ben")
        self.assertEqual(self.server.kill(signal.SIGTERM), 0)
        ben.wait_for(r"Not connected")
        self.server.start()
        ben.wait_for(r"Connected again")
        ben.process.send_signal(signal.SIGTERM)
        self.assertEqual(ben.end(), 0)

    def test_a_link_that_is_not_good(self):
        join = self.terminals.run("join", self.links["reviewer"] + "x")
        self.assertEqual(join.returncode, 1)
        self.assertIn("invitation", join.stderr)


class PromptTest(unittest.TestCase):
    """On a terminal of its own: what a person sees and types."""

    def setUp(self):
        stage = support.stage()
        self.server, self.terminals = stage.__enter__()
        self.addCleanup(stage.__exit__, None, None, None)
        self.links = self.terminals.create(self.server)

    def read_until(self, terminal, pattern):
        deadline = time.monotonic() + support.kPatience
        while not re.search(pattern, self.shown):
            self.assertLess(time.monotonic(), deadline, self.shown)
            if select.select([terminal], [], [], 1.0)[0]:
                self.shown += os.read(terminal, 65536).decode("utf-8", "replace")

    def test_the_prompt(self):
        terminal, other_end = pty.openpty()
        self.addCleanup(os.close, terminal)
        before = termios.tcgetattr(other_end)
        self.shown = ""
        join = subprocess.Popen([support.kPrograms / "interview", "join", self.links["reviewer"], "--name", "Ben"],
                                stdin=other_end, stdout=other_end, stderr=other_end, env=self.terminals.environment)
        self.addCleanup(join.wait)
        self.addCleanup(join.kill)
        self.read_until(terminal, r"> ")
        os.write(terminal, b"helo\x1b[Dl\x1b[F w\xc3\xa9rld")
        self.read_until(terminal, "> hello w\u00e9rld")
        # What others say appears above what is being typed.
        self.terminals.run("say", self.links["interviewer"], "\x1b]0;evil\x07", "--name", "Ada")
        self.read_until(terminal, r"Ada: \\u\{1b\}\]0;evil\\u\{7\}\r\n\r\x1b\[K> hello w\u00e9rld")
        os.write(terminal, b"\r")
        self.read_until(terminal, "you: hello w\u00e9rld\r\n")
        os.write(terminal, b"\x04")
        self.assertEqual(join.wait(support.kPatience), 0)
        self.assertEqual(termios.tcgetattr(other_end), before)
        os.close(other_end)


class TlsTest(unittest.TestCase):
    def test_certificates(self):
        import tempfile
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            for name, subject in (("good", "IP:127.0.0.1"), ("other", "DNS:elsewhere.example")):
                subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                                "-nodes", "-days", "2", "-subj", "/CN=test", "-addext", f"subjectAltName={subject}",
                                "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.pem"], check=True,
                               capture_output=True)
            with support.stage("--tls-cert", folder / "good.pem", "--tls-key", folder / "good.key") as (server, terminals):
                self.assertTrue(server.url.startswith("https://"))
                create = ("create", "--data", server.folder / "data", "--json")
                refused = terminals.run(*create)
                self.assertEqual(refused.returncode, 1)
                self.assertIn("certificate", refused.stderr)
                self.assertEqual(terminals.run(*create, "--ca", folder / "other.pem").returncode, 1)
                self.assertEqual(terminals.run(*create, "--insecure").returncode, 0)
                link = terminals.create(server, "--ca", folder / "good.pem")["reviewer"]
                self.assertEqual(terminals.run("say", link, "hello", "--ca", folder / "good.pem").returncode, 0)
                self.assertIn("certificate", terminals.run("say", link, "hello").stderr)
                # The token is there already: now it is the socket that is not trusted.
                self.assertEqual(terminals.run("say", link, "hello", "--ca", folder / "other.pem").returncode, 1)
            with support.stage("--tls-cert", folder / "other.pem", "--tls-key", folder / "other.key") as (server, terminals):
                create = ("create", "--data", server.folder / "data", "--json")
                # Trusted, but of another server.
                self.assertIn("certificate", terminals.run(*create, "--ca", folder / "other.pem").stderr)


if __name__ == "__main__":
    unittest.main()
