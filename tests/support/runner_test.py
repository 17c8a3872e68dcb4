"""The runner counts what its programs say, and trusts none that ends otherwise."""

import contextlib
import os
import select
import subprocess
import sys
import tempfile
import unittest
import unittest.mock

sys.path.insert(0, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "lint"))

import child
import cpp_suite
import private_docker
import private_postgres
import script_suites
import tree
import web_suite


def summary(total, passed, failed, skipped):
    return (f"[doctest] test cases: {total:2} | {passed} passed | {failed} failed | {skipped} skipped\n"
            f"[doctest] assertions: 9 | 9 passed | 0 failed |\n")


def ended(output, code=0, timed_out=False):
    return child.Ended(code, timed_out, output)


class CountTest(unittest.TestCase):
    def count(self, output, code=0, timed_out=False, is_doctest=True):
        return cpp_suite.count("x", ended(output, code, timed_out), is_doctest)

    def assertCounts(self, outcome, passed, failed, skipped):
        self.assertEqual((outcome.passed, outcome.failed, outcome.skipped), (passed, failed, skipped))
        self.assertEqual(bool(outcome.failures), failed > 0)

    def test_all_passed(self):
        self.assertCounts(self.count(summary(5, 5, 0, 0)), 5, 0, 0)

    def test_colours_do_not_matter(self):
        coloured = "\x1b[0;36m[doctest] \x1b[0mtest cases: \x1b[0m 2 | \x1b[0;32m2 passed\x1b[0m | 0 failed\x1b[0m | 0 skipped"
        self.assertCounts(self.count(coloured), 2, 0, 0)

    def test_failed_cases_are_counted(self):
        self.assertCounts(self.count(summary(5, 3, 2, 0), code=1), 3, 2, 0)

    def test_a_skipped_line_moves_a_case(self):
        outcome = self.count("SKIPPED: no cgroups\n" + summary(5, 5, 0, 0))
        self.assertCounts(outcome, 4, 0, 1)
        self.assertEqual(outcome.reasons, ["x: no cgroups"])

    def test_more_skipped_lines_than_cases(self):
        self.assertCounts(self.count("SKIPPED: a\nSKIPPED: a\nSKIPPED: a\n" + summary(2, 2, 0, 0)), 0, 0, 2)

    def test_skip_decorator_is_not_passed(self):
        self.assertCounts(self.count(summary(4, 4, 0, 1)), 4, 0, 1)

    def test_failure_after_the_last_case(self):
        self.assertCounts(self.count(summary(5, 5, 0, 0), code=66), 5, 1, 0)

    def test_crash_without_summary(self):
        self.assertCounts(self.count("half a line", code=-11), 0, 1, 0)

    def test_exit_0_without_summary(self):
        self.assertCounts(self.count("somebody called exit(0)"), 0, 1, 0)

    def test_what_comes_after_a_crash(self):
        outcome = self.count("a.cc:4: FATAL ERROR: test case CRASHED: SIGSEGV\n" + summary(2, 1, 1, 1), code=-11)
        self.assertCounts(outcome, 1, 1, 1)
        self.assertEqual(outcome.reasons, ["x: a test case did not run after a crash"])

    def test_time_out(self):
        self.assertCounts(self.count("", code=-9, timed_out=True), 0, 1, 0)

    def test_no_cases_at_all(self):
        self.assertCounts(self.count(summary(0, 0, 0, 0)), 0, 1, 0)

    def test_other_programs_are_one_test(self):
        self.assertCounts(self.count("", is_doctest=False), 1, 0, 0)
        self.assertCounts(self.count("", code=3, is_doctest=False), 0, 1, 0)
        self.assertCounts(self.count("SKIPPED: no npm\n", is_doctest=False), 0, 0, 1)
        self.assertCounts(self.count("SKIPPED: no npm\n", code=1, is_doctest=False), 0, 1, 0)


class SelectTest(unittest.TestCase):
    def test_names_and_parts(self):
        names = ["store", "store_sql", "room"]
        self.assertEqual(cpp_suite.select(names, []), names)
        self.assertEqual(cpp_suite.select(names, ["store"]), ["store"])
        self.assertEqual(cpp_suite.select(names, ["sto"]), ["store", "store_sql"])
        self.assertEqual(cpp_suite.select(names, ["room", "sql"]), ["store_sql", "room"])
        self.assertEqual(cpp_suite.select(names, ["nothing"]), [])


class ChildTest(unittest.TestCase):
    def test_exit_code_and_output(self):
        done = child.run(["sh", "-c", "echo out; echo err >&2; exit 7"])
        self.assertEqual((done.code, done.output, done.why()), (7, "out\nerr\n", "exit code 7"))

    def test_time_out_kills_the_whole_group(self):
        done = child.run(["sh", "-c", "sleep 600 & echo $!; wait"], timeout=0.5)
        self.assertTrue(done.timed_out)
        self.assertFalse(done.ok)
        self.assert_gone(int(done.output))

    def test_what_is_left_behind_is_killed(self):
        done = child.run(["sh", "-c", "sleep 600 & echo $!"])
        self.assertTrue(done.ok)
        self.assert_gone(int(done.output))

    def test_dies_with_the_process_that_runs_it(self):
        here = os.path.dirname(os.path.abspath(child.__file__))
        runner = subprocess.Popen(
            ["/usr/bin/python3", "-c", "import child; child.run(['sh', '-c', 'echo $$ > \"$FIFO\"; exec sleep 600'])"],
            cwd=here, env={**os.environ, "FIFO": self.fifo()})
        with open(self.fifo_path, encoding="ascii") as pid:
            program = int(pid.read())
        runner.kill()
        runner.wait()
        self.assert_gone(program)

    def fifo(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.fifo_path = os.path.join(folder.name, "pid")
        os.mkfifo(self.fifo_path)
        return self.fifo_path

    def assert_gone(self, pid):
        try:
            process = os.pidfd_open(pid)
        except ProcessLookupError:
            return
        self.addCleanup(os.close, process)
        # Readable when it has ended.
        self.assertTrue(select.select([process], [], [], 10)[0], f"process {pid} still runs")


kUnittestFile = '''
import unittest
def skip(): raise unittest.SkipTest("not here")
class Plain(unittest.TestCase):
    def test_passes(self): pass
    def test_fails(self): self.fail()
    def test_breaks(self): raise KeyError
    def test_is_skipped(self): self.skipTest("no network")
    def test_parts(self):
        for part in range(3):
            with self.subTest(part): self.assertEqual(part, 7)
    @unittest.expectedFailure
    def test_is_expected_to_fail(self): self.fail()
    @unittest.expectedFailure
    def test_passes_unexpectedly(self): pass
class SetUpFails(Plain):
    @classmethod
    def setUpClass(cls): raise KeyError
class SetUpSkips(Plain):
    @classmethod
    def setUpClass(cls): skip()
class TearDownFails(unittest.TestCase):
    @classmethod
    def tearDownClass(cls): raise KeyError
    def test_passes(self): pass
'''


class UnittestFileTest(unittest.TestCase):
    def run_text(self, text):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "made_up_test.py")
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            outcome = script_suites.run_unittest_file("made_up", path, 60, dict(os.environ))
            self.assertEqual(bool(outcome.failures), outcome.failed > 0)
            return outcome.passed, outcome.failed, outcome.skipped

    def test_every_test_is_counted_once(self):
        # Plain: 2 passed, 4 failed, 1 skipped. SetUpFails: 7 failed. SetUpSkips: 7 skipped. TearDownFails: 1 and 1.
        self.assertEqual(self.run_text(kUnittestFile), (3, 12, 8))

    def test_a_file_that_does_not_load_fails(self):
        self.assertEqual(self.run_text("import no_such_module"), (0, 1, 0))
        self.assertEqual(self.run_text("this is not python"), (0, 1, 0))

    def test_a_file_that_skips_itself(self):
        self.assertEqual(self.run_text("import unittest\nraise unittest.SkipTest('not here')"), (0, 0, 1))

    def test_a_file_without_tests_fails(self):
        self.assertEqual(self.run_text(""), (0, 1, 0))

    def test_a_file_that_ends_the_process_fails(self):
        text = "import os, unittest\nclass T(unittest.TestCase):\n  def test_a(self): os._exit(0)\n"
        self.assertEqual(self.run_text(text), (0, 1, 0))


@unittest.skipIf(web_suite.missing(tree.kRoot), "Node or the modules of tests/web are missing")
class NodeFileTest(unittest.TestCase):
    kHead = "import assert from 'node:assert'; import { describe, test } from 'node:test';\n"

    def run_text(self, text):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "made_up.test.mjs")
            with open(path, "w", encoding="utf-8") as file:
                file.write(self.kHead + text)
            outcome = web_suite.run_files(tree.kRoot, "made_up", [path], 60, dict(os.environ))
            self.assertEqual(bool(outcome.failures), outcome.failed > 0)
            return outcome.passed, outcome.failed, outcome.skipped

    def test_every_test_is_counted_once(self):
        self.assertEqual(self.run_text("""test('a', () => {}); test('b', () => assert.fail()); test('c', { skip: 'not here' }, () => {});
            describe('d', () => { test('e', () => {}); test('f', async () => { throw new Error('f'); }); });"""), (2, 2, 1))

    def test_a_file_that_does_not_load_fails(self):
        for text in ("import './no_such_file.mjs';", "this is not javascript", "throw new Error('at the start');"):
            self.assertEqual(self.run_text(text)[:2], (0, 1), text)

    def test_a_file_that_ends_the_process_fails(self):
        self.assertGreaterEqual(self.run_text("test('a', () => process.exit(3));")[1], 1)

    def test_a_file_without_tests_fails(self):
        self.assertEqual(self.run_text(""), (0, 1, 0))

    def test_a_test_that_never_ends_fails(self):
        self.assertGreaterEqual(self.run_text("test('a', { timeout: 50 }, () => new Promise(() => setInterval(() => {}, 9999)));")[1], 1)


class PrivateDockerTest(unittest.TestCase):
    def test_runs_beside_another_and_leaves_only_its_data(self):
        with tempfile.TemporaryDirectory() as cache, unittest.mock.patch.dict(os.environ, XDG_CACHE_HOME=cache):
            try:
                # Without images: those take minutes.
                with private_docker.PrivateDocker(interviewd="/bin/true") as docker:
                    self.assertTrue(private_docker.answers(docker.socket))
                    folder, pid = docker._folder, docker.pid
                    with contextlib.ExitStack() as stack:
                        self.assertNotEqual(docker._take_folder(stack), docker._data)
            except private_docker.Unavailable as problem:
                self.skipTest(str(problem))
            self.assertFalse(os.path.exists(folder))
            self.assertFalse(os.path.exists(f"/proc/{pid}"))
            with contextlib.ExitStack() as stack:
                self.assertEqual(docker._take_folder(stack), docker._data)


class PrivatePostgresTest(unittest.TestCase):
    def test_is_durable_and_leaves_nothing(self):
        try:
            with private_postgres.PrivatePostgres() as server:
                folder, pid = server._folder, server.pid
                done = child.run(["psql", server.uri, "-Atc", "show fsync; show synchronous_commit"])
                self.assertEqual((done.code, done.output), (0, "on\non\n"))
        except private_postgres.NotInstalled as problem:
            self.skipTest(str(problem))
        self.assertFalse(os.path.exists(folder))
        self.assertFalse(os.path.exists(f"/proc/{pid}"))
