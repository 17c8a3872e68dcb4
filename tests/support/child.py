"""Running a program to its end: in a process group of its own, with a time limit, its output in a file."""

import concurrent.futures
import dataclasses
import os
import signal
import subprocess
import tempfile
import threading

kAtOnce = 2
kDieWithUs = ("/usr/bin/setpriv", "--pdeathsig=KILL", "--")

_live = set()
_lock = threading.Lock()


@dataclasses.dataclass
class Ended:
    code: int         # exit code; negative: the signal that killed it
    timed_out: bool
    output: str       # stdout and stderr as they came

    @property
    def ok(self):
        return self.code == 0 and not self.timed_out

    def why(self):
        """How it ended, in words."""
        if self.timed_out:
            return "timed out"
        if self.code < 0:
            return f"killed by {signal.Signals(-self.code).name}"
        return f"exit code {self.code}"


def _kill_group(pid):
    try:
        os.killpg(pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def run(command, timeout=None, cwd=None, env=None):
    """Runs `command` and waits. Whatever it started and left running in its process group is killed.

    The output goes through a file, not a pipe: a process left behind would keep a pipe open."""
    with tempfile.TemporaryFile() as output:
        with _lock:
            # Should this process be killed, so is the program.
            child = subprocess.Popen([*kDieWithUs, *command], cwd=cwd, env=env, stdin=subprocess.DEVNULL, stdout=output,
                                     stderr=subprocess.STDOUT, start_new_session=True)
            _live.add(child.pid)
        timed_out = False
        try:
            child.wait(timeout)
        except subprocess.TimeoutExpired:
            timed_out = True
        finally:
            _kill_group(child.pid)
            child.wait()
            with _lock:
                _live.discard(child.pid)
        output.seek(0)
        return Ended(child.returncode, timed_out, output.read().decode("utf-8", "replace"))


def kill_all():
    """Kills what threads other than this one are waiting for."""
    with _lock:
        for pid in _live:
            _kill_group(pid)


def run_together(call, arguments):
    """What call() gives for each of the arguments, in their order; kAtOnce of them are under way at a time."""
    with concurrent.futures.ThreadPoolExecutor(kAtOnce) as pool:
        running = [pool.submit(call, argument) for argument in arguments]
        try:
            return [one.result() for one in running]
        except BaseException:
            for one in running:
                one.cancel()
            kill_all()
            raise
