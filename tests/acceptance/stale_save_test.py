"""An editor that loaded a file before the other person typed does not undo that typing when it saves."""

import unittest

import support
import tmux
from typist import Typist, typed

kTyped = 200


class StaleSaveTest(unittest.TestCase):
    def setUp(self):
        stage = support.stage("--sandbox", "off")
        self.server, self.terminals = stage.__enter__()
        self.addCleanup(stage.__exit__, None, None, None)
        self.link = self.terminals.create(self.server)["reviewer"]
        (self.terminals.folder / "both.txt").write_text("A\nB\n")
        self.assertEqual(self.terminals.run("put", self.link, "both.txt").returncode, 0)
        self.tmux = tmux.Tmux(self.terminals)
        self.addCleanup(self.tmux.close)
        self.ben = self.tmux.join(self.link, "Ben", self.terminals.folder / "ben")
        self.path = self.terminals.folder / "ben" / "both.txt"
        support.wait_for_file(self.path, "A\nB\n", self.ben)
        self.ada = self.terminals.join(self.link, "Ada", "--dir", self.terminals.folder / "ada")

    def somebody_types(self):
        Typist(self.terminals, self.link, "A", kTyped).program.wait_for("^done$")
        support.wait_for_file(self.path, f"A{typed('A', kTyped)}\nB\n", self.ben)

    def assert_everywhere(self, text):
        support.wait_for_file(self.terminals.folder / "ada" / "both.txt", text, self.ada)
        support.wait_for_file(self.path, text, self.ben)
        self.assertEqual(self.terminals.run("cat", self.link, "both.txt").stdout, text)

    def test_nano(self):
        nano = self.tmux.nano(self.path, self.ben)
        self.somebody_types()
        nano.type("from nano")
        nano.press("Enter")
        tmux.save_in_nano(nano, "^from nano")
        self.assert_everywhere(f"from nano\nA{typed('A', kTyped)}\nB\n")
        # It still has not seen what was typed.
        self.assertNotIn(typed("A", 8), nano.screen())
        nano.press("Down", "End")
        nano.type(" and again")
        tmux.save_in_nano(nano, "^B and again")
        self.assert_everywhere(f"from nano\nA{typed('A', kTyped)}\nB and again\n")

    def test_vim(self):
        vim = self.tmux.vim(self.path, self.ben)
        self.somebody_types()
        vim.type("Gofrom vim")
        vim.press("Escape")
        tmux.save_in_vim(vim)
        self.assert_everywhere(f"A{typed('A', kTyped)}\nB\nfrom vim\n")
        self.assertNotIn(typed("A", 8), vim.screen())
        vim.type("ggOand again")
        vim.press("Escape")
        tmux.save_in_vim(vim)
        self.assert_everywhere(f"and again\nA{typed('A', kTyped)}\nB\nfrom vim\n")


if __name__ == "__main__":
    unittest.main()
