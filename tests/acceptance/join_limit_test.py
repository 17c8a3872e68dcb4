"""Guessing invitation codes is slow, for each address alone."""

import unittest

import support
import wire


class JoinLimitTest(unittest.TestCase):
    def join(self, server, link, code=None, address=None, path=None):
        url, _, good = link.partition("#i=")
        room = url.rpartition("/")[2]
        headers = {"X-Forwarded-For": address} if address else {}
        path = path or f"/api/v1/rooms/{room}/join"
        status, answer = wire.post(server.url + path, {"code": code or good, "name": "Ann"}, **headers)
        return status, answer.get("error", {}).get("code"), answer.get("error", {}).get("retry")

    def test_wrong_codes(self):
        with support.stage("--sandbox", "off", "--join-failures", "3") as (server, terminals):
            link = terminals.create(server)["reviewer"]
            for _ in range(10):
                self.assertEqual(self.join(server, link)[0], 200)
            # Of rooms that are there, of others, and of the server: all count.
            for path in (None, "/api/v1/rooms/r_x/join", "/api/v1/join"):
                self.assertEqual(self.join(server, link, "wrong", path=path)[1:], ("bad_invitation", False))
            self.assertEqual(self.join(server, link, "wrong"), (429, "too_fast", True))
            # Whether a code is good is not told either.
            self.assertEqual(self.join(server, link), (429, "too_fast", True))
            # Nobody is believed who says to ask for another.
            self.assertEqual(self.join(server, link, address="192.0.2.1")[0], 429)
            self.assertIn('"status":"429"', server.program.screen())

    def test_behind_a_proxy(self):
        options = ("--sandbox", "off", "--join-failures", "1", "--trusted-proxy", "127.0.0.1")
        with support.stage(*options) as (server, terminals):
            link = terminals.create(server)["reviewer"]
            self.assertEqual(self.join(server, link, "wrong", "192.0.2.1")[1], "bad_invitation")
            self.assertEqual(self.join(server, link, address="192.0.2.1")[0], 429)
            # What a client writes itself into the header stands before what the proxy adds.
            self.assertEqual(self.join(server, link, address="192.0.2.7, 192.0.2.1")[0], 429)
            self.assertEqual(self.join(server, link, address="192.0.2.2")[0], 200)


if __name__ == "__main__":
    unittest.main()
