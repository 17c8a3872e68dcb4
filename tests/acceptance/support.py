"""A real server and real terminal clients for acceptance tests. Nothing sleeps: what is waited for is output."""

import contextlib
import json
import os
import pathlib
import re
import selectors
import shutil
import signal
import subprocess
import tempfile
import time

kRoot = pathlib.Path(__file__).resolve().parents[2]
kPrograms = pathlib.Path(os.environ.get("INTERVIEW_PROGRAMS", kRoot / "build" / "bin"))
# Of anything that is waited for; a machine that builds meanwhile is slow.
kPatience = float(os.environ.get("INTERVIEW_PATIENCE", "60"))


class Program:
    """A program whose output is read as it comes."""

    def __init__(self, arguments, **options):
        self.process = subprocess.Popen([str(a) for a in arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT, **options)
        os.set_blocking(self.process.stdout.fileno(), False)
        self.output = ""
        self._read_to = 0  # what wait_for() has passed over

    def _read(self, deadline):
        with selectors.DefaultSelector() as selector:
            selector.register(self.process.stdout, selectors.EVENT_READ)
            if not selector.select(max(0.0, deadline - time.monotonic())):
                return None
        chunk = self.process.stdout.read()
        self.output += (chunk or b"").decode("utf-8", "replace")
        return bool(chunk)

    def wait_for(self, pattern):
        """The match of the next place in the output that fits."""
        deadline = time.monotonic() + kPatience
        while True:
            match = re.compile(pattern, re.MULTILINE).search(self.output, self._read_to)
            if match:
                self._read_to = match.end()
                return match
            more = self._read(deadline)
            if more is None or not more:
                why = "ended" if more is False else "is silent"
                raise AssertionError(f"{self.process.args[0]} {why} before {pattern!r}:\n{self.output}")

    def screen(self):
        """What it has written by now."""
        self.read_what_is_there()
        return self.output

    def read_what_is_there(self):
        """Without waiting for more."""
        while self._read(time.monotonic()):
            pass

    def type(self, line):
        self.process.stdin.write((line + "\n").encode())
        self.process.stdin.flush()

    def end(self):
        """Everything that comes until its end, and its exit code."""
        deadline = time.monotonic() + kPatience
        while self._read(deadline):
            pass
        return self.process.wait(max(1.0, deadline - time.monotonic()))

    def kill(self, how=signal.SIGKILL):
        self.process.send_signal(how)
        return self.process.wait(kPatience)

    def close(self):
        if self.process.poll() is None:
            self.kill()
        for stream in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                stream.close()


class Server:
    """interviewd on a free port of 127.0.0.1, with a folder of its own. start() again after kill(): the same port."""

    def __init__(self, folder, *options):
        self.folder = pathlib.Path(folder)
        self.options = options
        self.address = "127.0.0.1:0"
        self.program = None
        self.start()

    def start(self):
        if self.program:
            self.program.close()
        self.program = Program([kPrograms / "interviewd", "serve", "--listen", self.address, "--data",
                                self.folder / "data", *self.options])
        url = self.program.wait_for(r"interviewd is at (https?://(\S+))")
        self.url, self.address = url.group(1), url.group(2)

    def kill(self, how=signal.SIGKILL):
        code = self.program.kill(how)
        self.program.close()
        return code


class Terminals:
    """Runs `interview` for people who each have a name."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.programs = []
        self.environment = {**os.environ, "XDG_STATE_HOME": str(self.folder / "state"), "LC_ALL": "C.UTF-8"}
        for name in ("INTERVIEW_LINK", "INTERVIEW_TOKEN"):
            self.environment.pop(name, None)

    def run(self, *arguments, text="", **environment):
        """A command that ends by itself; with its `stdout`, `stderr` and `returncode`."""
        return subprocess.run([str(kPrograms / "interview"), *(str(a) for a in arguments)], input=text, text=True,
                              capture_output=True, timeout=kPatience, env={**self.environment, **environment},
                              cwd=self.folder, check=False)

    def create(self, server, *arguments):
        """The links of a new room, by role."""
        made = self.run("create", "--data", server.folder / "data", "--json", *arguments)
        if made.returncode != 0:
            raise AssertionError(made.stderr)
        return json.loads(made.stdout)["links"]

    def start(self, *arguments):
        program = Program([kPrograms / "interview", *arguments], env=self.environment, cwd=self.folder)
        self.programs.append(program)
        return program

    def join(self, link, name, *arguments):
        program = self.start("join", link, "--name", name, *arguments)
        program.wait_for(r"/help says what you can do")
        return program

    def close(self):
        for program in self.programs:
            program.close()


def wait_for_file(path, content, program):
    """Until a file that `program` writes has this content. The folder's changes are looked at as they come."""
    path = pathlib.Path(path)
    deadline = time.monotonic() + kPatience
    watch = subprocess.Popen(["/usr/bin/python3", "-c", _kWatch, str(path.parent)], stdout=subprocess.PIPE)
    try:
        while True:
            text = path.read_text() if path.exists() else None
            if content(text) if callable(content) else text == content:
                return text
            if time.monotonic() > deadline:
                raise AssertionError(f"{path} has {text!r}\n{program.screen()}")
            with selectors.DefaultSelector() as selector:
                selector.register(watch.stdout, selectors.EVENT_READ)
                if selector.select(1.0):
                    os.read(watch.stdout.fileno(), 4096)
    finally:
        watch.kill()
        watch.wait()
        watch.stdout.close()


# inotify(7) by ctypes: a byte for every bunch of events.
_kWatch = """
import ctypes, os, sys
c = ctypes.CDLL(None, use_errno=True)
fd = c.inotify_init()
c.inotify_add_watch(fd, os.fsencode(sys.argv[1]), 0x3ca)
while os.read(fd, 65536):
    os.write(1, b'.')
"""


def _memory():
    """A folder in memory with some room, if there is one."""
    folder = "/dev/shm"
    roomy = os.access(folder, os.W_OK) and shutil.disk_usage(folder).free > 512 << 20
    return folder if roomy else None


@contextlib.contextmanager
def stage(*server_options, in_memory=False, prepare=None):
    """A server and terminals, in a folder that goes away. `in_memory`: where a commit costs no disk, if possible.
    `prepare` is given the server's data folder before its first start."""
    with tempfile.TemporaryDirectory(dir=_memory() if in_memory else None) as folder:
        if prepare:
            data = pathlib.Path(folder) / "data"
            data.mkdir(mode=0o700)
            prepare(data)
        server = Server(folder, *server_options)
        terminals = Terminals(folder)
        try:
            yield server, terminals
        finally:
            terminals.close()
            if server.program.process.poll() is None:
                server.kill()
            server.program.close()
