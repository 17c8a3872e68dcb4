"""interviewd as a service runs it: as an ordinary user without any privilege, under what the systemd unit takes away, with
cgroups that root has given to it. It still runs code, and limits it."""

import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

import support

kUser = 65534
kRoot = pathlib.Path("/sys/fs/cgroup")
kName = f"interview-test-{os.getpid()}"
# What the unit has by CapabilityBoundingSet=, NoNewPrivileges=, ProtectSystem=, ProtectHome= and PrivateTmp=.
kAsUnit = ["setpriv", "--reuid", str(kUser), "--regid", str(kUser), "--clear-groups", "--no-new-privs", "--bounding-set",
           "-all", "--inh-caps", "-all"]
kNarrow = """set -e
    mount --bind "$1" "$1"
    mount -o remount,bind,ro /
    mount -t tmpfs -o mode=1777 tmpfs /var/tmp
    shift
    exec "$@" """


class Cgroups:
    """Groups that belong to the user, of either version."""

    def __init__(self):
        self.unified = (kRoot / "cgroup.controllers").exists()
        if self.unified:
            (kRoot / "cgroup.subtree_control").write_text("+cpu +memory +pids")
            self.folders = [kRoot / kName]
        else:
            self.folders = [kRoot / controller / kName for controller in ("cpu", "cpuacct", "memory", "pids")]
        for folder in self.folders:
            folder.mkdir()
            os.chown(folder, kUser, kUser)
            for file in folder.iterdir():
                os.chown(file, kUser, kUser)

    def command(self):
        """What a service is started by, in front of its own command."""
        if not self.unified:
            return []
        enter = f"echo $$ > {kRoot / kName}/cgroup.procs && exec \"$@\""
        return ["sh", "-c", enter, "sh", *kAsUnit, support.kRoot / "packaging" / "systemd" / "own-cgroups"]

    def options(self):
        return [] if self.unified else ["--sandbox-cgroup", kName]

    def remove(self):
        for folder in self.folders:
            for path, _, _ in os.walk(folder, topdown=False):
                os.rmdir(path)


class OrdinaryUserTest(unittest.TestCase):
    def test_code_is_run_and_limited(self):
        folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, folder)
        folder.chmod(0o755)
        data = folder / "data"
        data.mkdir(0o700)
        os.chown(data, kUser, kUser)
        groups = Cgroups()
        self.addCleanup(groups.remove)
        program = support.Program(["unshare", "-m", "sh", "-c", kNarrow, "sh", data, *(groups.command() or kAsUnit),
                                   support.kPrograms / "interviewd", "serve", "--data", data, "--listen", "127.0.0.1:0",
                                   "--sandbox", "native", "--welcome", *groups.options()])
        self.addCleanup(program.close)
        link = program.wait_for(r"reviewer +(http\S+)").group(1)
        status = pathlib.Path(f"/proc/{program.process.pid}/status").read_text()
        self.assertRegex(status, rf"Uid:\t{kUser}\t{kUser}\t{kUser}\t{kUser}")
        self.assertRegex(status, r"CapBnd:\t0+\n")
        terminals = support.Terminals(folder)
        self.addCleanup(terminals.close)
        for code, exit_code, printed in (("print(6 * 7)", 0, "42\n"), ("x = bytearray(1 << 30)", 125, ""),
                                         ("import socket; socket.create_connection(('192.0.2.1', 80))", 1, "")):
            (folder / "code.py").write_text(code)
            put = terminals.run("put", link, "code.py")
            self.assertEqual((put.returncode, put.stderr), (0, ""))
            ran = terminals.run("run", link, "code.py")
            self.assertEqual((ran.returncode, ran.stdout), (exit_code, printed), ran.stderr + program.screen())
        self.assertEqual(program.kill(15), 0)

    def test_own_cgroups_starts_its_command_without_delegation(self):
        command = [support.kRoot / "packaging" / "systemd" / "own-cgroups", "sh", "-c", "echo $INTERVIEWD_SANDBOX_CGROUP."]
        ran = subprocess.run(["setpriv", "--reuid", str(kUser), "--clear-groups", *command], capture_output=True, text=True,
                             check=False)
        self.assertEqual((ran.returncode, ran.stdout), (0, ".\n"), ran.stderr)


if __name__ == "__main__":
    unittest.main()
