"""interviewd images: an image from packages to Docker and back, and what is said when something for it is missing."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import support

kInterviewd = support.kPrograms / "interviewd"
kDocker = os.environ.get("INTERVIEW_TEST_DOCKER")
# What was built once on this machine is built no more.
kShared = pathlib.Path(os.environ.get("XDG_CACHE_HOME") or pathlib.Path.home() / ".cache") / "interview-test" / "images"
kUsage, kFailed, kSandbox = 2, 1, 9
kNobody = 65534
# Of a first build, from packages.
kBuildSeconds = 900

# A language that needs no package.
kToy = {"id": "toy", "name": "Toy", "file": "main.toy", "extensions": [".toy"], "run": ["/bin/sh", "{main}"],
        "version": ["/bin/sh", "-c", "echo Toy 1.0"], "image": {"setup": ["echo warm > /etc/toy"]}}

# What mmdebstrap does as far as the rest can see: "$@" has the tar's name after the release's.
kFakeBuild = """#!/bin/sh
echo 'I: running apt-get update...'
while [ "$1" != bookworm ]; do shift; done
echo "interview version: Toy $FAKE_VERSION"
tar -C "$FAKE_ROOT" -cf "$2" .
"""
kFakeFailure = """#!/bin/sh
echo 'I: installing remaining packages inside the chroot...'
echo 'E: Unable to locate package toy'
echo 'E: mmdebstrap failed to run'
exit 25
"""


@unittest.skipUnless(kDocker, "there is no Docker for tests")
class ImagesTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="interview-images-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.folder.chmod(0o755)
        self.cache = self.folder / "cache"
        # Beside the languages whose images other tests use: those are none of the unknown ones.
        self.languages = self.folder / "languages"
        shutil.copytree(support.kRoot / "libinterview" / "languages", self.languages)
        self.toy(kToy)
        self.remove_toys()
        self.addCleanup(self.remove_toys)

    def remove_toys(self):
        """Also those that a test left which was killed."""
        found = self.docker("images", "--all", "--quiet", "--filter", "label=org.libinterview.language=toy").split()
        if found:
            self.docker("rmi", "--force", *set(found))

    def toy(self, language):
        (self.languages / "toy.json").write_text(json.dumps(language))

    def images(self, *arguments, cache=None, docker=f"unix://{kDocker}", seconds=support.kPatience, before=(),
               **environment):
        return subprocess.run([*before, kInterviewd, "images", *arguments, "--languages", self.languages, "--docker",
                               docker, "--cache", cache or self.cache], capture_output=True, text=True,
                              timeout=seconds, check=False, env={**os.environ, **environment})

    def done(self, *arguments, **how):
        ended = self.images(*arguments, **how)
        self.assertEqual(ended.returncode, 0, ended.stdout + ended.stderr)
        return ended.stdout

    def refuses(self, code, sentence, *arguments, **how):
        ended = self.images(*arguments, **how)
        self.assertEqual(ended.returncode, code, ended.stdout + ended.stderr)
        self.assertEqual(len(ended.stderr.splitlines()), 1, ended.stderr)
        self.assertRegex(ended.stderr, "^interviewd: .*" + sentence)

    def states(self):
        listed = json.loads(self.done("list", "--json"))["images"]
        return [one for one in listed if one["language"] == "toy"]

    def docker(self, *arguments):
        return subprocess.run(["docker", "-H", f"unix://{kDocker}", *arguments], capture_output=True, text=True,
                              timeout=support.kPatience, check=True).stdout

    def programs(self, **scripts):
        """A PATH with these and what building needs besides."""
        folder = pathlib.Path(tempfile.mkdtemp(dir=self.folder))
        for name in ("sh", "tar", "zstd", "env"):
            (folder / name).symlink_to(shutil.which(name))
        for name, script in scripts.items():
            (folder / name).write_text(script)
            (folder / name).chmod(0o755)
        return folder

    def faked(self, *options, version="1.0"):
        """Builds the toy's image, of one file, without packages: in no time. Gives its archive."""
        root = self.folder / "root"
        (root / "etc").mkdir(parents=True, exist_ok=True)
        (root / "etc" / "version").write_text(version)
        os.utime(root / "etc" / "version", (0, 0))
        said = self.done("build", "toy", *options, PATH=str(self.programs(mmdebstrap=kFakeBuild)),
                         FAKE_ROOT=str(root), FAKE_VERSION=version)
        self.assertIn("reading the lists of packages", said)
        return self.cache / (self.states()[0]["recipe"] + ".tar.zst")

    def test_an_image_is_built_listed_and_run(self):
        self.assertEqual(self.states()[0]["state"], "missing")
        self.done("build", "toy", cache=kShared, seconds=kBuildSeconds)
        state, = self.states()
        self.assertEqual((state["state"], state["version"], state["archived"]), ("current", "Toy 1.0", False))
        self.assertRegex(state["id"], "^sha256:[0-9a-f]{64}$")
        self.assertGreater(state["size"], 10_000_000)
        self.assertRegex(self.done("list"), rf"(?m)^toy +Toy 1\.0 +\d+ MB  {state['id'][7:19]}  current$")
        label = '{{index .Config.Labels "org.libinterview.recipe"}}'
        self.assertEqual(self.docker("inspect", "--format", label, "interview/toy").strip(), state["recipe"])
        inside = self.docker("run", "--rm", "--network", "none", "--read-only", "interview/toy", "/bin/sh", "-c",
                             "id -u; cat /etc/toy; readlink /tmp /var/tmp; find / -xdev -type f -perm /6000; "
                             "ls /var/log /var/cache /etc/apt 2>&1 | grep -v : ")
        self.assertEqual(inside.split(), ["65534", "warm", "/box/tmp", "/box/tmp"])
        # Nothing to do: nothing said but what there is.
        again = self.done("build", "toy")
        self.assertRegex(again, r"^toy +\d\.\d s  interview/toy:latest: Toy 1\.0, \d+ MB, " + state["id"] + "\n$")

    def test_a_docker_that_has_lost_an_image_gets_the_same_one_from_the_archive(self):
        self.faked()
        before, = self.states()
        self.docker("rmi", "interview/toy")
        self.assertEqual(self.states()[0]["state"], "missing")
        self.assertRegex(self.done("list"), r"(?m)^toy .* missing \(archived\)$")
        self.assertIn("loading the archive", self.done("build", "toy", PATH=str(self.programs())))
        self.assertEqual(self.states(), [before])

    def test_an_archive_that_is_damaged_is_made_again(self):
        archive = self.faked()
        self.docker("rmi", "interview/toy")
        whole = archive.read_bytes()
        archive.write_bytes(whole[:len(whole) // 2])
        self.faked(version="2.0")
        self.assertEqual(self.states()[0]["version"], "Toy 2.0")

    def test_what_a_rebuild_replaces_is_pruned_unless_it_is_in_use(self):
        archive = self.faked()
        first, = self.states()
        container = self.docker("create", "interview/toy", "true").strip()
        self.addCleanup(subprocess.run, ["docker", "-H", f"unix://{kDocker}", "rm", "-f", container],
                        capture_output=True, check=False)
        self.faked("--rebuild", version="2.0")
        # The same files make the same image, whenever they are packed.
        once, _ = self.states()
        self.faked("--rebuild", version="2.0")
        now, old = self.states()
        self.assertEqual(now, once)
        self.assertEqual((now["state"], now["version"]), ("current", "Toy 2.0"))
        self.assertEqual((old["state"], old["id"]), ("outdated", first["id"]))
        pruned = json.loads(self.done("prune", "--json"))
        self.assertEqual([one["id"] for one in pruned["in_use"]], [first["id"]])
        self.assertNotIn(first["id"], [one["id"] for one in pruned["removed"]])
        self.docker("rm", "-f", container)
        self.assertIn(f"removed {first['id'][7:19]} of toy", self.done("prune"))
        self.assertEqual(self.states(), [now])
        self.assertTrue(archive.exists())

    def test_a_changed_recipe_makes_an_image_outdated_and_prune_removes_it_with_its_archive(self):
        archive = self.faked()
        first, = self.states()
        self.toy({**kToy, "name": "Another name"})
        self.assertEqual(self.states(), [first])
        self.toy({**kToy, "image": {"setup": ["echo hot > /etc/toy"]}})
        old, = self.states()
        self.assertEqual((old["state"], old["id"]), ("outdated", first["id"]))
        pruned = json.loads(self.done("prune", "--json"))
        self.assertIn(first["id"], [one["id"] for one in pruned["removed"]])
        self.assertEqual(pruned["archives"], 1)
        self.assertFalse(archive.exists())
        self.assertEqual(self.states()[0]["state"], "missing")

    def test_an_outdated_image_is_built_anew(self):
        self.faked()
        first, = self.states()
        self.toy({**kToy, "image": {"setup": ["echo hot > /etc/toy"]}})
        self.faked(version="2.0")
        now, old = self.states()
        self.assertEqual((now["state"], now["version"]), ("current", "Toy 2.0"))
        self.assertNotEqual(now["recipe"], first["recipe"])
        self.assertEqual((old["state"], old["id"]), ("outdated", first["id"]))

    def test_an_image_of_a_language_that_is_no_more_is_unknown(self):
        self.faked()
        (self.languages / "toy.json").unlink()
        self.assertEqual([one["state"] for one in self.states()], ["unknown"])
        self.assertIn(" of toy", self.done("prune"))
        self.assertEqual(self.states(), [])

    def test_a_build_that_fails_says_why_and_where_the_rest_is(self):
        path = str(self.programs(mmdebstrap=kFakeFailure))
        self.refuses(kFailed, rf"while installing packages: Unable to locate package toy; {self.cache}/\w+\.log has the "
                     "rest$", "build", "toy", PATH=path)
        self.assertEqual(sorted(one.suffix for one in self.cache.iterdir()), [".lock", ".log"])
        self.assertEqual(self.states()[0]["state"], "missing")

    def test_programs_that_are_not_there(self):
        self.refuses(kSandbox, "mmdebstrap is not there; install it: apt-get install mmdebstrap$", "build", "toy",
                     PATH=str(self.programs()))
        path = self.programs(mmdebstrap=kFakeBuild)
        (path / "zstd").unlink()
        self.refuses(kSandbox, "zstd is not there; install it: apt-get install zstd$", "build", "toy", PATH=str(path),
                     FAKE_ROOT=str(self.languages), FAKE_VERSION="1.0")

    def test_no_docker(self):
        for command in ("build", "list", "prune"):
            self.refuses(kSandbox, "Docker does not answer at /nowhere/docker.sock: No such file or directory; is "
                         r"dockerd running\?$", command, docker="unix:///nowhere/docker.sock")
        self.refuses(kUsage, "is no Unix socket", "list", docker="tcp://127.0.0.1:2375")
        self.cache.chmod(0o777)
        self.refuses(kSandbox, "this user may not use it; run as root or as a member of the group docker$", "list",
                     before=("setpriv", f"--reuid={kNobody}", f"--regid={kNobody}", "--clear-groups", "--"))

    def test_what_is_asked_for_wrongly(self):
        self.refuses(kUsage, "there is no language 'cobol'; there are cpp, go, java, javascript, python, toy$", "build",
                     "cobol")
        for arguments, why in ((("list", "toy"), "images list takes no language"),
                               (("dockerfile",), "images dockerfile takes one language"),
                               (("list", "--rebuild"), "--rebuild and --mirror are for images build"),
                               (("build", "--json"), "--json is for images list and images prune")):
            self.refuses(kUsage, why + "$", *arguments)
        self.refuses(kFailed, "name another folder with --cache$", "list", cache="/dev/null/images")
        (self.languages / "toy.json").write_text("{}")
        self.refuses(kUsage, 'toy.json: field "id" is missing$', "list")

    def test_a_dockerfile_is_printed(self):
        printed = subprocess.run([kInterviewd, "images", "dockerfile", "python"], capture_output=True, text=True,
                                 timeout=support.kPatience, check=True).stdout
        self.assertIn("FROM debian:bookworm-slim\n", printed)
        self.assertIn("'python3'", printed)
        self.assertIn('LABEL org.libinterview.language="python"', printed)


if __name__ == "__main__":
    unittest.main()
