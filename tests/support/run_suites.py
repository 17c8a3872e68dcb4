#!/usr/bin/python3
"""Runs the test suites in order: `run_suites.py [--timeout SECONDS] [SUITE...] [NAME...]`.

Without arguments all of them. After the suites, NAMEs choose tests: the one of that name, or else those whose name
contains it. One line a suite, the output of what failed, why tests were skipped; and the last line of all is always
`N passed, N failed, N skipped`. Exit code 0 if nothing failed; 1 if a test failed or a suite was not built (which counts
as one failed test); 2 for wrong arguments; 130 if interrupted.

A suite whose folder does not exist has no tests. INTERVIEW_TEST_POSTGRES, where it is not set, is that of a private
PostgreSQL (private_postgres.py), for all suites but lint and fuzz; INTERVIEW_TEST_DOCKER likewise that of a private Docker
with the images of the languages (private_docker.py), for those that run code."""

import argparse
import concurrent.futures
import contextlib
import os
import signal
import sys
import time

import child
import cpp_suite
import fuzz_suite
import lint_suite
import private_docker
import private_postgres
import script_suites
import web_suite
from outcome import Outcome, failure

kRoot = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
kSuites = ("lint", "release", "asan", "tsan", "fuzz", "acceptance", "web", "consumers")
kWithPostgres = {"release", "asan", "tsan", "acceptance", "consumers"}
kWithDocker = {"release", "asan", "tsan", "acceptance", "web"}
kTimeout = 600


def run_suite(root, suite, wanted, timeout, environment):
    tests = os.path.join(root, "tests")
    if suite == "lint":
        return lint_suite.run(root, wanted, timeout, environment)
    if suite == "fuzz":
        return fuzz_suite.run(root, wanted, environment)
    if suite == "tsan":
        return cpp_suite.run(root, suite, wanted, timeout, environment, only_label="threads")
    if suite in ("release", "asan"):
        return cpp_suite.run(root, suite, wanted, timeout, environment)
    if not os.path.isdir(os.path.join(tests, suite)):
        return Outcome()
    # What these test is the release build as users have it.
    folder = cpp_suite.configure(root, "release")
    if suite == "web":
        cpp_suite.build(folder, web_suite.kPrograms)
        return web_suite.run(root, wanted, timeout, environment)
    cpp_suite.build(folder)
    if suite == "acceptance":
        return script_suites.run_unittest(f"{tests}/acceptance/*_test.py", wanted, timeout, environment)
    return script_suites.run_shell(f"{tests}/consumers/*.sh", wanted, timeout, environment)


def say(line=""):
    print(line, flush=True)


def report(suite, outcome, seconds):
    for name, output in outcome.failures:
        say(f"---- {suite} {name}")
        say(output.rstrip("\n"))
        say("----")
    for note in outcome.notes:
        say(f"           {note}")
    say(f"{suite:<10} {outcome} ({seconds:.1f} s)")


def arguments_of(command_line):
    parser = argparse.ArgumentParser(prog="./dev test", usage="./dev test [--timeout SECONDS] [SUITE...] [NAME...]",
                                     description="Suites, in this order: " + ", ".join(kSuites),
                                     epilog="A NAME after a suite chooses its tests by their name or a part of it.")
    parser.add_argument("--timeout", type=float, default=kTimeout, metavar="SECONDS",
                        help=f"of one test program (default {kTimeout})")
    parser.add_argument("words", nargs="*", metavar="SUITE or NAME", help="what to run; nothing means everything")
    arguments = parser.parse_args(command_line)
    count = next((at for at, word in enumerate(arguments.words) if word not in kSuites), len(arguments.words))
    if arguments.words and count == 0:
        parser.error(f"no suite is called {arguments.words[0]}; there are {', '.join(kSuites)}")
    arguments.suites = arguments.words[:count] or list(kSuites)
    arguments.names = arguments.words[count:]
    return arguments


class DockerAhead:
    """The private Docker, which comes up and gets its images while suites run that do without. environment() waits for
    it, and says why if there is none."""

    def __enter__(self):
        # The release build makes its images.
        cpp_suite.build(cpp_suite.configure(kRoot, "release"), ["interviewd"])
        self._docker = contextlib.ExitStack()
        # dockerd ends with the thread that started it: the pool keeps that one.
        self._pool = concurrent.futures.ThreadPoolExecutor(1)
        self._coming = self._pool.submit(self._docker.enter_context, private_docker.PrivateDocker())
        return self

    def environment(self):
        return self._coming.result().environment()

    def __exit__(self, *_):
        while concurrent.futures.wait([self._coming], 0.2).not_done:
            child.kill_all()
        self._docker.close()
        self._pool.shutdown()


def run_all(arguments, total):
    environment = dict(os.environ)
    docker = None
    with contextlib.ExitStack() as stack:
        if kWithPostgres & set(arguments.suites) and not environment.get("INTERVIEW_TEST_POSTGRES"):
            try:
                environment.update(stack.enter_context(private_postgres.PrivatePostgres()).environment())
            except private_postgres.NotInstalled as problem:
                say(f"postgres   {problem}: what needs it is skipped")
            except private_postgres.NotStarted as problem:
                total.add(failure("postgres", str(problem)))
                report("postgres", total, 0)
        if kWithDocker & set(arguments.suites) and not environment.get("INTERVIEW_TEST_DOCKER"):
            try:
                docker = stack.enter_context(DockerAhead())
            except cpp_suite.BuildFailed as problem:
                total.add(failure("build", str(problem)))
                report("docker", total, 0)
        for suite in arguments.suites:
            started = time.monotonic()
            if docker and suite in kWithDocker:
                try:
                    environment.update(docker.environment())
                except private_docker.Unavailable as problem:
                    say(f"docker     {problem}: what needs it is skipped")
                    docker = None
            try:
                outcome = run_suite(kRoot, suite, arguments.names, arguments.timeout, environment)
            except cpp_suite.BuildFailed as problem:
                outcome = failure("build", str(problem))
            report(suite, outcome, time.monotonic() - started)
            total.add(outcome)


def main(command_line):
    arguments = arguments_of(command_line)

    def interrupt(*_):
        raise KeyboardInterrupt

    for one in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(one, interrupt)
    total = Outcome()
    interrupted = False
    try:
        run_all(arguments, total)
    except KeyboardInterrupt:
        interrupted = True
    for reason in total.reasons:
        say(f"skipped    {reason}")
    if interrupted:
        say("interrupted: what had ended by then")
    none_chosen = arguments.names and total.count() == 0 and not interrupted
    if none_chosen:
        say(f"no test is called {' or '.join(arguments.names)}")
    say(str(total))
    return 130 if interrupted else 2 if none_chosen else 1 if total.failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
