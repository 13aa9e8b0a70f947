# SPDX-License-Identifier: MIT
"""The bugs of the museum, as the heads of their patches tell, and the table of who found them."""

import collections
import re

CLASSES = {
    "LOCK": "the export lock is not kept",
    "UAF": "memory is used after it was given back",
    "BOUNDS": "wrong bounds, or an overlapping copy",
    "OVERFLOW": "a size or position does not fit",
    "EXC": "a wrong exception, or none",
    "ATOMIC": "a failure leaves something changed",
    "LEAK": "an export is never given back",
    "COW": "what should be two is one",
    "VIEW": "a view shows something else",
    "GC": "an object goes too early, or too late",
    "SEM": "a wrong result",
    "SIGBUS": "a mapping without memory behind it",
}
TYPES = ("bytearray", "bytesio", "memoryview", "mmap")
COLUMNS = ("bug", "type", "class", "properties", "traces", "fuzzing", "steps", "CPython confirms",
           "seed")

Bug = collections.namedtuple("Bug", "name type cls about patch")


def bugs(museum):
    """All bugs, in the order of the table."""
    found = []
    for path in sorted(museum.glob("*/*.patch")):
        head = path.read_text().split("\n--- a/")[0].split("\n", 2)
        name, cls = head[0].split(", ")
        found.append(Bug(name, path.parent.name, cls, " ".join(head[2].split()), path))
    return found


def cells(bug, row):
    """The cells of a row; a hunter that was not let loose leaves its cell empty."""
    def hunted(hunter):
        if hunter not in row:
            return ""
        return "not in %d s" % row["limit"] if row[hunter] is None else "%.1f s" % row[hunter]

    confirmed = {True: "yes", False: "NO", None: ""}[row.get("confirmed")]
    return [bug.name, bug.type, bug.cls, *map(hunted, ("properties", "traces", "fuzzing")),
            str(row.get("steps") or ""), confirmed, str(row.get("seed", ""))]


def line(bug, row):
    """A row for the terminal."""
    return "%-22s %-10s %-8s %10s %10s %10s %5s  %-4s %s" % tuple(cells(bug, row))


def read(path):
    """The rows of a table as lists of cells, by the name of the bug."""
    rows = {}
    if path.exists():
        for text in path.read_text().splitlines():
            parts = [part.strip() for part in text.strip().strip("|").split("|")]
            if text.startswith("|") and len(parts) == len(COLUMNS) and parts[0] != COLUMNS[0] \
                    and not parts[0].startswith("-"):
                rows[parts[0].strip("`")] = parts
    return rows


def found_by(rows, *columns):
    """How many rows have a time in one of these columns."""
    places = [COLUMNS.index(column) for column in columns]
    return sum(any(re.match(r"\d", row[place]) for place in places) for row in rows)


def hunted_by(rows, *columns):
    places = [COLUMNS.index(column) for column in columns]
    return sum(any(row[place] for place in places) for row in rows)


def update(path, bugs_by_name, news):
    """Brings the table in `path` up to date with what was just hunted; other cells stay."""
    rows = {name: row for name, row in read(path).items() if name in bugs_by_name}
    for name, row in news.items():
        new = cells(bugs_by_name[name], row)
        old = rows.get(name, [""] * len(COLUMNS))
        rows[name] = [fresh or before for fresh, before in zip(new, old)]
    for name, bug in bugs_by_name.items():
        rows.setdefault(name, cells(bug, {}))
    order = sorted(rows.values(), key=lambda row: (TYPES.index(row[1]), row[0]))
    lines = [
        "# Who finds the bugs of the museum",
        "",
        "Written by `ci/museum/hunt --table ci/museum/TABLE.md`; seconds are those of a processor.",
        "Properties are `holdfast check`; their seconds include those in which the program is made",
        "small, and steps is how long it then is. A hunter whose cell is empty was not let loose.",
        "What each bug is, and where it comes from, its patch says.",
        "",
        "| found by | of those hunted |",
        "| --- | ---: |",
        *("| %s | %d of %d |" % (" or ".join(by), found_by(order, *by), hunted_by(order, *by))
          for by in (("properties",), ("traces",), ("fuzzing",), ("properties", "fuzzing"))),
        "",
        "| " + " | ".join(COLUMNS) + " |",
        "| --- | --- | --- | ---: | ---: | ---: | ---: | --- | ---: |",
    ]
    lines += ["| " + " | ".join(row) + " |" for row in order]
    path.write_text("\n".join(lines) + "\n")
