#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests of ci/tidy: each rule with text that breaks it and text that nearly does."""

import contextlib
import importlib.machinery
import importlib.util
import io
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
SCRIPT = Path(__file__).resolve().parent / "tidy"
LOADER = importlib.machinery.SourceFileLoader("tidy", str(SCRIPT))
tidy = importlib.util.module_from_spec(importlib.util.spec_from_loader("tidy", LOADER))
LOADER.exec_module(tidy)

CPP = f"// {tidy.SPDX}\n"
HEADER = CPP + "#pragma once\n"


def broken(name, text):
    """The rules that a file breaks, as [(line, rule)]."""
    content = text if isinstance(text, bytes) else text.encode()
    return [(line, rule) for line, rule, _ in tidy.complaints(Path(name), content)]


class Rules(unittest.TestCase):
    def test_tidy_files_pass(self):
        self.assertEqual(broken("impl/a.cpp", CPP + "int a;\n"), [])
        self.assertEqual(broken("impl/a.h", HEADER), [])
        self.assertEqual(broken("ci/run", f"#!/bin/bash\n# {tidy.SPDX}\n"), [])
        self.assertEqual(broken("adapters/a.py", f"# {tidy.SPDX}\n"), [])
        self.assertEqual(broken("impl/CMakeLists.txt", f"# {tidy.SPDX}\n"), [])

    def test_columns(self):
        self.assertEqual(broken("a.cpp", CPP + "x" * 100 + "\n"), [])
        self.assertEqual(broken("a.cpp", CPP + "x" * 101 + "\n"), [(2, "columns")])

    def test_tables_may_be_wide(self):
        table = "// clang-format off\n" + "x" * 101 + "\n// clang-format on\n"
        self.assertEqual(broken("a.cpp", CPP + table), [])
        self.assertEqual(broken("a.cpp", CPP + table + "x" * 101 + "\n"), [(5, "columns")])

    def test_raw_strings_may_be_wide(self):
        raw = 'auto a = R"json({\n' + "x" * 101 + '\n})json";\n'
        self.assertEqual(broken("a.cpp", CPP + raw), [])
        self.assertEqual(broken("a.cpp", CPP + raw + "x" * 101 + "\n"), [(5, "columns")])

    def test_prose_and_data_may_be_wide(self):
        self.assertEqual(broken("README.md", "x" * 200 + "\n"), [])
        self.assertEqual(broken("traces/a.json", "x" * 200 + "\n"), [])

    def test_ascii(self):
        self.assertEqual(broken("a.cpp", CPP + "// caf\u00e9\n"), [(2, "ascii")])
        self.assertEqual(broken("a.cpp", CPP.encode() + b"// \xff\n"), [(2, "ascii")])
        self.assertEqual(broken("a.md", "caf\u00e9\n"), [])

    def test_white_space(self):
        self.assertEqual(broken("a.cpp", CPP + "\tx\n"), [(2, "tab")])
        self.assertEqual(broken("a.md", "x \n"), [(1, "trailing")])
        self.assertEqual(broken("a.md", "x\r\n"), [(1, "trailing")])
        self.assertEqual(broken("a.md", "x"), [(1, "newline")])
        self.assertEqual(broken("a.patch", " \n"), [])

    def test_marks(self):
        for mark in ("TO" "DO", "FIX" "ME", "HA" "CK", "X" "XX"):
            self.assertEqual(broken("a.md", f"{mark}: later\n"), [(1, "mark")])
        self.assertEqual(broken("a.md", "mktemp a.XXXXXX\n"), [])

    def test_paths_of_one_machine(self):
        for path in ("/wo" "rk/main", "/ro" "ot/.cache", "/ho" "me/me"):
            self.assertEqual(broken("a.json", f'"{path}"\n'), [(1, "path")])
        self.assertEqual(broken("a.sh", f"# {tidy.SPDX}\n$top/work/tree ./work/tree\n"), [])

    def test_registry_hosts(self):
        self.assertEqual(broken("a.md", "deb." "debian.org\n"), [(1, "host")])
        self.assertEqual(broken("a.md", "Debian's mirrors, github.com\n"), [])

    def test_licence(self):
        self.assertEqual(broken("a.cpp", "\n" + CPP), [(1, "spdx")])
        self.assertEqual(broken("a.py", "\n\n# " + tidy.SPDX + "\n"), [(1, "spdx")])
        self.assertEqual(broken("ci/run", "#!/bin/sh\n"), [(1, "spdx")])

    def test_pragma_once(self):
        self.assertEqual(broken("a.h", CPP), [(1, "pragma")])

    def test_length(self):
        self.assertEqual(broken("a.cpp", CPP + "x\n" * 399), [])
        self.assertEqual(broken("a.cpp", CPP + "x\n" * 400), [(401, "lines")])
        self.assertEqual(broken("a.json", "x\n" * 500), [])

    def test_inputs_of_fuzzers_are_left_alone(self):
        self.assertEqual(broken("corpus/adapter/1", "x\t "), [])
        self.assertEqual(broken("docs/corpus/1", "x"), [(1, "newline")])

    def test_binary_files_are_left_alone(self):
        self.assertEqual(broken("corpus/a", b"\0\t \xff"), [])


class Program(unittest.TestCase):
    """The whole script, on a repository of its own."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = Path(folder.name)
        (self.root / "ci").mkdir()
        subprocess.run(["git", "init", "-q", self.root], check=True)

    def write(self, name, text):
        (self.root / name).write_text(text)
        subprocess.run(["git", "-C", self.root, "add", name], check=True)

    def tidy(self, *arguments):
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            status = tidy.main(["--root", str(self.root), *arguments])
        return status, (out.getvalue() + err.getvalue()).splitlines()

    def test_an_error_names_place_and_cure(self):
        self.write("a.cpp", CPP + "\tx\n")
        self.assertEqual(self.tidy(), (1, [
            "a.cpp:2: error: tab, use spaces [tab]",
            "ci/tidy: 1 files, 1 errors"]))

    def test_only_tracked_files_count(self):
        self.write("a.cpp", CPP)
        (self.root / "b.cpp").write_text("\t")
        self.assertEqual(self.tidy(), (0, ["ci/tidy: 1 files, 0 errors"]))

    def test_named_files_only(self):
        self.write("a.cpp", CPP)
        self.write("b.cpp", "")
        self.assertEqual(self.tidy(str(self.root / "a.cpp"))[0], 0)

    def test_waivers(self):
        self.write("a.cpp", CPP + "\tx\n")
        self.write("ci/tidy.allow", "# why\ntab a.cpp a table of keys\n")
        self.assertEqual(self.tidy()[0], 0)

    def test_waivers_need_a_reason_and_a_use(self):
        self.write("a.cpp", CPP)
        self.write("ci/tidy.allow", "tab a.cpp\ntab a.cpp was needed once\n")
        self.assertEqual(self.tidy(), (1, [
            "ci/tidy.allow:1: error: waiver without a reason, write 'rule path reason' [allow]",
            "ci/tidy.allow:2: error: a.cpp needs no waiver of 'tab', remove this line [allow]",
            "ci/tidy: 2 files, 2 errors"]))

    def test_nothing_to_check_is_an_error(self):
        self.assertEqual(self.tidy()[0], 2)


if __name__ == "__main__":
    unittest.main()
