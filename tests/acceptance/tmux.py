"""Real terminals: panes of a private tmux, with people's programs in them. What is waited for is what they show."""

import contextlib
import os
import re
import select
import subprocess
import time

import support

# A pane stays when its program ends, and Escape is a key at once.
kConfiguration = "set -g remain-on-exit on\nset -sg escape-time 0\nset -g status off\n"


class Pane:
    def __init__(self, tmux, name, fifo):
        self.tmux, self.name = tmux, name
        # Whatever the program writes is a sign to look again.
        os.mkfifo(fifo)
        self.changes = os.open(fifo, os.O_RDWR | os.O_NONBLOCK)
        tmux.call("pipe-pane", "-t", name, f"exec cat > '{fifo}'")

    def screen(self):
        """What is to be seen, with what has scrolled away; lines that the terminal has wrapped are joined."""
        return self.tmux.call("capture-pane", "-p", "-J", "-S", "-", "-t", self.name)

    def type(self, text):
        self.tmux.call("send-keys", "-t", self.name, "-l", "--", text)

    def press(self, *keys):
        """Keys by tmux's names: Enter, Escape, C-s."""
        self.tmux.call("send-keys", "-t", self.name, *keys)

    def say(self, line):
        self.type(line)
        self.press("Enter")

    def wait_for(self, pattern):
        """The match of what is shown."""
        deadline = time.monotonic() + support.kPatience
        while True:
            screen = self.screen()
            match = re.search(pattern, screen, re.MULTILINE)
            if match:
                return match
            if time.monotonic() > deadline:
                shown = re.sub(r"\s*\n(~?\s*\n)+", "\n", screen)
                raise AssertionError(f"no {pattern!r} in:\n{shown}")
            if select.select([self.changes], [], [], 1.0)[0]:
                os.read(self.changes, 65536)


class Tmux:
    def __init__(self, terminals):
        self.folder = terminals.folder / "tmux"
        self.folder.mkdir()
        (self.folder / "conf").write_text(kConfiguration)
        self.environment = {**terminals.environment, "TERM": "xterm-256color"}
        self.environment.pop("TMUX", None)
        self.panes = []

    def call(self, *arguments):
        done = subprocess.run(["tmux", "-u", "-f", self.folder / "conf", "-S", self.folder / "socket", *map(str, arguments)],
                              capture_output=True, text=True, env=self.environment, timeout=support.kPatience, check=False)
        if done.returncode != 0:
            raise AssertionError(f"tmux {arguments[0]}: {done.stderr}")
        return done.stdout

    def open(self, *command, beside=None):
        """A pane with this program in it, in a window of its own or beside another pane."""
        where = ("split-window", "-h", "-t", beside.name) if beside else ("new-session", "-d", "-x", "220", "-y", "60")
        name = self.call(*where, "-P", "-F", "#{pane_id}", *command).strip()
        self.panes.append(Pane(self, name, self.folder / f"changes-{len(self.panes)}"))
        return self.panes[-1]

    def join(self, link, name, folder):
        pane = self.open(support.kPrograms / "interview", "join", link, "--name", name, "--dir", folder)
        pane.wait_for(r"/help says what you can do")
        return pane

    def vim(self, path, beside):
        pane = self.open("vim", "-N", "-u", "NONE", "-i", "NONE", path, beside=beside)
        pane.wait_for(r'"[^"]*" \d+L, \d+B')
        return pane

    def nano(self, path, beside):
        pane = self.open("nano", "--ignorercfiles", "--quickblank", path, beside=beside)
        pane.wait_for(r"\[ Read \d+ lines? \]")
        return pane

    def close(self):
        """When it returns, the programs have ended too."""
        ends = []
        for pid in self.call("list-panes", "-a", "-F", "#{?pane_dead,,#{pane_pid}}").split():
            with contextlib.suppress(ProcessLookupError):
                ends.append(os.pidfd_open(int(pid)))
        subprocess.run(["tmux", "-S", self.folder / "socket", "kill-server"], capture_output=True, check=False)
        for end in ends:
            select.select([end], [], [], support.kPatience)
            os.close(end)
        for pane in self.panes:
            os.close(pane.changes)


def save_in_vim(pane):
    """vim asks back, also with the exclamation mark, when the file is another one than it has read."""
    pane.type(":w!")
    pane.wait_for(r"^:w!")  # in place of what it said before
    pane.press("Enter")
    answer = pane.wait_for(r'"[^"]*" \d+L, \d+B written|Do you really want to write to it \(y/n\)\?')
    if "really" in answer.group(0):
        pane.type("y")
        pane.wait_for(r'"[^"]*" \d+L, \d+B written\n(.*\n)*Press ENTER')
        pane.press("Enter")


def save_in_nano(pane, shown):
    """`shown` is what has been typed last: with it, what nano said before is gone. nano asks back as well."""
    pane.wait_for(shown)
    pane.press("C-s")
    answer = pane.wait_for(r"\[ Wrote \d+ lines? \]|File on disk has changed")
    if "changed" in answer.group(0):
        pane.type("y")
        pane.wait_for(r"\[ Wrote \d+ lines? \]")
