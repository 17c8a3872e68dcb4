"""The HTTP API of a real server: rooms, invitations, tokens, probes, the log, and every refusal."""

import base64
import http.client
import json
import re
import signal
import subprocess
import unittest

import support


class HttpTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        stage = support.stage("--invitation-uses", "5")
        cls.server, cls.terminals = stage.__enter__()
        cls.addClassCleanup(stage.__exit__, None, None, None)
        cls.owner = cls.token_of("--role", "owner").stdout.strip()

    @classmethod
    def token_of(cls, *options):
        return subprocess.run([support.kPrograms / "interviewd", "token", "--data", cls.server.folder / "data", *options],
                              capture_output=True, text=True, check=False)

    def ask(self, method, path, body=None, token=None, headers=()):
        """Status, headers and JSON (or text) of an answer."""
        connection = http.client.HTTPConnection(self.server.address, timeout=support.kPatience)
        self.addCleanup(connection.close)
        fields = dict(headers)
        if token:
            fields["Authorization"] = "Bearer " + token
        text = body if isinstance(body, (str, bytes)) or body is None else json.dumps(body)
        connection.request(method, path, text, fields)
        answer = connection.getresponse()
        content = answer.read().decode()
        if answer.headers["content-type"].startswith("application/json") and method != "HEAD":
            content = json.loads(content)
        return answer.status, answer.headers, content

    def refusal(self, *arguments, **options):
        status, _, content = self.ask(*arguments, **options)
        self.assertGreaterEqual(status, 400, content)
        self.assertEqual(set(content["error"]), {"code", "message", "retry"})
        return status, content["error"]["code"]

    def room(self, **wanted):
        status, _, made = self.ask("POST", "/api/v1/rooms", wanted, self.owner)
        self.assertEqual(status, 201, made)
        return made

    @staticmethod
    def code_of(link):
        return link.rpartition("#i=")[2]

    def test_probes(self):
        for path in ("/healthz", "/readyz"):
            self.assertEqual(self.ask("GET", path)[::2], (200, {"ok": True}))
        status, headers, text = self.ask("GET", "/metrics")
        self.assertEqual((status, headers["x-content-type-options"]), (200, "nosniff"))
        for name in ("rooms", "sessions", "commits", "connections"):
            self.assertRegex(text, rf"(?m)^interview\w*{name}\w* \d+$")
        self.assertEqual(self.ask("HEAD", "/healthz")[0::2], (200, ""))

    def test_paths_and_methods(self):
        self.assertEqual(self.refusal("GET", "/nowhere"), (404, "not_found"))
        self.assertEqual(self.refusal("DELETE", "/api/v1/rooms"), (405, "method_not_allowed"))
        self.assertEqual(self.refusal("GET", "/api/v1/rooms/a/b/join"), (404, "not_found"))
        self.assertEqual(self.ask("GET", "/api/v1/socket")[0], 404)
        status, headers, _ = self.ask("GET", "/r/r_anything")
        self.assertEqual(status, 200)
        self.assertIn("default-src 'none'", headers["content-security-policy"])
        self.assertEqual(headers["referrer-policy"], "no-referrer")

    def test_languages(self):
        languages = self.ask("GET", "/api/v1/languages")[2]["languages"]
        self.assertLessEqual({"python", "go", "java"}, {language["id"] for language in languages})
        self.assertEqual(set(languages[0]), {"id", "name", "file", "starter"})
        self.assertIn("print", next(one for one in languages if one["id"] == "python")["starter"])

    def test_a_room_its_links_and_who_comes_in(self):
        made = self.room(title="Ben's", language="go")
        self.assertEqual(set(made["links"]), {"interviewer", "reviewer", "observer"})
        for role, link in made["links"].items():
            self.assertRegex(link, re.escape(f"{self.server.url}/r/{made['room']}#i=") + r"[\w-]{24}$")
            status, headers, passed = self.ask("POST", f"/api/v1/rooms/{made['room']}/join",
                                               {"code": self.code_of(link), "name": "Ben"})
            self.assertEqual((status, passed["room"], passed["role"]), (200, made["room"], role))
            self.assertEqual(headers["cache-control"], "no-store")
            claims = passed["token"].split(".")[1]
            claims = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
            self.assertEqual(claims["exp"], passed["expires_at"] // 1000)
        listed = self.ask("GET", "/api/v1/rooms", token=self.owner)[2]["rooms"]
        self.assertIn(("Ben's", made["room"]), {(room["title"], room["room"]) for room in listed})

    def test_rooms_are_listed_in_pages(self):
        made = [self.room()["room"] for _ in range(201)]
        pages = []
        before = ""
        while not pages or pages[-1]["older"]:
            pages.append(self.ask("GET", "/api/v1/rooms" + before, token=self.owner)[2])
            before = "?before=" + pages[-1]["rooms"][-1]["room"]
        self.assertEqual([len(page["rooms"]) for page in pages[:-1]], [200] * (len(pages) - 1))
        listed = [room["room"] for page in pages for room in page["rooms"]]
        self.assertLessEqual(set(made), set(listed))
        self.assertEqual(len(listed), len(set(listed)))
        times = [room["created_at"] for page in pages for room in page["rooms"]]
        self.assertEqual(times, sorted(times, reverse=True))
        self.assertEqual(self.ask("GET", "/api/v1/rooms" + before, token=self.owner)[2], {"rooms": [], "older": False})
        self.assertEqual(self.refusal("GET", "/api/v1/rooms?before=r_nowhere", token=self.owner), (404, "no_such_room"))

    def test_an_invitation_is_used_so_often_and_in_its_room_only(self):
        room, other = self.room()["room"], self.room()["room"]
        status, _, made = self.ask("POST", f"/api/v1/rooms/{room}/invitations", {"role": "observer", "uses": 2, "hours": 1},
                                   self.owner)
        self.assertEqual((status, made["role"]), (201, "observer"))
        code = self.code_of(made["link"])
        path = f"/api/v1/rooms/{room}/join"
        self.assertEqual(self.refusal("POST", f"/api/v1/rooms/{other}/join", {"code": code, "name": "Ben"})[1],
                         "bad_invitation")
        # A name that cannot be used takes no use of it.
        self.assertEqual(self.refusal("POST", path, {"code": code, "name": "  "})[1], "bad_name")
        self.assertEqual(self.refusal("POST", path, {"code": code, "name": "\u202e\u0007"})[1], "bad_name")
        for _ in range(2):
            self.assertEqual(self.ask("POST", path, {"code": code, "name": "Ben"})[0], 200)
        self.assertEqual(self.refusal("POST", path, {"code": code, "name": "Ben"}), (410, "invitation_used_up"))
        self.assertEqual(self.refusal("POST", path, {"code": code + "x", "name": "Ben"})[1], "bad_invitation")

    def test_who_may_create_rooms(self):
        self.assertEqual(self.refusal("POST", "/api/v1/rooms", {})[0], 401)
        self.assertEqual(self.refusal("POST", "/api/v1/rooms", {}, token="a.b.c")[0], 401)
        link = self.room()["links"]["interviewer"]
        room = re.search(r"/r/(\w+)#", link).group(1)
        passed = self.ask("POST", f"/api/v1/rooms/{room}/join", {"code": self.code_of(link), "name": "Ada"})[2]
        for method, path in (("POST", "/api/v1/rooms"), ("GET", "/api/v1/rooms"), ("POST", f"/api/v1/rooms/{room}/end")):
            self.assertIn(self.refusal(method, path, {}, token=passed["token"])[0], (401, 403), path)

    def test_bad_bodies(self):
        for body, code in (("{", "bad_message"), ("[]", "bad_message"), ('{"title":7}', "bad_message"),
                           ('{"title":"' + "x" * 300 + '"}', "too_big"), ('{"language":"cobol"}', "no_such_language"),
                           (b'{"title":"\xff"}', "bad_message"), ("[" * 200_000, None)):
            found = self.refusal("POST", "/api/v1/rooms", body, token=self.owner)
            self.assertLess(found[0], 500, body[:40])
            if code:
                self.assertEqual(found[1], code, body[:40])
        room = self.room()["room"]
        for body in ({"role": "king"}, {}, {"role": "observer", "uses": 0}, {"role": "observer", "hours": "1"}):
            self.assertEqual(self.refusal("POST", f"/api/v1/rooms/{room}/invitations", body, token=self.owner)[0], 400, body)
        self.assertEqual(self.refusal("POST", "/api/v1/rooms/r_nowhere/invitations", {"role": "observer"},
                                      token=self.owner)[0], 404)

    def test_sockets_are_for_pages_of_this_server(self):
        handshake = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13",
                     "Sec-WebSocket-Key": base64.b64encode(b"0" * 16).decode(), "Sec-WebSocket-Protocol": "interview.v1"}
        for origin, status in (("http://evil.example", 403), (self.server.url, 101)):
            connection = http.client.HTTPConnection(self.server.address, timeout=support.kPatience)
            self.addCleanup(connection.close)
            connection.request("GET", "/api/v1/socket", headers={**handshake, "Origin": origin})
            self.assertEqual(connection.getresponse().status, status)
        self.assertEqual(self.ask("GET", "/api/v1/socket", headers={**handshake, "Sec-WebSocket-Protocol": "v9"})[0], 400)

    def test_tokens_from_the_command_line(self):
        room = self.room()["room"]
        token = self.token_of("--role", "reviewer", "--room", room, "--name", "Ben", "--hours", "1")
        self.assertEqual(token.stdout.count("."), 2, token.stderr)
        for options in (("--role", "king", "--room", room), ("--role", "reviewer"), ("--role", "owner", "--hours", "0")):
            self.assertEqual(self.token_of(*options).returncode, 2, options)


class FirstStartTest(unittest.TestCase):
    def test_the_owner_link_is_for_one_use_and_in_no_log(self):
        with support.stage() as (server, _):
            link = server.program.wait_for(r"within an hour\): (\S+)").group(1)
            code = link.rpartition("#i=")[2]
            connection = http.client.HTTPConnection(server.address, timeout=support.kPatience)
            statuses = []
            for _ in range(2):
                connection.request("POST", "/api/v1/join", json.dumps({"code": code, "name": "Owner"}))
                answer = connection.getresponse()
                statuses.append(answer.status)
                content = json.loads(answer.read())
                if answer.status == 200:
                    token = content["token"]
            self.assertEqual(statuses[0], 200)
            self.assertGreaterEqual(statuses[1], 400)
            connection.request("POST", "/api/v1/rooms", "{}", {"Authorization": f"Bearer {token}"})
            answer = connection.getresponse()
            self.assertEqual((answer.status, bool(answer.read())), (201, True))
            connection.close()
            self.assertEqual(server.program.kill(signal.SIGTERM), 0)
            server.program.end()
            # Standard output and error come together here: the link was printed once.
            self.assertEqual(server.program.output.count(code), 1)
            self.assertNotIn(token, server.program.output)
            self.assertIn('"path":"/api/v1/rooms"', server.program.output)
            server.start()
            self.assertNotIn("owner's link", server.program.output)


if __name__ == "__main__":
    unittest.main()
