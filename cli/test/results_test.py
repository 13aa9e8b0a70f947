# SPDX-License-Identifier: MIT
"""What the holdfast command writes for others: results, reports, known differences, completions.
Run by ctest; $HOLDFAST is the command."""

import json
import subprocess
import sys
import unittest
import xml.dom.minidom

from cli_test import HOLDFAST, ROOT, TRACE, CommandTest, holdfast

SCHEMA = ROOT / "report/results.schema.json"


class WrongTrace(CommandTest):
    """A recording of which one program is not true: its object is locked, and CPython raises."""

    def setUp(self):
        super().setUp()
        trace = json.loads(TRACE.read_text())
        self.program, self.step = next(
            (program, place) for program in trace["programs"]
            for place, step in enumerate(program["steps"]) if step.get("raises") == "BufferError")
        wrong = self.program["steps"][self.step]
        self.kind = wrong["op"]
        del wrong["raises"], wrong["message"]
        wrong["returns"] = None
        self.trace = self.write("wrong.json", json.dumps(trace))
        self.results = self.folder / "results.json"

    def replay(self, *words):
        return holdfast("replay", self.trace, "--subject", "impl", *words)


class ResultsTest(WrongTrace):
    def test_count_the_steps_of_each_kind_for_each_subject(self):
        done = holdfast("replay", self.trace, "--results", self.results)
        self.assertEqual(done.returncode, 1, done.stderr)
        results = json.loads(self.results.read_text())
        self.assertEqual([one["implementation"] for one in results["subjects"]], ["impl", "model"])
        for subject in results["subjects"]:
            kind = next(kind for kind in subject["kinds"] if kind["op"] == self.kind)
            self.assertEqual(kind["differed"], 1)
            self.assertEqual(subject["differed"], 1)
            self.assertEqual(subject["differences"][0]["step"], self.step)

    def test_hold_to_their_schema(self):
        self.replay("--results", self.results)
        checked = subprocess.run(
            [sys.executable, ROOT / "harness/test/schema_check.py", SCHEMA, self.results],
            stdout=subprocess.PIPE, text=True, check=False)
        self.assertEqual((checked.returncode, checked.stdout), (0, ""))

    def test_are_the_same_from_several_jobs(self):
        together = self.folder / "together.json"
        self.replay("--results", self.results)
        self.replay("--results", together, "--jobs", "2")
        one, other = json.loads(self.results.read_text()), json.loads(together.read_text())
        for results in one, other:
            del results["command"], results["subjects"][0]["seconds"]
        self.assertEqual(one, other)


class ReportTest(WrongTrace):
    def test_writes_all_formats(self):
        self.replay("--results", self.results)
        names = {name: self.folder / ("out." + name) for name in ("html", "junit", "tap", "sarif")}
        done = holdfast("report", self.results,
                        *(word for name, path in names.items() for word in ("--" + name, path)))
        self.assertEqual(done.returncode, 0, done.stderr)
        cases = xml.dom.minidom.parse(str(names["junit"])).getElementsByTagName("failure")
        self.assertEqual(len(cases), 1)
        self.assertIn("not ok ", names["tap"].read_text())
        self.assertEqual(json.loads(names["sarif"].read_text())["version"], "2.1.0")
        self.assertIn(self.program["id"], names["html"].read_text())

    def test_refuses_what_is_no_results_file(self):
        self.refuses(holdfast("report", TRACE, "--html", self.folder / "x.html"),
                     "is no results file", "--results FILE")

    def test_refuses_to_write_nothing(self):
        self.replay("--results", self.results)
        self.refuses(holdfast("report", self.results), "--html")


class KnownDifferencesTest(WrongTrace):
    def known(self, *programs):
        head = {"format": "holdfast-known", "version": 1, "reasons": ["it does not lock (gh-1)"]}
        return self.write("known.jsonl", "".join(json.dumps(line) + "\n"
                                                 for line in (head, *programs)))

    def listed(self, **other):
        return {"program": self.program["id"], "step": self.step, "got": "BufferError", "reason": 0,
                **other}

    def test_are_no_differences(self):
        done = self.replay("--known", self.known(self.listed()), "--results", self.results)
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertIn("1 program as known", done.stdout)
        subject = json.loads(self.results.read_text())["subjects"][0]
        self.assertEqual(subject["reasons"], {"it does not lock (gh-1)": 1})
        self.assertEqual(subject["differences"][0]["link"],
                         "https://github.com/python/cpython/issues/1")

    def test_that_come_out_otherwise_are_differences(self):
        for other in ({"step": self.step + 1}, {"got": "5"}):
            done = self.replay("--known", self.known(self.listed(**other)))
            self.assertEqual(done.returncode, 1, done.stdout)
            self.assertIn("lists this program with another difference", done.stdout)

    def test_may_be_a_matter_of_chance(self):
        listed = self.listed()
        del listed["got"]
        agreeing = {**listed, "program": "gone-00000000"}
        done = self.replay("--known", self.known(listed, agreeing))
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)

    def test_that_are_gone_are_told(self):
        agreeing = next(program["id"] for program in json.loads(TRACE.read_text())["programs"]
                        if program["id"] != self.program["id"])
        done = self.replay("--known", self.known(self.listed(), self.listed(program=agreeing)))
        self.assertEqual(done.returncode, 1, done.stdout)
        self.assertIn("GONE  program " + agreeing, done.stdout)

    def test_are_written_again_with_their_reasons(self):
        path = self.known(self.listed(step=99), self.listed(program="gone-00000000"))
        done = self.replay("--known", path, "--update")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        lines = [json.loads(line) for line in path.read_text().splitlines()]
        self.assertIn(self.listed(), lines)

    def test_that_are_new_wait_for_a_reason(self):
        path = self.known()
        self.replay("--known", path, "--update")
        head, new = [json.loads(line) for line in path.read_text().splitlines()]
        self.assertEqual(head["reasons"][new["reason"]], "not explained yet")

    def test_that_cannot_be_read_are_refused(self):
        self.refuses(self.replay("--known", self.write("x.jsonl", "{}\n")), "x.jsonl:1",
                     "holdfast-known")
        self.refuses(self.replay("--known", self.known(self.listed(reason=7))), "known.jsonl:2",
                     "no reason 7")


class CompletionTest(CommandTest):
    def test_of_bash_knows_commands_and_options(self):
        script = holdfast("completion", "bash").stdout
        for words, completed in (("replay --kn", "--known"), ("diff --py", "--python")):
            ask = script + ("COMP_WORDS=(holdfast %s); COMP_CWORD=2; _holdfast;"
                            "echo ${COMPREPLY[@]}" % words)
            done = subprocess.run(["bash", "-c", ask], stdout=subprocess.PIPE, text=True,
                                  check=True)
            self.assertEqual(done.stdout.strip(), completed)

    def test_the_manual_page_names_every_command(self):
        page = holdfast("man").stdout
        helped = subprocess.run([HOLDFAST, "--help"], stdout=subprocess.PIPE, text=True, check=True)
        names = [line.split()[0] for line in helped.stdout.split("Subcommands:")[1].splitlines()
                 if line.startswith("  ") and line[2] != " "]
        self.assertIn("replay", names)
        for name in names[:names.index("list") + 1]:
            self.assertIn(".SS %s\n" % name, page)
        self.assertIn("\\-\\-python", page)

    def test_help_teaches_with_examples_of_the_command_itself(self):
        for name in ("replay", "check", "diff", "record", "coverage", "explain", "report", "shrink",
                     "serve", "list", "completion"):
            said = holdfast(name, "--help").stdout
            examples = said.split("Examples:\n")[1]
            self.assertIn("holdfast %s " % name, examples)
            for line in examples.splitlines():
                self.assertTrue(line.startswith("  "), said)


if __name__ == "__main__":
    unittest.main()
