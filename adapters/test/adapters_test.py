# SPDX-License-Identifier: MIT
"""The adapters of this folder and the messages they exchange with the runner: real ones conform to
messages.schema.json, malformed ones are refused on either side and are never a difference. Run by
ctest; $HOLDFAST is the command."""

import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOLDFAST = os.environ.get("HOLDFAST", str(ROOT / "build/release/cli/holdfast"))
TRACES = ROOT / "traces/cpython-3.14/bytearray"
SMALL = TRACES / "small.json"
MICROPYTHON = ["node", "adapters/micropython.mjs"]
HAS_MICROPYTHON = (ROOT / "build/micropython/node_modules").exists()

sys.path.insert(0, str(ROOT / "harness/test"))
import schema_check  # noqa: E402

SCHEMA = schema_check.Checker(ROOT / "adapters/messages.schema.json")


def conforms(message, kind):
    """None, or why a message is none of its kind (hello, request, answer, fault)."""
    return SCHEMA.of_ref("#/$defs/" + kind, None)(message)


def python():
    """A CPython 3.14."""
    return subprocess.run([ROOT / "ci/python"], check=True, stdout=subprocess.PIPE,
                          text=True).stdout.strip()


def replay(trace, *words, how="--strict"):
    command = [HOLDFAST, "replay", str(trace), how, "--subject", shlex.join(map(str, words))]
    return subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True, timeout=300, check=False)


def trace_of(path):
    return json.loads(path.read_text(encoding="utf-8"))


class FolderTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="holdfast-adapters-"))
        self.addCleanup(shutil.rmtree, self.folder)


    def record(self, steps):
        """A trace of one program, as CPython 3.14 does it."""
        new, trace = self.folder / "new.json", self.folder / "trace.json"
        new.write_text(json.dumps({"steps": steps}))
        subprocess.run([HOLDFAST, "record", "--python", python(), "--from", new, "--out", trace],
                       check=True, stdout=subprocess.DEVNULL)
        return trace


class LookingTest(FolderTest):
    """Looking at an object does not change it, nor does it fail."""

    def test_a_large_stream_stays_as_long_as_it_is(self):
        to_end = {"op": "BytesIO.seek", "self": "s", "args": [0, 2]}
        steps = [{"op": "BytesIO", "args": [{"bytes": "61" * 70000}], "into": "s"}, to_end, to_end]
        recorded = trace_of(self.record(steps))["programs"][0]["steps"]
        self.assertEqual([step.get("returns") for step in recorded[1:]], [70000, 70000])

    def test_micropython_finds_back_to_where_a_stream_is(self):
        if not HAS_MICROPYTHON:
            return
        far = {"op": "BytesIO.seek", "self": "s", "args": [2 ** 31 - 1]}
        steps = [{"op": "BytesIO", "into": "s"}, far, {**far, "args": [5, 1]},
                 {"op": "BytesIO.tell", "self": "s"}]
        done = replay(self.record(steps), *MICROPYTHON, how="--lenient")
        self.assertIn("all agreed", done.stdout, done.stderr)


class VariantsTest(FolderTest):
    """What is adapter.py with something changed, for hunts."""

    def replay(self, steps, adapter):
        """One program, as CPython 3.14 does it, on a variant."""
        return replay(self.record(steps), python(), "-I", ROOT / "adapters" / adapter,
                      how="--lenient")

    def test_without_memory_a_step_that_changes_nothing_when_it_fails_is_as_ever(self):
        done = self.replay([{"op": "bytearray", "args": [{"bytes": "0102"}]},
                            {"op": "bytearray.append", "self": "b", "args": [3]},
                            {"op": "bytearray.__add__", "self": "b", "args": [{"bytes": "04"}]}],
                           "starved.py")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_without_memory_pop_loses_a_byte_in_cpython_314(self):
        done = self.replay([{"op": "bytearray"},
                            {"op": "bytearray.append", "self": "b", "args": [98]},
                            {"op": "bytearray.pop", "self": "b", "args": [0]}], "starved.py")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("b.pop(0): expected 98, got MemoryError", done.stdout)

    def test_bytesio_in_python_reads_what_it_then_refuses_to_hand_out(self):
        steps = [{"op": "BytesIO", "args": [{"bytes": "616263"}]},
                 {"op": "BytesIO.readinto", "self": "s", "args": [{"bytes": "7878"}]}]
        done = self.replay(steps, "pyio.py")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertIn("position of s after", done.stdout)
        self.assertIn("expected 0, got 2", done.stdout)


class ToyTest(unittest.TestCase):
    TOY = ROOT / "adapters/toy.pl"

    def test_it_is_a_whole_adapter_and_still_short(self):
        self.assertLessEqual(len(self.TOY.read_text().splitlines()), 120)
        done = replay(SMALL, "perl", self.TOY)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("replayed 150 programs from 1 file, 1,310 steps", done.stdout)
        self.assertIn("all agreed", done.stdout)

    def test_what_it_lacks_is_a_fault_and_no_difference(self):
        done = replay(TRACES / "growth.json", "perl", self.TOY)
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        self.assertIn("this toy has no", done.stderr)
        self.assertNotIn("DIFFERENCE", done.stdout)


class BrokenTest(unittest.TestCase):
    def test_a_view_that_locks_nothing_differs_wherever_something_is_locked(self):
        done = replay(SMALL, sys.executable, ROOT / "adapters/test/broken.py")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        locked = sum('"locked": true' in json.dumps(program)
                     for program in trace_of(SMALL)["programs"])
        self.assertEqual(locked, 94)
        self.assertRegex(done.stdout, r"replayed 150 programs .*: %d programs differed" % locked)


class ExpectedTest(FolderTest):
    """expected.py, asked about the adapter whose views lock nothing."""

    def expect(self, *lines):
        (self.folder / "list.txt").write_text("".join(line + "\n" for line in lines))
        command = shlex.join([sys.executable, str(ROOT / "adapters/test/broken.py")])
        return subprocess.run(
            [sys.executable, ROOT / "adapters/expected.py", self.folder / "list.txt", command,
             SMALL],
            env={**os.environ, "HOLDFAST": HOLDFAST}, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, timeout=120, check=False)

    LOCKS = r"\(state\): lock of \w+ after :: a view does not lock"

    def test_differences_that_are_all_expected_are_counted(self):
        done = self.expect("# a comment", self.LOCKS)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("94 expected, 0 not expected, 0 expected and gone", done.stdout)
        self.assertIn("   94  a view does not lock", done.stdout)

    def test_a_difference_that_nobody_expects_is_shown(self):
        done = self.expect(r"lock of b2 after :: only one of them")
        self.assertEqual(done.returncode, 1)
        self.assertIn("NOT EXPECTED  (state): lock of b after ", done.stdout)

    def test_an_expectation_that_is_not_met_any_more_is_shown(self):
        done = self.expect(self.LOCKS, "no attribute 'resize' :: it had none")
        self.assertEqual(done.returncode, 1)
        self.assertIn("GONE   it had none", done.stdout)

    def test_a_line_without_a_reason_is_refused(self):
        done = self.expect("lock of b")
        self.assertEqual(done.returncode, 2)
        self.assertIn("list.txt:1: no ' :: ' and reason", done.stderr)


class RealMessagesTest(FolderTest):
    def overhear(self, trace, *words):
        overhear = ROOT / "adapters/test/overhear.py"
        done = replay(trace, sys.executable, overhear, self.folder, *words)
        self.assertIn(done.returncode, (0, 1), done.stdout + done.stderr)
        hello, *answers = (self.folder / "answers.jsonl").read_text().splitlines()
        requests = (self.folder / "requests.jsonl").read_text().splitlines()
        self.assertIsNone(conforms(json.loads(hello), "hello"), hello)
        for kind, lines in (("request", requests), ("answer", answers)):
            for line in lines:
                self.assertIsNone(conforms(json.loads(line), kind), line[:400])
        programs = trace_of(trace)["programs"]
        self.assertEqual(sum(len(json.loads(line)["run"]) for line in requests), len(programs))
        self.assertEqual(len(answers), len(programs))

    def test_those_of_the_python_adapter(self):
        self.overhear(TRACES / "hostile.json", python(), "-I", ROOT / "adapters/adapter.py")

    def test_those_of_serve(self):
        for subject in ("impl", "model"):
            self.overhear(TRACES / "hostile.json", HOLDFAST, "serve", subject)

    def test_those_of_the_toy(self):
        self.overhear(SMALL, "perl", ROOT / "adapters/toy.pl")


class MissingModulesTest(FolderTest):
    """The Python adapter where modules are missing: CPython plays such an interpreter."""

    VIEWS = ROOT / "traces/cpython-3.14/memoryview"

    def command(self, *modules):
        hide = "import json, sys; sys.modules.update(dict.fromkeys(%r)); " % (modules,)
        path = str(ROOT / "adapters/adapter.py")
        return python(), "-I", "-c", hide + "exec(compile(open(%r).read(), %r, 'exec'))" % (
            path, path)

    def test_arrays_stand_for_exporters_in_ordinary_layouts(self):
        done = replay(self.VIEWS / "arrays.json", *self.command("_testbuffer"), how="--lenient")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("all agreed", done.stdout)
        self.assertNotIn("not asked", done.stdout)

    def test_what_needs_other_layouts_is_not_asked(self):
        done = replay(self.VIEWS / "formats.json", *self.command("_testbuffer"), how="--lenient")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        programs = trace_of(self.VIEWS / "formats.json")["programs"]
        ordinary = [program for program in programs
                    if program["steps"][0]["args"][1] in list("bBhHiIlLqQfd")]
        self.assertGreater(len(ordinary), 20)
        self.assertIn("%d programs not asked: cpython 3.14.10 lacks the ability exporter"
                      % (len(programs) - len(ordinary)), done.stdout)

    def test_without_arrays_no_exporter_is_asked_for(self):
        done = replay(self.VIEWS / "arrays.json", *self.command("_testbuffer", "ctypes"))
        self.assertRegex(done.stdout, r"\n84 programs not asked: .* lacks the ability array\n")

    def test_the_rest_works_without_what_micropython_does_not_have(self):
        command = self.command("_testbuffer", "ctypes", "mmap", "tempfile", "warnings", "weakref")
        done = replay(TRACES / "methods.json", *command, how="--lenient")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("all agreed", done.stdout)
        done = replay(ROOT / "traces/cpython-3.14/mmap/methods.json", *command)
        self.assertRegex(done.stdout, r"lacks the ability file\n")


class MicroPythonTest(FolderTest):
    def test_it_keeps_to_the_protocol_where_somebody_has_installed_it(self):
        if not HAS_MICROPYTHON:
            return
        overhear = ROOT / "adapters/test/overhear.py"
        done = replay(TRACES / "methods.json", sys.executable, overhear, self.folder,
                      *MICROPYTHON, how="--lenient")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        hello, *answers = (self.folder / "answers.jsonl").read_text().splitlines()
        self.assertIsNone(conforms(json.loads(hello), "hello"), hello)
        self.assertGreater(len(answers), 100)
        for line in answers:
            self.assertIsNone(conforms(json.loads(line), "answer"), line[:400])


def with_step(**step):
    return {"run": [{"id": "odd", "steps": [{"op": "bytearray", **step}]}]}


NO_PROGRAMS = [5, [], {}, {"run": 5}, {"run": {}}]
NO_PROGRAM = [
    5, {}, {"steps": 5}, {"steps": [5]}, {"id": 5, "steps": []}, {"steps": [], "more": 1},
    {"steps": [{}]}, {"steps": [{"op": 5}]}]
NO_STEP = [
    {"more": 1}, {"args": 5}, {"kwargs": [1]}, {"self": "q"}, {"self": {}}, {"into": 5},
    {"into": "b17"}, {"args": [1] * 8}]
NO_VALUE = [
    {}, 1.5, {"q": 1}, {"bytes": "0"}, {"bytes": 5}, {"bytes": "00", "int": "0x1"}, {"int": "zz"},
    {"float": "zz"}, {"slice": [1, 2]}, {"ref": "q"}, {"ref": {}}, {"iter": 5}, {"tuple": 5},
    {"ellipsis": False}, {"index": 1, "runs": 5}, {"index": 1, "runs": [5]},
    {"index": 1, "walks": []}, {"index": {"raises": False}}, [{"raises": 1}]]


class MalformedRequestTest(unittest.TestCase):
    GOOD = with_step()

    def answers(self, command, requests):
        text = "".join(json.dumps(request) + "\n" for request in requests)
        done = subprocess.run(command, cwd=ROOT, input=text, stdout=subprocess.PIPE, text=True,
                              timeout=120, check=True)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def refuses(self, command):
        odd = NO_PROGRAMS + [{"run": [program]} for program in NO_PROGRAM]
        odd += [with_step(**more) for more in NO_STEP]
        odd += [with_step(args=[value]) for value in NO_VALUE]
        for request in odd:
            self.assertIsNotNone(conforms(request, "request"), request)
        _, *answers = self.answers(command, [line for request in odd
                                             for line in (request, self.GOOD)])
        self.assertEqual(len(answers), 2 * len(odd))
        for request, answer, good in zip(odd, answers[::2], answers[1::2]):
            self.assertIsNone(conforms(answer, "fault"), (request, answer))
            self.assertIsNone(conforms(good, "answer"), (request, good))

    def test_the_python_adapter_answers_faults_and_goes_on(self):
        self.refuses([python(), "-I", "adapters/adapter.py"])

    def test_micropython_answers_faults_and_goes_on(self):
        if HAS_MICROPYTHON:
            self.refuses(MICROPYTHON)

    def test_serve_answers_faults_and_goes_on(self):
        self.refuses([HOLDFAST, "serve", "impl"])

    def test_a_line_that_is_no_json_is_a_fault(self):
        for command in ([python(), "-I", "adapters/adapter.py"], [HOLDFAST, "serve", "model"],
                        ["perl", "adapters/toy.pl"]):
            done = subprocess.run(command, cwd=ROOT, input="{\n" + json.dumps(self.GOOD) + "\n",
                                  stdout=subprocess.PIPE, text=True, timeout=120, check=True)
            _, fault, answer = map(json.loads, done.stdout.splitlines())
            self.assertIsNone(conforms(fault, "fault"))
            self.assertIsNone(conforms(answer, "answer"))


HELLO = {"holdfast": 1, "implementation": "odd", "version": "1", "platform": "x",
         "byteorder": "little", "pointer_bits": 64, "abilities": ["bytearray"]}
NO_HELLO = [
    5, {}, {**HELLO, "holdfast": 2}, {**HELLO, "holdfast": "1"}, {**HELLO, "version": 3}]
NO_ANSWER = [
    5, {}, {"steps": 5}, {"steps": [5]}, {"steps": [{}]}, {"steps": [{"returns": 1.5}]},
    {"steps": [{"returns": 1, "skipped": True}]}, {"steps": [{"raises": "Oops"}]},
    {"steps": [{"returns": 1, "message": "x"}]}, {"steps": [{"returns": {"ref": "q"}}]},
    {"steps": [{"returns": None, "state": {"q": None}}]}, {"steps": [{"skipped": False}]},
    {"steps": [{"returns": None, "state": {"b": {"contents": "0"}}}]},
    {"steps": [{"returns": None, "nested": 5}]}, {"steps": [{"returns": {"bytes": "0"}}]},
    {"fault": 5}]


class MalformedAnswerTest(FolderTest):
    def refuses(self, *lines):
        trace = trace_of(SMALL)
        trace["programs"] = [{"steps": [
            {"op": "bytearray", "returns": {"ref": "b"},
             "state": {"b": {"contents": "", "locked": False}}}]}]
        (self.folder / "trace.json").write_text(json.dumps(trace))
        (self.folder / "lines").write_text("".join(json.dumps(line) + "\n" for line in lines))
        done = replay(self.folder / "trace.json", sys.executable, ROOT / "adapters/test/say.py",
                      self.folder / "lines")
        self.assertEqual(done.returncode, 2, (lines, done.stdout + done.stderr))
        self.assertNotIn("DIFFERENCE", done.stdout)
        self.assertIn("say.py", done.stderr)

    def test_a_hello_that_is_none_is_refused(self):
        for hello in NO_HELLO:
            self.assertIsNotNone(conforms(hello, "hello"), hello)
            self.refuses(hello)

    def test_an_answer_that_is_none_is_refused_and_no_difference(self):
        for answer in NO_ANSWER:
            self.assertIsNotNone(conforms(answer, "answer"), answer)
            self.assertIsNotNone(conforms(answer, "fault"), answer)
            self.refuses(HELLO, answer)

    def test_a_fault_is_no_difference(self):
        fault = {"id": "bytearray-29ffc64f", "fault": "not today"}
        self.assertIsNone(conforms(fault, "fault"))
        self.refuses(HELLO, fault)


if __name__ == "__main__":
    unittest.main()
