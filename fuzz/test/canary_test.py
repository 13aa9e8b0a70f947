# SPDX-License-Identifier: MIT
"""The canary fails on every input, and says what differed and in which program: a fuzzer that finds
nothing has then looked. Run by ctest; $CANARY is the program, built without an engine."""

import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
CANARY = os.environ.get("CANARY", str(ROOT / "build/dev/fuzz/fuzzing_canary"))


class CanaryTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="holdfast-canary-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def run_on(self, *paths):
        return subprocess.run([CANARY, *map(str, paths)], stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                              timeout=50, check=False)

    def test_it_fails_on_every_input(self):
        inputs = sorted((ROOT / "corpus/lockstep").iterdir())[:5]
        empty = self.folder / "empty"
        empty.write_bytes(b"")
        self.assertEqual(len(inputs), 5)
        for path in [empty, *inputs]:
            done = self.run_on(path)
            self.assertEqual(done.returncode, -signal.SIGABRT, path)
            self.assertIn("DIFFERENCE  the liar differs from model", done.stderr)
            self.assertRegex(done.stderr, r"(?m)^ *0  \S", "the program is shown")

    def test_a_replay_of_nothing_is_no_success(self):
        self.assertEqual(self.run_on(self.folder).returncode, 2)
        self.assertEqual(self.run_on(self.folder / "missing").returncode, 2)


if __name__ == "__main__":
    unittest.main()
