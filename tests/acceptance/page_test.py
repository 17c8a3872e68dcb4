"""How a real server serves the page: forms, tags, caching, and what it tells browsers about each page."""

import gzip
import http.client
import re
import unittest

import support


class PageTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        stage = support.stage("--sandbox", "off", "--frame-ancestor", "https://jobs.example", "http://localhost:3000")
        cls.server, _ = stage.__enter__()
        cls.addClassCleanup(stage.__exit__, None, None, None)
        cls.built = b'id="page"' in cls.ask("GET", "/")[2]

    @classmethod
    def ask(cls, method, path, **headers):
        """Status, headers and bytes of an answer."""
        connection = http.client.HTTPConnection(cls.server.address, timeout=support.kPatience)
        try:
            connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def needs_page(self):
        if not self.built:
            self.skipTest("interviewd was built without the page (Node or its modules were missing)")

    def script(self):
        self.needs_page()
        return re.search(rb'src="(/assets/[^"]+\.js)"', self.ask("GET", "/")[2]).group(1).decode()

    def test_every_page_has_its_headers(self):
        for path in ("/", "/check", "/r/r_anything"):
            status, headers, _ = self.ask("GET", path)
            self.assertEqual((status, headers["content-type"]), (200, "text/html; charset=utf-8"), path)
            policy = dict(part.strip().split(" ", 1) for part in headers["content-security-policy"].split(";"))
            self.assertEqual(policy["default-src"], "'none'")
            self.assertEqual(policy["script-src"], "'self'")
            self.assertEqual(policy["connect-src"], f"'self' {self.server.url.replace('http', 'ws', 1)}")
            self.assertEqual(policy["frame-ancestors"], "https://jobs.example http://localhost:3000")
            self.assertIsNone(headers["x-frame-options"])
            self.assertIn("camera=(self)", headers["permissions-policy"])
            self.assertEqual(headers["referrer-policy"], "no-referrer")
            self.assertEqual(headers["x-content-type-options"], "nosniff")
            self.assertEqual(headers["cross-origin-opener-policy"], "same-origin")

    def test_a_page_is_asked_about_each_time_and_sent_when_it_has_changed(self):
        self.needs_page()
        status, headers, page = self.ask("GET", "/")
        self.assertEqual((status, headers["cache-control"], headers["vary"]), (200, "no-cache", "accept-encoding"))
        self.assertEqual(self.ask("GET", "/check")[2], page)
        status, again, body = self.ask("GET", "/r/r_x", if_none_match=headers["etag"])
        self.assertEqual((status, again["etag"], body), (304, headers["etag"], b""))
        # A page that is not sent again has its rules all the same.
        self.assertIn("content-security-policy", again)
        self.assertEqual(self.ask("GET", "/", if_none_match='"other"')[0], 200)

    def test_assets_come_in_each_form(self):
        path = self.script()
        status, headers, plain = self.ask("GET", path)
        self.assertEqual((status, headers["content-type"]), (200, "text/javascript; charset=utf-8"))
        self.assertEqual(headers["cache-control"], "public, max-age=31536000, immutable")
        self.assertIsNone(headers["content-encoding"])
        status, zipped, body = self.ask("GET", path, accept_encoding="gzip;q=1, br;q=0.5")
        self.assertEqual((status, zipped["content-encoding"]), (200, "gzip"))
        self.assertEqual(gzip.decompress(body), plain)
        status, brotli, smaller = self.ask("GET", path, accept_encoding="gzip, deflate, br")
        self.assertEqual((status, brotli["content-encoding"]), (200, "br"))
        self.assertLess(len(smaller), len(body))
        self.assertEqual(len({headers["etag"], zipped["etag"], brotli["etag"]}), 3)
        self.assertEqual(self.ask("GET", path, accept_encoding="br", if_none_match=brotli["etag"])[0], 304)
        self.assertEqual(self.ask("GET", path, accept_encoding="gzip", if_none_match=brotli["etag"])[0], 200)
        status, head, body = self.ask("HEAD", path, accept_encoding="br")
        self.assertEqual((status, head["content-length"], body), (200, str(len(smaller)), b""))
        self.assertEqual(self.ask("GET", path, accept_encoding="*;q=0")[0], 406)

    def test_what_is_no_asset(self):
        path = self.script()
        for wrong in (path + "x", path[:-3], "/assets/", "/assets", "/assets/../index.html", path.replace("/assets/", "/assets//")):
            self.assertEqual(self.ask("GET", wrong)[0], 404, wrong)
        self.assertEqual(self.ask("POST", path)[0], 405)
        # The page by its file's name has its policy as well.
        self.assertIn("content-security-policy", self.ask("GET", "/index.html")[1])
        # A worker has the policy of its script.
        self.assertEqual(self.ask("GET", path)[1]["content-security-policy"], "default-src 'none'; script-src 'self'")

    def test_a_host_cannot_write_into_the_policy(self):
        connection = http.client.HTTPConnection(self.server.address, timeout=support.kPatience)
        self.addCleanup(connection.close)
        connection.putrequest("GET", "/", skip_host=True)
        connection.putheader("Host", "x;script-src*")
        connection.endheaders()
        answer = connection.getresponse()
        answer.read()
        self.assertNotIn("script-src*", answer.headers["content-security-policy"] or "")


class FrameTest(unittest.TestCase):
    def test_nobody_may_show_it_in_a_frame_unless_named(self):
        with support.stage("--sandbox", "off") as (server, _):
            connection = http.client.HTTPConnection(server.address, timeout=support.kPatience)
            self.addCleanup(connection.close)
            connection.request("GET", "/")
            headers = connection.getresponse().headers
            self.assertIn("frame-ancestors 'none'", headers["content-security-policy"])
            self.assertEqual(headers["x-frame-options"], "DENY")

    def test_an_ancestor_is_an_origin(self):
        for wrong in ("https://jobs.example/", "*", "jobs.example", "https://a 'unsafe-inline'"):
            program = support.Program([support.kPrograms / "interviewd", "serve", "--data", "/dev/null/x",
                                       "--frame-ancestor", wrong])
            self.addCleanup(program.close)
            self.assertEqual(program.end(), 2, wrong)
            self.assertIn("SCHEME://HOST", program.output)


if __name__ == "__main__":
    unittest.main()
