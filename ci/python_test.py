#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests of ci/python: the interpreter it gives runs, and each way to fail says what to do."""

import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parent / "python"


def provide(*arguments, **environment):
    clean = {name: text for name, text in os.environ.items() if name != "HOLDFAST_PYTHON"}
    return subprocess.run([SCRIPT, *arguments], env={**clean, **environment}, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def run(python, program, *options, **environment):
    return subprocess.run([python, *options, "-c", program], text=True, check=True,
                          stdout=subprocess.PIPE, env={**os.environ, **environment}).stdout.strip()


class Provided(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        result = provide()
        assert result.returncode == 0, result.stderr
        cls.python = result.stdout.strip()

    def test_is_an_absolute_path_of_the_right_version(self):
        self.assertTrue(os.path.isabs(self.python))
        self.assertEqual(run(self.python, "import sys; print(sys.implementation.name, "
                                          "*sys.version_info[:2])"), "cpython 3 14")

    def test_has_what_the_adapters_import(self):
        run(self.python, "import _testbuffer, ctypes, mmap, json")

    def test_starts_itself_again(self):
        program = "[sys.executable, '-I', '-c', 'import ctypes']"
        run(self.python, f"import subprocess, sys; subprocess.run({program}, check=True)")

    def test_starts_through_a_link_and_alone(self):
        with tempfile.TemporaryDirectory() as folder:
            link = Path(folder) / "python"
            link.symlink_to(self.python)
            run(link, "import ctypes", "-I")

    def test_leaves_other_pythons_alone(self):
        self.assertNotIn("PYTHONHOME", run(self.python, "import os; print(*os.environ)"))

    def test_may_be_named(self):
        result = provide(HOLDFAST_PYTHON=self.python)
        self.assertEqual((result.returncode, result.stdout.strip()), (0, self.python))


class Refused(unittest.TestCase):
    def assert_refused(self, result, *words):
        self.assertEqual((result.returncode, result.stdout), (2, ""))
        self.assertEqual(len(result.stderr.splitlines()), 1, result.stderr)
        for word in words:
            self.assertIn(word, result.stderr)

    def test_another_version(self):
        with tempfile.TemporaryDirectory() as folder:
            old = Path(folder) / "old"
            old.write_text("#!/bin/sh\necho CPython 3.11.7\n")
            old.chmod(0o755)
            self.assert_refused(provide(HOLDFAST_PYTHON=str(old)),
                                str(old), "is CPython 3.11.7", "needs CPython 3.14", "unset it")

    def test_no_such_program(self):
        self.assert_refused(provide(HOLDFAST_PYTHON="/nowhere/python"),
                            "HOLDFAST_PYTHON=/nowhere/python", "not an executable", "unset it")

    def test_a_program_that_is_no_python(self):
        self.assert_refused(provide(HOLDFAST_PYTHON="false"), "does not run", "unset it")

    def test_bad_arguments(self):
        self.assert_refused(provide("latest"), "'latest' is not a version")
        self.assert_refused(provide("3.14", "3.15"), "is not a version")


if __name__ == "__main__":
    sys.exit(unittest.main())
