#!/usr/bin/python3
"""A Docker of one's own for the time of a test run, with the images of the languages.

    tests/support/private_docker.py -- command...

runs the command with INTERVIEW_TEST_DOCKER (the path of dockerd's socket) and INTERVIEW_TEST_DOCKER_PID, and exits with its
exit code. It takes build/bin/interviewd to build the images.

Its data is kept from run to run, in interview-test/docker of XDG_CACHE_HOME or ~/.cache: images are built once a machine. A
second run at the same time takes the next folder (docker-2, ...) and fills it from the archives of the first. It has no
network, and a socket, a configuration and a state of its own: a Docker that this machine has is not touched."""

import contextlib
import fcntl
import glob
import http.client
import json
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

import beside
import child

kRoot = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
kReadySeconds = 60
kStopSeconds = 20
kFolders = 8


class Unavailable(Exception):
    """There can be none on this machine, or not now; the text says why."""


def cache_folder():
    base = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return os.path.join(base, "interview-test")


class _UnixConnection(http.client.HTTPConnection):
    def __init__(self, path):
        super().__init__("docker", timeout=10)
        self._path = path

    def connect(self):
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.settimeout(self.timeout)
        self.sock.connect(self._path)


def answers(path):
    """Whether a Docker answers at the socket."""
    connection = _UnixConnection(path)
    try:
        connection.request("GET", "/_ping")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


class PrivateDocker:
    """A dockerd that runs from `with` on to the end of the block, with the images of these languages, or of all. Its data
    is kept from run to run, or it has this empty folder for it. One thread."""

    def __init__(self, interviewd=os.path.join(kRoot, "build", "bin", "interviewd"), languages=(), data=None):
        self._interviewd = interviewd
        self._languages = languages
        self._data = data

    def __enter__(self):
        if os.geteuid() != 0:
            raise Unavailable("only root can start a Docker of its own")
        if not shutil.which("dockerd"):
            raise Unavailable("dockerd is not installed")
        self._daemon = None
        with contextlib.ExitStack() as stack:
            self._data = self._data or self._take_folder(stack)
            # Short: the path of a socket has 107 bytes.
            self._folder = tempfile.mkdtemp(prefix="interview-docker-")
            stack.callback(shutil.rmtree, self._folder, ignore_errors=True)
            self.socket = os.path.join(self._folder, "docker.sock")
            stack.callback(self._unmount)
            stack.callback(self.stop)
            self.start()
            self._remove_containers()
            self._build_images()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *_):
        self._stack.close()

    @property
    def pid(self):
        return self._daemon.pid

    def environment(self):
        return {"INTERVIEW_TEST_DOCKER": self.socket, "INTERVIEW_TEST_DOCKER_PID": str(self.pid)}

    @staticmethod
    def _take_folder(stack):
        for number in range(1, kFolders + 1):
            folder = os.path.join(cache_folder(), "docker" if number == 1 else f"docker-{number}")
            os.makedirs(folder, mode=0o711, exist_ok=True)
            lock = stack.enter_context(open(folder + ".lock", "w", encoding="utf-8"))
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return folder
        raise Unavailable(f"{kFolders} test runs have a Docker each already")

    def _ask(self, method, target):
        connection = _UnixConnection(self.socket)
        try:
            connection.request(method, target)
            return connection.getresponse().read()
        finally:
            connection.close()

    def containers(self):
        return json.loads(self._ask("GET", "/containers/json?all=1"))

    def _remove_containers(self):
        """What a run left behind that was killed."""
        for container in self.containers():
            self._ask("DELETE", f"/containers/{container['Id']}?force=1")

    def _build_images(self):
        """Those that are missing or of an older recipe."""
        done = child.run([self._interviewd, "images", "build", *self._languages, "--docker", "unix://" + self.socket,
                          "--cache", os.path.join(cache_folder(), "images")])
        if not done.ok:
            raise Unavailable("the images cannot be built: " + done.output.strip().rpartition("\n")[2])

    def start(self):
        """Also again, after it was stopped."""
        # Not this machine's own configuration.
        configuration = os.path.join(self._folder, "daemon.json")
        with open(configuration, "w", encoding="utf-8") as file:
            file.write("{}")
        command = ["dockerd", "--data-root", self._data, "--exec-root", os.path.join(self._folder, "exec"), "--pidfile",
                   os.path.join(self._folder, "pid"), "--config-file", configuration, "-H", "unix://" + self.socket,
                   "--iptables=false", "--ip6tables=false", "--bridge=none", "--ip-forward=false"]
        log_path = os.path.join(self._folder, "log")
        # It stops its containerd when it is told to end, as it is also when this process is killed; setpriv becomes the
        # daemon, so the pid is its own.
        with open(log_path, "wb") as log:
            self._daemon = subprocess.Popen(["/usr/bin/setpriv", "--pdeathsig=TERM", "--", *command], cwd="/",
                                            stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
        deadline = time.monotonic() + kReadySeconds
        while self._daemon.poll() is None and time.monotonic() < deadline:
            if answers(self.socket):
                return
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._daemon.wait(0.05)
        self.stop()
        with open(log_path, encoding="utf-8", errors="replace") as log:
            why = [line for line in log.read().splitlines() if line][-1:]
        raise Unavailable("dockerd does not start: " + "".join(why))

    def stop(self, how=signal.SIGTERM):
        """With its containers, or by SIGKILL without: those go on."""
        daemon, self._daemon = self._daemon, None
        if daemon is None or daemon.poll() is not None:
            return
        for how in (how, signal.SIGKILL):
            daemon.send_signal(how)
            daemon.send_signal(signal.SIGCONT)
            try:
                daemon.wait(kStopSeconds)
                break
            except subprocess.TimeoutExpired:
                pass
        self._end_containerd()

    def _unmount(self):
        """Daemons mount their folder onto itself; those that were killed leave it so."""
        while child.run(["umount", self._data]).ok:
            pass

    def _end_containerd(self):
        """That of a daemon that was killed goes with it, and leaves sockets at which the next one waits in vain."""
        folder = os.path.join(self._folder, "exec", "containerd")
        with contextlib.suppress(OSError, ValueError):
            with open(os.path.join(folder, "containerd.pid"), encoding="ascii") as file:
                process = os.pidfd_open(int(file.read()))
            with open(process, closefd=True):
                select.select([process], [], [], kStopSeconds)
        for left in glob.glob(os.path.join(folder, "containerd*.sock*")) + glob.glob(os.path.join(folder, "*.pid")):
            os.unlink(left)


if __name__ == "__main__":
    sys.exit(beside.main(sys.argv[1:], __doc__, PrivateDocker, Unavailable))
