"""coturn takes the credentials that the server gives out, and no others."""

import os
import pathlib
import shutil
import socket
import tempfile
import time
import unittest

import raw_socket
import support

kSecret = "a secret of 27 characters !"
kMissing = [name for name in ("turnserver", "turnutils_uclient") if not shutil.which(name)]


def free_port():
    """A port that nobody has now, for both UDP and TCP."""
    with socket.socket() as tcp, socket.socket(type=socket.SOCK_DGRAM) as udp:
        tcp.bind(("127.0.0.1", 0))
        udp.bind(tcp.getsockname())
        return tcp.getsockname()[1]


@unittest.skipIf(kMissing, f"no {' and no '.join(kMissing)} (Debian package coturn)")
class TurnTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.port = free_port()
        self.turn = support.Program(
            ["turnserver", "-n", "--use-auth-secret", f"--static-auth-secret={kSecret}", "--realm=interview.example",
             "--listening-ip=127.0.0.1", "--relay-ip=127.0.0.1", f"--listening-port={self.port}", "--allow-loopback-peers",
             "--no-cli", "--no-tls", "--no-dtls", "--log-file=stdout", f"--pidfile={self.folder}/pid",
             f"--userdb={self.folder}/db"], cwd=self.folder)
        self.addCleanup(self.turn.close)
        self.turn.wait_for("DB connection success")

    def allocates(self, username, credential):
        """Whether coturn relays a packet there and back for them."""
        client = support.Program(["turnutils_uclient", "-u", username, "-w", credential, "-p", self.port, "-y", "-c", "-n", "1",
                                  "-m", "1", "127.0.0.1"], cwd=self.folder)
        self.addCleanup(client.close)
        client.end()
        return "tot_recv_msgs=2" in client.output

    def test_what_the_server_gives_out(self):
        urls = [f"turn:127.0.0.1:{self.port}?transport=udp", f"turn:127.0.0.1:{self.port}?transport=tcp"]
        with support.stage("--sandbox", "off", "--turn-url", *urls, "--turn-secret", kSecret, "--turn-seconds", "600",
                           "--stun-url", f"stun:127.0.0.1:{self.port}") as (server, terminals):
            link = terminals.create(server)["reviewer"]
            with raw_socket.RawPerson(link, "Ben") as ben:
                stun, turn = ben.welcome["ice"]
                # Whoever comes back gets them anew.
                with raw_socket.RawSocket(link) as again:
                    again.hello(ben.token, ben.client, seen=ben.welcome["seq"], head=ben.welcome["head"])
                    self.assertEqual(again.receive_until("resume")["ice"][1]["urls"], urls)
            self.assertEqual((stun, turn["urls"]), ({"urls": [f"stun:127.0.0.1:{self.port}"]}, urls))
            expiry, _, user = turn["username"].partition(":")
            self.assertLess(abs(int(expiry) - time.time() - 600), 60)
            self.assertNotIn("Ben", user)
            self.assertTrue(self.allocates(turn["username"], turn["credential"]))
            # Of the secret itself nothing is said anywhere.
            self.assertNotIn(kSecret, server.program.screen())
        later = f"{int(expiry) + 3600}:{user}"
        for username, credential in ((turn["username"], "wrong"), (later, turn["credential"])):
            self.assertFalse(self.allocates(username, credential), username)


class OptionsTest(unittest.TestCase):
    def test_a_server_that_could_not_give_credentials_does_not_start(self):
        with tempfile.TemporaryDirectory() as folder:
            for options in (("--turn-url", "turn:x:1", "--turn-secret", "short"), ("--turn-url", "turn:x:1"),
                            ("--turn-url", "x:1", "--turn-secret", kSecret), ("--turn-secret", kSecret),
                            ("--stun-url", "turn:x:1")):
                program = support.Program([support.kPrograms / "interviewd", "serve", "--listen", "127.0.0.1:0",
                                           "--data", os.path.join(folder, "data"), *options])
                self.addCleanup(program.close)
                self.assertEqual(program.end(), 2, options)
                self.assertRegex(program.output, "--(turn|stun)-")
                self.assertNotIn(kSecret, program.output)


if __name__ == "__main__":
    unittest.main()
