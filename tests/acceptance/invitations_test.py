"""Invitations are looked at before they are used, by words that tell why one does not let in; and rooms are invited to and
ended by those who may, and by nobody else."""

import json
import subprocess
import unittest
import urllib.request

import raw_socket
import support


class InvitationsTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        stage = support.stage("--sandbox", "off", "--join-failures", "0", "--stun-url", "stun:stun.example:3478")
        cls.server, cls.terminals = stage.__enter__()
        cls.addClassCleanup(stage.__exit__, None, None, None)
        cls.owner = cls.token("--role", "owner")

    @classmethod
    def token(cls, *options):
        return subprocess.run([support.kPrograms / "interviewd", "token", "--data", cls.server.folder / "data", *options],
                              capture_output=True, text=True, check=True).stdout.strip()

    def post(self, path, body=None, token=None):
        headers = {"Authorization": "Bearer " + token} if token else {}
        status, answer = raw_socket.post(self.server.url + path, body if body is not None else {}, **headers)
        return status, answer.get("error", {}).get("code", answer)

    def room(self):
        status, made = self.post("/api/v1/rooms", {"title": "Ben's"}, self.owner)
        self.assertEqual(status, 201)
        return made["room"], {role: link.partition("#i=")[2] for role, link in made["links"].items()}

    def join(self, room, code, name="Ben"):
        status, passed = self.post(f"/api/v1/rooms/{room}/join", {"code": code, "name": name})
        self.assertEqual(status, 200, passed)
        return passed["token"]

    def test_looking_takes_no_use(self):
        room, codes = self.room()
        path = f"/api/v1/rooms/{room}/invitation"
        link = self.post(f"/api/v1/rooms/{room}/invitations", {"role": "observer", "uses": 1, "hours": 1}, self.owner)[1]["link"]
        code = link.partition("#i=")[2]
        for _ in range(3):
            status, seen = self.post(path, {"code": code})
            self.assertEqual((status, seen["uses_left"]), (200, 1))
        self.assertEqual({key: seen[key] for key in ("room", "title", "role", "ended")},
                         {"room": room, "title": "Ben's", "role": "observer", "ended": False})
        self.assertEqual(set(seen), {"room", "title", "role", "ended", "uses_left", "expires_at"})
        self.join(room, code)
        self.assertEqual(self.post(path, {"code": code}), (410, "invitation_used_up"))
        self.assertEqual(self.post(f"/api/v1/rooms/{room}/join", {"code": code, "name": "Eve"}), (410, "invitation_used_up"))
        self.assertEqual(self.post(path, {"code": codes["reviewer"]})[1]["role"], "reviewer")

    def test_wrong_ones(self):
        room, codes = self.room()
        other, _ = self.room()
        for where, body, expected in ((room, {"code": "guess"}, (403, "bad_invitation")),
                                      (other, {"code": codes["reviewer"]}, (403, "bad_invitation")),
                                      ("r_nowhere", {"code": codes["reviewer"]}, (403, "bad_invitation")),
                                      (room, {}, (400, "bad_message")), (room, {"code": 7}, (400, "bad_message")),
                                      (room, {"code": ""}, (403, "bad_invitation"))):
            self.assertEqual(self.post(f"/api/v1/rooms/{where}/invitation", body), expected, (where, body))
        # A room's link is none to the server, and the owner's none to a room.
        self.assertEqual(self.post("/api/v1/invitation", {"code": codes["interviewer"]}), (403, "bad_invitation"))
        owners = self.server.program.output.partition("within an hour): ")[2].split()[0].partition("#i=")[2]
        status, seen = self.post("/api/v1/invitation", {"code": owners})
        self.assertEqual((status, seen["role"], seen["room"], seen["uses_left"]), (200, "owner", "", 1))
        self.assertEqual(self.post(f"/api/v1/rooms/{room}/invitation", {"code": owners}), (403, "bad_invitation"))

    def test_a_room_that_has_ended_says_so(self):
        room, codes = self.room()
        self.assertEqual(self.post(f"/api/v1/rooms/{room}/end", token=self.owner)[0], 200)
        self.assertTrue(self.post(f"/api/v1/rooms/{room}/invitation", {"code": codes["reviewer"]})[1]["ended"])
        self.assertEqual(self.post(f"/api/v1/rooms/{room}/end", token=self.owner), (410, "ended"))

    def test_who_may_end_a_room(self):
        room, codes = self.room()
        for token, expected in ((None, 401), ("a.b.c", 401), (self.join(room, codes["interviewer"]), 403)):
            self.assertEqual(self.post(f"/api/v1/rooms/{room}/end", token=token)[0], expected)
        self.assertEqual(self.post("/api/v1/rooms/r_nowhere/end", token=self.owner), (404, "no_such_room"))
        with raw_socket.RawPerson(f"{self.server.url}/r/{room}#i={codes['observer']}", "Olga") as olga:
            self.assertEqual(self.post(f"/api/v1/rooms/{room}/end", token=self.owner)[0], 200)
            # The owner has come in for that.
            ended = olga.receive_event(lambda event: event["kind"] == "ended")
            self.assertEqual(ended["by"], olga.welcome["you"] + 1)

    def test_whoever_manages_a_room_may_invite_to_it(self):
        room, codes = self.room()
        other, _ = self.room()
        path = f"/api/v1/rooms/{room}/invitations"
        ann = self.join(room, codes["interviewer"], "Ann")
        status, made = self.post(path, {"role": "reviewer", "uses": 1}, ann)
        self.assertEqual((status, made["role"]), (201, "reviewer"))
        self.join(room, made["link"].partition("#i=")[2])
        # The answer to a bad wish is the same as the owner's.
        self.assertEqual(self.post(path, {"role": "king"}, ann)[0], 400)
        self.assertEqual(self.post(f"/api/v1/rooms/{other}/invitations", {"role": "reviewer"}, ann), (403, "token_claims"))
        for role in ("reviewer", "observer"):
            self.assertEqual(self.post(path, {"role": "interviewer"}, self.join(room, codes[role])), (403, "not_permitted"))
        self.assertEqual(self.post(path, {"role": "reviewer"}), (401, "token_malformed"))

    def test_what_the_room_says_overrides_a_token(self):
        room, codes = self.room()
        link = f"{self.server.url}/r/{room}#i={codes['interviewer']}"
        path = f"/api/v1/rooms/{room}/invitations"
        with raw_socket.RawPerson(link, "Ann"), raw_socket.RawPerson(link, "Eve") as eve:
            self.assertEqual(self.post(path, {"role": "observer"}, eve.token)[0], 201)
            eve.command("set_role", participant=eve.welcome["you"], role="observer")
            self.assertEqual(self.post(path, {"role": "observer"}, eve.token), (403, "not_permitted"))
        # Also when nobody is there any more.
        self.assertEqual(self.post(path, {"role": "observer"}, eve.token), (403, "not_permitted"))

    def test_the_list_of_rooms_says_who_is_there(self):
        room, codes = self.room()

        def listed():
            request = urllib.request.Request(self.server.url + "/api/v1/rooms", None, {"Authorization": "Bearer " + self.owner})
            with urllib.request.urlopen(request, timeout=support.kPatience) as answer:
                return next(one for one in json.load(answer)["rooms"] if one["room"] == room)

        self.assertEqual((listed()["online"], "ended_at" in listed()), (0, False))
        with raw_socket.RawPerson(f"{self.server.url}/r/{room}#i={codes['interviewer']}", "Ann"):
            self.assertEqual(listed()["online"], 1)
        self.post(f"/api/v1/rooms/{room}/end", token=self.owner)
        self.assertGreaterEqual(listed()["ended_at"], listed()["created_at"])

    def test_ice_servers(self):
        room, codes = self.room()
        wanted = {"ice": [{"urls": ["stun:stun.example:3478"]}]}
        self.assertEqual(self.post("/api/v1/ice", {"code": codes["reviewer"]}), (200, wanted))
        for token in (self.owner, self.join(room, codes["reviewer"])):
            self.assertEqual(self.post("/api/v1/ice", token=token), (200, wanted))
        self.assertEqual(self.post("/api/v1/ice", {"code": "guess"}), (403, "bad_invitation"))
        self.assertEqual(self.post("/api/v1/ice"), (400, "bad_message"))
        self.assertEqual(self.post("/api/v1/ice", token="a.b.c")[0], 401)


class LimitTest(unittest.TestCase):
    def test_wrong_codes_count_together_wherever_they_are_tried(self):
        with support.stage("--sandbox", "off", "--join-failures", "3") as (server, terminals):
            url, _, code = terminals.create(server)["reviewer"].partition("#i=")
            path = "/api/v1/rooms/" + url.rpartition("/")[2]

            def tried(where, wrong):
                return raw_socket.post(server.url + where, {"code": "wrong" if wrong else code, "name": "B"})[0]

            for _ in range(5):
                self.assertEqual(tried(path + "/invitation", wrong=False), 200)
            self.assertEqual([tried(where, wrong=True) for where in (path + "/invitation", "/api/v1/ice", "/api/v1/invitation")],
                             [403, 403, 403])
            for where in (path + "/invitation", path + "/join", "/api/v1/ice"):
                self.assertEqual(tried(where, wrong=False), 429, where)


if __name__ == "__main__":
    unittest.main()
