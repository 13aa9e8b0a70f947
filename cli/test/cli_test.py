# SPDX-License-Identifier: MIT
"""What the holdfast command says and how it ends: for good input, for differences, and for
everything that can be wrong with what it is given. Run by ctest; $HOLDFAST is the command."""

import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOLDFAST = os.environ.get("HOLDFAST", str(ROOT / "build/release/cli/holdfast"))
TRACE = ROOT / "traces/cpython-3.14/bytearray/lock.json"


def holdfast(*words):
    return subprocess.run([HOLDFAST, *map(str, words)], cwd=ROOT, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120,
                          check=False)


class CommandTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="holdfast-cli-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def write(self, name, contents):
        path = self.folder / name
        path.write_bytes(contents if isinstance(contents, bytes) else contents.encode())
        return path

    def small_trace(self):
        """The first program of a recorded trace."""
        trace = json.loads(TRACE.read_text())
        del trace["programs"][1:]
        return trace

    def refuses(self, done, *said):
        """Exit status 2 and one line on standard error that says all of `said`."""
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        self.assertEqual(len(done.stderr.strip().splitlines()), 1, done.stderr)
        for text in said:
            self.assertIn(text, done.stderr)


class ReplayTest(CommandTest):
    def test_agreeing_with_the_recorded_traces_exits_with_0(self):
        done = holdfast("replay", "traces")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertRegex(done.stdout, r"replayed [\d,]+ programs from \d+ files?, .*: all agreed")

    def test_the_implementation_alone_ends_where_cpython_is_unsafe(self):
        exceptions = ROOT / "traces/cpython-3.14/bytearray/exceptions.json"
        done = holdfast("replay", exceptions, "--subject", "impl")
        self.assertEqual(done.returncode, 0, done.stdout)
        self.assertRegex(done.stdout, r"\d+ programs ended where CPython is unsafe")

    def test_jobs_say_the_same_in_the_same_order(self):
        alone = holdfast("replay", TRACE.parent)
        together = holdfast("replay", TRACE.parent, "--jobs", "4")
        self.assertEqual(together.returncode, 0, together.stdout + together.stderr)
        self.assertEqual(re.sub(r" in [0-9.]+ s", "", together.stdout),
                         re.sub(r" in [0-9.]+ s", "", alone.stdout))

    def test_a_malformed_file_is_refused_by_jobs_too(self):
        self.write("good.json", TRACE.read_bytes())
        self.write("wrong.json", "{")
        done = holdfast("replay", self.folder, "--jobs", "2")
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        self.assertIn("wrong.json", done.stderr)
        self.assertIn("good.json: ", done.stdout)

    def test_a_difference_exits_with_1_and_names_program_and_step(self):
        trace = self.small_trace()
        step = next(i for i, step in enumerate(trace["programs"][0]["steps"])
                    if "returns" in step)
        trace["programs"][0]["steps"][step]["returns"] = {"int": "0x1234567890abcdef1234"}
        done = holdfast("replay", self.write("wrong.json", json.dumps(trace)))
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("DIFFERENCE", done.stdout)
        self.assertIn(trace["programs"][0]["id"], done.stdout)
        self.assertIn("at step %d " % step, done.stdout)
        self.assertIn("Run it again: holdfast replay", done.stdout)

    def test_a_file_that_is_no_json_is_refused_with_line_and_column(self):
        path = self.write("broken.json", '{"format": "holdfast-trace",\n "version": }')
        self.refuses(holdfast("replay", path), str(path), "line 2")

    def test_an_unknown_version_is_refused(self):
        trace = self.small_trace()
        trace["version"] = 99
        path = self.write("new.json", json.dumps(trace))
        self.refuses(holdfast("replay", path), str(path), "99", "/version")

    def test_a_malformed_step_is_refused_with_program_step_and_pointer(self):
        trace = self.small_trace()
        trace["programs"][0]["steps"][2]["op"] = "bytearray.explode"
        path = self.write("odd.json", json.dumps(trace))
        self.refuses(holdfast("replay", path), str(path), trace["programs"][0]["id"], "step 2",
                     "/programs/0/steps/2/op", "bytearray.explode")

    def test_a_register_that_nothing_fills_is_refused(self):
        program = {"steps": [{"op": "bytearray.clear", "self": "b5"}]}
        path = self.write("program.json", json.dumps(program))
        self.refuses(holdfast("explain", path), str(path), "step 0", "b5")

    def test_a_truncated_file_is_refused(self):
        path = self.write("cut.json", TRACE.read_bytes()[:5000])
        self.refuses(holdfast("replay", path), str(path))

    def test_a_path_that_does_not_exist_is_refused(self):
        self.refuses(holdfast("replay", self.folder / "nowhere"), "nowhere")

    def test_a_folder_without_traces_is_refused(self):
        self.refuses(holdfast("replay", self.folder), "no trace")

    def test_a_filter_that_matches_nothing_is_refused(self):
        self.refuses(holdfast("replay", TRACE, "--filter", "no such id"), "no such id")

    def test_an_adapter_that_cannot_be_started_is_refused(self):
        done = holdfast("replay", TRACE, "--subject", "/no/such/adapter")
        self.refuses(done, "/no/such/adapter")


class CoverageTest(CommandTest):
    def test_the_traces_visit_every_cell_that_can_be_reached_and_the_page_says_so(self):
        page, table = self.folder / "page.md", self.folder / "table.json"
        done = holdfast("coverage", "traces", "--out", page, "--out", table)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertRegex(done.stdout, r"counted [\d,]+ programs, .*: ([\d,]+) of \1 cells visited")
        self.assertEqual(page.read_text(), (ROOT / "traces/COVERAGE.md").read_text(),
                         "run holdfast coverage traces --out traces/COVERAGE.md")
        checked = subprocess.run(
            [sys.executable, ROOT / "harness/test/schema_check.py",
             ROOT / "traces/coverage.schema.json", table], stdout=subprocess.PIPE, text=True,
            check=False)
        self.assertEqual(checked.returncode, 0, checked.stdout)
        rows = json.loads(table.read_text())["rows"]
        self.assertNotIn(0, [count for row in rows for count in row["programs"].values()])

    def test_empty_cells_exit_with_1_and_are_named(self):
        done = holdfast("coverage", TRACE, "--show", 100000)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("cells can be reached and never are:", done.stdout)
        named = done.stdout.splitlines()
        self.assertIn("  mmap.move, argument 2: big, exported", named)
        self.assertNotIn("  bytearray.append, argument 1: int, plain", named)

    def test_the_lines_of_one_type_are_printed(self):
        done = holdfast("coverage", TRACE, "--type", "bytearray")
        lines = [line for line in done.stdout.splitlines() if line.startswith("bytearray.append 1")]
        self.assertEqual(len(lines), 2, "plain and exported")
        self.assertRegex(lines[0], r"^bytearray\.append 1 plain .* \d+\+")
        self.assertNotIn("memoryview.release", done.stdout.split("cells can be")[0])

    def test_programs_that_nobody_has_recorded_are_refused(self):
        trace = self.small_trace()
        del trace["recorded"]
        for step in trace["programs"][0]["steps"]:
            for key in ("returns", "raises", "message", "state", "nested"):
                step.pop(key, None)
        self.refuses(holdfast("coverage", self.write("new.json", json.dumps(trace))), "recorded")


class SmallScopeTest(CommandTest):
    def test_all_programs_of_a_few_steps_are_counted_and_agree(self):
        done = holdfast("check", "--small", "--letters", 1)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        lines = re.findall(r"(?m)^agreed +\w+ +\d+ starts, \d+ letters: ", done.stdout)
        self.assertEqual(len(lines), 4, done.stdout)

    def test_letters_without_small_are_refused(self):
        self.assertEqual(holdfast("check", "--letters", 2).returncode, 2)


class InterpreterTest(CommandTest):
    def test_a_missing_interpreter_is_refused(self):
        done = holdfast("diff", "--python", "/no/such/python", "--time", 1)
        self.refuses(done, "/no/such/python")

    def test_an_interpreter_of_another_version_is_refused(self):
        done = holdfast("record", "--python", sys.executable, "--version", "2.7",
                        "--out", self.folder / "trace.json")
        self.refuses(done, "2.7")
        self.assertEqual(list(self.folder.iterdir()), [], "nothing half-written")


class ServeTest(CommandTest):
    def serve(self, subject, *lines):
        """The messages that `holdfast serve` answers."""
        done = subprocess.run([HOLDFAST, "serve", subject], input="".join(l + "\n" for l in lines),
                              stdout=subprocess.PIPE, text=True, timeout=60, check=True)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def test_both_subjects_answer_the_adapter_protocol_as_python_does(self):
        for subject in ("impl", "model"):
            done = holdfast("replay", TRACE, "--subject", "'%s' serve %s" % (HOLDFAST, subject))
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
            self.assertRegex(done.stdout, r"replayed 400 programs .*: all agreed")

    def test_it_says_hello_and_ends_with_its_input(self):
        hello, = self.serve("impl")
        self.assertEqual((hello["holdfast"], hello["implementation"]), (1, "holdfast-impl"))
        self.assertIn("bytearray", hello["abilities"])

    def test_a_malformed_request_is_a_fault_and_the_next_one_is_answered(self):
        good = {"id": "one", "steps": [{"op": "bytearray", "args": [1], "into": "b"}]}
        bad = {"id": "two", "steps": [{"op": "bytearray.fly", "self": "b"}]}
        _, broken, unknown, answer = self.serve(
            "impl", "{", json.dumps({"run": [bad, good]}))
        self.assertIn("line 1", broken["fault"])
        self.assertEqual(unknown["id"], "two")
        self.assertIn("/run/0/steps/0", unknown["fault"])
        self.assertIn("bytearray.fly", unknown["fault"])
        self.assertEqual(answer["id"], "one")
        self.assertEqual(answer["steps"][0]["state"]["b"]["contents"], "00")

    def test_a_subject_that_does_not_exist_is_refused(self):
        self.assertEqual(holdfast("serve", "pypy").returncode, 2)


class ExplainTest(CommandTest):
    def test_every_spelling_of_a_program_gives_the_same_json(self):
        identity = json.loads(TRACE.read_text())["programs"][0]["id"]
        path = self.folder / "program.bin"
        done = holdfast("explain", TRACE, "--id", identity, "--as", "bytes", "--out", path)
        self.assertEqual(done.returncode, 0, done.stderr)
        steps = [
            json.loads(holdfast("explain", source, *more, "--as", "json").stdout)["steps"]
            for source, more in ((TRACE, ("--id", identity)), (path, ()))]
        self.assertEqual(steps[0], steps[1])

    def test_a_fuzzers_input_is_printed_as_python_as_a_trace_and_as_a_test(self):
        source = ROOT / "cli/test/explained_test.cpp"
        steps = re.search(r'R"json\((.*)\)json"', source.read_text(), re.DOTALL)[1]
        path = self.folder / "crash-1234"
        holdfast("explain", self.write("steps.json", steps), "--as", "bytes", "--out", path)
        explained = holdfast("explain", path).stdout
        python, rest = explained.split("== as a trace\n\n")
        trace, test = rest.split("== as a GoogleTest case\n\n")
        self.assertTrue(python.startswith("== as Python\n\n"), python)
        self.assertIn("with raises(BufferError):\n    b.append(99)", python)
        # The trace can be replayed, and the test is one that is compiled and run.
        done = holdfast("replay", self.write("trace.json", trace))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertEqual(test, source.read_text())

    def test_bytes_of_another_version_are_refused(self):
        path = self.write("old.bin", b"\xfe\x00\x01")
        self.refuses(holdfast("explain", path), str(path), "254")

    def test_an_unreadable_corpus_file_is_refused(self):
        self.refuses(holdfast("explain", self.folder), str(self.folder))

    def test_an_empty_file_is_refused(self):
        path = self.write("empty", b"")
        self.refuses(holdfast("explain", path), str(path), "empty")


class ShrinkTest(CommandTest):
    # A target that dies of what is in a program: an append while there is a view.
    TARGET = """
import os, re, signal, subprocess, sys
listing = subprocess.run([%r, "explain", sys.argv[1], "--as", "listing"], stdout=-1, text=True)
if re.search("memoryview.*append", listing.stdout, re.DOTALL):
    os.kill(os.getpid(), signal.SIGSEGV)
"""

    def setUp(self):
        super().setUp()
        program = json.loads(holdfast("explain", TRACE, "--as", "json", "--id", self.longest())
                             .stdout)
        self.input = self.write("input.json", json.dumps({"steps": program["steps"]}))

    def longest(self):
        """The longest recorded program in which something is appended under a view."""
        return max((program for program in json.loads(TRACE.read_text())["programs"]
                    if re.search('"memoryview".*bytearray.append', json.dumps(program))),
                   key=lambda program: len(program["steps"]))["id"]

    def shrink(self, *words):
        return holdfast("shrink", self.input, "--out", self.folder / "out", *words)

    def test_what_crashes_another_process_is_shrunk_and_saved(self):
        target = self.write("target.py", self.TARGET % HOLDFAST)
        done = self.shrink("--with", "python3 %s" % target)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("SIGSEGV", done.stdout)
        [saved] = (self.folder / "out").glob("*/program.json")
        steps = [step["op"] for step in json.loads(saved.read_text())["programs"][0]["steps"]]
        self.assertLessEqual(len(steps), 3, steps)
        self.assertIn("bytearray.append", steps)
        self.assertTrue((saved.parent / "reproduce.py").exists())

    def test_a_command_that_hangs_fails_as_well(self):
        done = self.shrink("--with", "sh -c 'sleep 20'", "--seconds", "1", "--executions", "1")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("hung", done.stdout)
        self.assertIn("all that was allowed", done.stdout)

    def test_what_does_not_fail_cannot_be_shrunk(self):
        done = self.shrink()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("nothing to shrink", done.stdout)

    def test_a_command_that_is_not_there_is_refused(self):
        self.refuses(self.shrink("--with", self.folder / "missing"), "missing")

    def test_a_file_of_many_programs_is_refused_without_a_name(self):
        self.refuses(holdfast("shrink", TRACE), "--id")


class CheckTest(CommandTest):
    def test_an_interrupted_run_says_what_it_did_and_leaves_no_file(self):
        run = subprocess.Popen([HOLDFAST, "check", "--suite", "mmap", "--time", "60"],
                               cwd=self.folder, env=dict(os.environ, TMPDIR=str(self.folder)),
                               stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        time.sleep(2)
        run.send_signal(signal.SIGINT)
        said, _ = run.communicate(timeout=60)
        self.assertRegex(said, r"checked [\d,]+ programs, [\d,]+ steps: all agreed")
        self.assertEqual(list(self.folder.iterdir()), [])

    def test_a_crash_leaves_the_program_that_ran(self):
        run = subprocess.Popen([HOLDFAST, "check", "--suite", "bytearray", "--time", "60", "--out",
                                str(self.folder)],
                               cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               text=True)
        time.sleep(2)
        children = pathlib.Path("/proc/%d/task/%d/children" % (run.pid, run.pid)).read_text()
        os.kill(int(children), signal.SIGKILL)
        said, complained = run.communicate(timeout=60)
        self.assertEqual(run.returncode, 1)
        self.assertIn("found: a crash (SIGKILL)", complained)
        self.assertIn("by itself the program does not crash", complained)
        self.assertRegex(said, r"expected .*, got SIGKILL")
        steps = json.loads(holdfast("explain", self.folder / "crashed.bin", "--as",
                                    "json").stdout)["steps"]
        self.assertGreater(len(steps), 0)

    def test_the_same_seed_checks_the_same_programs(self):
        runs = [holdfast("check", "--seed", 7, "--programs", 200, "--time", 1200, "--out",
                         self.folder).stdout.splitlines()[-1] for _ in range(2)]
        self.assertEqual(runs[0], runs[1])
        self.assertIn("all agreed", runs[0])

    def test_bad_arguments_exit_with_2(self):
        self.assertEqual(holdfast("check", "--suite", "nope").returncode, 2)
        self.assertEqual(holdfast("chekc").returncode, 2)

    def test_help_exits_with_0_and_gives_examples(self):
        done = holdfast("--help")
        self.assertEqual(done.returncode, 0)
        self.assertIn("holdfast replay traces", done.stdout)

    def test_subjects_and_steps_are_listed(self):
        self.assertIn("impl", holdfast("subjects").stdout)
        self.assertIn("bytearray.append", holdfast("list", "steps").stdout)


if __name__ == "__main__":
    unittest.main()
