"""`interview join` on a terminal of its own: what a person sees and types."""

import os
import pty
import re
import select
import subprocess
import termios
import time
import unittest

import support


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

if __name__ == "__main__":
    unittest.main()
