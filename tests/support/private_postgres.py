#!/usr/bin/python3
"""A PostgreSQL of one's own for the time of a test run: data in a temporary folder, a Unix socket in it, a free port on
127.0.0.1, durability as shipped (fsync on), and a password that has to be escaped wherever it is used.

    tests/support/private_postgres.py -- command...

runs the command with INTERVIEW_TEST_POSTGRES (a URI) and INTERVIEW_TEST_POSTGRES_PID (the postmaster, which restarts
after a backend was killed), and exits with its exit code."""

import glob
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.parse

import beside

kUser = "interview"
kPassword = "it's a \"pass\\word\" 100%/@:?#"
kDatabase = "interview test"
kReadySeconds = 60
kStopSeconds = 20


class NotInstalled(Exception):
    """This machine has no PostgreSQL server, or no user who may run one."""


class NotStarted(Exception):
    """There is one, and it does not start; the text has its output."""


def _programs():
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"), key=lambda path: int(path.split("/")[4]))
    if not found:
        raise NotInstalled("no PostgreSQL server is installed")
    return os.path.dirname(found[-1])


def _owner():
    """PostgreSQL refuses to run as root: then it runs as the user its package made."""
    if os.geteuid() != 0:
        return pwd.getpwuid(os.geteuid())
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        raise NotInstalled("there is no user postgres") from None


def _free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class PrivatePostgres:
    """A server that runs from `with` on to the end of the block. One thread."""

    def __enter__(self):
        self._programs = _programs()
        self._owner = _owner()
        self._server = None
        self._folder = tempfile.mkdtemp(prefix="interview-postgres-")
        try:
            os.chown(self._folder, self._owner.pw_uid, self._owner.pw_gid)
            self._make_cluster()
            # Somebody may take the free port before the server does.
            for last in (False, False, True):
                try:
                    self._start()
                    break
                except NotStarted:
                    if last:
                        raise
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self._stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    @property
    def pid(self):
        return self._server.pid

    @property
    def uri(self):
        quoted = [urllib.parse.quote(part, safe="") for part in (kUser, kPassword, kDatabase)]
        return "postgresql://{}:{}@127.0.0.1:{}/{}".format(*quoted[:2], self.port, quoted[2])

    def environment(self):
        return {"INTERVIEW_TEST_POSTGRES": self.uri, "INTERVIEW_TEST_POSTGRES_PID": str(self.pid)}

    def _as_owner(self, *more):
        command = ["/usr/bin/setpriv", *more]
        if os.geteuid() == 0:
            command += [f"--reuid={self._owner.pw_uid}", f"--regid={self._owner.pw_gid}", "--init-groups"]
        return command + ["--"]

    def _settings(self):
        return {"PATH": "/usr/bin:/bin", "HOME": self._folder, "LC_ALL": "C.UTF-8", "PGPASSWORD": kPassword}

    def _make_cluster(self):
        password_file = os.path.join(self._folder, "password")
        with open(password_file, "w", encoding="utf-8") as file:
            file.write(kPassword + "\n")
        os.chown(password_file, self._owner.pw_uid, self._owner.pw_gid)
        done = subprocess.run(
            self._as_owner() + [f"{self._programs}/initdb", "-D", f"{self._folder}/data", "-U", kUser,
                                f"--pwfile={password_file}", "--auth=scram-sha-256", "--encoding=UTF8", "--no-sync"],
            cwd=self._folder, env=self._settings(), stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode != 0:
            raise NotStarted(done.stdout + done.stderr)

    def _start(self):
        self.port = _free_port()
        log_path = os.path.join(self._folder, "log")
        settings = {"listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": self._folder,
                    "fsync": "on", "synchronous_commit": "on", "restart_after_crash": "on"}
        # SIGINT (a fast shutdown) also when this process is killed; setpriv becomes the server, so the pid is its own.
        command = self._as_owner("--pdeathsig=INT") + [f"{self._programs}/postgres", "-D", f"{self._folder}/data"]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        with open(log_path, "wb") as log:
            self._server = subprocess.Popen(command, cwd=self._folder, env=self._settings(), stdin=subprocess.DEVNULL,
                                            stdout=log, stderr=log, start_new_session=True)
        deadline = time.monotonic() + kReadySeconds
        created = None
        while self._server.poll() is None and time.monotonic() < deadline:
            created = subprocess.run(
                [f"{self._programs}/createdb", "-h", self._folder, "-p", str(self.port), "-U", kUser, "--no-password",
                 kDatabase], cwd="/", env=self._settings(), stdin=subprocess.DEVNULL, capture_output=True, text=True)
            if created.returncode == 0:
                return
            time.sleep(0.05)
        self._stop()
        with open(log_path, encoding="utf-8", errors="replace") as log:
            raise NotStarted(log.read() + (created.stderr if created else ""))

    def _stop(self):
        server, self._server = self._server, None
        if server is None or server.poll() is not None:
            return
        for how in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
            server.send_signal(how)
            server.send_signal(signal.SIGCONT)
            try:
                server.wait(kStopSeconds)
                return
            except subprocess.TimeoutExpired:
                pass


if __name__ == "__main__":
    sys.exit(beside.main(sys.argv[1:], __doc__, PrivatePostgres, (NotInstalled, NotStarted)))
