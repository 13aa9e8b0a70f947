#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Asks the interpreters that are here for the programs of docs/found, and compares what ci/found
makes of that with the committed pages. Run by ctest; $HOLDFAST is the command."""

import contextlib
import io
import pathlib
import re
import runpy
import shutil
import sys
import unittest

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parents[1]
FOUND = runpy.run_path(str(ROOT / "ci/found"), run_name="found")
FOLDER = ROOT / "docs/found"


def is_here(name):
    """Whether the interpreter is there already; nothing is downloaded for a test."""
    implementation, version = name.split("-")
    if implementation == "pypy":
        return shutil.which("pypy3") is not None
    if implementation == "micropython":
        return (shutil.which("node") is not None and
                (ROOT / "build/micropython/node_modules").exists())
    return (ROOT / "build/python" / version).exists()


class FoundTest(unittest.TestCase):
    def test_programs_still_show_what_the_pages_say(self):
        for name in sorted(path.stem for path in FOLDER.glob("*.jsonl")):
            with self.subTest(name=name):
                if not is_here(name):
                    print("not asked: %s is not here" % name)
                    continue
                with contextlib.redirect_stderr(io.StringIO()):
                    found, done = FOUND["results"](name)
                self.assertEqual(done.returncode, 0, done.stdout)
                committed = (FOLDER / (name + ".md")).read_text(encoding="utf-8")
                self.assertEqual(FOUND["page"](name, found), committed)

    def test_each_has_a_page_that_is_linked_and_every_reason_is_given(self):
        index = (FOLDER / "README.md").read_text(encoding="utf-8")
        for path in FOLDER.glob("*.jsonl"):
            self.assertIn("(%s.md)" % path.stem, index)
            self.assertNotIn(FOUND["UNEXPLAINED"], path.read_text(encoding="utf-8"))
            pages = (FOLDER / (path.stem + ".md")).read_text(encoding="utf-8")
            self.assertTrue(re.search(r"(?m)^## ", pages), path)


if __name__ == "__main__":
    unittest.main()
