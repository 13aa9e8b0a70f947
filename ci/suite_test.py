#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""Tests of ci/suite: what is generated from the recorded traces is what is committed."""

import json
import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from suite import claims, differences, expectations, inventory  # noqa: E402
from suite import notation, recording, required  # noqa: E402


class Inventory(unittest.TestCase):
    def test_every_trace_has_a_source_and_every_source_a_trace(self):
        self.assertEqual(recording.committed(), sorted(inventory.SOURCES))


class Notation(unittest.TestCase):
    def test_statements_become_steps(self):
        self.assertEqual(notation.steps('b2 = bytearray(b"ab")'),
                         [{"op": "bytearray", "args": [{"bytes": "6162"}], "into": "b2"}])
        self.assertEqual(notation.steps("del b[::2]; v.shape; 7 in b; b *= 2**60; len(b); del v"), [
            {"op": "bytearray.__delitem__", "self": "b", "args": [{"slice": [None, None, 2]}]},
            {"op": "memoryview.shape", "self": "v"},
            {"op": "bytearray.__contains__", "self": "b", "args": [7]},
            {"op": "bytearray.__imul__", "self": "b", "args": [{"int": "0x1000000000000000"}]},
            {"op": "bytearray.__len__", "self": "b"},
            {"op": "memoryview.drop", "self": "v"}])

    def test_arguments_run_steps(self):
        step, = notation.steps('b.pop(index(-1, "b.clear()"))')
        self.assertEqual(step["args"], [{"index": -1, "runs": [
            {"op": "bytearray.clear", "self": "b"}]}])

    def test_what_is_no_step_is_refused(self):
        for text in ("b.append(q)", "1", "b = c", "if b: pass", "b.append("):
            with self.assertRaises(notation.Unreadable):
                notation.steps(text)

    def test_identities_are_those_that_holdfast_gives(self):
        self.assertEqual(notation.identity("x", notation.steps("b = bytearray()")), "x-29ffc64f")
        recorded = set("returns raises message skipped exhausted crashed nested state".split())
        for name in ("bytearray/hostile.json", "memoryview/hostile.json", "mmap/methods.json"):
            trace = json.loads((recording.ROOT / recording.FOLDER / name).read_text())
            for program in trace["programs"]:
                steps = [{key: made[key] for key in made if key not in recorded}
                         for made in program["steps"]]
                slug = program["id"].rpartition("-")[0]
                self.assertEqual(notation.identity(slug, steps), program["id"])


class Expectations(unittest.TestCase):
    def judged(self, text, *steps):
        return [held for *_, held in expectations.judge(text, steps) if held is not None]

    def test_what_a_step_returns(self):
        step = {"returns": {"bytes": "6162"}}
        self.assertEqual(self.judged('s.read() #: b"ab"', step), [True])
        self.assertEqual(self.judged('s.read() #: b"abc"', step), [False])
        self.assertEqual(self.judged("s.read() #: -1", {"returns": -1}), [True])
        self.assertEqual(self.judged("s.read() #: 1", {"returns": True}), [False])
        self.assertEqual(self.judged("v.obj #: b", {"returns": {"ref": "b"}}), [True])
        self.assertEqual(self.judged("v.obj #: b", {"returns": {"ref": "b2"}}), [False])

    def test_what_a_step_raises(self):
        step = {"raises": "BufferError", "message": "no"}
        self.assertEqual(self.judged("s.close() #: BufferError", step), [True])
        self.assertEqual(self.judged("s.close() #: ValueError", step), [False])
        self.assertEqual(self.judged('s.close() #: message == "yes"', step), [False])
        self.assertEqual(self.judged("s.close() #: None", step), [False])

    def test_what_is_seen_of_objects(self):
        made = {"returns": {"ref": "b"}, "state": {"b": {"contents": "61", "allocated": 2}}}
        grown = {"returns": None, "state": {"b": {"contents": "6161", "allocated": 5}}}
        text = "b = f() #: b.allocated == 2\nb.g() #: b.allocated == before.b.allocated"
        self.assertEqual(self.judged(text, made, grown), [True, False])
        self.assertEqual(self.judged("b = f()\nb.g() #: len(b.contents) == 2", made, grown), [True])

    def test_a_step_without_a_line_is_refused(self):
        with self.assertRaises(notation.Unreadable):
            expectations.judge("s.read()", [{"returns": 1}, {"returns": 2}])


class Claims(unittest.TestCase):
    def test_the_page_is_what_the_recording_gives(self):
        self.assertEqual(claims.PAGE.read_text(), claims.page(), "run ci/traces claims")

    def test_a_claim_is_true_when_all_that_it_expects_is_so(self):
        for held, verdict in (([True, True], "true"), ([True, False], "partly"),
                              ([False], "false")):
            self.assertEqual(claims.verdict([("", {}, "", so) for so in held]), verdict)
        with self.assertRaises(notation.Unreadable):
            claims.verdict([("", {}, None, None)])

    def test_every_claim_is_there_once(self):
        numbers = []
        for _, module in claims.SETS.values():
            numbers += [number for number, _, _ in module.CLAIMS]
            for listed, _, _ in module.WITHOUT:
                numbers += claims.numbers(listed)
        self.assertEqual(sorted(numbers), list(range(1, 164)))


class Differences(unittest.TestCase):
    def test_the_page_is_what_the_files_give(self):
        self.assertEqual(differences.PAGE.read_text(), differences.page(),
                         "run ci/traces differences")

    def test_every_list_of_reasons_has_its_file(self):
        self.assertEqual(differences.names(),
                         sorted(path.stem for path in differences.FOLDER.iterdir()))
        for name in differences.names():
            pairs = differences.expected.read_list(differences.LISTS / (name + ".txt"))
            head, lines = differences.read(name)
            self.assertEqual(head["reasons"], [reason for _, reason in pairs], name)
            self.assertEqual({line["reason"] for line in lines}, set(range(len(pairs))), name)

    def test_what_differs_are_programs_of_the_suite(self):
        programs = required.present()
        for name in differences.names():
            for line in differences.read(name)[1]:
                self.assertIn((line["trace"], line["program"]), programs, name)

    def test_what_came_out_is_told_in_short(self):
        self.assertEqual(differences.told("5"), "5")
        self.assertEqual(differences.told("ValueError: a: b"), "ValueError")
        self.assertEqual(differences.told("struct.error: bad char"), "struct.error")
        self.assertEqual(differences.told("b" * 100), "b" * 76 + " ...")


class Required(unittest.TestCase):
    ONE, TWO = {("t", "a-1"): "x"}, {("t", "a-1"): "x", ("t", "b-2"): "y"}
    SINCE = {("t", "a-1"): (1, 0, 0), ("t", "b-2"): (1, 2, 0)}

    def test_the_set_is_that_of_the_traces(self):
        _, format, programs, _ = required.read(required.PATH.read_text())
        self.assertEqual(format, required.format_version(), "run ci/traces required")
        self.assertEqual(list(programs), list(required.present()), "run ci/traces required")
        self.assertEqual(programs, required.present(), "run ci/traces required")

    def test_the_version_follows_from_what_has_changed(self):
        old = (1, 2, 3), 1, self.ONE
        self.assertEqual(required.next_version(*old, 1, self.ONE), (1, 2, 3))
        self.assertEqual(required.next_version(*old, 1, {("t", "a-1"): "z"}), (1, 2, 4))
        self.assertEqual(required.next_version(*old, 1, self.TWO), (1, 3, 0))
        self.assertEqual(required.next_version(*old, 1, {}), (1, 3, 0))
        self.assertEqual(required.next_version(*old, 2, self.TWO), (2, 0, 0))

    def test_what_is_written_is_read_again(self):
        text = required.write((1, 2, 3), 1, self.TWO, self.SINCE)
        self.assertEqual(required.read(text), ((1, 2, 3), 1, self.TWO, self.SINCE))

    def test_a_change_by_hand_is_noticed(self):
        text = required.write((1, 2, 3), 1, self.TWO, self.SINCE)
        for was, now in (("suite 1.2.3", "suite 1.2.4"), ("b-2 y", "b-2 z"), ("1.0.0", "1.0.1"),
                         ("  a-1 x 1.0.0\n", "")):
            with self.assertRaises(required.Unsealed):
                required.read(text.replace(was, now))

    def test_another_outcome_is_another_digest(self):
        text = '''  "programs": [
    {"id": "a-1", "steps": [
      {"op": "bytearray", "into": "b", "returns": {"ref": "b"}},
      {"op": "bytearray.pop", "self": "b", "raises": "IndexError"}
    ]},
    {"id": "b-2", "steps": [
      {"op": "bytearray", "into": "b", "returns": {"ref": "b"}}
    ]}
  ]
'''
        (first, mark), (second, other) = required.programs_of(text)
        self.assertEqual((first, second), ("a-1", "b-2"))
        changed = required.programs_of(text.replace("IndexError", "ValueError"))
        self.assertEqual([identity for identity, _ in changed], ["a-1", "b-2"])
        self.assertNotEqual(changed[0][1], mark)
        self.assertEqual(changed[1][1], other)


if __name__ == "__main__":
    unittest.main()
