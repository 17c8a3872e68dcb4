"""Tests that are scripts: files of unittest (one process each), and shell scripts (one test each)."""

import glob
import json
import os
import tempfile

import child
import cpp_suite
from outcome import Outcome, failure

kHere = os.path.dirname(os.path.abspath(__file__))


def _files(pattern, ending, wanted):
    by_name = {os.path.basename(path)[:-len(ending)]: path for path in sorted(glob.glob(pattern))}
    return [(name, by_name[name]) for name in cpp_suite.select(list(by_name), wanted)]


def run_unittest_file(name, path, timeout, environment):
    """The outcome of one file. Counts are those of unittest_file.py, which says what became of each test."""
    with tempfile.TemporaryDirectory() as scratch:
        report_path = os.path.join(scratch, "report.json")
        ended = child.run(["/usr/bin/python3", os.path.join(kHere, "unittest_file.py"), path, report_path], timeout,
                          env=environment)
        try:
            with open(report_path, encoding="utf-8") as file:
                report = json.load(file)
        except (OSError, ValueError):
            return failure(name, f"{ended.output}\n{name}: {ended.why()} before its end\n")
    outcome = Outcome(report["passed"], report["failed"], len(report["skipped"]),
                      [f"{name}: {reason}" for reason in report["skipped"]])
    if outcome.count() == 0 or (not ended.ok and outcome.failed == 0):
        outcome.failed += 1
    if outcome.failed:
        outcome.failures.append((name, f"{ended.output}\n{name}: {ended.why()}\n"))
    return outcome


def run_unittest(pattern, wanted, timeout, environment):
    outcome = Outcome()
    for name, path in _files(pattern, "_test.py", wanted):
        outcome.add(run_unittest_file(name, path, timeout, environment))
    return outcome


def run_shell(pattern, wanted, timeout, environment):
    """Exit code 0 is passed, or skipped if it printed `SKIPPED: reason`."""
    outcome = Outcome()
    for name, path in _files(pattern, ".sh", wanted):
        ended = child.run(["bash", path], timeout, env=environment)
        outcome.add(cpp_suite.count(name, ended, is_doctest=False))
    return outcome
