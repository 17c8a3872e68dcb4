"""The fuzzers: each runs for a while from its committed seeds, and has to run often enough to mean something."""

import os
import re
import shutil
import tempfile

import child
import cpp_suite
from outcome import Outcome, failure

kExecutions = re.compile(r"^stat::number_of_executed_units:\s*(\d+)", re.MULTILINE)
kTarget = re.compile(r"^bin/fuzz_(\w+):", re.MULTILINE)
kEnough = 100_000
kProgress = re.compile(r"^(#\d+\t|\tNEW_FUNC).*\n", re.MULTILINE)
# The weighing of seeds by rare features takes more time than what is fuzzed here.
kOptions = ["-print_final_stats=1", "-timeout=20", "-entropic=0"]
kPatience = 5  # A slow machine may take this many times as long to run often enough.


def _fuzz(root, folder, name, seconds, environment):
    seeds = os.path.join(root, "tests", "fuzz", "seeds", name)
    if not os.path.isdir(seeds) or not os.listdir(seeds):
        return failure(name, f"there are no seeds in tests/fuzz/seeds/{name}/\n")
    words = os.path.join(root, "tests", "fuzz", "dictionaries", f"{name}.dict")
    options = [*kOptions, f"-dict={words}"] if os.path.exists(words) else kOptions
    found = os.path.join(root, ".cache", "fuzz", name, "")
    os.makedirs(found, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"interview-fuzz-{name}-") as scratch:
        corpus = os.path.join(scratch, "corpus")
        shutil.copytree(seeds, corpus)
        executions = 0
        limits = [f"-max_total_time={seconds}"]
        for _ in range(2):
            ended = child.run([os.path.join(folder, "bin", f"fuzz_{name}"), corpus, *options, *limits,
                               f"-artifact_prefix={found}"], timeout=seconds * kPatience + 120, cwd=scratch,
                              env={**cpp_suite.kSanitizerOptions, **environment})
            executions += sum(map(int, kExecutions.findall(ended.output)))
            if not ended.ok:
                return failure(name, f"{kProgress.sub('', ended.output)}\n{name}: {ended.why()} after {executions} executions; "
                                     f"the input is in .cache/fuzz/{name}/\n")
            if executions >= kEnough:
                return Outcome(passed=1, notes=[f"{name}: {executions} executions"])
            limits = [f"-runs={kEnough - executions}", f"-max_total_time={seconds * (kPatience - 1)}"]
    return failure(name, f"{kProgress.sub('', ended.output)}\n{name}: {executions} executions, {kEnough} are wanted\n")


def run(root, wanted, environment):
    if not os.path.isdir(os.path.join(root, "tests", "fuzz")):
        return Outcome()
    seconds = int(os.environ.get("INTERVIEW_FUZZ_SECONDS") or 60)
    folder = cpp_suite.configure(root, "fuzz")
    listed = child.run(["ninja", "-C", folder, "-t", "targets", "all"])
    if not listed.ok:
        raise cpp_suite.BuildFailed(listed.output)
    names = cpp_suite.select(sorted(kTarget.findall(listed.output)), wanted)
    if not names:
        return Outcome()
    cpp_suite.build(folder, [f"fuzz_{name}" for name in names])
    outcome = Outcome()
    for one in child.run_together(lambda name: _fuzz(root, folder, name, seconds, environment), names):
        outcome.add(one)
    return outcome
