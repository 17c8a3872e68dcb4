"""What became of the tests of a suite: counts, reasons, and the output of those that failed."""

import dataclasses


@dataclasses.dataclass
class Outcome:
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    reasons: list = dataclasses.field(default_factory=list)   # why tests were skipped
    failures: list = dataclasses.field(default_factory=list)  # (name, output) of what failed
    notes: list = dataclasses.field(default_factory=list)     # figures and warnings worth a line

    def add(self, other):
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped
        self.reasons += other.reasons
        self.failures += other.failures
        self.notes += other.notes

    def count(self):
        return self.passed + self.failed + self.skipped

    def __str__(self):
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def failure(name, output):
    return Outcome(failed=1, failures=[(name, output)])
