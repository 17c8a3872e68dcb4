"""The sample for nginx, with a real nginx: links, TLS, WebSocket, and the address of the client."""

import http.client
import json
import pathlib
import re
import socket
import subprocess
import tempfile
import unittest

import support
import wire

kSample = support.kRoot / "packaging" / "nginx" / "interview.conf"
kOwner = "127.0.0.1"
kVisitor = "127.0.0.2"  # this machine too, but another address than the proxy's


def free_port():
    with socket.socket() as probe:
        probe.bind((kOwner, 0))
        return probe.getsockname()[1]


class Nginx:
    """nginx with the sample, its ports and files replaced by some of this test; beside TLS it listens in plain, too."""

    def __init__(self, folder, backend, tls_port, plain_port):
        self.folder = pathlib.Path(folder)
        subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "key.pem", "-out", "cert.pem",
                        "-subj", "/CN=localhost", "-addext", f"subjectAltName=IP:{kOwner}"], check=True, capture_output=True,
                       cwd=folder)
        sample = kSample.read_text()
        for what, instead in ((r"server 127\.0\.0\.1:8080;", f"server {backend};"),
                              (r"listen 443 ssl http2;", f"listen {kOwner}:{tls_port} ssl http2; listen {kOwner}:{plain_port};"),
                              (r"ssl_certificate +\S+;", f"ssl_certificate {folder}/cert.pem;"),
                              (r"ssl_certificate_key +\S+;", f"ssl_certificate_key {folder}/key.pem;")):
            sample, count = re.subn(what, instead, sample)
            if count != 1:
                raise AssertionError(f"the sample has {count} of {what}")
        (self.folder / "nginx.conf").write_text(
            f"daemon off; pid {folder}/nginx.pid; error_log stderr notice; worker_processes 1;\n"
            "events { worker_connections 64; }\n"
            f"http {{ access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;\n"
            f"fastcgi_temp_path {folder}/f; uwsgi_temp_path {folder}/u; scgi_temp_path {folder}/s;\n{sample}\n}}\n")
        self.program = support.Program(["nginx", "-p", folder, "-c", self.folder / "nginx.conf", "-e", "stderr"])
        self.program.wait_for("start worker process ")

    def stop(self):
        self.program.kill(support.signal.SIGTERM)
        self.program.close()


class NginxTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        tls_port, self.plain = free_port(), free_port()
        url = f"https://{kOwner}:{tls_port}"
        stage = support.stage("--sandbox", "off", "--public-url", url, "--trusted-proxy", kOwner, "--join-failures", "2")
        self.server, self.terminals = stage.__enter__()
        self.addCleanup(stage.__exit__, None, None, None)
        nginx = Nginx(folder.name, self.server.address, tls_port, self.plain)
        self.addCleanup(nginx.stop)
        self.certificate = nginx.folder / "cert.pem"
        self.links = self.terminals.create(self.server)
        for link in self.links.values():
            self.assertTrue(link.startswith(url + "/r/r_"), link)

    def test_through_tls(self):
        """A real client by the link that people are given."""
        link = self.links["interviewer"]
        said = self.terminals.run("say", link, "by way of nginx", "--ca", self.certificate)
        self.assertEqual((said.returncode, said.stderr), (0, ""))
        watching = wire.Wire(link.replace(link.split("/r/")[0], self.server.url), "Ben")
        self.addCleanup(watching.close)
        self.assertEqual([line["text"] for line in watching.welcome["room"]["chat"]], ["by way of nginx"])
        refused = self.terminals.run("say", link, "who are you", "--timeout", "5")
        self.assertNotEqual(refused.returncode, 0)

    def test_events_come_at_once(self):
        plain = self.links["interviewer"].replace(self.links["interviewer"].split("/r/")[0], f"http://{kOwner}:{self.plain}")
        ann, ben = wire.Wire(plain, "Ann"), wire.Wire(plain, "Ben")
        self.addCleanup(ann.close)
        self.addCleanup(ben.close)
        for n in range(3):
            ann.command("chat", text=f"line {n}", to="all")
            ben.wait_for_event(lambda event, line=f"line {n}": event.get("text") == line)
        self.server.program.process.send_signal(support.signal.SIGTERM)
        with self.assertRaises(wire.Closed) as closed:
            while True:
                ben.receive()
        self.assertEqual(closed.exception.code, 1001)

    def join(self, code, **headers):
        connection = http.client.HTTPConnection(kOwner, self.plain, timeout=wire.kPatience, source_address=(kVisitor, 0))
        self.addCleanup(connection.close)
        room = self.links["observer"].split("/r/")[1].split("#")[0]
        connection.request("POST", f"/api/v1/rooms/{room}/join", json.dumps({"code": code, "name": "Eve"}), headers)
        return connection.getresponse().status

    def test_the_client_s_address(self):
        """It is the one that nginx saw, whatever the client says of itself: in the log, and for the limit."""
        code = self.links["observer"].split("#i=")[1]
        self.assertEqual(self.join(code), 200)
        self.assertIn(f'"from":"{kVisitor}"', self.server.program.screen())
        for forged in ("192.0.2.1", "192.0.2.2"):
            self.assertNotIn(self.join("wrong", **{"X-Forwarded-For": forged}), (200, 429))
        self.assertEqual(self.join(code, **{"X-Forwarded-For": "192.0.2.3"}), 429)
        self.assertNotIn("192.0.2.", self.server.program.screen())
        # Who comes from elsewhere is not concerned.
        said = self.terminals.run("say", self.links["observer"], "hello", "--interviewers", "--ca", self.certificate)
        self.assertEqual((said.returncode, said.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
