"""Tokens that are wrong, expired, for another room or of another algorithm, and invitations that are not good: each is
refused with a typed error before anything is done."""

import json
import time
import unittest
import urllib.error
import urllib.request

import forge
import raw_socket
import support
from raw_socket import Closed


class BadTokensTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.key = forge.Ed25519("of-the-server")
        stage = support.stage("--sandbox", "off", prepare=lambda data: (data / "keys.json").write_text(cls.key.key_file()))
        cls.server, cls.terminals = stage.__enter__()
        cls.addClassCleanup(stage.__exit__, None, None, None)
        cls.link = cls.terminals.create(cls.server)["reviewer"]
        cls.other_link = cls.terminals.create(cls.server)["reviewer"]
        (cls.terminals.folder / "kept.txt").write_text("kept\n")
        cls.terminals.run("put", cls.link, "kept.txt")

    def setUp(self):
        self.bystander = raw_socket.RawPerson(self.link, "Bystander")
        self.addCleanup(self.bystander.close)

    def tearDown(self):
        """Nobody came, nothing happened; and whoever has a good token comes in."""
        self.bystander.send({"type": "ping"})
        self.assertEqual(self.bystander.receive(), {"type": "pong"})
        self.assertEqual(self.terminals.run("cat", self.link, "kept.txt").stdout, "kept\n")

    def claims(self, **changes):
        now = int(time.time())
        claims = {"iss": "interviewd", "aud": "interview", "sub": "p_mallory", "room": raw_socket.parse_link(self.link).room,
                  "role": "interviewer", "name": "Mallory", "iat": now, "exp": now + 3600, **changes}
        return {name: value for name, value in claims.items() if value is not None}

    def signed(self, header=None, **changes):
        return forge.token(header or {"alg": "EdDSA", "typ": "JWT", "kid": self.key.id}, self.claims(**changes), self.key.sign)

    def assert_refused(self, token, code, close):
        with raw_socket.RawSocket(self.link) as one:
            one.hello(token, "client-of-mallory")
            error = one.receive()
            self.assertNotIsInstance(error, Closed, error)
            self.assertEqual((error["type"], error["code"], error["retry"]), ("error", code, False))
            self.assertIn(code, raw_socket.documented_errors())
            end = one.receive()
            self.assertEqual(end.code, close)
            for secret in token.split("."):
                self.assertFalse(secret and len(secret) > 3 and secret in error["message"] + end.reason)

    def test_one_that_is_good(self):
        """So that the others fail for what is wrong with them."""
        with raw_socket.RawSocket(self.other_link) as one:
            one.hello(self.signed(room=one.link.room), "client-of-mallory")
            self.assertEqual(one.receive()["type"], "welcome")

    def test_what_is_no_token(self):
        good = self.signed()
        for bad in ("", "x", "a.b.c", "..", good + "=", good.replace(".", ","), good + ".more", "x" * 5_000, "\u202e"):
            with self.subTest(bad):
                self.assert_refused(bad, "token_malformed", 4001)

    def test_signatures(self):
        head, body, signature = self.signed().split(".")
        more = forge.base64url(json.dumps(self.claims(role="interviewer", name="Somebody else")).encode())
        stranger = forge.Ed25519(self.key.id)
        for bad in (f"{head}.{more}.{signature}", f"{head}.{body}.{forge.base64url(bytes(64))}",
                    forge.token({"alg": "EdDSA", "kid": self.key.id}, self.claims(), stranger.sign)):
            self.assert_refused(bad, "token_signature", 4001)
        self.assert_refused(f"{head}.{body}.", "token_signature", 4001)
        self.assert_refused(self.signed({"alg": "EdDSA", "kid": "another-key"}), "unknown_key", 4001)

    def test_algorithms(self):
        for algorithm in ("none", "None", "NONE", ""):
            for kid in ({}, {"kid": self.key.id}):
                unsigned = forge.token({"alg": algorithm, **kid}, self.claims(), lambda text: b"")
                self.assert_refused(unsigned, "token_algorithm", 4001)
        # Whoever takes the public key for a shared secret.
        for secret in (self.key.public, forge.kPublicPrefix + self.key.public, forge.base64url(self.key.public).encode(), b""):
            confused = forge.token({"alg": "HS256", "kid": self.key.id}, self.claims(), forge.hs256(secret))
            self.assert_refused(confused, "token_algorithm", 4001)
        self.assert_refused(self.signed({"alg": "RS256", "kid": self.key.id}), "token_algorithm", 4001)

    def test_times(self):
        now = int(time.time())
        self.assert_refused(self.signed(iat=now - 7200, exp=now - 3600), "token_expired", 4001)
        self.assert_refused(self.signed(nbf=now + 1800), "token_not_yet_valid", 4001)
        self.assert_refused(self.signed(exp=None), "token_malformed", 4001)
        self.assert_refused(self.signed(exp=str(now + 3600)), "token_malformed", 4001)

    def test_claims(self):
        self.assert_refused(self.signed(iss="somebody"), "token_issuer", 4001)
        self.assert_refused(self.signed(aud="another-service"), "token_audience", 4001)
        self.assert_refused(self.signed(room=raw_socket.parse_link(self.other_link).room), "token_claims", 4003)
        self.assert_refused(self.signed(room=None), "token_claims", 4003)
        self.assert_refused(self.signed(role="owner"), "token_claims", 4003)
        self.assert_refused(raw_socket.join(self.other_link, "Mallory"), "token_claims", 4003)
        # Rights that were taken from a role are not there all the same.
        for left in ([], ["interviewers"], ["edit", "run"]):
            self.assert_refused(self.signed(permissions=left), "token_claims", 4003)

    def post(self, path, body, **headers):
        """The status and the error's code."""
        request = urllib.request.Request(self.server.url + path, body if isinstance(body, bytes) else json.dumps(body).encode(),
                                         {"Content-Type": "application/json", **headers})
        try:
            with urllib.request.urlopen(request, timeout=support.kPatience) as response:
                return response.status, None
        except urllib.error.HTTPError as problem:
            with problem:
                return problem.code, json.load(problem)["error"]["code"]

    def test_invitations(self):
        link = raw_socket.parse_link(self.link)
        path = f"/api/v1/rooms/{link.room}/join"
        for code in ("", "x", link.code[:-1], link.code + "x", raw_socket.parse_link(self.other_link).code):
            self.assertEqual(self.post(path, {"code": code, "name": "Mallory"}), (403, "bad_invitation"))
        self.assertEqual(self.post("/api/v1/rooms/r_nowhere/join", {"code": link.code, "name": "M"}), (403, "bad_invitation"))
        self.assertEqual(self.post("/api/v1/join", {"code": link.code, "name": "M"}), (403, "bad_invitation"))
        for name in ("", " ", "x" * 65, "a\nb"):
            self.assertEqual(self.post(path, {"code": link.code, "name": name}), (400, "bad_name"))
        for body in (b"", b"nonsense", b"[]", {"code": 5, "name": "M"}, {"name": "M"}, b"[" * 30_000 + b"]" * 30_000):
            self.assertEqual(self.post(path, body)[0], 400)

    def test_who_may_make_rooms(self):
        for token in ("x", self.signed(role="owner"), self.signed(room=None), self.signed(),
                      forge.token({"alg": "none"}, self.claims(room=None, role="owner"), lambda text: b"")):
            self.assertIn(self.post("/api/v1/rooms", {}, Authorization=f"Bearer {token}")[0], (401, 403))
        self.assertEqual(self.post("/api/v1/rooms", {})[0], 401)
        self.assertEqual(self.post("/api/v1/rooms", {}, Authorization=f"Bearer {self.signed(room=None, role='owner')}"),
                         (201, None))


if __name__ == "__main__":
    unittest.main()
