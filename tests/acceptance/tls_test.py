"""The terminal client believes only a server that proves who it is."""

import pathlib
import subprocess
import tempfile
import unittest

import support


class TlsTest(unittest.TestCase):
    def test_certificates(self):
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            for name, subject in (("good", "IP:127.0.0.1"), ("other", "DNS:elsewhere.example")):
                subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                                "-nodes", "-days", "2", "-subj", "/CN=test", "-addext", f"subjectAltName={subject}",
                                "-keyout", folder / f"{name}.key", "-out", folder / f"{name}.pem"], check=True,
                               capture_output=True)
            with support.stage("--tls-cert", folder / "good.pem", "--tls-key", folder / "good.key") as (server, terminals):
                self.assertTrue(server.url.startswith("https://"))
                create = ("create", "--data", server.folder / "data", "--json")
                refused = terminals.run(*create)
                self.assertEqual(refused.returncode, 1)
                self.assertIn("certificate", refused.stderr)
                self.assertEqual(terminals.run(*create, "--ca", folder / "other.pem").returncode, 1)
                self.assertEqual(terminals.run(*create, "--insecure").returncode, 0)
                link = terminals.create(server, "--ca", folder / "good.pem")["reviewer"]
                self.assertEqual(terminals.run("say", link, "hello", "--ca", folder / "good.pem").returncode, 0)
                self.assertIn("certificate", terminals.run("say", link, "hello").stderr)
                # The token is there already: now it is the socket that is not trusted.
                self.assertEqual(terminals.run("say", link, "hello", "--ca", folder / "other.pem").returncode, 1)
            with support.stage("--tls-cert", folder / "other.pem", "--tls-key", folder / "other.key") as (server, terminals):
                create = ("create", "--data", server.folder / "data", "--json")
                # Trusted, but of another server.
                self.assertIn("certificate", terminals.run(*create, "--ca", folder / "other.pem").stderr)

if __name__ == "__main__":
    unittest.main()
