"""The lint suite: each check is one test, and so is each test of the checks and of the runner itself."""

import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lint"))

import addresses
import cpp_suite
import layers
import public_headers
import script_suites
import style
import typescript
from outcome import Outcome, failure

kChecks = {
    "layers": layers.check,
    "headers-alone": public_headers.check_alone,
    "headers-together": public_headers.check_together,
    "headers-includes": public_headers.check_includes,
    "format": style.check_format,
    "shell": style.check_shell,
    "javascript": typescript.check_style,
    "types": typescript.check_types,
    "paths": addresses.check_paths,
    "lock-files": addresses.check_lock_files,
}


def run(root, wanted, timeout, environment):
    outcome = Outcome()
    tests = {"lint": "tests/lint/lint_test.py", "runner": "tests/support/runner_test.py"}
    for name in cpp_suite.select([*kChecks, *tests], wanted):
        if name in kChecks:
            problems = kChecks[name](root)
            outcome.add(failure(name, "\n".join(problems) + "\n") if problems else Outcome(passed=1))
        else:
            outcome.add(script_suites.run_unittest_file(name, os.path.join(root, tests[name]), timeout, environment))
    outcome.notes += style.long_files(root)
    return outcome
