# SPDX-License-Identifier: MIT
"""bench/README.md and its picture, made from what measure.py wrote."""

import math

HEAD = """# How fast it is

The implementation beside {interpreter}, in one process and by turns: how many times as fast it is,
the median of the ratios of single turns, and the quarter below and above it. CPython's types are
called by its C API and not by its interpreter's loop, so that C is compared with C++. Ratios can be
compared between machines, nanoseconds cannot.

`bench/against --page` wrote this page: {processor}, {compiler}.
`bench/against --compare bench/ratios.json` compares with what is here, and so does
`ci/gate nightly`.

**{mean:.2f} times as fast** in the geometric mean of {count} operations; {slower} are slower.

![Each operation as a bar: to the right it is faster than CPython](ratios.svg)
"""


def nanoseconds(number):
    for unit, size in (("ms", 1e6), ("us", 1e3)):
        if number >= size:
            return "%.3g %s" % (number / size, unit)
    return "%.3g ns" % number


def markdown(results):
    rows = results["operations"]
    text = HEAD.format(count=len(rows), slower=sum(row["ratio"] < 1 for row in rows), **results)
    for kind in dict.fromkeys(row["operation"].split(".")[0] for row in rows):
        text += "\n## %s\n\n| operation | CPython | implementation | ratio | spread |\n" % kind
        text += "| --- | ---: | ---: | ---: | --- |\n"
        for row in rows:
            if row["operation"].startswith(kind + "."):
                text += "| `%s` | %s | %s | %s | %.2f to %.2f |\n" % (
                    row["operation"][len(kind) + 1:], nanoseconds(row["cpython_ns"]),
                    nanoseconds(row["impl_ns"]),
                    ("**%.2f**" if row["ratio"] < 1 else "%.2f") % row["ratio"], row["low"],
                    row["high"])
    return text


def svg(results):
    """A bar for each operation on a logarithmic scale, from CPython's 1."""
    rows = results["operations"]
    height, left, unit = 12, 330, 40
    size = (left + 9 * unit + 60, (len(rows) + 2) * height)
    parts = ['<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d"'
             ' font-family="monospace" font-size="10">' % size,
             '<rect width="100%" height="100%" fill="white"/>']
    for i, row in enumerate(rows):
        length = math.log2(row["ratio"]) * unit
        top = (i + 1) * height
        parts.append('<text x="%d" y="%d" text-anchor="end">%s</text>' % (
            left - 3 * unit, top + 9,
            row["operation"].replace("&", "&amp;").replace("<", "&lt;")))
        parts.append('<rect x="%.1f" y="%d" width="%.1f" height="%d" fill="%s"/>' % (
            left + min(length, 0), top + 1, abs(length), height - 3,
            "#2a7f62" if length >= 0 else "#b5442e"))
        parts.append('<text x="%.1f" y="%d">%.2f</text>' % (
            left + max(length, 0) + 4, top + 9, row["ratio"]))
    parts.append('<line x1="%d" x2="%d" y1="0" y2="100%%" stroke="black"/>' % (left, left))
    return "\n".join(parts) + "\n</svg>\n"
