# SPDX-License-Identifier: MIT
"""Rows of a measured matrix of the export lock (lock_rows.json) hold for the implementation, and
for a live CPython 3.14 where ci/python has got one."""

import os
import pathlib
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROWS = pathlib.Path(__file__).with_name("lock_rows.json")
PYTHON = ROOT / "build/python/3.14/usr/bin/python3.14"


class LockRowsTest(unittest.TestCase):
    def holds(self, command):
        done = subprocess.run([sys.executable, ROOT / "ci/lock_matrix", ROWS, "--against", command],
                              cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stdout)
        asked = int(done.stdout.splitlines()[-1].split()[0])
        self.assertGreater(asked, 200, done.stdout)

    def test_the_implementation_does_what_was_measured(self):
        self.holds("%s serve impl" % os.environ["HOLDFAST"])

    def test_a_live_interpreter_does_what_was_measured(self):
        if PYTHON.exists():
            self.holds("%s adapters/adapter.py" % PYTHON)


if __name__ == "__main__":
    unittest.main()
