# SPDX-License-Identifier: MIT
"""Where the programs of the traces come from: a line for each file below traces/cpython-3.14.

A source says how programs are made for the first time. After that they are in the file, which is
recorded again from itself: a suite gives other random programs as soon as the vocabulary grows.
"""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Random:
    """Random programs of a suite (props/suites.h)."""
    suite: str
    programs: int
    steps: int
    seed: int
    title: str


@dataclasses.dataclass(frozen=True)
class Captured:
    """What a script of adapters/captured did with the four types; modules are imported first."""
    script: str
    modules: str
    title: str


@dataclasses.dataclass(frozen=True)
class Table:
    """What a script prints: programs without outcomes, as JSON."""
    script: str
    argument: str
    title: str


@dataclasses.dataclass(frozen=True)
class Systematic:
    """What `holdfast record` makes without chance: --cells TYPE or --small TYPE, with a number."""
    options: str
    title: str


@dataclasses.dataclass(frozen=True)
class Written:
    """Programs that somebody wrote; they are nowhere but in the file."""


@dataclasses.dataclass(frozen=True)
class Claims:
    """The programs of a list of claims; `ci/traces claims` makes all of them."""


def cells(type_name):
    return Systematic("--cells " + type_name,
                      type_name + ": every class of argument in every state of the object")


def small(type_name):
    return Systematic("--small %s --letters 2" % type_name,
                      type_name + ": every program of a few steps on objects of 0 to 3 bytes")


def view_programs(argument, title):
    return Table("ci/view_programs", argument, title)


SOURCES = {
    "bytearray/alone.json": Random("bytearray", 400, 16, 1, "bytearray by itself"),
    "bytearray/lock.json": Random("lock", 400, 16, 2, "bytearray and the export lock"),
    "bytearray/hostile.json": Random("hostile", 300, 12, 3,
                                     "bytearray and arguments that run code"),
    "bytearray/methods.json": Random("bytearray", 800, 16, 5, "bytearray, every method"),
    "bytearray/long.json": Random("long", 20, 200, 4, "bytearray, long programs"),
    "bytearray/again.json": Random("again", 200, 16, 6,
                                   "bytearray, every step kind, arguments that run code"),
    "bytearray/values.json": Table("ci/rare_programs", "values",
                                   "values of every kind, formatted and decoded"),
    "bytearray/searches.json": Table("ci/rare_programs", "searches",
                                     "searches that have to count their work"),
    "bytearray/corners.json": Table("ci/rare_programs", "corners",
                                    "steps that take a way of their own"),
    "bytearray/formatting.json": Written(),
    "bytearray/growth.json": Written(),
    "bytearray/slices.json": Written(),
    "bytearray/exceptions.json": Written(),
    "bytearray/small.json": Written(),
    "bytesio/alone.json": Random("bytesio", 250, 16, 7, "BytesIO by itself"),
    "bytesio/streams.json": Random("streams", 200, 16, 8,
                                   "BytesIO, views, and arguments that run code"),
    "bytesio/methods.json": Written(),
    "bytesio/growth.json": Written(),
    "bytesio/sharing.json": Written(),
    "bytesio/lock.json": Written(),
    "bytesio/positions.json": Written(),
    "bytesio/hostile.json": Written(),
    "captured/zipfile.json": Captured("use_zipfile.py", "bz2,lzma,zipfile,zlib",
                                      "captured: zipfile in memory"),
    "captured/tarfile.json": Captured("use_tarfile.py", "tarfile", "captured: tarfile in memory"),
    "captured/gzip.json": Captured("use_gzip.py", "bz2,gzip,lzma", "captured: gzip, bz2 and lzma"),
    "captured/pickle.json": Captured("use_pickle.py", "copy,pickle",
                                     "captured: pickle, with buffers out of band"),
    "captured/struct.json": Captured("use_struct.py", "struct", "captured: struct on buffers"),
    "captured/asyncio.json": Captured("use_asyncio.py", "asyncio,concurrent.futures",
                                      "captured: asyncio streams"),
    "captured/http.json": Captured("use_http.py", "email.parser,http.client",
                                   "captured: http.client on canned responses"),
    "captured/wave.json": Captured("use_wave.py", "wave", "captured: wave in memory"),
    "captured/email.json": Captured(
        "use_email.py", "email.contentmanager,email.generator,email.message,email.parser,"
        "email.policy,quopri", "captured: email, from and to bytes"),
    "claims/bytearray.json": Claims(),
    "claims/bytesio.json": Claims(),
    "claims/memoryview.json": Claims(),
    "claims/mmap.json": Claims(),
    # What reproducers of known bugs in these types do, captured; a why names the issue.
    "regressions/known_bugs.json": Written(),
    # Rows of a measured matrix, as ci/lock_matrix translates them.
    "locks/bytearray.json": Written(),
    "locks/bytesio.json": Written(),
    "locks/memoryview.json": Written(),
    "locks/mmap.json": Written(),
    "memoryview/hooks.json": Random("views", 300, 12, 41,
                                    "views, and special methods of every kind"),
    "bytearray/hooks.json": Random("hostile", 300, 12, 42,
                                   "every step kind, and special methods of every kind"),
    "memoryview/special-methods.json": Table("ci/rare_programs", "methods",
                                             "special methods that run steps"),
    "memoryview/formats.json": view_programs(
        "formats", "memoryview: every native format, element by element"),
    "memoryview/compare.json": view_programs(
        "compare", "memoryview: every format compared with every other"),
    "memoryview/requests.json": view_programs(
        "requests", "memoryview: every buffer request made to every exporter"),
    "memoryview/methods.json": view_programs(
        "methods", "memoryview: every method on every layout, and once released"),
    "memoryview/arrays.json": view_programs(
        "arrays", "memoryview: exporters that ordinary arrays can stand for"),
    "memoryview/random.json": Random("memoryview", 400, 16, 9, "memoryview: any format and layout"),
    "memoryview/hostile.json": Random("views", 300, 12, 10, "memoryview, hostile arguments"),
    "memoryview/exceptions.json": Written(),
    "memoryview/struct.json": Table(
        "ci/struct_programs", "all", "struct: every letter, exporter and error"),
    "mmap/random.json": Random("mmap", 400, 14, 7,
                               "mmap: files, memory, views, arguments that run code"),
    "mmap/pages.json": Random("pages", 60, 12, 8, "mmap over several pages"),
    "mmap/methods.json": Written(),
    "cells/bytearray.json": cells("bytearray"),
    "cells/bytes.json": cells("bytes"),
    "cells/bytesio.json": cells("BytesIO"),
    "cells/exporter.json": cells("exporter"),
    "cells/file.json": cells("file"),
    "cells/gc.json": cells("gc"),
    "cells/iterator.json": cells("iterator"),
    "cells/memoryview.json": cells("memoryview"),
    "cells/mmap.json": cells("mmap"),
    "cells/struct.json": cells("struct"),
    "cells/weakref.json": cells("weakref"),
    "small/bytearray.json": small("bytearray"),
    "small/bytesio.json": small("BytesIO"),
    "small/memoryview.json": small("memoryview"),
    "small/mmap.json": small("mmap"),
}

# The bulk: for each suite some files of about two megabytes. A seed of its own for each, so that
# one of them can be made anew without the others.
BULK = {
    # suite: files, programs in each, steps, what it is about
    "bytearray": (2, 850, 26, "bytearray by itself"),
    "bytesio": (2, 850, 26, "BytesIO by itself"),
    "streams": (2, 650, 26, "BytesIO, views, and arguments that run code"),
    "memoryview": (2, 850, 26, "memoryview: any format and layout"),
    "views": (2, 650, 26, "memoryview, hostile arguments"),
    "lock": (2, 800, 26, "all types and the export lock"),
    "hostile": (2, 800, 26, "all types, and arguments that run code"),
    "again": (2, 650, 26, "every step kind, arguments that run code"),
    "mmap": (2, 850, 26, "mmap: files, memory, views, arguments that run code"),
    "pages": (1, 80, 14, "mmap over several pages"),
    "long": (2, 80, 400, "all types, long programs"),
}

for _place, (_suite, (_files, _programs, _steps, _title)) in enumerate(BULK.items()):
    for _file in range(1, _files + 1):
        SOURCES["random/%s-%d.json" % (_suite, _file)] = Random(
            _suite, _programs, _steps, 1000 + 10 * _place + _file, _title + " (%d)" % _file)
