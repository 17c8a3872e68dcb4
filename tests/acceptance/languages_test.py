"""A server with languages of its own: each is a file."""

import json
import pathlib
import tempfile
import unittest

import support

kToy = {"id": "toy", "name": "Toy", "file": "main.toy", "extensions": [".toy"], "run": ["/bin/sh", "{main}"],
        "version": ["/bin/echo", "Toy 1"], "starter": ["echo Hello"]}
kOther = {**kToy, "id": "other", "name": "Other", "file": "main.other", "extensions": [".other"]}


class LanguagesTest(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.languages = self.folder / "languages"
        self.languages.mkdir()
        self.terminals = support.Terminals(self.folder)
        self.addCleanup(self.terminals.close)

    def write(self, **files):
        for name, content in files.items():
            (self.languages / f"{name}.json").write_text(content if isinstance(content, str) else json.dumps(content))

    def serve(self):
        server = support.Server(self.folder, "--sandbox", "native", "--languages", str(self.languages))
        self.addCleanup(lambda: server.program.close())
        return server

    def test_rooms_have_the_languages_of_the_folder_and_run_them(self):
        self.write(toy=kToy, other=kOther)
        server = self.serve()
        # The first by its id, where there is no Python.
        link = self.terminals.create(server)["interviewer"]
        self.assertEqual(self.terminals.run("run", link).stdout, "Hello\n")
        (self.folder / "hello.toy").write_text("echo from a toy\nexit 3\n")
        self.assertEqual(self.terminals.run("put", link, "hello.toy").returncode, 0)
        ran = self.terminals.run("run", link, "hello.toy", "--json")
        *lines, result = [json.loads(line) for line in ran.stdout.splitlines()]
        self.assertEqual("".join(line["data"] for line in lines), "from a toy\n")
        self.assertEqual((ran.returncode, result["language_version"]), (3, "Toy 1"))
        refused = self.terminals.run("create", "--data", server.folder / "data", "--language", "python")
        self.assertEqual(refused.returncode, 1)
        self.assertIn("python", refused.stderr)

    def test_a_file_that_is_wrong_is_named_and_nothing_starts(self):
        for content, said in (('{"id": 1}', 'toy.json: field "id"'), ("{", "toy.json: at byte 1")):
            with self.subTest(content):
                self.write(toy=content)
                program = support.Program([support.kPrograms / "interviewd", "serve", "--listen", "127.0.0.1:0", "--data",
                                           self.folder / "data", "--languages", self.languages])
                self.addCleanup(program.close)
                self.assertEqual(program.end(), 2)
                self.assertIn(said, program.screen())
        self.assertFalse((self.folder / "data").exists())

    def test_a_folder_that_is_not_there(self):
        program = support.Program([support.kPrograms / "interviewd", "serve", "--listen", "127.0.0.1:0", "--data",
                                   self.folder / "data", "--languages", self.folder / "none"])
        self.addCleanup(program.close)
        self.assertEqual(program.end(), 2)
        self.assertIn("No such file or directory", program.screen())
