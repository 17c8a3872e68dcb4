#!/usr/bin/python3
"""unittest_file.py FILE REPORT: runs the tests of one file of unittest, and writes what became of each as JSON:
{"passed": n, "failed": n, "skipped": [reason, ...]}. Every test of the file is counted once, also those that did not
run because their class or module could not be set up."""

import json
import os
import sys
import unittest


def _leaves(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from _leaves(test)
        else:
            yield test


class _Counting(unittest.TextTestResult):
    def __init__(self, *arguments, **options):
        super().__init__(*arguments, **options)
        self.passed, self.failed, self.reasons = set(), set(), {}
        self.beside = 0  # Failures outside of any test: tearing down a class or module.
        self.skipped_sets = {}

    @staticmethod
    def _id(test):
        return getattr(test, "test_case", test).id()

    def _fail(self, test):
        if isinstance(getattr(test, "test_case", test), unittest.TestCase):
            self.failed.add(self._id(test))
        elif test.id().startswith("tearDown"):
            self.beside += 1

    def addSuccess(self, test):
        super().addSuccess(test)
        self.passed.add(self._id(test))

    def addExpectedFailure(self, test, err):
        super().addExpectedFailure(test, err)
        self.passed.add(self._id(test))

    def addUnexpectedSuccess(self, test):
        super().addUnexpectedSuccess(test)
        self._fail(test)

    def addError(self, test, err):
        super().addError(test, err)
        self._fail(test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self._fail(test)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self._fail(test)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        if isinstance(getattr(test, "test_case", test), unittest.TestCase):
            self.reasons[self._id(test)] = f"{self._id(test)}: {reason}"
        else:
            # "setUpClass (module.Class)" or "setUpModule (module)"
            self.skipped_sets[test.id().partition("(")[2].rstrip(")")] = reason

    def report(self, ids):
        failed, skipped, passed = 0, [], 0
        unexplained = 0
        for one in ids:
            skipped_set = next((name for name in self.skipped_sets if one.startswith(name + ".")), None)
            if one in self.failed:
                failed += 1
            elif one in self.reasons:
                skipped.append(self.reasons[one])
            elif one in self.passed:
                passed += 1
            elif skipped_set is not None:
                skipped.append(f"{one}: {self.skipped_sets[skipped_set]}")
            else:
                unexplained += 1
        # A failed setUpClass is the failure of the tests that it kept from running; a failed tearDownClass is one more.
        return {"passed": passed, "failed": failed + unexplained + self.beside, "skipped": skipped}


def main(path, report_path):
    folder, file = os.path.split(os.path.abspath(path))
    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    sys.path.insert(0, folder)
    # discover() turns a file that cannot be imported, or skips itself, into a test that fails or is skipped.
    suite = unittest.defaultTestLoader.discover(folder, pattern=file, top_level_dir=folder)
    ids = [test.id() for test in _leaves(suite)]
    result = unittest.TextTestRunner(verbosity=2, resultclass=_Counting).run(suite)
    with open(report_path, "w", encoding="utf-8") as out:
        json.dump(result.report(ids), out)
    return 0 if result.wasSuccessful() else 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
