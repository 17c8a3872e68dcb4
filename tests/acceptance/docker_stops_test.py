"""The Docker daemon goes away while code runs, and comes back: runs end with a sentence or go on, never hang, and the server
needs nobody to help it."""

import json
import os
import signal
import sys
import tempfile
import unittest

import support

sys.path.insert(0, str(support.kRoot / "tests" / "support"))
import private_docker  # noqa: E402

kSleep = "import time\nprint('up', flush=True)\ntime.sleep(600)\n"
kEcho = "print('up', flush=True)\nprint(input()[::-1])\n"


@unittest.skipUnless(os.environ.get("INTERVIEW_TEST_DOCKER"), "there is no Docker for tests")
class DockerStopsTest(unittest.TestCase):
    def setUp(self):
        folder = self.enterContext(tempfile.TemporaryDirectory(prefix="interview-stops-"))
        # The tests' own: others run code in that of the suite.
        self.docker = self.enterContext(private_docker.PrivateDocker(support.kPrograms / "interviewd", ["python"],
                                                                     os.path.join(folder, "docker")))
        self.server, self.terminals = self.enterContext(
            support.stage("--sandbox", "docker", "--docker", f"unix://{self.docker.socket}"))
        self.link = self.terminals.create(self.server, "--language", "python")["reviewer"]

    def put(self, code):
        (self.terminals.folder / "main.py").write_text(code)
        self.assertEqual(self.terminals.run("put", self.link, "main.py").returncode, 0)

    def start(self, code, *arguments):
        """A run that has begun to speak."""
        self.put(code)
        running = self.terminals.start("run", self.link, "main.py", *arguments)
        running.wait_for("^up$")
        return running

    def run_code(self, code):
        """The result as `run --json` tells it, with what was printed as "out"."""
        self.put(code)
        ran = self.terminals.run("run", self.link, "main.py", "--json")
        *lines, last = [json.loads(line) for line in ran.stdout.splitlines()]
        return {**last["result"], "out": "".join(line["data"] for line in lines)}

    def test_stopped_in_the_middle_of_a_run_and_started_again(self):
        running = self.start(kSleep)
        self.docker.stop()
        running.wait_for("Docker has ended the container")
        self.assertEqual(running.end(), 127)
        away = self.run_code("print('never')")
        self.assertEqual((away["kind"], away["out"]), ("internal_error", ""))
        self.assertIn("Docker does not answer at", away["message"])
        self.docker.start()
        self.assertEqual(self.run_code("print('back')")["out"], "back\n")

    def test_killed_in_the_middle_of_a_run_which_goes_on(self):
        running = self.start(kEcho, "--stdin", "-")
        self.docker.stop(signal.SIGKILL)
        running.type("stressed")
        running.wait_for("^desserts$")
        self.assertEqual(running.end(), 0)
        self.docker.start()
        self.assertEqual(self.run_code("print('back')")["out"], "back\n")
        # Those that could not be removed meanwhile are removed now: with the server gone there are none.
        self.server.kill(signal.SIGTERM)
        self.assertEqual(self.docker.containers(), [])


if __name__ == "__main__":
    unittest.main()
