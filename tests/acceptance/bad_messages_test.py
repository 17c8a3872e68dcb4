"""What no client should say, by hand over a real socket: each is answered with a typed error, nothing has changed, and the
server goes on."""

import json
import unittest

import raw_socket
import support
from raw_socket import Closed
from typist import Typist, typed

kMessage = 1 << 20     # --max-message-bytes
kDocument = 100_000    # --max-document-units
kText = "abc\U0001f600d\n"  # seven units


class BadMessagesTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        stage = support.stage("--sandbox", "off", "--max-message-bytes", kMessage, "--max-document-units", kDocument)
        cls.server, cls.terminals = stage.__enter__()
        cls.addClassCleanup(stage.__exit__, None, None, None)
        cls.links = cls.terminals.create(cls.server)
        (cls.terminals.folder / "bad.txt").write_text(kText)
        cls.terminals.run("put", cls.links["reviewer"], "bad.txt")
        # It says nothing until its test; that takes as long as the server is patient.
        cls.silent = raw_socket.RawSocket(cls.links["reviewer"])
        cls.addClassCleanup(cls.silent.close)

    def setUp(self):
        self.before = self.terminals.run("cat", self.links["observer"], "bad.txt", "--json").stdout
        self.assertEqual(json.loads(self.before)["text"], kText)
        self.bystander = self.person("interviewer")
        self.mallory = self.person("reviewer")
        self.doc = self.mallory.doc("bad.txt")

    def tearDown(self):
        """Nothing has happened but that people came."""
        self.bystander.send({"type": "ping"})
        events = []
        self.bystander.receive_until(lambda message: events.extend(message.get("events", [])) or message["type"] == "pong")
        self.assertEqual({event["kind"] for event in events} - {"joined"}, set())
        self.assertEqual(self.terminals.run("cat", self.links["observer"], "bad.txt", "--json").stdout, self.before)

    def person(self, role):
        person = raw_socket.RawPerson(self.links[role], role.title())
        self.addCleanup(person.close)
        return person

    def assert_refused(self, message, code, by=None):
        """The connection stays."""
        by = by or self.mallory
        by.send(message)
        error = by.receive_until("error")
        self.assertEqual((error["code"], error["retry"]), (code, False), error)
        self.assertIn(code, raw_socket.documented_errors())
        self.assertTrue(error["message"])
        by.send({"type": "ping"})
        by.receive_until("pong")

    def assert_closed(self, message, code):
        """The connection does not."""
        with raw_socket.RawSocket(self.links["reviewer"]) as one:
            one.hello(self.mallory.token, "another-client")
            one.receive_until("welcome")
            one.send(message)
            self.assertEqual(one.receive().code, code)

    def edit(self, op, doc=None, base=None):
        return {"type": "edit", "n": 1, "doc": doc or self.doc["doc"], "base": self.doc["rev"] if base is None else base,
                "op": op}

    def test_what_is_no_message(self):
        for text in ("", "not json", "[]", "7", "null", "{}", '{"type":5}', '{"type":"chat","n":1}', '{"type":"chat","n":',
                     '{"type":"chat","n":"1","text":"","to":"all"}', '{"type":"chat","n":0,"text":"x","to":"all"}',
                     '{"type":"chat","n":-1,"text":"x","to":"all"}', '{"type":"chat","n":1,"text":"x","to":"nobody"}',
                     '{"type":"ping"} and more'):
            with self.subTest(text):
                self.assert_refused(text, "bad_message")
        self.assert_refused({"type": "nonsense", "n": 1}, "unknown_type")

    def test_depth_and_size(self):
        nested = "[" * 200_000 + "]" * 200_000
        self.assert_refused('{"type":"chat","n":1,"to":"all","text":' + nested + "}", "too_deep")
        self.assert_refused("[" * 200_000, "too_deep")
        self.assert_refused({"type": "chat", "n": 1, "to": "all", "text": "x" * 100_000}, "too_big")
        self.assert_refused(self.edit(["x" * kDocument, 7]), "document_too_big")
        self.assert_refused({"type": "open_doc", "n": 1, "name": "big.txt", "text": "x" * (kDocument + 1)},
                            "document_too_big")
        self.assert_closed({"type": "chat", "n": 1, "to": "all", "text": "x" * kMessage}, 1009)

    def test_text(self):
        for bad in ('"\\ud83d"', '"\\ude00"', '"\\ude00\\ud83d"', '"a\\ud83db"'):
            with self.subTest(bad):
                self.assert_refused('{"type":"chat","n":1,"to":"all","text":' + bad + "}", "bad_text")
                self.assert_refused(json.dumps(self.edit(["BAD", 7])).replace('"BAD"', bad), "bad_text")
        self.assert_refused(self.edit(["x\r\n", 7]), "op_carriage_return")
        self.assert_closed(b'{"type":"chat","n":1,"to":"all","text":"\xff"}', 1007)
        self.assert_closed(b'{"type":"chat","n":1,"to":"all","text":"\xed\xa0\x80"}', 1007)

    def test_operations(self):
        for op in ([6], [8], [], ["x"], [7, "x", -1], [1 << 29]):
            with self.subTest(op):
                self.assert_refused(self.edit(op), "op_out_of_range")
        for op in ([0, 7], [3, 4], ["a", "b", 7], ["", 7], [-3, -4], [-1, "x", 6], [1.5, 6], [None], [True], [[7]],
                   [1 << 40], "7", 7, {}, None):
            with self.subTest(op):
                self.assert_refused(self.edit(op), "op_malformed")
        for op in ([4, "x", 3], [4, -3], [-4, 3]):
            with self.subTest(op):
                self.assert_refused(self.edit(op), "op_splits_pair")
        self.assert_refused(self.edit([7], base=1_000), "op_out_of_range")
        self.assert_refused(self.edit([7], base=-1), "bad_message")

    def test_what_is_not_there_or_not_allowed(self):
        self.assert_refused(self.edit([7], doc=99), "no_such_document")
        self.assert_refused({"type": "remove_doc", "n": 1, "doc": 99}, "no_such_document")
        self.assert_refused({"type": "run_stop", "n": 1, "run": 5}, "no_such_run")
        observer = self.person("observer")
        for message in (self.edit(["x", 7]), {"type": "open_doc", "n": 1, "name": "mine.txt"}, {"type": "end", "n": 1},
                        {"type": "chat", "n": 1, "to": "all", "text": "x"}, {"type": "lock", "n": 1}):
            with self.subTest(message):
                self.assert_refused(message, "not_permitted", observer)
        for message in ({"type": "end", "n": 1}, {"type": "remove", "n": 1, "participant": 1},
                        {"type": "set_role", "n": 1, "participant": self.mallory.welcome["you"], "role": "interviewer"}):
            with self.subTest(message):
                self.assert_refused(message, "not_permitted")
        for name in ("../x", "/etc/passwd", ".hidden", "a/../b", "a\\b", "", "x" * 129, "a/b/c/d/e", "tab\t"):
            with self.subTest(name):
                self.assert_refused({"type": "open_doc", "n": 1, "name": name}, "bad_name")
        self.assert_refused({"type": "open_doc", "n": 1, "name": "BAD.txt"}, "name_taken")

    def test_no_hello(self):
        for message in ({"type": "ping"}, {"type": "chat", "n": 1, "to": "all", "text": "x"}):
            with raw_socket.RawSocket(self.links["reviewer"]) as one:
                one.send(message)
                self.assertEqual(one.receive(), Closed(4008, "the first message is hello"))
        with raw_socket.RawSocket(self.links["reviewer"]) as one:
            one.send("nonsense")
            self.assertEqual(one.receive()["code"], "bad_message")
            self.assertEqual(one.receive().code, 4008)
        self.assert_closed({"type": "hello", "token": self.mallory.token, "room": self.mallory.link.room, "client": "again-and"},
                           4008)
        with raw_socket.RawSocket(self.links["reviewer"]) as one:
            one.send_frame(2, b"{}")
            self.assertEqual(one.receive().code, 1003)
        self.assertEqual(self.silent.receive(), Closed(4008, "the first message is hello"))

    def test_too_many_messages(self):
        with raw_socket.RawSocket(self.links["reviewer"]) as one:
            one.hello(self.mallory.token, "hasty-client")
            one.receive_until("welcome")
            for _ in range(2_000):
                one.send({"type": "ping"})
            codes = set()
            while not isinstance(message := one.receive(), Closed):
                if message["type"] == "error":
                    codes.add((message["code"], message["retry"]))
            self.assertEqual(codes, {("too_fast", True)})
            self.assertEqual(message.code, 4029)


class HastyTypistTest(unittest.TestCase):
    def test_all_that_is_typed_too_fast_arrives_once(self):
        with support.stage("--sandbox", "off", "--messages-per-second", 50, "--message-burst", 50, in_memory=True) as (
                server, terminals):
            link = terminals.create(server)["reviewer"]
            (terminals.folder / "both.txt").write_text("A\n")
            terminals.run("put", link, "both.txt")
            # Faster than the limit, until it has been told so.
            Typist(terminals, link, "A", 2_000).program.wait_for("^done$")
            self.assertEqual(terminals.run("cat", link, "both.txt").stdout, f"A{typed('A', 2_000)}\n")


if __name__ == "__main__":
    unittest.main()
