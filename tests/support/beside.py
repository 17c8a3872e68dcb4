"""Running a command while a service of one's own is there."""

import os
import signal
import subprocess
import sys


def main(arguments, about, service, problems):
    """`-- COMMAND...`: runs it with the environment() that `service`, a context manager's class, has to add; gives its
    exit code. `problems` are the exceptions by which the service says why it is not there."""
    if len(arguments) < 2 or arguments[0] != "--":
        print(about, file=sys.stderr)
        return 2

    def stop(number, _):
        raise SystemExit(128 + number)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGHUP, stop)
    try:
        with service() as running:
            child = subprocess.Popen(arguments[1:], env={**os.environ, **running.environment()})
            try:
                while True:
                    try:
                        code = child.wait()
                        break
                    except KeyboardInterrupt:
                        pass  # The terminal has told the command too: it decides.
            finally:
                if child.poll() is None:
                    child.terminate()
                    child.wait()
            return code if code >= 0 else 128 - code
    except problems as problem:
        print(f"{os.path.basename(sys.argv[0])}: {problem}", file=sys.stderr)
        return 1
