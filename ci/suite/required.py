# SPDX-License-Identifier: MIT
"""The requirement set: traces/cpython-3.14/REQUIRED.txt names every program of the suite, with a
digest of what CPython was recorded to do, and the version of the suite.

The version says what changed: MAJOR the format of traces, MINOR which programs there are, PATCH
what is expected of some. The file has a seal, so that none of it changes without a new version.
"""

import hashlib
import json
import re

from suite import recording

PATH = recording.ROOT / recording.FOLDER / "REQUIRED.txt"
SCHEMA = recording.ROOT / "traces/trace.schema.json"

INTRODUCTION = """\
# The programs that an implementation of Python's buffer types has to pass, and the version of this
# set (traces/FORMAT.md). Below the name of each trace: the ids of its programs, and of each the
# digest of its steps with their outcomes, and the version in which it came or was changed last.
# Written by `ci/traces required`, not by hand.
"""
HEAD = re.compile(r"^suite (\d+)\.(\d+)\.(\d+), format (\d+), (\d+) programs, seal ([0-9a-f]{16})$")
BEGINS, STEP = '    {"id": "', "      {"


class Unsealed(recording.Trouble):
    """A file that somebody has changed by hand."""


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


def programs_of(text):
    """Pairs of id and digest, of a trace as holdfast writes it: a line for each step."""
    found, steps = [], []

    def end():
        if found:
            found[-1] = found[-1], digest("".join(steps))[:12]
            steps.clear()

    for line in text.splitlines(keepends=True):
        if line.startswith(BEGINS):
            end()
            found.append(line[len(BEGINS):line.index('"', len(BEGINS))])
        elif line.startswith(STEP):
            steps.append(line.rstrip().rstrip(","))
    end()
    return found


def present():
    """What there is now: (trace, id) to digest, in the order of the files."""
    return {(name, identity): mark for name in recording.committed()
            for identity, mark in programs_of(
                (recording.ROOT / recording.FOLDER / name).read_text())}


def format_version():
    return json.loads(SCHEMA.read_text())["properties"]["version"]["const"]


def write(version, format, programs, since):
    """The text of the file; `since` has the version for each program."""
    body, last = [], None
    for (name, identity), mark in programs.items():
        if name != last:
            body.append(name)
            last = name
        body.append("  %s %s %d.%d.%d" % (identity, mark, *since[name, identity]))
    body = "".join(line + "\n" for line in body)
    number = "%d.%d.%d" % version
    return "%ssuite %s, format %d, %d programs, seal %s\n%s" % (
        INTRODUCTION, number, format, len(programs), seal(number, format, body), body)


def seal(number, format, body):
    return digest("%s %d %s" % (number, format, body))[:16]


def read(text):
    """Version, format, programs and since of a file; raises Unsealed."""
    head, body = text[len(INTRODUCTION):].split("\n", 1)
    match = HEAD.match(head)
    if not text.startswith(INTRODUCTION) or not match:
        raise Unsealed("%s does not begin as ci/traces required writes it" % PATH.name)
    version, format = tuple(map(int, match.groups()[:3])), int(match[4])
    if match[6] != seal("%d.%d.%d" % version, format, body):
        raise Unsealed("%s was changed by hand; restore it and run ci/traces required" % PATH.name)
    programs, since, name = {}, {}, None
    for line in body.splitlines():
        if not line.startswith(" "):
            name = line
            continue
        identity, mark, version_of_it = line.split()
        programs[name, identity] = mark
        since[name, identity] = tuple(map(int, version_of_it.split(".")))
    return version, format, programs, since


def next_version(version, old_format, old, format, new):
    """The version of a set that was `old` and is now `new`."""
    major, minor, patch = version
    if format != old_format:
        return major + 1, 0, 0
    if old.keys() != new.keys():
        return major, minor + 1, 0
    if old != new:
        return major, minor, patch + 1
    return version


def make(_names):
    """Writes the file for the traces as they are, with the version that follows."""
    now, format = present(), format_version()
    version, old, old_since = (1, 0, 0), {}, {}
    if PATH.exists():
        old_version, old_format, old, old_since = read(PATH.read_text())
        version = next_version(old_version, old_format, old, format, now)
    since = {key: old_since[key] if old.get(key) == mark else version for key, mark in now.items()}
    PATH.write_text(write(version, format, now, since))
    print("%s: suite %d.%d.%d, %d programs" % ((PATH.name, *version, len(now))))
