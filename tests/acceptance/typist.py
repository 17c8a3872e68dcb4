"""People who type fast (driver/typist.cc), each at the end of an own line of both.txt."""

import re

import support


def typed(mark, count):
    """The first characters that driver/typist.cc types."""
    return "".join(f"{mark}{i:06} " for i in range(count // 8 + 1))[:count]


class Typist:
    """One person who types; started again it is the same one."""

    def __init__(self, terminals, link, mark, count, folder=None):
        self.terminals, self.mark = terminals, mark
        self.folder = folder or terminals.folder / f"typist-{mark}"
        self.arguments = [support.kPrograms / "acceptance_typist", link, f"Typist {mark}", self.folder, "both.txt", mark,
                          count]
        self.acked = 0
        self.start()

    def start(self):
        self.program = support.Program(self.arguments)
        self.terminals.programs.append(self.program)
        self.program.wait_for("^live$")

    def wait_for_acked(self, count):
        while self.acked < count:
            self.acked = int(self.program.wait_for(r"acked (\d+)$").group(1))

    def read_what_it_said(self):
        """What it knew to be acknowledged when it was stopped."""
        self.program.read_what_is_there()
        for match in re.finditer(r"^typed \d+ acked (\d+)$", self.program.output, re.MULTILINE):
            self.acked = max(self.acked, int(match.group(1)))
