# SPDX-License-Identifier: MIT
"""How a run ends that does not run to its end: an adapter dies, somebody interrupts. Nothing that
was found until then is lost, and what is said names what happened and what to do. Run by ctest;
$HOLDFAST is the command."""

import json
import os
import pty
import shlex
import signal
import subprocess
import sys
import time
import unittest

from cli_test import HOLDFAST, ROOT, TRACE, CommandTest, holdfast

# The real adapter, but for what becomes of it where something is popped.
ADAPTER = """
import os, sys, time
sys.path.insert(0, %r)
import adapter
find, asked = adapter.find_operation, []
def find_operation(op):
    def call(*args, **named):
        asked.append(op)
        if op == "bytearray.pop":
            %s
        return find(op)(*args, **named)
    return call
adapter.find_operation = find_operation
adapter.main()
"""


class EndingTest(CommandTest):
    def adapter(self, at_pop):
        script = self.write("adapter.py", ADAPTER % (str(ROOT / "adapters"), at_pop))
        return shlex.join([sys.executable, str(script)])

    def trace(self, programs=20):
        """Programs of which every second pops."""
        both = [[{"op": "bytearray", "args": [number]},
                 {"op": "bytearray." + ("pop" if number % 2 else "clear"), "self": "b"}]
                for number in range(1, programs + 1)]
        path = self.write("new.json", json.dumps(
            {"format": "holdfast-trace", "version": 1,
             "programs": [{"steps": steps} for steps in both]}))
        done = holdfast("record", "--python", sys.executable, "--from", path, "--out",
                        self.folder / "trace.json")
        self.assertEqual(done.returncode, 0, done.stderr)
        return self.folder / "trace.json"

    def results(self):
        return json.loads((self.folder / "results.json").read_text())


class AdapterThatDiesTest(EndingTest):
    def replay(self, at_pop, programs=20):
        return holdfast("replay", self.trace(programs), "--subject", self.adapter(at_pop), "--show",
                        100, "--results", self.folder / "results.json")

    def test_each_death_is_a_difference_of_its_step_and_the_others_are_asked(self):
        done = self.replay("os.kill(os.getpid(), 11)")
        self.assertEqual(done.returncode, 1, done.stdout + done.stderr)
        self.assertEqual(done.stdout.count("got crashed: SIGSEGV"), 10, done.stdout)
        self.assertIn("at step 1 (outcome): b.pop()", done.stdout)
        self.assertIn("replayed 20 programs from 1 file", done.stdout)
        self.assertIn("10 programs differed", done.stdout)
        self.assertEqual(self.results()["subjects"][0]["differed"], 10)

    def test_one_that_cannot_be_started_again_is_refused_and_nothing_is_lost(self):
        done = self.replay("len(asked) > 600 and (os.unlink(__file__), os._exit(7))", 800)
        self.assertEqual(done.returncode, 2, done.stdout + done.stderr)
        self.assertIn("ended before it said hello", done.stderr)
        self.assertIn("adapter.py", done.stderr)
        self.assertIn("No such file", done.stderr)
        self.assertRegex(done.stdout, r"replayed \d+ programs .*ended early; all agreed until then")
        self.assertGreater(self.results()["subjects"][0]["programs"], 0)

    def test_one_that_does_nothing_but_die_is_stopped_and_its_last_words_are_shown(self):
        trace = json.loads(self.trace(40).read_text())
        trace["programs"] = [one for one in trace["programs"] if "pop" in json.dumps(one)]
        path = self.write("pops.json", json.dumps(trace))
        done = holdfast("replay", path, "--subject",
                        self.adapter("print('out of order', file=sys.stderr); os._exit(7)"))
        self.refuses(done, "died in each of the first 16 programs", "out of order")


class InterruptTest(EndingTest):
    def interrupted(self, *words, group):
        """The status and the output of a run that is interrupted, as a terminal does it (that is,
        with all processes of its group) or alone."""
        run = subprocess.Popen([HOLDFAST, *map(str, words)], cwd=ROOT, start_new_session=True,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        time.sleep(4)
        (os.killpg if group else os.kill)(run.pid, signal.SIGINT)
        said, complained = run.communicate(timeout=60)
        return run.returncode, said, complained

    def test_a_replay_says_what_it_did_and_leaves_its_results(self):
        for jobs, group in ((1, True), (1, False), (2, True)):
            with self.subTest(jobs=jobs, group=group):
                status, said, complained = self.interrupted(
                    "replay", "traces/cpython-3.14/cells", "--lenient", "--jobs", jobs, "--subject",
                    "%s adapters/adapter.py" % sys.executable, "--show", 0, "--results",
                    self.folder / "results.json", group=group)
                self.assertIn(status, (1, 130), said + complained)
                self.assertRegex(said, r"\nreplayed [\d,]+ programs .*: interrupted; .* until then")
                self.assertNotIn("holdfast: ", complained)
                self.assertIn("subjects", self.results())

    def test_nothing_is_taken_off_a_list_by_a_replay_that_was_interrupted(self):
        known = self.write("known.jsonl", json.dumps(
            {"format": "holdfast-known", "version": 1, "reasons": ["a reason"]}) + "\n" +
            json.dumps({"program": "bytearray-pop-00000000", "step": 2, "got": "x", "reason": 0}))
        before = known.read_text()
        _, said, _ = self.interrupted(
            "replay", "traces/cpython-3.14/cells", "--lenient", "--subject",
            "%s adapters/adapter.py" % sys.executable, "--show", 0, "--known", known, "--update",
            group=True)
        self.assertIn("interrupted; ", said)
        self.assertEqual(known.read_text(), before)

    def test_a_hunt_tells_what_it_found(self):
        status, said, complained = self.interrupted(
            "diff", "--python", sys.executable, "--all", "--suite", "bytearray", "--seed", 3,
            "--time", 60, "--out", self.folder / "found", group=True)
        self.assertIn(status, (0, 1), said + complained)
        self.assertRegex(said, r"\nhunted [\d,]+ programs?, .* on cpython")


class ColourTest(EndingTest):
    def said(self, **environment):
        """What is printed on a terminal."""
        ours, theirs = pty.openpty()
        run = subprocess.Popen([HOLDFAST, "replay", TRACE], cwd=ROOT, stdout=theirs,
                               stderr=subprocess.DEVNULL, env={
                                   **{key: value for key, value in os.environ.items()
                                      if key != "NO_COLOR"}, "TERM": "xterm", **environment})
        os.close(theirs)
        said = b""
        while True:
            try:
                more = os.read(ours, 4096)
            except OSError:  # the other end is closed
                break
            if not more:
                break
            said += more
        os.close(ours)
        self.assertEqual(run.wait(), 0)
        return said.decode()

    def test_a_terminal_shows_them_unless_it_is_told_not_to(self):
        self.assertIn("\033[32magreed\033[0m", self.said())
        self.assertNotIn("\033", self.said(NO_COLOR="1"))
        self.assertNotIn("\033", self.said(TERM="dumb"))

    def test_a_pipe_shows_none(self):
        self.assertNotIn("\033", holdfast("replay", TRACE).stdout)


if __name__ == "__main__":
    unittest.main()
