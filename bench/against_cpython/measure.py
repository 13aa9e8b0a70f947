# SPDX-License-Identifier: MIT
"""Times each operation on CPython's types and on the implementation, by turns, in this process.

Run by bench/against, which says what it does with what was measured.
"""

import argparse
import gc
import io
import json
import math
import mmap
import operator
import platform
import re
import statistics
import sys

import operations
from page import markdown, nanoseconds, svg

CONSTRUCTORS = {"bytearray": bytearray, "memoryview": memoryview, "BytesIO": io.BytesIO,
                "mmap": mmap.mmap}
# The ways of module.cpp.
VECTORCALL, METHOD, GET_ITEM, SET_ITEM, DEL_ITEM, EQUAL = range(6)
WAYS = {"__getitem__": GET_ITEM, "__setitem__": SET_ITEM, "__delitem__": DEL_ITEM,
        "__eq__": EQUAL}
BY_WAY = {GET_ITEM: operator.getitem, SET_ITEM: operator.setitem, DEL_ITEM: operator.delitem}


def resolved(arguments, objects):
    return tuple(objects[each.name] if isinstance(each, operations.Named) else each
                 for each in arguments)


class CPython:
    """CPython's side: its objects, and the calls as time_cpython() takes them."""

    def __init__(self, module, operation):
        self.time = module.time_cpython
        objects = {}
        for name, (kind, self_name, *arguments) in operation.objects.items():
            arguments = resolved(arguments, objects)
            if kind in CONSTRUCTORS:
                objects[name] = CONSTRUCTORS[kind](*arguments)
            else:
                method = kind.split(".")[1]
                objects[name] = getattr(objects[self_name], method)(*arguments)
        self.calls = [self.call(kind, target, resolved(arguments, objects), objects, index,
                                operation)
                      for index, (kind, target, *arguments) in enumerate(operation.calls)]

    @staticmethod
    def call(kind, target, arguments, objects, index, operation):
        kept = any(call[1] == index for call in operation.calls)
        if kind in CONSTRUCTORS:
            return VECTORCALL, CONSTRUCTORS[kind], None, arguments, kept
        method = kind.split(".")[1]
        if method in WAYS:
            return WAYS[method], None, objects[target], arguments, kept
        if isinstance(target, int):
            return METHOD, sys.intern(method), target, arguments, kept
        return VECTORCALL, getattr(objects[target], method), None, arguments, kept


class Implementation:
    """The same for the implementation."""

    def __init__(self, module, operation):
        self.time = module.time_impl
        objects = {}
        for name, (kind, self_name, *arguments) in operation.objects.items():
            objects[name] = module.make(kind, objects.get(self_name),
                                        resolved(arguments, objects))
        self.calls = [
            (kind, target if isinstance(target, int) else objects.get(target),
             resolved(arguments, objects), any(call[1] == index for call in operation.calls))
            for index, (kind, target, *arguments) in enumerate(operation.calls)]


class Side:
    """One side of an operation: its objects, made anew for each measurement where asked."""

    def __init__(self, kind, module, operation):
        self.make = lambda: kind(module, operation)
        self.fresh = operation.fresh
        self.made = self.make()

    def time(self, rounds):
        if self.fresh:
            self.made = None
            self.made = self.make()
        return self.made.time(self.made.calls, rounds)


def measure(module, operation, seconds, turns):
    """Nanoseconds of CPython and of the implementation, a list of each."""
    sides = [Side(kind, module, operation) for kind in (CPython, Implementation)]
    rounds = [operation.rounds] * 2
    for i, side in enumerate(sides):
        once = side.time(operation.rounds or 1)
        if not operation.rounds:
            once = side.time(max(1, int(1e6 / max(once, 1))))
            rounds[i] = max(1, int(seconds * 1e9 / max(once, 1)))
    times = ([], [])
    for _ in range(turns):
        for side, count, seen in zip(sides, rounds, times):
            seen.append(side.time(count))
    return times


def processor():
    try:
        return re.search(r"^model name\s*: (.*)$", open("/proc/cpuinfo").read(), re.MULTILINE)[1]
    except (OSError, TypeError):
        return platform.machine()


# A ratio that fell by so much fell for a reason, and not because the machine had other work to do.
LOSS = 0.9


def write(path, contents):
    with open(path, "w", encoding="utf-8") as out:
        out.write(contents)


def losses(results, path):
    """What became slower than the ratios in the file say, a line each."""
    with open(path, encoding="utf-8") as file:
        before = {row["operation"]: row["ratio"] for row in json.load(file)["operations"]}
    return ["%s: %.2f times as fast as CPython, %.2f before" % (
        row["operation"], row["ratio"], before[row["operation"]])
        for row in results["operations"]
        if row["operation"] in before and row["high"] < LOSS * before[row["operation"]]]


def main():
    parser = argparse.ArgumentParser(prog="bench/against")
    parser.add_argument("pattern", nargs="?", default="", help="operations that match this")
    parser.add_argument("--seconds", type=float, default=0.01, help="of each measurement")
    parser.add_argument("--turns", type=int, default=9, help="measurements of each side")
    parser.add_argument("--out", help="write JSON here")
    parser.add_argument("--page", action="store_true", help="write bench/README.md, its picture"
                        " and bench/ratios.json")
    parser.add_argument("--compare", help="fail where a ratio fell below that of this file")
    parser.add_argument("--module", required=True, help="the folder of the module")
    parser.add_argument("--compiler", default="", help="what built it, for the record")
    options = parser.parse_args()
    sys.path.insert(0, options.module)
    import against_cpython as module
    gc.disable()
    rows = []
    print("%-44s %9s %9s  %7s  %s" % ("operation", "CPython", "impl", "ratio", "spread"))
    for operation in operations.operations():
        if not re.search(options.pattern, operation.name):
            continue
        theirs, ours = measure(module, operation, options.seconds, options.turns)
        ratios = sorted(one / other for one, other in zip(theirs, ours))
        row = {"operation": operation.name, "cpython_ns": statistics.median(theirs),
               "impl_ns": statistics.median(ours), "ratio": statistics.median(ratios),
               "low": ratios[len(ratios) // 4], "high": ratios[-1 - len(ratios) // 4]}
        rows.append(row)
        print("%-44s %9s %9s  %7.2f  %.2f to %.2f%s" % (
            operation.name, nanoseconds(row["cpython_ns"]), nanoseconds(row["impl_ns"]),
            row["ratio"], row["low"], row["high"], "  SLOWER" if row["ratio"] < 1 else ""),
            flush=True)
    if not rows:
        print("bench/against: error: no operation matches '%s'" % options.pattern, file=sys.stderr)
        return 2
    results = {"interpreter": "CPython " + platform.python_version(), "processor": processor(),
               "compiler": options.compiler,
               "mean": math.exp(statistics.fmean(math.log(row["ratio"]) for row in rows)),
               "operations": rows}
    for path in [options.out] * bool(options.out) + ["bench/ratios.json"] * options.page:
        write(path, json.dumps(results, indent=1) + "\n")
    if options.page:
        write("bench/README.md", markdown(results))
        write("bench/ratios.svg", svg(results))
    lost = losses(results, options.compare) if options.compare else []
    for line in lost:
        print("lost: " + line)
    print("%d operations, %.2f times as fast as %s in the geometric mean, %d slower%s" % (
        len(rows), results["mean"], results["interpreter"], sum(row["ratio"] < 1 for row in rows),
        ", %d lost" % len(lost) if options.compare else ""))
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
