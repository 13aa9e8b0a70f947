#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests of ci/uncovered: a list that says too little, too much, or nothing."""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parent / "uncovered"
SOURCE = "#define TRY(x) if (x)\nif (a == 1) b();\nTRY(c());\n"
HEAD = "# What this is.\n\n== Nobody asks.\n"
PLAIN = "impl/a.cpp | true | a == 1"
IN_MACRO = "impl/a.cpp | true | TRY(c());"


class UncoveredTest(unittest.TestCase):
    def setUp(self):
        self.root = pathlib.Path(tempfile.mkdtemp(prefix="holdfast-uncovered-")).resolve()
        self.addCleanup(shutil.rmtree, self.root)
        for folder in ("ci", "impl", "model"):
            (self.root / folder).mkdir()
        shutil.copy(SCRIPT, self.root / "ci" / "uncovered")
        (self.root / "impl/a.cpp").write_text(SOURCE)

    def run_it(self, listed, plain, macro, *options):
        """Runs ci/uncovered where two conditions went (true, false) so often."""
        function = {
            "filenames": [str(self.root / "impl/a.cpp")] * 2,
            # The macro is used in line 3; what it becomes has a number of its own, 1.
            "regions": [[3, 1, 3, 4, 1, 0, 1, 1]],
            "branches": [[2, 5, 2, 11, *plain, 0, 0, 4], [1, 20, 1, 21, *macro, 1, 0, 4],
                         # Two hundred that are taken both ways.
                         *[[2, 100 + i, 2, 200 + i, 1, 1, 0, 0, 4] for i in range(100)]]}
        return self.run_on([function, self.model(1)], listed, *options)

    def model(self, times):
        """A function of model/ whose one condition is false, and so often true."""
        (self.root / "model/m.cpp").write_text("if (a) b();\n")
        return {"filenames": [str(self.root / "model/m.cpp")], "regions": [],
                "branches": [[1, 5, 1, 6, times, 1, 0, 0, 4]]}

    def run_on(self, functions, listed, *options):
        export = self.root / "export.json"
        export.write_text(json.dumps({"data": [{"functions": functions}]}))
        (self.root / "ci/uncovered.txt").write_text(listed)
        done = subprocess.run([sys.executable, self.root / "ci/uncovered", export, *options],
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              check=False)
        return done.returncode, done.stdout

    def test_everything_is_taken(self):
        status, said = self.run_it(HEAD, (1, 1), (1, 1))
        self.assertEqual(status, 0, said)
        self.assertIn("impl/   204 of 204 branches, 100.0 %", said)

    def test_what_is_never_taken_needs_a_reason(self):
        status, said = self.run_it(HEAD, (0, 1), (1, 1))
        self.assertEqual(status, 1)
        self.assertIn("never, and no reason why (line 2): " + PLAIN, said)
        self.assertEqual(self.run_it(HEAD + PLAIN + "\n", (0, 1), (1, 1))[0], 0)

    def test_a_condition_of_a_macro_is_where_the_macro_is_used(self):
        status, said = self.run_it(HEAD, (1, 1), (0, 1))
        self.assertEqual(status, 1)
        self.assertIn("(line 3): " + IN_MACRO, said)

    def test_what_is_taken_this_time_may_be_listed(self):
        status, said = self.run_it(HEAD + PLAIN + "\n", (1, 1), (1, 1))
        self.assertEqual(status, 0, said)
        self.assertIn("taken, and listed: " + PLAIN, said)

    def test_what_is_gone_must_not_be_listed(self):
        status, said = self.run_it(HEAD + PLAIN + "er\n", (1, 1), (1, 1))
        self.assertEqual(status, 1)
        self.assertIn("gone, and still listed: " + PLAIN + "er", said)

    def test_each_time_needs_a_line_of_its_own(self):
        twice = HEAD + (PLAIN + "\n") * 2
        self.assertEqual(self.run_it(twice, (0, 1), (1, 1))[0], 1)

    def test_written_anew_it_keeps_the_reasons_and_asks_for_others(self):
        status, _ = self.run_it(HEAD + PLAIN + "\n", (0, 1), (0, 1), "--write")
        self.assertEqual(status, 1)
        text = (self.root / "ci/uncovered.txt").read_text()
        self.assertEqual(text, "# What this is.\n\n== ?\n%s\n\n== Nobody asks.\n%s\n" %
                         (IN_MACRO, PLAIN))

    def test_too_few_are_an_error_whatever_the_reasons(self):
        status, said = self.run_on([self.model(0)], "== No.\nmodel/m.cpp | true | a\n")
        self.assertEqual(status, 1)
        self.assertIn("model/  1 of 2 branches, 50.0 %\n", said)
        self.assertIn("model/: less than 95 %", said)


if __name__ == "__main__":
    unittest.main()
