# SPDX-License-Identifier: MIT
"""What capture.py writes of the programs that it runs: small ones are captured, recorded and
replayed. Run by ctest; $HOLDFAST is the command."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOLDFAST = os.environ.get("HOLDFAST", str(ROOT / "build/release/cli/holdfast"))
PYTHON = subprocess.run([ROOT / "ci/python"], check=True, stdout=subprocess.PIPE,
                        text=True).stdout.strip()


def run(*words):
    return subprocess.run([str(word) for word in words], cwd=ROOT, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, timeout=120,
                          check=False)


class CaptureTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="holdfast-capture-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.captured, self.trace = self.folder / "captured.json", self.folder / "trace.json"

    def capture(self, *words, status=0):
        """What is said about a captured program, and the programs that were written."""
        done = run(PYTHON, "adapters/capture.py", "--holdfast", HOLDFAST, "--out", self.captured,
                   *words)
        self.assertEqual(done.returncode, status, done.stderr)
        return done, json.loads(self.captured.read_text())["programs"]

    def replays(self):
        """Records what was captured and replays it; the recorded steps."""
        done = run(HOLDFAST, "record", "--python", PYTHON, "--from", self.captured,
                   "--out", self.trace)
        self.assertEqual(done.returncode, 0, done.stderr)
        done = run(HOLDFAST, "replay", self.trace, "--subject", "impl", "--subject", "model",
                   "--subject", PYTHON + " adapters/adapter.py")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("all agreed", done.stdout)
        return [step for program in json.loads(self.trace.read_text())["programs"]
                for step in program["steps"]]

    def capture_code(self, code):
        said, _ = self.capture("-c", code)
        return said.stderr, self.replays()


def spelt(steps):
    """Steps without what a recorder adds, and how they ended."""
    return [(step["op"], step.get("args", []), step.get("raises")) for step in steps]


class WrittenTest(CaptureTest):
    def test_calls_and_what_they_gave(self):
        _, steps = self.capture_code(
            "b = bytearray(b'ab')\n"
            "v = memoryview(b)\n"
            "try: b.append(99)\n"
            "except BufferError: v.release()\n"
            "b.append(99)\n"
            "b += v.__class__(b'd')\n")
        self.assertEqual(spelt(steps)[:5], [
            ("bytearray", [{"bytes": "6162"}], None), ("memoryview", [{"ref": "b"}], None),
            ("bytearray.append", [99], "BufferError"), ("memoryview.release", [], None),
            ("bytearray.append", [99], None)])
        self.assertEqual(spelt(steps)[5:7], [
            ("memoryview", [{"bytes": "64"}], None), ("bytearray.__iadd__", [{"ref": "v2"}], None)])

    def test_objects_that_go_away_are_dropped(self):
        _, steps = self.capture_code(
            "b = bytearray(3)\n"
            "def look(): memoryview(b)[1] = 5\n"
            "look()\n"
            "b.clear()\n")
        self.assertEqual([op for op, _, _ in spelt(steps)[:5]], [
            "bytearray", "memoryview", "memoryview.__setitem__", "memoryview.drop",
            "bytearray.clear"])

    def test_an_exception_keeps_nothing_alive(self):
        _, steps = self.capture_code(
            "b = bytearray(3)\n"
            "try: memoryview(b)[7]\n"
            "except IndexError as error: b.clear()\n")
        self.assertIn(("bytearray.clear", [], None), spelt(steps))

    def test_a_view_is_the_same_object_in_a_with_statement(self):
        said, programs = self.capture(
            "-c",
            "v = memoryview(bytes(2))\n"
            "with v as w: print(v is w, v == w, {v: 1}[w], v.obj)\n")
        self.assertEqual(said.stdout, "True True 1 b'\\x00\\x00'\n")
        self.replays()

    def test_iterators_by_what_they_yielded(self):
        _, steps = self.capture_code("bytearray().extend(x * x for x in range(4))")
        self.assertIn(("bytearray.extend", [{"iter": [0, 1, 4, 9]}], None), spelt(steps))

    def test_what_somebody_else_writes_is_an_assignment(self):
        said, steps = self.capture_code(
            "import struct\n"
            "b = bytearray(6)\n"
            "struct.pack_into('>H', b, 2, 0x4142)\n"
            "b.find(b'A')\n")
        self.assertEqual(spelt(steps)[1:3], [
            ("bytearray.__setitem__", [{"slice": [2, 4, None]}, {"bytes": "4142"}], None),
            ("bytearray.find", [{"bytes": "41"}], None)])
        self.assertIn("1  what somebody else wrote", said)

    def test_what_a_library_imported_earlier_does(self):
        _, steps = self.capture_code(
            "import urllib.parse\n"
            "assert urllib.parse.unquote_to_bytes('%41b') == b'Ab'\n"
            "import base64\n"
            "assert base64.b85decode(base64.b85encode(bytearray(b'four'))) == b'four'\n")
        self.assertIn("bytearray", [op for op, _, _ in spelt(steps)])


class SplitTest(CaptureTest):
    def test_what_cannot_be_spelt_is_counted_and_splits_the_program(self):
        said, _ = self.capture(
            "-c",
            "b = bytearray(b'a')\n"
            "b.append(1)\n"
            "b.extend(dict.fromkeys([2, 3]))\n"
            "b.append(4)\n"
            "b.pop()\n")
        steps = self.replays()
        self.assertIn("1  an argument of class dict", said.stderr)
        self.assertIn(("bytearray", [{"bytes": "61010203"}], None), spelt(steps))
        self.assertEqual(len(json.loads(self.captured.read_text())["programs"]), 2)

    def test_more_objects_than_registers(self):
        said, programs = self.capture(
            "-c",
            "many = [bytearray([number]) for number in range(40)]\n"
            "for one in many: one.append(0)\n")
        self.replays()
        self.assertGreater(len(programs), 2)
        self.assertIn("its registers were in use", said.stderr)
        appended = [step for program in programs for step in program["steps"]
                    if step["op"] == "bytearray.append"]
        self.assertEqual(len(appended), 40)

    def test_a_view_is_made_again_where_a_program_begins(self):
        _, steps = self.capture_code(
            "b = bytearray(range(9))\n"
            "v = memoryview(b)[2:7]\n"
            "try: b.find({})\n"
            "except TypeError: pass\n"
            "v[0] = 77\n"
            "try: b.pop()\n"
            "except BufferError: pass\n")
        self.assertEqual(spelt(steps)[-3:-2], [("bytearray.pop", [], "BufferError")])

    def test_long_programs_are_split(self):
        _, programs = self.capture("-c", "b = bytearray()\nfor i in range(300): b.append(i % 256)")
        self.replays()
        self.assertGreater(len(programs), 2)
        for program in programs:
            self.assertLessEqual(len(program["steps"]), 100)

    def test_contents_that_are_too_long_are_left_out(self):
        said, programs = self.capture("-c", "b = bytearray(100000)\nb.find(b'x' * 100000)")
        self.assertIn("contents of more than", said.stderr)
        self.assertEqual(programs, [])


class CommandTest(CaptureTest):
    SCRIPT = ("import sys\n"
              "b = bytearray(b'shown')\n"
              "print(b, repr(memoryview(b))[:10], type(b) is bytearray, isinstance(b, bytearray))\n"
              "sys.exit(len(sys.argv))\n")

    def test_a_script_says_what_it_says_without_us(self):
        script = self.folder / "script.py"
        script.write_text(self.SCRIPT)
        alone = run(PYTHON, script, "one", "two")
        done, programs = self.capture(script, "one", "two", status=3)
        self.assertEqual((done.stdout, done.returncode), (alone.stdout, alone.returncode))
        self.assertEqual(programs[0]["steps"][0]["args"], [{"bytes": b"shown".hex()}])

    def test_a_unittest_module(self):
        module = self.folder / "some_test.py"
        module.write_text(
            "import unittest\n"
            "class T(unittest.TestCase):\n"
            "  def test(self):\n"
            "    b = bytearray(b'abc')\n"
            "    v = memoryview(b)\n"
            "    with self.assertRaises(BufferError): b.pop()\n"
            "    v.release()\n"
            "    self.assertEqual(b, b'abc')\n"
            "    self.assertIsInstance(b, bytearray)\n")
        done, _ = self.capture("-m", "unittest", "discover", "-s", self.folder, "-p", module.name)
        self.assertRegex(done.stderr, "(?m)^OK$")
        self.assertTrue(("bytearray.pop", [], "BufferError") in spelt(self.replays()))

    def test_a_program_that_fails_is_written_all_the_same(self):
        done, programs = self.capture("-c", "bytearray(2).pop(9)", status=1)
        self.assertIn("IndexError: pop index out of range", done.stderr)
        self.assertEqual(programs[0]["steps"][1]["op"], "bytearray.pop")

    def test_capturing_again_gives_the_same(self):
        words = "--import", "wave", ROOT / "adapters/captured/use_wave.py"
        _, first = self.capture(*words)
        _, second = self.capture(*words)
        self.assertEqual(first, second)

    def test_bad_arguments_are_refused(self):
        for words in ((), ("--out",), ("-x",), ("-c",)):
            done = run(PYTHON, "adapters/capture.py", *words)
            self.assertEqual(done.returncode, 2, words)
            self.assertTrue(done.stderr.startswith("capture: "), done.stderr)
        done = run(PYTHON, "adapters/capture.py", "--holdfast", "/no/such/command", "-c", "1")
        self.assertEqual(done.returncode, 2)
        self.assertIn("/no/such/command", done.stderr)


if __name__ == "__main__":
    unittest.main()
