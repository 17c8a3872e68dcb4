"""The tests in JavaScript: those of the client library and of the page's parts in Node, and those of the whole page in
Chromium against the real interviewd (tests/web)."""

import glob
import json
import os
import tempfile

import child
import cpp_suite
from outcome import Outcome, failure

# What they start.
kPrograms = ("interviewd", "interview_program", "oracle", "plain_relay")
kFolders = ("bindings/js", "server/web", "tests/web")
# Folder, its project of tests for the compiler, and where that puts them.
kUnits = {"js": ("bindings/js", "tsconfig.tests.json", "dist-tests/tests/bindings/js"),
          "page": ("server/web", "tsconfig.test.json", ".test")}


def missing(root):
    """Why these tests cannot run here, or None."""
    if child.run([os.path.join(root, ".ci/node"), "check", *(os.path.join(root, one) for one in kFolders)]).ok:
        return None
    return "Node or the modules of the page are missing: .ci/node modules " + " ".join(kFolders)


def node(root):
    done = child.run([os.path.join(root, ".ci/node"), "program"])
    if not done.ok:
        raise cpp_suite.BuildFailed(done.output)
    return done.output.strip().splitlines()[-1]


def compiler(root, folder):
    """The command that compiles TypeScript of that folder."""
    return [node(root), os.path.join(root, folder, "node_modules/typescript/bin/tsc")]


def run_files(root, name, files, timeout, environment):
    """The outcome of files of node:test, two at a time."""
    with tempfile.TemporaryDirectory() as scratch:
        report_path = os.path.join(scratch, "report.json")
        ended = child.run([node(root), os.path.join(root, "tests/web/run.mjs"), report_path, *files],
                          timeout * len(files), cwd=root, env=environment)
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


def _by_name(prefix, pattern, ending):
    return {prefix + os.path.basename(path)[:-len(ending)]: path for path in sorted(glob.glob(pattern, recursive=True))}


def _unit_names(root, unit):
    """Names of the files of tests of a unit, before they are compiled."""
    sources = {"js": "tests/bindings/js/*.test.ts", "page": "tests/web/unit/**/*.test.ts"}[unit]
    return list(_by_name(f"{unit}-", os.path.join(root, sources), ".test.ts"))


def _run_unit(root, unit, wanted, timeout, environment):
    folder, project, out = kUnits[unit]
    compiled = child.run([*compiler(root, folder), "-p", project], cwd=os.path.join(root, folder))
    if not compiled.ok:
        return failure(f"{unit}-compile", compiled.output)
    files = _by_name(f"{unit}-", os.path.join(root, folder, out, "**/*.test.js"), ".test.js")
    return run_files(root, unit, [files[name] for name in wanted], timeout, environment)


def run(root, wanted, timeout, environment):
    why = missing(root)
    if why:
        return Outcome(skipped=1, reasons=[f"web: {why}"])
    outcome = Outcome()
    pages = _by_name("", os.path.join(root, "tests/web/*.test.mjs"), ".test.mjs")
    units = {unit: _unit_names(root, unit) for unit in kUnits}
    chosen = set(cpp_suite.select([*sum(units.values(), []), *pages], wanted))
    for unit, names in units.items():
        here = [name for name in names if name in chosen]
        if here:
            outcome.add(_run_unit(root, unit, here, timeout, environment))
    files = [path for name, path in pages.items() if name in chosen]
    if files:
        outcome.add(run_files(root, "browser", files, timeout, environment))
    return outcome
