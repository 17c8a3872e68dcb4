"""`interview` on a terminal of its own: what a person sees and types."""

import os
import pty
import re
import select
import subprocess
import termios
import time
import unittest

import support

# More than a terminal takes before somebody reads it.
kLines = 4000
kMuchOutput = f"for i in range({kLines}): print('line', i, '.' * 50)\n"


class PromptTest(unittest.TestCase):
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

    def start(self, *arguments):
        """The program, its terminal, and the end of that which it has."""
        terminal, other_end = pty.openpty()
        self.addCleanup(os.close, terminal)
        self.addCleanup(os.close, other_end)
        self.before = termios.tcgetattr(other_end)
        self.shown = ""
        program = subprocess.Popen([support.kPrograms / "interview", *arguments], stdin=other_end, stdout=other_end,
                                   stderr=other_end, env=self.terminals.environment)
        self.addCleanup(program.wait)
        self.addCleanup(program.kill)
        return program, terminal, other_end

    def put(self, code):
        (self.terminals.folder / "code.py").write_text(code)
        self.assertEqual(self.terminals.run("put", self.links["interviewer"], self.terminals.folder / "code.py").stderr, "")

    def test_the_prompt(self):
        join, terminal, other_end = self.start("join", self.links["reviewer"], "--name", "Ben")
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
        self.assertEqual(termios.tcgetattr(other_end), self.before)

    def test_much_output_on_a_slow_terminal(self):
        for others_have_made_it_non_blocking in (False, True):
            with self.subTest(others_have_made_it_non_blocking=others_have_made_it_non_blocking):
                self.put(kMuchOutput)
                join, terminal, other_end = self.start("join", self.links["reviewer"], "--name", "Ben")
                self.read_until(terminal, r"/help says what you can do(.*\n)*.*> ")
                self.assertTrue(os.get_blocking(other_end))
                os.set_blocking(other_end, not others_have_made_it_non_blocking)
                # Nobody reads the terminal meanwhile.
                ran = self.terminals.run("run", self.links["interviewer"], "code.py", "--name", "Ada")
                self.assertEqual((ran.returncode, len(ran.stdout.splitlines())), (0, kLines))
                self.read_until(terminal, rf"\| line {kLines - 1}\b")
                self.assertEqual(re.findall(r"\| line (\d+)\b", self.shown), [str(i) for i in range(kLines)])
                os.write(terminal, b"still here\r")
                self.read_until(terminal, "you: still here\r\n")
                os.write(terminal, b"\x04")
                self.assertEqual(join.wait(support.kPatience), 0)
                self.assertEqual(os.get_blocking(other_end), not others_have_made_it_non_blocking)

    def test_a_run_that_reads_from_a_slow_terminal(self):
        self.put("print('begun', flush=True)\ninput()\n" + kMuchOutput)
        watch = self.terminals.start("watch", self.links["interviewer"])
        watch.wait_for("you are interviewer")
        run, terminal, other_end = self.start("run", self.links["reviewer"], "code.py", "--stdin", "-")
        self.read_until(terminal, "begun")
        self.assertTrue(os.get_blocking(other_end))
        os.set_blocking(other_end, False)
        os.write(terminal, b"go\n")
        # Nobody reads the terminal meanwhile.
        watch.wait_for(rf"line {kLines - 1}\b")
        self.read_until(terminal, rf"line {kLines - 1}\b")
        self.assertEqual(re.findall(r"line (\d+)\b", self.shown), [str(i) for i in range(kLines)])
        self.assertEqual(run.wait(support.kPatience), 0, self.shown)


if __name__ == "__main__":
    unittest.main()
