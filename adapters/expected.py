# SPDX-License-Identifier: MIT
"""Holds an interpreter against recorded traces and a list of the differences that are expected.

  python3 adapters/expected.py LIST COMMAND [TRACES...]

LIST is a file of adapters/expected: a line "pattern :: reason" for each kind of difference, where
the pattern is a regular expression for what `holdfast replay --lenient` says about it. COMMAND is
one that speaks the adapter protocol; without TRACES it is asked all of traces/. For each line it is
said how many programs differed in that way; what no line expects is shown, and so is a line that
expects what does not happen any more.

Exit status: 0 all is as expected, 1 it is not, 2 the replay could not be made.
"""

import collections
import dataclasses
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[1]


@dataclasses.dataclass
class Difference:
    """What one program gave, up to where it gave something else."""
    trace: str
    program: str
    step: int
    text: str  # "(outcome): b.resize(2): expected None, got AttributeError: ..."
    got: str


def read_list(path):
    """Pairs of a pattern and the reason."""
    pairs = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        if not line or line.startswith("#"):
            continue
        pattern, found, reason = line.partition(" :: ")
        if not found or not reason.strip():
            print("%s:%d: no ' :: ' and reason" % (path, number), file=sys.stderr)
            sys.exit(2)
        pairs.append((re.compile(pattern.strip()), reason.strip()))
    return pairs


def replay(command, traces):
    """A Difference for each program that has one, and what holdfast says at the end."""
    holdfast = os.environ.get("HOLDFAST", str(ROOT / "build/release/cli/holdfast"))
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder, "results.json")
        done = subprocess.run(
            [holdfast, "replay", *traces, "--lenient", "--show", "1000000", "--subject", command,
             "--results", path],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
        lines = done.stdout.splitlines()
        # Nothing to compare is an error of who runs the command, but not of one trace of many.
        if "every program needs an ability that nobody asked has" in done.stderr:
            return [], [*left_out(lines), "replayed 0 programs from 1 file, 0 steps"]
        if done.returncode not in (0, 1):
            print(done.stderr, end="", file=sys.stderr)
            sys.exit(2)
        subjects = json.loads(path.read_text(encoding="utf-8"))["subjects"]
    found = [Difference(one["file"], one["program"], one["step"],
                        "(%(check)s): %(what)s: expected %(expected)s, got %(got)s" % one,
                        one["got"])
             for subject in subjects for one in subject["differences"]]
    return found, left_out(lines) + lines[-1:]


def left_out(lines):
    """Those that say how many programs were not asked, and which ability they need."""
    return [line for line in lines if " not asked: " in line]


def reason_of(expected, difference):
    """The place of the first line of a list that expects a difference, or None."""
    for place, (pattern, _) in enumerate(expected):
        if pattern.search(difference.text):
            return place
    return None


def main(words):
    if len(words) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    expected = read_list(pathlib.Path(words[0]))
    differences, last = replay(words[1], words[2:] or [str(ROOT / "traces")])
    counts = collections.Counter(reason_of(expected, difference) for difference in differences)
    surprises = [difference.text for difference in differences
                 if reason_of(expected, difference) is None]
    for place, (pattern, reason) in enumerate(expected):
        told = "%5d" % counts[place] if counts[place] else "GONE "
        print("%s  %s (%s)" % (told, reason, pattern.pattern))
    for surprise in surprises:
        print("NOT EXPECTED  " + surprise)
    print("\n".join(last))
    gone = sum(not counts[place] for place in range(len(expected)))
    print("%d expected, %d not expected, %d expected and gone"
          % (len(differences) - len(surprises), len(surprises), gone))
    return 1 if surprises or gone else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
