"""The C++ tests: configures and builds a preset, runs its test programs, two at a time but for those that are
RUN_SERIAL, and counts their cases."""

import json
import os
import re

import child
from outcome import Outcome, failure

kSummary = re.compile(r"^\[doctest\] test cases:\s*(\d+) \|\s*(\d+) passed \|\s*(\d+) failed \|\s*(\d+) skipped",
                      re.MULTILINE)
kColour = re.compile(r"\x1b\[[0-9;]*m")
kSkipped = re.compile(r"^SKIPPED: (.*)$", re.MULTILINE)
# doctest counts the test cases that come after a crash as skipped.
kCrashed = re.compile(r"^\S+ FATAL ERROR: test case CRASHED", re.MULTILINE)
# Debian's clang 16 looks for a symbolizer of its own version only; any will do.
kSymbolizer = "external_symbolizer_path=/usr/bin/llvm-symbolizer" if os.path.exists("/usr/bin/llvm-symbolizer") else ""
kSanitizerOptions = {
    "ASAN_OPTIONS": f"detect_stack_use_after_return=1:{kSymbolizer}",
    "UBSAN_OPTIONS": f"print_stacktrace=1:{kSymbolizer}",
    "TSAN_OPTIONS": f"second_deadlock_stack=1:{kSymbolizer}",
}


class BuildFailed(Exception):
    """The text is the output of what failed."""


def count(name, ended, is_doctest):
    """The outcome of one program. A test case that printed a line `SKIPPED: reason` is moved from passed to skipped
    (tests/support/skip.h). A program that is not of doctest is one test."""
    output = kColour.sub("", ended.output)
    reasons = [f"{name}: {reason.strip()}" for reason in kSkipped.findall(output)]
    if is_doctest:
        summary = kSummary.findall(output)
        if not summary:
            return failure(name, f"{output}\n{name}: {ended.why()}, and no summary of doctest\n")
        _, passed, failed, decorated = map(int, summary[-1])
        why = "did not run after a crash" if kCrashed.search(output) else "is marked doctest::skip()"
        reasons += [f"{name}: a test case {why}"] * decorated
    else:
        passed, failed, decorated = (1, 0, 0) if ended.ok else (0, 1, 0)
    if is_doctest and passed + failed + decorated == 0:
        return failure(name, f"{output}\n{name}: holds no test case\n")
    # A leak or a race is found, and a crash may come, after the last case has passed.
    if not ended.ok and failed == 0:
        failed = 1
    moved = min(passed, len(reasons) - decorated)
    outcome = Outcome(passed - moved, failed, moved + decorated, reasons)
    if failed:
        outcome.failures.append((name, f"{output}\n{name}: {ended.why()}\n"))
    return outcome


def configure(root, preset):
    """Always, as a folder that a CMakeLists.txt looks for may have appeared. Returns the build folder."""
    done = child.run(["cmake", "--preset", preset], cwd=root)
    if not done.ok:
        raise BuildFailed(done.output)
    return os.path.join(root, "build" if preset == "release" else f"build-{preset}")


def build(folder, targets=()):
    jobs = os.environ.get("INTERVIEW_JOBS") or str(len(os.sched_getaffinity(0)))
    done = child.run(["ninja", "-C", folder, "-j", jobs, *targets])
    if not done.ok:
        raise BuildFailed(done.output)


def _registered(folder):
    """What add_test() knows, by name. ctest gives a command only to what has been built."""
    listed = child.run(["ctest", "--test-dir", folder, "--show-only=json-v1"])
    if not listed.ok:
        raise BuildFailed(listed.output)
    tests = {}
    for test in json.loads(listed.output[listed.output.index("{"):])["tests"]:
        properties = {one["name"]: one["value"] for one in test.get("properties", [])}
        tests[test["name"]] = {"command": test.get("command"), "labels": properties.get("LABELS", []),
                               "folder": properties.get("WORKING_DIRECTORY", folder),
                               "alone": properties.get("RUN_SERIAL", False)}
    return tests


def select(names, wanted):
    """Those that a filter means: the one of that name, or else all whose name contains it."""
    if not wanted:
        return list(names)
    chosen = set()
    for part in wanted:
        chosen |= {name for name in names if name == part} or {name for name in names if part in name}
    return [name for name in names if name in chosen]


def run(root, preset, wanted, timeout, environment, only_label=None):
    """Builds what it needs and runs it: all registered tests, or those with a label."""
    folder = configure(root, preset)
    registered = _registered(folder)
    names = [name for name, test in registered.items() if only_label in (None, *test["labels"])]
    names = select(names, wanted)
    if not names:
        return Outcome()
    if preset == "release" and not wanted:
        build(folder)
    else:
        # interview_add_test() names the target of a test so; any other test may need anything.
        by_function = all("doctest" in registered[name]["labels"] for name in names)
        build(folder, [f"test_{name}" for name in names] if by_function else [])
    outcome = Outcome()
    tests = _registered(folder)

    def run_one(name):
        test = tests[name]
        if test["command"] is None:
            return failure(name, f"{name}: its program has not been built\n")
        ended = child.run(test["command"], timeout, cwd=test["folder"], env={**kSanitizerOptions, **environment})
        return count(name, ended, "doctest" in test["labels"])

    together = [name for name in names if not tests[name]["alone"]]
    for one in child.run_together(run_one, together):
        outcome.add(one)
    for name in names:
        if tests[name]["alone"]:
            outcome.add(run_one(name))
    return outcome
