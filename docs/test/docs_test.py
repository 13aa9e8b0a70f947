# SPDX-License-Identifier: MIT
"""What the documentation says is so: its commands run and print what stands there, its Python runs
on CPython 3.14, its links lead somewhere. Run by ctest; $HOLDFAST is the command, $HOLDFAST_PLANTED
one with the bug of the museum. pages.py says what is checked.

  python3 docs/test/docs_test.py [PAGE...]    only these pages, such as docs/adapter.md
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import pages  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOLDFAST = pathlib.Path(os.environ.get("HOLDFAST", ROOT / "build/release/cli/holdfast"))
PLANTED = pathlib.Path(os.environ.get(
    "HOLDFAST_PLANTED", ROOT / "build/dev/ci/museum/planted_append-unlocked"))

# Commands that are not run, and why not.
SKIPPED = [
    (r"^(ci/run|ci/test|\.ci/run|ci/install)\b",
     "installs packages, or takes minutes; ci/test runs this test"),
    (r"^cmake ", "builds for minutes what this test is given"),
    (r"^git clone ", "needs the network"),
    (r"^ci/museum/hunt ", "needs what the preset fuzz builds; ci/test hunts"),
    (r"^ci/traces ", "writes traces; ci/suite_test.py and ci/test look after it"),
    (r"cpython-3.15.txt", "needs a CPython 3.15"),
    (r"--python pypy3 ", "needs PyPy; cli/test/hunt_test.py hunts on another Python"),
    (r"^ln -sf .* build/bin$", "this test has its own"),
]

# What is run instead of something that takes too long, or that only the reader has.
CHANGED = [
    (r"\$YOUR_ADAPTER", "python3.14 adapters/adapter.py", "the reader's own"),
    (r"--time \d+", "--time 1 --programs 20", "few programs show as well that it runs"),
    (r"--small(?=\s*#|$)", "--small --letters 1", "not every letter beside every other"),
    (r"\breplay traces(?=\s|$)", "replay traces/cpython-3.14/claims",
     "some programs; cli_test replays all of them"),
    (r"^holdfast coverage traces",
     "[ $(holdfast coverage traces/cpython-3.14/claims | wc -l) -gt 50 ]",
     "some programs leave cells out, which is status 1"),
]

# These are read for their links alone.
LINKED = ["CONTRIBUTING.md", "CHANGELOG.md", "adapters/PROTOCOL.md", "adapters/CAPTURE.md",
          "adapters/KNOWN.md", "traces/FORMAT.md"]
# What may be quoted.
SOURCES = ("*.h", "*.cpp", "*.lua", "*.pl", "*CMakeLists.txt", "*.cmake", "*.patch")


def files_of(*patterns):
    """The files of the repository, those that are not committed yet among them."""
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "-co", "--exclude-standard", "--",
               *patterns]
    listing = subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
    names = [name.decode() for name in listing.split(b"\0") if name]
    return [name for name in names if (ROOT / name).is_file()]


def copy_of_the_repository(tree):
    """Commands may write where they are. Of what is large and only read, links will do."""
    for name in files_of(":!traces", ":!corpus"):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, tree / name)
    for name in ("traces", "corpus"):
        (tree / name).symlink_to(ROOT / name)
    (tree / "build/bin").mkdir(parents=True)
    (tree / "build/release/cli").mkdir(parents=True)
    if (ROOT / "build/python").exists():
        (tree / "build/python").symlink_to(ROOT / "build/python")
    for place in ("build/bin/holdfast", "build/release/cli/holdfast"):
        (tree / place).symlink_to(HOLDFAST)


class DocumentationTest(unittest.TestCase):
    only = []

    @classmethod
    def setUpClass(cls):
        if not HOLDFAST.exists():
            raise RuntimeError("%s has not been built; build it, or set HOLDFAST" % HOLDFAST)
        cls.folder = pathlib.Path(tempfile.mkdtemp(prefix="holdfast-docs-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        copy_of_the_repository(cls.folder)
        cls.python = subprocess.run([ROOT / "ci/python"], check=True, text=True,
                                    stdout=subprocess.PIPE).stdout.strip()
        (cls.folder / "build/bin/python3.14").symlink_to(cls.python)
        environment = {**os.environ, "HOLDFAST": str(HOLDFAST), "NO_COLOR": "1",
                       "PATH": "%s:%s" % (cls.folder / "build/bin", os.environ["PATH"])}
        cls.runner = pages.Runner(cls.folder, environment, cls.python, SKIPPED, CHANGED)
        cls.sources = {name: pages.lines_of((ROOT / name).read_text(encoding="utf-8"))
                       for name in files_of(*SOURCES)}

    def complaints(self, text):
        """What is wrong with a page of this text."""
        path = self.folder / "docs" / "page.md"
        path.write_text(text, encoding="utf-8")
        runner = pages.Runner(self.folder, self.runner.environment, self.python,
                              [(r"^cmake ", "")], [(r"\bthree\b", "echo 3", "")])
        return list(pages.complaints(pages.Page(path, self.folder), self.sources, runner))

    def test_what_the_pages_say_is_so(self):
        names = self.only or ["README.md", *files_of("docs/*.md")]
        for name in names:
            with self.subTest(page=name):
                page = pages.Page(ROOT / name, ROOT)
                wrong = list(pages.complaints(page, self.sources, self.runner))
                if wrong:
                    self.fail("\n" + "\n".join(wrong))
        if not self.only:
            unused = [row[0] for row in SKIPPED + CHANGED if row[0] not in self.runner.used]
            self.assertEqual(unused, [], "no page has such commands any more, remove the rows")
            for pattern, reason in SKIPPED:
                print("not run: %s (%s)" % (pattern, reason))
            for pattern, instead, reason in CHANGED:
                print("instead of %s: %s (%s)" % (pattern, instead, reason))

    def test_links_lead_somewhere(self):
        for name in LINKED:
            page = pages.Page(ROOT / name, ROOT)
            wrong = list(pages.complaints_about_links(page))
            self.assertEqual(wrong, [], "\n" + "\n".join(wrong))

    def test_every_page_is_in_the_index(self):
        index = (ROOT / "docs/README.md").read_text(encoding="utf-8")
        missing = [name for name in files_of("docs/*.md")
                   if name.count("/") == 1 and name != "docs/README.md" and
                   "(%s)" % pathlib.Path(name).name not in index]
        self.assertEqual(missing, [], "name them in docs/README.md")

    def test_the_failure_in_the_readme_is_what_is_printed(self):
        """All but the program itself, which is another one whenever generators change."""
        self.assertTrue(PLANTED.exists(), "%s has not been built; build the preset dev" % PLANTED)
        done = subprocess.run(
            [PLANTED, "check", "--time", "60", "--seed", "1", "--suite", "bytearray"],
            cwd=self.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            timeout=120, check=False)
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        shown = next(block.text for block in pages.Page(ROOT / "README.md", ROOT).of("text")
                     if block.text.startswith("DIFFERENCE"))

        def form(text):
            text = re.sub(r"(?m)^ +\d  .*\n", "", text)
            text = re.sub(r"-[0-9a-f]{8}\b", "-ID", text)
            text = re.sub(r"since step \d+: .*", "since step N", text)
            return re.sub(r"from \d+ to \d+ steps in \d+ runs", "from N to M", text).strip()

        printed = done.stdout[done.stdout.index("DIFFERENCE"):].split("\n\nvisited ")[0]
        self.assertEqual(form(shown), form(printed))

    def test_a_command_that_fails_is_found(self):
        wrong = self.complaints("```sh\ntrue\nls nowhere\n```\n")
        self.assertEqual(len(wrong), 1, wrong)
        self.assertIn("docs/page.md:3: 'ls nowhere' ends with 2, not 0; mend", wrong[0])
        self.assertIn("No such file", wrong[0])

    def test_a_status_may_be_expected_and_has_to_come_then(self):
        self.assertEqual(self.complaints("```sh\nfalse # exit status 1\n```\n"), [])
        self.assertEqual(len(self.complaints("```sh\ntrue # exit status 1\n```\n")), 1)

    def test_other_output_is_found(self):
        page = "```sh\necho 'a\nb in 2.5 s'\n```\n\n```output\n%s\n```\n"
        self.assertEqual(self.complaints(page % "a\nb in 0.1 s"), [])
        self.assertEqual(self.complaints(page % "...\nb in 0.1 s"), [])
        self.assertIn("this is not what it prints", self.complaints(page % "a\nc")[0])
        self.assertIn("output of what", self.complaints("```output\na\n```\n")[0])

    def test_commands_are_changed_or_left_out_as_was_said(self):
        page = "```sh\ncmake nothing\nthree\n```\n\n```output\n%d\n```\n"
        self.assertEqual(self.complaints(page % 3), [])
        self.assertEqual(len(self.complaints(page % 4)), 1)

    def test_python_that_is_wrong_is_found(self):
        self.assertEqual(self.complaints("```python\nassert 1 + 1 == 2\n```\n"), [])
        self.assertIn("CPython says", self.complaints("```python\nassert 1 == 2\n```\n")[0])
        page = "```pycon\n>>> x = 1\n```\n\n```pycon\n>>> x\n%d\n```\n"
        self.assertEqual(self.complaints(page % 1), [])
        self.assertIn("CPython answers", self.complaints(page % 2)[0])

    def test_links_paths_and_quotations_that_lead_nowhere_are_found(self):
        self.assertEqual(self.complaints("# One two\n[a](#one-two) [b](README.md) `impl/`\n"), [])
        self.assertIn("leads nowhere", self.complaints("[a](nowhere.md)\n")[0])
        self.assertIn("no heading", self.complaints("[a](README.md#nowhere)\n")[0])
        self.assertIn("there is no", self.complaints("see `impl/nowhere.h`\n")[0])
        self.assertIn("no file has", self.complaints("```cpp\nint nowhere;\n```\n")[0])
        self.assertIn("a block of ''", self.complaints("```\nls\n```\n")[0])
        self.assertIn("nobody runs it", self.complaints("```yaml\n- run: ls\n```\n")[0])
        self.assertIn("no JSON", self.complaints("```json\n{,}\n```\n")[0])


if __name__ == "__main__":
    DocumentationTest.only, sys.argv[1:] = sys.argv[1:], []
    unittest.main(defaultTest="DocumentationTest.test_what_the_pages_say_is_so"
                  if DocumentationTest.only else None)
