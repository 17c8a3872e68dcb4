"""A recorded session of two people at once, replayed by two real clients on a real server (driver/replay.cc)."""

import gzip
import json
import os
import pathlib
import random
import subprocess
import sys
import unittest

import support

kName = "friendsforever.json.gz"
kTraces = pathlib.Path(os.environ.get("INTERVIEW_TRACES", support.kRoot.parent / "shared" / "data" / "traces"))
kMinutes = 4


def lines_of(recording):
    """A line an edit, as driver/trace.h wants it: AUTHOR KNOWN POSITION ERASED TEXT."""
    known = []  # after each transaction: how many of each author's
    count = [0, 0]
    for transaction in recording["txns"]:
        author = transaction["agent"]
        seen = [max((known[parent][i] for parent in transaction["parents"]), default=0) for i in (0, 1)]
        if seen[author] != count[author] or len(transaction["patches"]) != 1:
            raise ValueError("a person who does not know what they did themselves, or more than one edit at once")
        position, erased, text = transaction["patches"][0]
        if any(ord(c) > 0xffff for c in text):
            raise ValueError("positions would be other ones in UTF-16")
        text = text.replace("\\", "\\\\").replace("\n", "\\n")
        yield f"{author} {seen[1 - author]} {position} {erased} {text}\n"
        count[author] += 1
        seen[author] += 1
        known.append(seen)


class FriendsForeverTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        if not (kTraces / kName).exists():
            raise unittest.SkipTest(f"{kName} is not in {kTraces}; INTERVIEW_TRACES says where it is")
        with gzip.open(kTraces / kName) as file:
            recording = json.load(file)
        cls.final_text = recording["endContent"]
        stage = support.stage("--sandbox", "off", "--messages-per-second", 1_000_000, "--message-burst", 1_000_000,
                              in_memory=True)
        cls.server, cls.terminals = stage.__enter__()
        cls.addClassCleanup(stage.__exit__, None, None, None)
        cls.trace = cls.terminals.folder / "trace"
        cls.trace.write_text("".join(lines_of(recording)))

    def replay(self, *how):
        link = self.terminals.create(self.server)["reviewer"]
        empty = self.terminals.folder / "empty"
        empty.write_text("")
        for name in ("text", "apart"):
            put = self.terminals.run("put", link, empty, "--as", name)
            self.assertEqual(put.returncode, 0, put.stderr)
        out = self.terminals.folder / "out"
        ran = subprocess.run([support.kPrograms / "acceptance_replay", link, self.trace, "text", "apart", out, *how],
                             capture_output=True, text=True, timeout=60 * kMinutes, check=False)
        self.assertEqual((ran.returncode, ran.stderr), (0, ""))
        print(f"{' '.join(how)}: {ran.stdout.strip()}", file=sys.stderr)
        texts = [pathlib.Path(f"{out}.{i}").read_text() for i in (0, 1)]
        self.assertEqual(self.terminals.run("cat", link, "text").stdout, texts[0])
        return texts

    def test_as_it_was(self):
        for text in self.replay("exactly"):
            # Not assertEqual: the difference of such texts takes longer than the test.
            self.assertTrue(text == self.final_text, f"{len(text)} characters instead of {len(self.final_text)}")

    def test_in_other_orders_and_composed(self):
        seed = int(os.environ.get("INTERVIEW_TEST_SEED") or random.SystemRandom().randrange(2**32))
        print(f"INTERVIEW_TEST_SEED={seed}", file=sys.stderr)
        texts = self.replay("composed", str(seed))
        self.assertTrue(texts[0] == texts[1], f"seed {seed}: two texts")
        self.assertGreater(len(texts[0]), 1_000)


if __name__ == "__main__":
    unittest.main()
