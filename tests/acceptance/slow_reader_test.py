"""Somebody who stops reading while others type costs the server a bounded amount of memory, and catches up."""

import socket
import sys
import unittest

import raw_socket
import support

kPiece = 100_000   # characters that are typed at once
kPieces = 1_000    # 100 MB in all
# KiB. What may wait for one connection is 8 MiB; each of the three connections to SQLite keeps 16 MiB of pages.
kMemory = 64 << 10


def resident(pid):
    """KiB."""
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))


def read_by(pid):
    """Bytes that it has read from files and sockets."""
    with open(f"/proc/{pid}/io", encoding="ascii") as counters:
        return next(int(line.split()[1]) for line in counters if line.startswith("rchar:"))


class SlowReaderTest(unittest.TestCase):
    def setUp(self):
        stage = support.stage("--sandbox", "off")
        self.server, self.terminals = stage.__enter__()
        self.addCleanup(stage.__exit__, None, None, None)
        self.link = self.terminals.create(self.server)["reviewer"]
        (self.terminals.folder / "big.txt").write_text(self.piece(0))
        self.assertEqual(self.terminals.run("put", self.link, "big.txt").returncode, 0)

    @staticmethod
    def piece(i):
        return f"{i:06}\n" + "x" * (kPiece - 8) + "\n"

    def person(self, name, **options):
        person = raw_socket.RawPerson(self.link, name, **options)
        self.addCleanup(person.close)
        return person

    def read_to(self, slow, head):
        """All that slow has not read, in order; its connection may be given up for dead, then it comes back."""
        slow.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        seen, head_there, texts = slow.welcome["seq"], slow.welcome["head"], []
        while seen < head:
            try:
                message = slow.receive()
            except ConnectionError:
                message = raw_socket.Closed(1006, "")
            if isinstance(message, raw_socket.Closed):
                slow = raw_socket.RawSocket(self.link)
                self.addCleanup(slow.close)
                slow.hello(self.slow.token, self.slow.client, seen=seen, head=head_there, pending=True)
            elif message["type"] == "events":
                for event in message["events"]:
                    self.assertEqual(event["seq"], seen + 1)
                    seen = event["seq"]
                    if event["kind"] == "edited":
                        texts.append(event["op"][0][:6])
                self.assertEqual(message["upto"], seen)
                head_there = message["head"]
        return texts

    def test_memory_is_bounded_and_nothing_is_missed(self):
        typist = self.person("Typist")
        self.slow = self.person("Slow", receive_buffer=16 << 10)
        pid, doc = self.server.program.process.pid, typist.doc("big.txt")

        def type_pieces(first, last):
            most = 0
            for i in range(first, last + 1):
                event = typist.command("edit", doc=doc["doc"], base=doc["rev"] + i - 1, op=[self.piece(i), -kPiece])
                self.assertIn("seq", event, event)
                most = max(most, resident(pid))
            return event["seq"], most

        # What a busy server needs anyway.
        _, before = type_pieces(1, 20)
        head, most = type_pieces(21, kPieces)
        print(f"{before} KiB, at most {most} KiB while {kPieces * kPiece >> 20} MiB were typed", file=sys.stderr)
        self.assertLess(most - before, kMemory)
        read_before = read_by(pid)
        self.assertEqual(self.read_to(self.slow, head), [f"{i:06}" for i in range(1, kPieces + 1)])
        # The log holds what was typed and what that erased. It is read once, not from here to its end for every page.
        read = read_by(pid) - read_before
        print(f"{read >> 20} MiB read to catch up", file=sys.stderr)
        self.assertLess(read, 4 * 2 * kPieces * kPiece)
        self.assertLess(resident(pid) - before, kMemory)
        self.assertEqual(self.terminals.run("cat", self.link, "big.txt").stdout, self.piece(kPieces))


if __name__ == "__main__":
    unittest.main()
