"""A server that was restored from yesterday's backup, and one identity in two terminals."""

import pathlib
import shutil
import signal
import unittest

import support
from typist import Typist, typed

kCharacters = 1_000


class BackupTest(unittest.TestCase):
    def setUp(self):
        stage = support.stage("--sandbox", "off")
        self.server, self.terminals = stage.__enter__()
        self.addCleanup(stage.__exit__, None, None, None)
        self.links = self.terminals.create(self.server)

    def folder(self, name):
        return self.terminals.folder / name

    def join(self, name, role):
        return self.terminals.join(self.links[role], name, "--dir", self.folder(name))

    def texts(self, name):
        return {path.name: path.read_text() for path in self.folder(name).iterdir() if path.is_file()}

    def restore(self):
        data = self.server.folder / "data"
        self.server.kill()
        shutil.rmtree(data)
        shutil.copytree(self.server.folder / "backup", data)

    def test_nothing_is_lost(self):
        ada, ben = self.join("ada", "interviewer"), self.join("ben", "reviewer")
        (self.folder("ben") / "work.py").write_text("yesterday\n")
        support.wait_for_file(self.folder("ada") / "work.py", "yesterday\n", ada)
        self.server.kill(signal.SIGTERM)
        shutil.copytree(self.server.folder / "data", self.server.folder / "backup")
        self.server.start()
        for person in (ada, ben):
            person.wait_for(r"^\* Connected again")
        (self.folder("ben") / "work.py").write_text("yesterday\ntoday\n")
        support.wait_for_file(self.folder("ada") / "work.py", "yesterday\ntoday\n", ada)
        (self.folder("ada") / "new.py").write_text("made today\n")
        support.wait_for_file(self.folder("ben") / "new.py", "made today\n", ben)
        self.server.kill()
        ben.wait_for(r"^\* Not connected")
        # Typed, and never sent.
        (self.folder("ben") / "work.py").write_text("yesterday\ntoday\nthis minute\n")
        lines = 0
        while lines < 3:
            ben.type("/files")
            lines = int(ben.wait_for(r"^  work\.py, (\d+) lines").group(1))
        self.restore()
        self.server.start()
        for person in (ada, ben):
            person.wait_for(r"^\* The server has lost what happened lately")
            person.wait_for(r"^\* Your texts are kept as copies")
            person.wait_for(r"^\* work\.py: .* is now work\.py\.mine-1$")
            person.wait_for(r"^\* Connected again")
        for name, person, last in (("ada", ada, "yesterday\ntoday\n"), ("ben", ben, "yesterday\ntoday\nthis minute\n")):
            support.wait_for_file(self.folder(name) / "work.py", "yesterday\n", person)
            self.assertEqual(self.texts(name), {"work.py": "yesterday\n", "work.py.mine-1": last, "new.py": "made today\n"})
        # It goes on from there: what is saved again is shared again.
        (self.folder("ben") / "work.py").write_text("yesterday\ntoday again\n")
        support.wait_for_file(self.folder("ada") / "work.py", "yesterday\ntoday again\n", ada)
        (self.folder("ada") / "new.py").write_text("made today again\n")
        ada.wait_for(r"^\* new\.py: is shared$")
        self.assertEqual(self.terminals.run("cat", self.links["observer"], "work.py").stdout, "yesterday\ntoday again\n")

    def test_somebody_without_a_folder(self):
        (self.terminals.folder / "work.py").write_text("today\n")
        ada = self.terminals.join(self.links["interviewer"], "Ada")
        self.server.kill(signal.SIGTERM)
        shutil.copytree(self.server.folder / "data", self.server.folder / "backup")
        self.server.start()
        ada.wait_for(r"^\* Connected again")
        self.assertEqual(self.terminals.run("put", self.links["reviewer"], "work.py").returncode, 0)
        ada.wait_for(r"opened work\.py$")
        self.restore()
        self.server.start()
        folder = ada.wait_for(r"^\* The texts as you had them are in (.*)$").group(1)
        self.assertEqual((pathlib.Path(folder) / "work.py").read_text(), "today\n")
        ada.wait_for(r"^\* Connected again")
        self.assertIn("there is no document", self.terminals.run("cat", self.links["reviewer"], "work.py").stderr)

    def test_somebody_who_came_after_the_backup(self):
        ada = self.join("ada", "interviewer")
        self.server.kill(signal.SIGTERM)
        shutil.copytree(self.server.folder / "data", self.server.folder / "backup")
        self.server.start()
        ada.wait_for(r"^\* Connected again")
        ben = self.join("ben", "reviewer")
        ben.type("nobody will know of this")
        ada.wait_for("^ben: nobody will know of this$")
        self.restore()
        self.server.start()
        for person in (ada, ben):
            person.wait_for(r"^\* The server has lost what happened lately")
            person.wait_for(r"^\* Connected again")
        ben.type("here I am")
        ada.wait_for("^ben: here I am$")


class OneIdentityTest(unittest.TestCase):
    def setUp(self):
        stage = support.stage("--sandbox", "off")
        self.server, self.terminals = stage.__enter__()
        self.addCleanup(stage.__exit__, None, None, None)
        self.links = self.terminals.create(self.server)

    def test_the_same_person_in_two_terminals(self):
        ada = self.terminals.join(self.links["interviewer"], "Ada")
        bens = [self.terminals.join(self.links["reviewer"], "Ben") for _ in range(2)]
        for i, ben in enumerate(bens):
            ben.type(f"from terminal {i}")
            ada.wait_for(f"^Ben: from terminal {i}$")
        # One person, who is here as long as one of the terminals is.
        bens[0].type("/quit")
        self.assertEqual(bens[0].end(), 0)
        bens[1].type("still here")
        ada.wait_for("^Ben: still here$")
        self.assertEqual(ada.output.count("Ben joins"), 1)
        ada.type("/who")
        ada.wait_for("^  Ben, reviewer$")

    def test_the_same_outbox_in_two_terminals(self):
        link = self.links["reviewer"]
        (self.terminals.folder / "both.txt").write_text("A\n")
        self.assertEqual(self.terminals.run("put", link, "both.txt").returncode, 0)
        first = Typist(self.terminals, link, "A", kCharacters)
        first.wait_for_acked(kCharacters // 4)
        first.program.process.send_signal(signal.SIGSTOP)
        copy = self.terminals.folder / "copy"
        shutil.copytree(first.folder, copy)
        second = Typist(self.terminals, link, "A", kCharacters, folder=copy)
        first.program.process.send_signal(signal.SIGCONT)
        self.assertEqual(first.program.end(), 1)
        self.assertIn("another program goes on as this client", first.program.output)
        second.program.wait_for("^done$")
        self.assertEqual(self.terminals.run("cat", link, "both.txt").stdout, f"A{typed('A', kCharacters)}\n")


if __name__ == "__main__":
    unittest.main()
