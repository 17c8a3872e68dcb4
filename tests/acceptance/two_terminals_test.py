"""Two people in two terminals, one with vim and one with nano: they edit one file, talk, and run it."""

import re
import unittest

import support
import tmux


class TwoTerminalsTest(unittest.TestCase):
    def setUp(self):
        stage = support.stage()
        self.server, self.terminals = stage.__enter__()
        self.addCleanup(stage.__exit__, None, None, None)
        self.links = self.terminals.create(self.server)
        self.tmux = tmux.Tmux(self.terminals)
        self.addCleanup(self.tmux.close)

    def file_of(self, name):
        return self.terminals.folder / name / "work.py"

    def wait_for_both(self, text):
        for pane, name in ((self.ada, "ada"), (self.ben, "ben")):
            support.wait_for_file(self.file_of(name), text, pane)

    def test_an_interview(self):
        (self.terminals.folder / "work.py").write_text("print('begin')\n")
        self.assertEqual(self.terminals.run("put", self.links["interviewer"], "work.py").returncode, 0)
        self.ada = self.tmux.join(self.links["interviewer"], "Ada", self.terminals.folder / "ada")
        self.ben = self.tmux.join(self.links["reviewer"], "Ben", self.terminals.folder / "ben")
        self.ada.wait_for(r"^\* Ben joins as reviewer$")
        self.wait_for_both("print('begin')\n")
        vim = self.tmux.vim(self.file_of("ada"), self.ada)
        nano = self.tmux.nano(self.file_of("ben"), self.ben)

        vim.type("Goprint('typed in vim')")
        vim.press("Escape")
        tmux.save_in_vim(vim)
        self.wait_for_both("print('begin')\nprint('typed in vim')\n")
        # Its buffer is from before that.
        nano.type("print('typed in nano')")
        nano.press("Enter")
        tmux.save_in_nano(nano, "typed in nano")
        whole = "print('typed in nano')\nprint('begin')\nprint('typed in vim')\n"
        self.wait_for_both(whole)
        vim.type("ggOprint('vim again')")
        vim.press("Escape")
        tmux.save_in_vim(vim)
        support.wait_for_file(self.file_of("ben"), lambda text: text and "vim again" in text, self.ben)
        whole = self.terminals.run("cat", self.links["interviewer"], "work.py").stdout
        self.assertEqual(sorted(whole.splitlines()), ["print('begin')", "print('typed in nano')", "print('typed in vim')",
                                                      "print('vim again')"])
        self.wait_for_both(whole)

        self.ben.say("/run work.py")
        shown = [pane.wait_for(r"^\* (?:Ben runs|you run) work\.py \(run 1\b.*\n(?:[^|].*\n)+((?:\| .*\n)+)\* run 1: ok ").group(1).rstrip("\n")
                 for pane in (self.ada, self.ben)]
        self.assertEqual(shown[0], shown[1])
        self.assertEqual(shown[0].splitlines(), ["| " + word for word in re.findall("'(.*)'", whole)])

        self.ada.say("how are you, Ben?")
        self.ben.wait_for(r"^Ada: how are you, Ben\?$")
        self.ben.say("well \u2713")
        self.ada.wait_for("^Ben: well \u2713$")
        self.ada.say("/who")
        self.ada.wait_for(r"^  Ada \(you\), interviewer\n  Ben, reviewer\n")
        self.ben.say("/quit")
        self.ada.wait_for(r"^\* Ben has left$")


if __name__ == "__main__":
    unittest.main()
