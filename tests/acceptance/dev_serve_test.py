"""The first of the README's two commands, and what it prints, used as it stands there."""

import pathlib
import shlex
import tempfile
import unittest

import support


class DevServeTest(unittest.TestCase):
    def test_the_links_and_the_commands_it_prints(self):
        readme = (support.kRoot / "README.md").read_text()
        for command in ("./dev serve", "./dev test"):
            self.assertIn(f"\n    {command} ", readme)
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            serve = support.Program([support.kRoot / "dev", "serve", "--listen", "127.0.0.1:0", "--data", folder / "data"])
            self.addCleanup(serve.close)
            terminals = support.Terminals(folder)
            self.addCleanup(terminals.close)
            links = {role: serve.wait_for(rf"^  {role} +(http\S+)$").group(1) for role in ("interviewer", "reviewer")}
            people = {}
            for role, link in links.items():
                words = shlex.split(serve.wait_for(r"^    (build/bin/interview join .*)$").group(1))
                self.assertEqual(words[2], link)
                people[role] = terminals.join(link, role.title())
            people["reviewer"].type("hello")
            people["interviewer"].wait_for(r"^Reviewer: hello$")
            people["interviewer"].type("/run")
            for person in people.values():
                person.wait_for(r"run 1: ok")


if __name__ == "__main__":
    unittest.main()
