#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests of the museum: each planted bug still applies to today's implementation, and is one."""

import collections
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[1]
MUSEUM = ROOT / "ci" / "museum"
sys.path.insert(0, str(MUSEUM))
import table  # noqa: E402

TOUCHED = re.compile(r"^\+\+\+ b/(\S+)", re.MULTILINE)
# A comment, or a literal that may look like one.
COMMENT = re.compile(r"""//[^\n]*|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'""")


def code_of(text):
    """The source without comments and without how it is laid out."""
    kept = COMMENT.sub(lambda match: "" if match[0].startswith("//") else match[0], text)
    return kept.split()


class Patches(unittest.TestCase):
    def setUp(self):
        self.bugs = table.bugs(MUSEUM)

    def test_there_are_many_of_every_type_and_class(self):
        self.assertGreaterEqual(len(self.bugs), 60)
        self.assertEqual({bug.type for bug in self.bugs}, set(table.TYPES))
        self.assertEqual({bug.cls for bug in self.bugs}, set(table.CLASSES))

    def test_names_are_those_of_the_files_and_no_two_are_the_same(self):
        for bug in self.bugs:
            self.assertEqual(bug.name, bug.patch.stem)
        counts = collections.Counter(bug.name for bug in self.bugs)
        self.assertEqual([name for name, count in counts.items() if count > 1], [])

    def test_each_says_what_the_bug_was(self):
        for bug in self.bugs:
            self.assertRegex(bug.about, r"^[A-Za-z_].{20,}\.$", bug.name)

    def test_each_applies_without_help_and_changes_code_of_the_implementation(self):
        for bug in self.bugs:
            with self.subTest(bug.name), tempfile.TemporaryDirectory() as folder:
                tree = pathlib.Path(folder)
                touched = TOUCHED.findall(bug.patch.read_text())
                self.assertTrue(touched)
                for path in touched:
                    # A header would not be compiled into all that include it.
                    self.assertRegex(path, r"^impl/\w+\.cpp$")
                    (tree / path).parent.mkdir(exist_ok=True)
                    shutil.copy(ROOT / path, tree / path)
                done = subprocess.run(
                    ["patch", "--strip=1", "--fuzz=0", "--directory", tree, "--input", bug.patch],
                    stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
                self.assertEqual(done.returncode, 0, done.stdout)
                self.assertNotIn("offset", done.stdout, "make the patch again: the file has moved")
                for path in touched:
                    self.assertNotEqual(code_of((ROOT / path).read_text()),
                                        code_of((tree / path).read_text()))

    def test_no_two_are_the_same_bug(self):
        bodies = collections.defaultdict(list)
        for bug in self.bugs:
            bodies[bug.patch.read_text().split("\n--- a/", 1)[1]].append(bug.name)
        self.assertEqual([names for names in bodies.values() if len(names) > 1], [])


class Table(unittest.TestCase):
    def test_it_has_a_row_for_each_bug_and_no_other(self):
        rows = table.read(MUSEUM / "TABLE.md")
        self.assertEqual(sorted(rows), sorted(bug.name for bug in table.bugs(MUSEUM)))

    def test_cpython_has_confirmed_all_that_the_properties_found(self):
        for name, row in table.read(MUSEUM / "TABLE.md").items():
            cell = dict(zip(table.COLUMNS, row))
            if re.match(r"\d", cell["properties"]):
                self.assertEqual(cell["CPython confirms"], "yes", name)

    def test_what_was_not_hunted_now_stays_as_it_was(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "TABLE.md"
            bugs = {bug.name: bug for bug in table.bugs(MUSEUM)[:2]}
            one, other = bugs
            found = {"properties": 1.25, "steps": 3, "confirmed": True, "seed": 1, "limit": 9}
            table.update(path, bugs, {one: found})
            table.update(path, bugs, {one: {"traces": None, "seed": 2, "limit": 7}})
            rows = {name: dict(zip(table.COLUMNS, row)) for name, row in table.read(path).items()}
            self.assertEqual(
                [rows[one][column] for column in ("properties", "traces", "fuzzing", "steps")],
                ["1.2 s", "not in 7 s", "", "3"])
            self.assertEqual(rows[other]["properties"], "")


if __name__ == "__main__":
    unittest.main()
