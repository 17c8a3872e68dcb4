"""`interview join`: people who stay, with and without a folder, through the server's restarts."""

import signal
import unittest

import support


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
            person.wait_for(r"^\* run 1: Python 3\..*\n\| one\n\| two\n(?s:.*)\* run 1: ok · ")
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

    def test_what_people_type_into_a_run(self):
        ada = self.terminals.join(self.links["interviewer"], "Ada")
        ben = self.terminals.join(self.links["reviewer"], "Ben")
        eve = self.terminals.join(self.links["observer"], "Eve")
        (self.terminals.folder / "ask.py").write_text(
            "import sys\nprint('hello', input('name? '))\nprint(int(input('age? ')) + 1)\nprint('rest', repr(sys.stdin.read()))\n")
        self.terminals.run("put", self.links["reviewer"], "ask.py", "--name", "Ben")
        ben.type("< nobody hears this")
        ben.wait_for(r"\* Nothing runs")
        # At once behind it: before the run has a number.
        ben.type("/run ask.py")
        ben.type("< Ben")
        ben.wait_for(r"^< you: Ben$")
        for person in (ada, ben, eve):
            person.wait_for(r"^\| (name\? )?hello Ben$")
        eve.type("< 1")
        eve.wait_for(r"\* Not done: ")
        ada.type("/input 41")
        ben.wait_for(r"^< Ada: 41$")
        for person in (ada, ben, eve):
            person.wait_for(r"^\| (age\? )?42$")
        ben.type("< last")
        ada.wait_for(r"^< Ben: last$")
        ada.type("/eof")
        ben.wait_for(r"\* Ada ended the input of run 1")
        ben.wait_for(r"^\| rest 'last\\n'$")
        ben.wait_for(r"\* run 1: ok · ")

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

if __name__ == "__main__":
    unittest.main()
