"""kill -9 of the server, and of clients, while two people type fast: what was acknowledged is there once, the rest is
sent once."""

import base64
import hashlib
import signal
import unittest

import support
from typist import Typist, typed

kCharacters = 4_000


class KillTest(unittest.TestCase):
    def setUp(self):
        # Typing takes more than a person's messages a second.
        stage = support.stage("--sandbox", "off", "--messages-per-second", 5_000, "--message-burst", 5_000)
        self.server, self.terminals = stage.__enter__()
        self.addCleanup(stage.__exit__, None, None, None)
        self.link = self.terminals.create(self.server)["reviewer"]
        (self.terminals.folder / "both.txt").write_text("A\nB\n")
        self.assertEqual(self.terminals.run("put", self.link, "both.txt").returncode, 0)
        self.people = [Typist(self.terminals, self.link, mark, kCharacters) for mark in "AB"]

    def lines(self):
        """What the room has, of each person."""
        text = self.terminals.run("cat", self.link, "both.txt").stdout
        self.assertRegex(text, r"\AA[^\n]*\nB[^\n]*\n\Z")
        return [line[1:] for line in text.splitlines()]

    def assert_log_has(self, people):
        """Whatever was acknowledged, in order and once, and nothing but what was typed."""
        for person, line in zip(people, self.lines()):
            self.assertEqual(line, typed(person.mark, len(line)))
            self.assertGreaterEqual(len(line), person.acked)

    def finish(self):
        for person in self.people:
            person.program.wait_for("^done$")
        self.assertEqual(self.lines(), [typed(person.mark, kCharacters) for person in self.people])
        text = self.terminals.run("cat", self.link, "both.txt").stdout
        digest = base64.urlsafe_b64encode(hashlib.blake2b(text.encode(), digest_size=32).digest()).decode().rstrip("=")
        for person in self.people:
            if digest not in person.program.output:
                person.program.wait_for(f"^digest {digest}$")

    def test_the_server_again_and_again(self):
        for count in range(600, kCharacters - 400, 800):
            for person in self.people:
                person.wait_for_acked(count)
            self.server.kill()
            # They send nothing to the new server before it has been asked what it has.
            for person in self.people:
                person.program.process.send_signal(signal.SIGSTOP)
            for person in self.people:
                person.read_what_it_said()
            self.server.start()
            self.assert_log_has(self.people)
            for person in self.people:
                person.program.process.send_signal(signal.SIGCONT)
        self.finish()

    def test_everybody(self):
        for count in (800, 2_000):
            for person in self.people:
                person.wait_for_acked(count)
            for program in (self.people[0].program, self.server.program, self.people[1].program):
                program.kill()
            for person in self.people:
                person.read_what_it_said()
            self.server.start()
            self.assert_log_has(self.people)
            for person in self.people:
                person.start()
        self.finish()


class TerminalTest(unittest.TestCase):
    """The terminal client itself, with files that a program writes fast."""

    def test_files_that_are_written_while_the_server_is_killed(self):
        with support.stage("--sandbox", "off", "--messages-per-second", 5_000, "--message-burst", 5_000) as (
                server, terminals):
            links = terminals.create(server)
            people = []
            for name, role in (("ada", "interviewer"), ("ben", "reviewer")):
                folder = terminals.folder / name
                people.append((terminals.join(links[role], name, "--dir", folder), folder / f"{name}.txt"))
            (ada, adas), (ben, bens) = people
            lines = {path: [] for _, path in people}

            def write(count):
                for _ in range(count):
                    for path, own in lines.items():
                        own.append(f"{path.stem} {len(own):04}\n")
                        path.write_text("".join(own))

            for _ in range(3):
                write(20)
                # What the other one has of it shows that it is being sent.
                support.wait_for_file(bens.parent / adas.name, lambda text: text and lines[adas][-20] in text, ben)
                write(20)
                server.kill()
                write(20)
                server.start()
                write(20)
            for person, path, others in ((ada, adas, bens), (ben, bens, adas)):
                text = "".join(lines[others])
                support.wait_for_file(path.parent / others.name, text, person)
                self.assertEqual(others.read_text(), text)
                self.assertEqual(terminals.run("cat", links["reviewer"], others.name).stdout, text)


if __name__ == "__main__":
    unittest.main()
