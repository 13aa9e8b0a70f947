# SPDX-License-Identifier: MIT
"""Values as traces spell them (traces/FORMAT.md), for capture.py.

What has no spelling raises Unspellable with a reason that is counted. Some values are spelt as
something that the four types cannot tell from them: an int enumeration as an int, somebody else's
memory as bytes. Those are counted too.
"""

import operator
import struct

# The classes themselves: capture.py puts others in the places where they are usually found.
BYTEARRAY, MEMORYVIEW = bytearray, memoryview

# Longer contents are not written down.
LARGEST = 4096
MOST_ITEMS = 256
DEEPEST = 3
MOST_BITS = 512

# The keywords that programs may have, as harness/vocabulary.h lists them.
KEYWORDS = frozenset("""
    source encoding errors sep maxsplit keepends bytes_per_sep object format shape order
    initial_bytes tabsize delete size flags fileno length prot access offset trackfd""".split())


class Unspellable(Exception):
    """Why a call cannot be written down."""


class Tap:
    """Passes on what an iterator yields and remembers it."""

    def __init__(self, source, watch):
        self.source, self.watch = source, watch
        self.items, self.raised = [], False

    def __iter__(self):
        return self

    def __next__(self):
        self.watch(1)
        try:
            item = next(self.source)
        except StopIteration:
            raise
        except BaseException:
            self.raised = True
            raise
        finally:
            self.watch(-1)
        self.items.append(item)
        return item


def check_size(size):
    if size > LARGEST:
        raise Unspellable("contents of more than %d bytes" % LARGEST)


def spell_int(number):
    if number.bit_length() > MOST_BITS:
        raise Unspellable("an int of more than %d bits" % MOST_BITS)
    return number if abs(number) < 1 << 53 else {"int": hex(number)}


def spell_text(text):
    check_size(len(text))
    try:
        text.encode()
    except UnicodeEncodeError:
        return {"str": text.encode("utf-8", "surrogatepass").hex()}
    return text


def spell_float(number):
    if number != number:
        return {"float": "nan:" + struct.pack(">d", number).hex()}
    return {"float": number.hex()}


def spell_memory(thing, note):
    """Memory of somebody else: what is done with its bytes is the same with bytes of ours."""
    try:
        with MEMORYVIEW(thing) as view:
            if view.ndim != 1 or view.format != "B" or not view.c_contiguous:
                raise Unspellable("memory that is more than bytes")
            check_size(view.nbytes)
            kind = "bytes" if view.readonly else "bytearray"
            note("memory of a %s as %s" % (type(thing).__name__, kind))
            return {kind: view.hex()}
    except (TypeError, ValueError, BufferError):
        raise Unspellable("an argument of class %s" % type(thing).__name__) from None


PLAIN = {
    type(None): lambda thing: thing,
    bool: lambda thing: thing,
    int: spell_int,
    float: spell_float,
    str: spell_text,
    type(...): lambda thing: {"ellipsis": True},
}


def spell_bytes(thing):
    check_size(len(thing))
    return {"bytes": thing.hex()}


class Speller:
    """Spells the arguments of one call. `refer` gives the register of a stand-in, or None for
    anything else; `note` counts what is spelt as something else."""

    def __init__(self, refer, note):
        self.refer, self.note = refer, note

    def spell(self, thing, depth=0):
        kind = type(thing)
        if kind in PLAIN:
            return PLAIN[kind](thing)
        if kind is bytes:
            return spell_bytes(thing)
        name = self.refer(thing)
        if name is not None:
            return {"ref": name}
        if kind is BYTEARRAY:
            check_size(len(thing))
            return {"bytearray": thing.hex()}
        if depth <= DEEPEST and kind in (list, tuple, slice):
            return self.spell_items(thing, kind, depth)
        return self.spell_other(thing, depth)

    def spell_items(self, thing, kind, depth):
        items = [thing.start, thing.stop, thing.step] if kind is slice else thing
        if len(items) > MOST_ITEMS:
            raise Unspellable("more than %d items" % MOST_ITEMS)
        spelt = [self.spell(item, depth + 1) for item in items]
        return spelt if kind is list else {kind.__name__: spelt}

    def spell_other(self, thing, depth):
        """Instances of subclasses, and what only looks like a value that we have."""
        for base in (int, str, bytes):
            if isinstance(thing, base) and not isinstance(thing, BaseException):
                self.note("an instance of a subclass of %s" % base.__name__)
                return spell_bytes(bytes(thing)) if base is bytes else PLAIN[base](
                    base.__str__(thing) if base is str else base.__index__(thing))
        if hasattr(thing, "__index__"):
            return {"index": spell_int(operator.index(thing))}
        if isinstance(thing, (range, set, frozenset)) and depth == 0:
            self.note("a %s as a list" % type(thing).__name__)
            return self.spell_items(list(thing), list, depth)
        return spell_memory(thing, self.note)
