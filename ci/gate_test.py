# SPDX-License-Identifier: MIT
"""What the stages of ci/stages.sh make of what commands do, and what ci/results writes of it."""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest
import xml.etree.ElementTree as xml

ROOT = pathlib.Path(__file__).resolve().parents[1]

COUNT = "counts() { grep '^[1-9]' \"$1\"; }\n"


class StagesTest(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="holdfast-gate-"))
        self.addCleanup(shutil.rmtree, self.folder)

    def gate(self, stages):
        """Runs stages in a folder of their own; the exit status and the parsed result."""
        script = "set -uo pipefail\nsource '%s/ci/stages.sh'\n%s%s\nsummary\n" % (
            ROOT, COUNT, stages)
        script += "'%s/ci/results' pr $status $logs || exit 9\nexit $status\n" % ROOT
        done = subprocess.run(["bash", "-c", script], cwd=self.folder, stdin=subprocess.DEVNULL,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              check=False)
        self.said = done.stdout
        path = self.folder / "build/log/result.json"
        checked = subprocess.run([sys.executable, ROOT / "harness/test/schema_check.py",
                                  ROOT / "ci/gate.schema.json", path], stdout=subprocess.PIPE,
                                 stderr=subprocess.STDOUT, text=True, check=False)
        self.assertEqual(checked.returncode, 0, checked.stdout + done.stdout)
        return done.returncode, json.loads(path.read_text())

    def verdicts(self, result):
        return [stage["verdict"] for stage in result["stages"]]

    def test_stages_that_pass(self):
        status, result = self.gate("stage one counts echo 3 tests\nstage two counts echo 1 file")
        self.assertEqual((status, result["verdict"]), (0, "passed"))
        self.assertEqual([stage["counted"] for stage in result["stages"]], ["3 tests", "1 file"])

    def test_a_command_that_fails_fails_the_gate(self):
        status, result = self.gate("stage one counts sh -c 'echo 3 tests; exit 1'")
        self.assertEqual((status, result["verdict"]), (1, "failed"))
        [case] = xml.parse(self.folder / "build/log/junit.xml").getroot()
        self.assertIn("3 tests", case.find("failure").text)

    def test_a_stage_that_counted_nothing_fails_the_gate(self):
        for nothing in ("0 tests", "no tests"):
            status, result = self.gate("stage one counts echo %s" % nothing)
            self.assertEqual((status, result["verdict"]), (1, "failed"))

    def test_what_is_missing_outranks_what_failed(self):
        status, result = self.gate("stage one counts sh -c 'exit 2'\nstage two counts false")
        self.assertEqual((status, result["verdict"]), (2, "unable"))

    def test_a_warning_does_not_fail_the_gate(self):
        status, result = self.gate("warning_stage one counts false\nstage two counts echo 1 file")
        self.assertEqual((status, result["verdict"]), (0, "warned"))
        self.assertEqual(self.verdicts(result), ["warned", "passed"])

    def test_a_stage_after_a_warning_fails_as_ever(self):
        status, result = self.gate("warning_stage one counts false\nstage two counts false")
        self.assertEqual(status, 1)
        self.assertEqual(self.verdicts(result), ["warned", "failed"])

    def test_a_stage_that_could_not_run_is_no_success(self):
        status, result = self.gate("stage one counts false || skip two")
        self.assertEqual(status, 1)
        self.assertEqual(self.verdicts(result), ["failed", "not run"])
        suite = xml.parse(self.folder / "build/log/junit.xml").getroot()
        self.assertEqual((suite.get("failures"), suite.get("errors")), ("1", "1"))

    def test_a_canary_that_finds_nothing_fails_the_gate(self):
        silent = self.folder / "silent"
        silent.write_text("#!/bin/sh\nexit 0\n")
        silent.chmod(0o755)
        status, _ = self.gate("stage canary counts_canary canary '%s'" % silent)
        self.assertEqual(status, 1, self.said)

    def test_a_canary_that_dies_of_something_else_fails_the_gate(self):
        broken = self.folder / "broken"
        broken.write_text("#!/bin/sh\necho Segmentation fault\nexit 1\n")
        broken.chmod(0o755)
        status, _ = self.gate("stage canary counts_canary canary '%s'" % broken)
        self.assertEqual(status, 1, self.said)

    def test_a_canary_that_leaves_its_input_passes(self):
        good = self.folder / "good"
        good.write_text("#!/bin/sh\necho 'DIFFERENCE  the liar differs from model'\n"
                        "for word; do case $word in -artifact_prefix=*) : >"
                        "\"${word#*=}crash-1\";; esac; done\nexit 77\n")
        good.chmod(0o755)
        status, result = self.gate("stage canary counts_canary canary '%s'" % good)
        self.assertEqual(status, 0, self.said)
        self.assertIn("as it must", result["stages"][0]["counted"])

    def test_fuzzing_that_ran_no_input_fails_the_gate(self):
        status, _ = self.gate("stage fuzz_x counts_fuzz echo 'stat::number_of_executed_units: 0'")
        self.assertEqual(status, 1)
        status, _ = self.gate("stage fuzz_x counts_fuzz echo 'stat::number_of_executed_units: 7'")
        self.assertEqual(status, 0)

    def test_bad_arguments_exit_with_2(self):
        for words in ([], ["weekly"], ["pr", "--fuzz"], ["pr", "--fuzz", "0"]):
            done = subprocess.run([ROOT / "ci/gate", *words], stdout=subprocess.DEVNULL,
                                  stderr=subprocess.DEVNULL, check=False)
            self.assertEqual(done.returncode, 2, words)


if __name__ == "__main__":
    unittest.main()
