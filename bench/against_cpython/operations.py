# SPDX-License-Identifier: MIT
"""What is timed on both sides: each operation is made of objects and of the calls of one round.

Calls are spelled as in the vocabulary ("bytearray.append"). In arguments, Named("b") is the object
made under that name. A call may work on the result of an earlier call of its round: its object is
then the number of that call.
"""

import dataclasses
import struct

MI = 1 << 20
KI = 1 << 10


@dataclasses.dataclass(frozen=True)
class Named:
    """An object among those of the operation."""
    name: str


@dataclasses.dataclass
class Operation:
    name: str
    objects: dict   # name -> (callable, object or None, *arguments)
    calls: list     # (callable, object's name or number of a call or None, *arguments)
    rounds: int = 0     # of each measurement; 0: as many as it takes
    fresh: bool = False  # each measurement begins with new objects


b, v, s, m = Named("b"), Named("v"), Named("s"), Named("m")


def text(size, period=32):
    """Bytes in which the comma comes once in each period, and no byte above 'z'."""
    return bytes(b",abcdefghijklmnopqrstuvwxyzABCDEF"[i % period % 33] for i in range(size))


TEXT = text(MI)
RANDOM = bytes((i * 2654435761 >> 13) & 0x7f for i in range(MI))


def array(contents, *calls, **more):
    return {"objects": {"b": ("bytearray", None, contents)}, "calls": list(calls), **more}


def stream(contents, *calls, **more):
    return {"objects": {"s": ("BytesIO", None, contents)}, "calls": list(calls), **more}


def view(contents, *calls, **more):
    return {"objects": {"b": ("bytearray", None, contents), "v": ("memoryview", None, b)},
            "calls": list(calls), **more}


def cast(contents, format, *calls, **more):
    return {"objects": {"b": ("bytearray", None, contents), "w": ("memoryview", None, b),
                        "v": ("memoryview.cast", "w", format)}, "calls": list(calls), **more}


def mapping(size, contents, *calls, **more):
    """An anonymous mapping; the contents are written in each measurement, outside of the time."""
    return {"objects": {"m": ("mmap", None, -1, size), "0": ("mmap.write", "m", contents)},
            "calls": list(calls), **more}


def pair(make, contents, other, *calls):
    return {"objects": {"b": ("bytearray", None, contents), "b2": ("bytearray", None, other),
                        **make}, "calls": list(calls)}


def bytesio():
    for size, name in ((1, "1"), (16, "16"), (256, "256"), (64 * KI, "64Ki")):
        data = b"x" * size
        start = ("BytesIO.seek", "s", 0)
        yield "write.overwrite." + name, stream(bytes(size), start, ("BytesIO.write", "s", data))
        yield "read." + name, stream(data + b"y", start, ("BytesIO.read", "s", size))
        yield "readinto." + name, {
            "objects": {"s": ("BytesIO", None, data), "b": ("bytearray", None, bytes(size))},
            "calls": [start, ("BytesIO.readinto", "s", b)]}
    for total, step in ((MI, 1), (MI, 64), (64 * MI, 64), (64 * MI, 4 * KI)):
        yield "grow.%dMi.step%d" % (total // MI, step), stream(
            b"", ("BytesIO.write", "s", b"x" * step), rounds=total // step, fresh=True)
    lines = (b"l" * 79 + b"\n") * (MI // 80)
    yield "readline.80", stream(lines, ("BytesIO.readline", "s"), rounds=MI // 80, fresh=True)
    yield "readlines.1Mi", stream(lines, ("BytesIO.seek", "s", 0), ("BytesIO.readlines", "s"))
    yield "getvalue.shared.1Mi", stream(TEXT, ("BytesIO.getvalue", "s"))
    yield "seek0+write1+getvalue.dropped.1Mi", stream(
        TEXT, ("BytesIO.seek", "s", 0), ("BytesIO.write", "s", b"x"), ("BytesIO.getvalue", "s"))
    yield "getbuffer+release", stream(TEXT, ("BytesIO.getbuffer", "s"), ("memoryview.release", 0))
    yield "seek+tell", stream(TEXT, ("BytesIO.seek", "s", 5), ("BytesIO.tell", "s"))
    yield "truncate.same", stream(TEXT, ("BytesIO.truncate", "s", MI))
    yield "construct(5B)+destroy", {"objects": {}, "calls": [("BytesIO", None, b"hello")]}
    yield "construct()+destroy", {"objects": {}, "calls": [("BytesIO", None)]}


def bytearrays():
    yield "append.x1e6", array(b"", ("bytearray.append", "b", 97), rounds=10**6, fresh=True)
    yield "extend16.x1e5", array(b"", ("bytearray.extend", "b", b"x" * 16), rounds=10**5,
                                 fresh=True)
    yield "slice.mid64Ki.grow8+shrink8", array(
        bytes(64 * KI), ("bytearray.__setitem__", "b", slice(32768, 32768), b"12345678"),
        ("bytearray.__delitem__", "b", slice(32768, 32776)))
    yield "slice.mid64Ki.same16", array(
        bytes(64 * KI), ("bytearray.__setitem__", "b", slice(32768, 32784), b"x" * 16))
    yield "getslice.16", array(bytes(64), ("bytearray.__getitem__", "b", slice(8, 24)))
    yield "getitem", array(bytes(64), ("bytearray.__getitem__", "b", 7))
    yield "setitem", array(bytes(64), ("bytearray.__setitem__", "b", 7, 65))
    for size, name in ((4 * KI, "4Ki"), (64 * KI, "64Ki"), (MI, "1Mi"), (16 * MI, "16Mi")):
        for step in (64, 4 * KI):
            if step < size:
                yield "FIFO(extend+del).%s.k%d" % (name, step), array(
                    bytes(size), ("bytearray.extend", "b", b"x" * step),
                    ("bytearray.__delitem__", "b", slice(None, step)))
    yield "drain.1Mi.del[:64]", array(
        bytes(MI), ("bytearray.__delitem__", "b", slice(None, 64)), rounds=MI // 64, fresh=True)
    yield "front64Ki.insert16+del16", array(
        bytes(64 * KI), ("bytearray.__setitem__", "b", slice(0, 0), b"x" * 16),
        ("bytearray.__delitem__", "b", slice(0, 16)))
    yield "64Ki.pop(0)+append", array(bytes(64 * KI), ("bytearray.pop", "b", 0),
                                      ("bytearray.append", "b", 1))
    yield "64Ki.insert(0)+pop(0)", array(bytes(64 * KI), ("bytearray.insert", "b", 0, 1),
                                         ("bytearray.pop", "b", 0))
    yield "append+pop()", array(bytes(64), ("bytearray.append", "b", 1), ("bytearray.pop", "b"))
    for method in ("find", "count", "rfind"):
        for size, needle in ((1, b"~"), (2, b"a~"), (8, b"abcdefg~"), (64, text(63) + b"~")):
            yield "%s.absent.1Mi.%dB" % (method, size), array(
                TEXT, ("bytearray." + method, "b", needle))
    yield "count.1B.1of32", array(TEXT, ("bytearray.count", "b", b","))
    yield "count.2B.1of32", array(TEXT, ("bytearray.count", "b", b",a"))
    yield "find.random.8B", array(RANDOM, ("bytearray.find", "b", b"\x01\x02\x03\x04\x05\x06\x07~"))
    yield "replace.1B-1B.1of32", array(TEXT, ("bytearray.replace", "b", b",", b";"))
    yield "replace.1B-3B.1of32", array(TEXT, ("bytearray.replace", "b", b",", b"[,]"))
    yield "replace.3B-1B.rare", array(TEXT + b"xyz", ("bytearray.replace", "b", b"xyz", b"!"))
    yield "split.comma.1of32", array(TEXT, ("bytearray.split", "b", b","))
    for size in (8, 64, 1024):
        same = b"a" * (size - 1)
        for name, needle in (("aa..b", same + b"b"), ("ba..a", b"b" + same)):
            for method in ("find", "rfind"):
                yield "%s.path-%s.1Mi.%d" % (method, name, size), array(
                    b"a" * MI, ("bytearray." + method, "b", needle))
    yield "resize.64Ki<->+1", array(bytes(64 * KI), ("bytearray.resize", "b", 64 * KI + 1),
                                    ("bytearray.resize", "b", 64 * KI))
    yield "resize.16Ki<->64Ki", array(bytes(64 * KI), ("bytearray.resize", "b", 16 * KI),
                                      ("bytearray.resize", "b", 64 * KI))
    yield "construct16+destroy", {"objects": {}, "calls": [("bytearray", None, b"x" * 16)]}
    yield "eq.1Mi", pair({}, TEXT, TEXT, ("bytearray.__eq__", "b", Named("b2")))
    yield "reverse.1Mi", array(TEXT, ("bytearray.reverse", "b"))
    yield "hex.1Mi", array(TEXT, ("bytearray.hex", "b"))


def memoryviews():
    doubles = struct.pack("8192d", *range(8192))
    yield "construct+release", array(bytes(64), ("memoryview", None, b), ("memoryview.release", 0))
    yield "slice", view(bytes(64), ("memoryview.__getitem__", "v", slice(1, 9)))
    yield "get.B", view(bytes(64), ("memoryview.__getitem__", "v", 7))
    yield "set.B", view(bytes(64), ("memoryview.__setitem__", "v", 7, 65))
    yield "get.d", cast(doubles, "d", ("memoryview.__getitem__", "v", 7))
    yield "set.d", cast(doubles, "d", ("memoryview.__setitem__", "v", 7, 1.5))
    yield "cast.B-d", view(doubles, ("memoryview.cast", "v", "d"))
    yield "tobytes.contig.64Ki", view(bytes(64 * KI), ("memoryview.tobytes", "v"))
    strided = view(bytes(128 * KI), ("memoryview.tobytes", "w"))
    strided["objects"]["w"] = ("memoryview.__getitem__", "v", slice(None, None, 2))
    yield "tobytes.stride2.64Ki", strided
    strided = cast(doubles * 2, "d", ("memoryview.tobytes", "x"))
    strided["objects"]["x"] = ("memoryview.__getitem__", "v", slice(None, None, 2))
    yield "tobytes.stride2.d.8192", strided
    yield "tolist.B.64Ki", view(bytes(64 * KI), ("memoryview.tolist", "v"))
    yield "tolist.d.8192", cast(doubles, "d", ("memoryview.tolist", "v"))
    for name, one, other in (("B-B", "B", "B"), ("B-b(different)", "B", "b"), ("i-i", "i", "i"),
                             ("d-d", "d", "d"), ("i-f(different)", "i", "f")):
        objects = {"v": ("memoryview", None, b), "v2": ("memoryview", None, Named("b2")),
                   "c": ("memoryview.cast", "v", one), "c2": ("memoryview.cast", "v2", other)}
        yield "eq.1Mi." + name, pair(objects, bytes(MI), bytes(MI),
                                     ("memoryview.__eq__", "c", Named("c2")))
    table = {"b": ("bytearray", None, bytes(MI)), "v": ("memoryview", None, b),
             "t": ("memoryview.cast", "v", "B", (KI, KI))}
    yield "get2d.B", {"objects": table, "calls": [("memoryview.__getitem__", "t", (5, 7))]}
    yield "cast.2d", view(bytes(MI), ("memoryview.cast", "v", "B", (KI, KI)))
    yield "tolist2d.1024x1024", {"objects": table, "calls": [("memoryview.tolist", "t")]}
    yield "setslice.4Ki.bytes", view(
        bytes(8 * KI), ("memoryview.__setitem__", "v", slice(0, 4 * KI), b"x" * 4 * KI))
    overlap = view(bytes(8 * KI), ("memoryview.__setitem__", "v", slice(1, 4 * KI + 1), Named("w")))
    overlap["objects"]["w"] = ("memoryview.__getitem__", "v", slice(0, 4 * KI))
    yield "setslice.4Ki.overlap", overlap


def mmaps():
    start = ("mmap.seek", "m", 0)
    for size, name in ((1, "1"), (16, "16"), (256, "256"), (64 * KI, "64Ki")):
        yield "write." + name, mapping(MI, b"", start, ("mmap.write", "m", b"x" * size))
        yield "read." + name, mapping(MI, b"", start, ("mmap.read", "m", size))
    yield "getitem", mapping(MI, TEXT, ("mmap.__getitem__", "m", 7))
    yield "setitem", mapping(MI, TEXT, ("mmap.__setitem__", "m", 7, 65))
    yield "move.1Mi.shift8", mapping(MI, TEXT, ("mmap.move", "m", 8, 0, MI - 8))
    yield "move.64", mapping(MI, TEXT, ("mmap.move", "m", 8, 0, 64))
    yield "construct.anon4Ki+close", {"objects": {},
                                      "calls": [("mmap", None, -1, 4 * KI), ("mmap.close", 0)]}
    for method in ("find", "rfind"):
        for size, needle in ((1, b"~"), (8, b"abcdefg~"), (64, text(63) + b"~")):
            yield "%s.absent.16Mi.%dB" % (method, size), mapping(
                16 * MI, TEXT * 16, start, ("mmap." + method, "m", needle))
        for name, needle in (("aa..b", b"a" * 63 + b"b"), ("ba..a", b"b" + b"a" * 63)):
            yield "%s.path-%s.1Mi.64" % (method, name), mapping(
                MI, b"a" * MI, start, ("mmap." + method, "m", needle))


def operations():
    for kind, made in (("BytesIO", bytesio), ("bytearray", bytearrays),
                       ("memoryview", memoryviews), ("mmap", mmaps)):
        for name, rest in made():
            yield Operation("%s.%s" % (kind, name), **rest)
