"""Stopping, a disk that fills up while people type, and data of an older version."""

import contextlib
import pathlib
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import unittest

import support
import wire

kHere = pathlib.Path(__file__).resolve().parent


class TestCase(unittest.TestCase):
    def join(self, link, name):
        person = wire.Wire(link, name)
        self.addCleanup(person.close)
        return person


class StopTest(TestCase):
    def test_sigterm(self):
        """Accepts nothing more, commits, closes with 1001, exits 0; what was acknowledged is there afterwards."""
        with support.stage("--sandbox", "off") as (server, terminals):
            link = terminals.create(server)["interviewer"]
            ann, ben = self.join(link, "Ann"), self.join(link, "Ben")
            n = ann.command("chat", text="before the end", to="all")
            ann.wait_for_event(lambda event: event.get("n") == n)
            server.program.process.send_signal(signal.SIGTERM)
            for person in (ann, ben):
                with self.assertRaises(wire.Closed) as closed:
                    while True:
                        person.receive()
                self.assertEqual(closed.exception.code, 1001)
            self.assertEqual(server.program.end(), 0)
            self.assertIn('"event":"stopped"', server.program.output)
            host, port = server.address.rsplit(":", 1)
            with self.assertRaises(ConnectionRefusedError):
                socket.create_connection((host, int(port)))
            self.assertFalse((server.folder / "data" / "server.json").exists())
            server.start()
            again = self.join(link, "Cid")
            self.assertEqual([line["text"] for line in again.welcome["room"]["chat"]], ["before the end"])
            again.close()
            self.assertEqual(server.kill(signal.SIGINT), 0)


class FullDisk:
    """A small file system in a mount namespace, with a server on it."""

    kBytes = 4 << 20

    def __init__(self, folder, *options):
        self.folder = pathlib.Path(folder)
        self.mount = self.folder / "mount"
        self.mount.mkdir()
        script = """mount -t tmpfs -o size="$1" tmpfs "$2" && shift 2 && exec "$@" """
        self.program = support.Program(["unshare", "-m", "sh", "-c", script, "sh", self.kBytes, self.mount,
                                        support.kPrograms / "interviewd", "serve", "--data", self.mount / "data",
                                        "--listen", "127.0.0.1:0", "--sandbox", "off", "--welcome", *options])
        self.link = self.program.wait_for(r"interviewer +(http\S+)").group(1)
        self.program.wait_for("reviewer +http")
        # The namespace, seen from here.
        self.inside = pathlib.Path(f"/proc/{self.program.process.pid}/root") / self.mount.relative_to("/")

    def fill(self):
        with open(self.inside / "filler", "wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(bytes(4096))
            except OSError:
                pass

    def free(self):
        (self.inside / "filler").unlink()


class FullDiskTest(TestCase):
    def test_it_fills_up_and_has_space_again(self):
        with tempfile.TemporaryDirectory() as folder:
            disk = FullDisk(folder, "--max-pending-records", "3")
            self.addCleanup(disk.program.close)
            ann, ben = self.join(disk.link, "Ann"), self.join(disk.link, "Ben")
            doc_opened = ann.command("open_doc", name="notes.txt", text="")
            ann.wait_for_event(lambda event: event.get("n") == doc_opened)
            disk.fill()
            # What fits into pages that the database has already is still saved: lines are said until nothing is.
            line = "x" * 8000
            acknowledged = 0
            while True:
                n = ann.command("chat", text=line, to="all")
                message = ann.wait_for("events", "saving")
                if message["type"] == "saving":
                    break
                self.assertEqual(message["events"][-1]["n"], n)
                acknowledged += 1
                self.assertLess(acknowledged, 1000)
            self.assertFalse(message["ok"])
            self.assertFalse(ben.wait_for("saving")["ok"])
            # One waits already; two more fit, and then it is to be sent again later.
            waiting = [n, ann.command("chat", text="second", to="all"), ann.command("chat", text="third", to="all")]
            ann.send(type="ping")
            ann.wait_for("pong")
            refused = ben.command("chat", text="too much", to="all")
            answer = ben.wait_for("error")
            self.assertEqual((answer["n"], answer["code"], answer["retry"]), (refused, "saving_paused", True))
            with self.assertRaises(OSError):
                (disk.inside / "more").write_bytes(bytes(8192))
            disk.free()
            self.assertTrue(ann.wait_for("saving")["ok"])
            ann.wait_for_event(lambda event: event.get("n") == waiting[-1])
            ben.send(type="chat", n=refused, text="too much", to="all")
            ben.wait_for_event(lambda event: event.get("n") == refused)
            cid = self.join(disk.link, "Cid")
            texts = [said["text"] for said in cid.welcome["room"]["chat"]]
            for person in (ann, ben, cid):
                person.close()
            self.assertEqual(texts, [line] * (acknowledged + 1) + ["second", "third", "too much"])
            self.assertEqual(disk.program.kill(signal.SIGTERM), 0)


class UpgradeTest(TestCase):
    def test_data_of_schema_version_1(self):
        """old_data/schema1.sql is the database of a server of schema version 1, with a room that people were in."""
        self.check_old_data("")

    def test_without_its_snapshot(self):
        """The whole log is replayed."""
        self.check_old_data("delete from snapshots;")

    def check_old_data(self, change):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        data = pathlib.Path(folder.name) / "data"
        shutil.copytree(kHere / "old_data", data)
        data.chmod(0o700)
        dump = (data / "schema1.sql").read_text() + change
        with contextlib.closing(sqlite3.connect(data / "interview.db")) as database:
            database.executescript(dump)
            self.assertEqual(database.execute("select version from schema_version").fetchall(), [(1,)])
        server = support.Server(folder.name, "--sandbox", "off")
        self.addCleanup(server.program.close)
        terminals = support.Terminals(folder.name)
        self.addCleanup(terminals.close)
        link = server.url + (data / "invitation").read_text().strip()
        shown = terminals.run("cat", link, "main.py")
        self.assertEqual((shown.stdout, shown.stderr), ("print('an old room')\n# of two people\n", ""))
        cid = self.join(link, "Cid")
        room = cid.welcome["room"]
        cid.close()
        self.assertEqual([line["text"] for line in room["chat"]], ["Good morning", "A note"])
        self.assertEqual([run["result"] for run in room["runs"]], ["ok"])
        # And the room goes on.
        (pathlib.Path(folder.name) / "new.py").write_text("new\n")
        put = terminals.run("put", link, "new.py")
        self.assertEqual((put.returncode, put.stderr), (0, ""))
        self.assertEqual(server.kill(signal.SIGTERM), 0)

        def records(database):
            return database.execute("select room, seq, header, body, hash from records order by room, seq").fetchall()

        # What was in the log is there as it was.
        with contextlib.closing(sqlite3.connect(":memory:")) as before, \
                contextlib.closing(sqlite3.connect(data / "interview.db")) as after:
            before.executescript(dump)
            old, new = records(before), records(after)
        self.assertEqual(len(old), 12)
        self.assertEqual(new[:12], old)
        self.assertGreater(len(new), 12)


if __name__ == "__main__":
    unittest.main()
