"""What interviewd says, and ends with, when it cannot start."""

import contextlib
import os
import pathlib
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import tempfile
import unittest

import support

kInterviewd = support.kPrograms / "interviewd"
kNobody = 65534
# As nobody, who may write nowhere but in a folder that was given away.
kAsNobody = ("setpriv", "--reuid", str(kNobody), "--regid", str(kNobody), "--clear-groups")
# Exit codes, as docs/operating.md lists them.
kUsage, kFolder, kInUse, kStore, kNewer, kListen, kTls, kSandbox, kFull = 2, 3, 4, 5, 6, 7, 8, 9, 10


class StartsTest(unittest.TestCase):
    def setUp(self):
        # Nobody has to be able to reach what was given to him.
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)
        self.folder.chmod(0o755)
        self.data = self.folder / "data"

    def start(self, *options, listen="127.0.0.1:0", data=None, before=()):
        return subprocess.run([*before, kInterviewd, "serve", "--data", data or self.data, "--listen", listen, *options],
                              capture_output=True, text=True, timeout=support.kPatience, check=False)

    def refuses(self, code, *said, **how):
        """It does not start: that exit code, and one sentence with all of `said` as the last line."""
        options = how.pop("options", ())
        ended = self.start(*options, **how)
        self.assertEqual(ended.returncode, code, ended.stderr)
        *log, sentence = ended.stderr.rstrip("\n").split("\n")
        self.assertTrue(sentence.startswith("interviewd: "), ended.stderr)
        for line in log:
            self.assertTrue(line.startswith('{"time":'), ended.stderr)
        for words in said:
            self.assertIn(words, sentence)
        self.assertNotIn("is at", ended.stdout)
        return sentence

    def server(self, *options):
        server = support.Server(self.folder, *options)
        self.addCleanup(server.program.close)
        return server

    def given_to_nobody(self, name):
        folder = self.folder / name
        folder.mkdir(0o700)
        os.chown(folder, kNobody, kNobody)
        return folder

    def test_port_taken(self):
        with socket.socket() as taken:
            taken.bind(("127.0.0.1", 0))
            taken.listen()
            address = "127.0.0.1:%d" % taken.getsockname()[1]
            self.refuses(kListen, address, "choose another port", listen=address, options=("--sandbox", "off"))

    def test_the_owner_gets_a_link_at_the_first_start_that_works(self):
        def link(*options):
            server = self.server("--sandbox", "off", *options)
            self.assertEqual(server.program.kill(signal.SIGTERM), 0)
            server.program.end()
            return re.search(r"The owner's link [^:]*: http\S+/#i=[\w-]{24}$", server.program.output, re.MULTILINE)

        self.refuses(kTls, options=("--sandbox", "off", "--tls-cert", "/nowhere", "--tls-key", "/nowhere"))
        self.refuses(kStore, options=("--sandbox", "off", "--db", "sqlite:/nowhere/else.db"))
        self.assertTrue(link())
        self.assertFalse(link())
        self.assertTrue(link("--owner-link"))
        self.assertFalse(link())

    def test_address_of_another_machine(self):
        self.refuses(kListen, "192.0.2.1:8080", "give one of its own", listen="192.0.2.1:8080",
                     options=("--sandbox", "off"))

    def test_address_that_is_none(self):
        self.refuses(kUsage, "ADDRESS:PORT", listen="everywhere")

    def test_folder_that_cannot_be_written(self):
        self.data.mkdir(0o755)
        self.refuses(kFolder, str(self.data), "this user may write", before=kAsNobody)

    def test_folder_that_cannot_be_made(self):
        below = self.data / "below"
        self.data.mkdir(0o755)
        self.refuses(kFolder, str(below), "this user may write", data=below, before=kAsNobody)
        missing = self.folder / "missing" / "data"
        self.refuses(kFolder, str(missing), "make the folder above it", data=missing)

    def test_folder_that_is_a_file(self):
        self.data.write_text("")
        self.refuses(kFolder, str(self.data), "give a folder with --data")

    def test_folder_in_use(self):
        server = self.server("--sandbox", "off")
        self.refuses(kInUse, "another interviewd is using", str(self.data), "stop it")
        self.assertEqual(server.kill(), -9)
        # Nothing is left behind that would have to be removed by hand.
        server.start()
        self.addCleanup(server.program.close)

    def test_keys_that_are_none(self):
        for name in ("keys.json", "seal.key"):
            with self.subTest(name):
                data = self.folder / name
                data.mkdir()
                (data / name).write_text("nonsense\n")
                self.refuses(kFolder, name, "restore it from a backup", data=data)
                self.assertEqual((data / name).read_text(), "nonsense\n")

    def test_disk_full(self):
        mount = self.folder / "mount"
        mount.mkdir()
        # In a mount namespace of its own, so that nothing of it stays.
        script = """set -e
            mount -t tmpfs -o size=1200k tmpfs "$1"
            head -c 1000k /dev/zero > "$1/filler"
            code=0; shift; "$@" || code=$?
            exit $code"""
        before = ("unshare", "-m", "sh", "-c", script, "sh", mount)
        self.refuses(kFull, str(mount / "data"), "free some space", data=mount / "data", before=before)

    def test_database_elsewhere(self):
        (self.folder / "text").write_text("nonsense " * 1000)
        for database, said in ((f"sqlite:{self.folder}/missing/x.db", "make its folder"),
                               (f"sqlite:{self.folder}/text", "restore it, or name another file"),
                               ("postgresql://u:secret@127.0.0.1:1/x", "cannot reach PostgreSQL"),
                               ("mysql:x", "sqlite:PATH or postgresql://")):
            with self.subTest(database):
                self.assertNotIn("secret", self.refuses(kStore, said, options=("--db", database)))

    def test_database_of_a_newer_version(self):
        server = self.server("--sandbox", "off")
        self.assertEqual(server.kill(support.signal.SIGTERM), 0)
        with contextlib.closing(sqlite3.connect(self.data / "interview.db")) as database, database:
            newest, = database.execute("select version from schema_version").fetchone()
            database.execute("update schema_version set version = ?", (newest + 1,))
        before = (self.data / "interview.db").read_bytes()
        self.refuses(kNewer, f"schema version {newest + 1}", "use a newer")
        self.assertEqual((self.data / "interview.db").read_bytes(), before)

    def test_certificate(self):
        def openssl(*arguments):
            subprocess.run(["openssl", *arguments], check=True, capture_output=True, cwd=self.folder)

        openssl("req", "-x509", "-newkey", "ed25519", "-nodes", "-keyout", "key", "-out", "certificate", "-subj", "/CN=x")
        openssl("genpkey", "-algorithm", "ed25519", "-out", "other")
        certificate, key, other = self.folder / "certificate", self.folder / "key", self.folder / "other"
        key_of_root = self.folder / "key of root"
        shutil.copy(key, key_of_root)
        key_of_root.chmod(0o600)
        off = ("--sandbox", "off")
        self.refuses(kTls, "both a certificate", options=(*off, "--tls-cert", certificate))
        self.refuses(kTls, "both a certificate", options=(*off, "--tls-key", key))
        for files, said in (((self.folder / "missing", key), "check that it exists"),
                            ((key, key), "give a chain of certificates in PEM"),
                            ((certificate, certificate), "key"),
                            ((certificate, other), "give the key that the certificate was made for")):
            with self.subTest(said):
                self.refuses(kTls, said, options=(*off, "--tls-cert", files[0], "--tls-key", files[1]))
        self.refuses(kTls, "may be read by this user", data=self.given_to_nobody("nobody"), before=kAsNobody,
                     options=(*off, "--tls-cert", certificate, "--tls-key", key_of_root))

    def test_without_cgroups(self):
        """A user without rights cannot limit memory: refused when it was asked for, else said and done without."""
        self.refuses(kSandbox, "cgroup", "--sandbox off", data=self.given_to_nobody("asked"), before=kAsNobody,
                     options=("--sandbox", "native"))
        program = support.Program([*kAsNobody, kInterviewd, "serve", "--data", self.given_to_nobody("data"), "--listen",
                                   "127.0.0.1:0"])
        self.addCleanup(program.close)
        program.wait_for('"event":"no_sandbox","why":"[^"]*cgroup')
        program.wait_for("interviewd is at")
        self.assertEqual(program.kill(support.signal.SIGTERM), 0)

    def test_wrong_options(self):
        for options in (("--nonsense",), ("--sandbox", "nonsense"), ("--threads", "0"), ("--config", "/missing")):
            with self.subTest(options):
                self.assertEqual(self.start(*options).returncode, kUsage)
        self.assertEqual(subprocess.run([kInterviewd], capture_output=True, check=False).returncode, kUsage)

    def test_exit_codes_are_documented(self):
        text = (support.kRoot / "docs" / "operating.md").read_text()
        for code, words in ((kUsage, "usage"), (kFolder, "data folder"), (kInUse, "data folder in use"), (kStore, "database"),
                            (kNewer, "database of a newer version"), (kListen, "cannot listen"), (kTls, "certificate or key"),
                            (kSandbox, "sandbox"), (kFull, "disk full")):
            self.assertRegex(text, rf"\b{code} {words}".replace(" ", r"\s"))


if __name__ == "__main__":
    unittest.main()
