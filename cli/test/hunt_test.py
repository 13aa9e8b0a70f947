# SPDX-License-Identifier: MIT
"""Hunts: holdfast diff with --all or --known, on the Python that runs this test, which is no 3.14:
Debian has 3.11 and 3.13, whose bytearray has no resize(). Run by ctest; $HOLDFAST is the
command."""

import shlex
import subprocess
import sys
import unittest

from cli_test import ROOT, CommandTest, holdfast


class HuntTest(CommandTest):
    def hunt(self, *words, seconds=3):
        return holdfast("diff", "--python", sys.executable, "--suite", "bytearray", "--seed", "3",
                        "--time", seconds, "--out", self.folder / "found", *words)

    def list_of(self, *lines):
        return self.write("known.txt", "".join(line + "\n" for line in lines))

    def test_each_new_difference_is_told_once_and_saved(self):
        done = self.hunt("--all")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        told = [line for line in done.stdout.splitlines() if line.startswith("DIFFERENCE  ")]
        new = [line for line in done.stdout.splitlines() if line.startswith("NEW  ")]
        self.assertEqual(len(told), len(new))
        self.assertGreater(len(new), 1, "the hunt did not go on")
        self.assertEqual(len({line.split("  ")[1] for line in new}), len(new))
        self.assertTrue(any("resize" in line for line in new), done.stdout)
        self.assertIn("The rule in CPython 3.14:", done.stdout)
        self.assertIn("  %s %s/" % (sys.executable, self.folder / "found"), done.stdout)

    def test_its_script_asserts_what_cpython_314_does(self):
        done = self.hunt("--all", "--first")
        script = next((self.folder / "found").glob("*/reproduce.py"))
        self.assertEqual(done.returncode, 1)
        ran = subprocess.run([sys.executable, script], stderr=subprocess.PIPE, check=False)
        self.assertNotEqual(ran.returncode, 0, script.read_text())

    def test_what_is_known_does_not_end_it_and_what_was_not_met_is_named(self):
        known = self.list_of("# a list", "", ". :: everything", "^nothing :: what never happens")
        done = self.hunt("--known", known)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("not met: what never happens (^nothing)\n", done.stdout)
        self.assertNotIn("everything (", done.stdout)
        self.assertRegex(done.stdout, r"0 new differences, [\d,]+ ones? met as known")
        self.assertFalse((self.folder / "found").exists())

    def test_update_appends_what_is_new(self):
        known = self.list_of(r"resize :: bytearray.resize is new in 3.14 (gh-129559)")
        done = self.hunt("--known", known, "--update")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        lines = known.read_text().splitlines()
        new = [line.split("  ")[1] for line in done.stdout.splitlines() if line.startswith("NEW")]
        self.assertEqual(lines[1:], [pattern + " :: not explained yet" for pattern in new])
        again = self.hunt("--known", known)
        for pattern in new:
            self.assertNotIn("NEW  %s  " % pattern, again.stdout)

    def test_a_list_that_is_none_is_refused(self):
        self.refuses(self.hunt("--known", self.list_of("x :: y", "no reason")),
                     "known.txt:2: must be: PATTERN :: REASON")
        self.refuses(self.hunt("--known", self.list_of("( :: y")),
                     "known.txt:1: is no regular expression")
        self.refuses(self.hunt("--known", self.list_of("[^]:] :: y")),
                     "known.txt:1: has [] or [^]")
        self.refuses(self.hunt("--known", self.folder / "nowhere"), "nowhere")

    def test_programs_are_of_what_the_interpreter_has(self):
        adapter = shlex.join(["lua5.4", str(ROOT / "adapters/example/tiny.lua")])
        done = holdfast("diff", "--subject", adapter, "--all", "--suite", "mmap", "--time", "2",
                        "--out", self.folder / "found")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        new = [line for line in done.stdout.splitlines() if line.startswith("NEW  ")]
        self.assertTrue(any("memoryview" in line for line in new), done.stdout)
        self.assertFalse(any("mmap" in line for line in new), done.stdout)

    def test_a_crash_is_met_behind_differences_that_are_known(self):
        # Its arrays are all too long, and clear() ends it.
        adapter = self.write("adapter.py", """\
import os, signal, sys
sys.path.insert(0, %r)
import adapter
find = adapter.find_operation
def operation(op):
    if op == "bytearray.clear":
        return lambda *_: os.kill(os.getpid(), signal.SIGSEGV)
    if op == "bytearray":
        return lambda *given, **named: bytearray(find(op)(*given, **named) + b"x")
    return find(op)
adapter.find_operation = operation
adapter.main()
""" % str(ROOT / "adapters"))
        known = self.list_of(r"^(?!.*got crashed) :: whatever is no crash")
        done = holdfast("diff", "--subject", shlex.join([sys.executable, str(adapter)]),
                        "--known", known, "--suite", "bytearray", "--seed", "3", "--time", "6",
                        "--out", self.folder / "found")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        new = [line for line in done.stdout.splitlines() if line.startswith("NEW  ")]
        self.assertTrue(new, done.stdout)
        for line in new:
            self.assertRegex(line, r"\^bytearray\\\.clear .*crashed: SIGSEGV")
        self.assertRegex(done.stdout, r"\n +\d+  b\d*\.clear\(\)    # <-- here\n")
        self.assertRegex(done.stdout, r"expected  (None|BufferError.*)    \(impl\)")

    def test_one_interpreter_is_asked(self):
        self.assertEqual(holdfast("diff", "--all").returncode, 2)
        self.assertEqual(self.hunt("--subject", "x").returncode, 2)


if __name__ == "__main__":
    unittest.main()
