# SPDX-License-Identifier: MIT
"""Puts the Python that runs it behind Holdfast's adapter protocol (see PROTOCOL.md).

It reads requests, one JSON object per line, from standard input, makes the calls that the programs
in them name, and answers each program with one line: what every step gave, and what could be seen
of the objects afterwards. It needs nothing but the standard library and any Python from 3.9 on;
micropython.mjs runs it in MicroPython, which has less of both.

Two things make it more than a loop over getattr. Operators go through `operator` and the builtins,
so that Python's own dispatch is what is tested (`b += x`, not `b.__iadd__(x)`). And it holds on to
nothing: when a step has ended, only the registers keep objects alive, so that a dropped view gives
its memory back at that very step.

To teach it a new step: nothing for a method, property or constructor; a line in OPERATORS for an
operator; a line in OBSERVERS for a class; a name in CONSUMERS for a function of a module.
"""

import builtins
import gc
import io
import json
import operator
import os
import platform
import struct
import sys

try:
    import tempfile
    import warnings
    import weakref
except ImportError:  # MicroPython
    weakref = None
try:
    from mmap import PAGESIZE, mmap
except ImportError:
    mmap, PAGESIZE = None, 0
try:
    import array
    import ctypes
except ImportError:
    ctypes = None
try:
    from _testbuffer import ndarray
except ImportError:
    ndarray = None

VERSION = 1


class File:
    """What mappings map: a file without a name, which is gone when it is closed everywhere. Its
    descriptor is open in a mode; truncate() and write() are what somebody else does to it. See
    traces/FORMAT.md."""

    FLAGS = {"r+": "O_RDWR", "r": "O_RDONLY", "w": "O_WRONLY"}
    OTHERS = {"directory": ("/", "O_RDONLY"), "device": ("/dev/zero", "O_RDWR")}
    LONGEST = 1 << 20
    NOBODYS = 1 << 30  # no descriptor that is open

    def __init__(self, *args, **named):
        self._keeper = self._fd = None
        contents, mode = (args + (b"", "r+")[len(args):])[:2]
        if named or len(args) > 2 or type(contents) is not bytes or type(mode) is not str:
            raise TypeError("this is no way to use a File")
        if mode not in self.FLAGS and mode not in self.OTHERS or len(contents) > self.LONGEST:
            raise ValueError("a File cannot do this")
        if mode in self.OTHERS:
            path, flag = self.OTHERS[mode]
            self._fd = os.open(path, getattr(os, flag))
            return
        folder = os.environ.get("TMPDIR") or ("/dev/shm" if os.path.isdir("/dev/shm") else None)
        self._keeper = tempfile.TemporaryFile(dir=folder, buffering=0)
        self.write(contents, 0)
        flag = getattr(os, self.FLAGS[mode])
        self._fd = os.open("/dev/fd/%d" % self._keeper.fileno(), flag)

    def fileno(self):
        return self.NOBODYS if self._fd is None else self._fd

    def _place(self, number):
        if type(number) is not int:
            raise TypeError("this is no way to use a File")
        if not 0 <= number <= self.LONGEST:
            raise ValueError("a File cannot do this")

    def truncate(self, *args, **named):
        if named or len(args) != 1:
            raise TypeError("this is no way to use a File")
        self._place(args[0])
        if self._keeper is None:
            raise ValueError("a File cannot do this")
        os.ftruncate(self._keeper.fileno(), args[0])

    def write(self, *args, **named):
        if named or len(args) != 2 or type(args[0]) is not bytes:
            raise TypeError("this is no way to use a File")
        self._place(args[1])
        if self._keeper is None or len(args[0]) > self.LONGEST:
            raise ValueError("a File cannot do this")
        os.pwrite(self._keeper.fileno(), args[0], args[1])

    def close(self, *args, **named):
        if named or args:
            raise TypeError("this is no way to use a File")
        if self._fd is not None:
            os.close(self._fd)
            self._fd = None

    def contents(self):
        if self._keeper is None:
            return b""
        return os.pread(self._keeper.fileno(), 2 * self.LONGEST + 1, 0)

    def __del__(self):
        self.close()


CLASSES = {"bytearray": bytearray, "BytesIO": io.BytesIO}
if hasattr(memoryview, "release"):
    # Without it nothing can be locked, and what views see may be anything (MicroPython).
    CLASSES["memoryview"] = memoryview
LETTERS = {bytearray: "b", memoryview: "v", io.BytesIO: "s"}
if weakref is not None:
    LETTERS[weakref.ref] = "w"
if mmap is not None:
    # Every mapping there is, to find those that miss pages.
    MAPPINGS = weakref.WeakSet()
    CLASSES["mmap"] = mmap
    CLASSES["file"] = File
    LETTERS[mmap] = "m"
    LETTERS[File] = "f"
    with mmap(-1, 1) as _mapping:
        LETTERS[type(iter(_mapping))] = LETTERS[type(reversed(_mapping))] = "i"
for _iterable in (iter(bytearray()), iter(memoryview(b"")), reversed(memoryview(b""))):
    LETTERS[type(_iterable)] = "i"
if ndarray is not None:
    LETTERS[ndarray] = "x"

# No program may hold or give back more than this at once: its last outcome is "exhausted".
MOST_BYTES = 1 << 24

# The largest size there can be.
LARGEST = sys.maxsize

# Where objects die when the last reference goes, nothing has to be collected; nor is it in PyPy,
# where a collection takes as long as a hundred steps and views lock nothing that it could release.
COUNTS_REFERENCES = sys.implementation.name in ("cpython", "pypy")

# What can be in a request.
STEP_KEYS = {"op", "self", "args", "kwargs", "into"}
REGISTERS = {letter + number for letter in "bvsmixfw"
             for number in [""] + [str(number) for number in range(2, 17)]}
MOST_ARGUMENTS = 7

# The exception types that have a name in traces. Others are answered as the nearest base.
EXCEPTIONS = frozenset("""
    AttributeError BufferError FileNotFoundError IndexError IsADirectoryError KeyError LookupError
    MemoryError NotImplementedError OSError OverflowError PermissionError RuntimeError StopIteration
    SystemError TypeError UnicodeDecodeError UnicodeEncodeError UnicodeError UnsupportedOperation
    ValueError ZeroDivisionError struct.error""".split())


def iterate(thing):
    """iter(), but for views not by iter() in CPython 3.11: of a released one that gives an
    iterator, and a ValueError comes up in the middle of whatever is done next."""
    if type(thing) is memoryview and sys.version_info[:2] == (3, 11):
        return thing.__iter__()
    return iter(thing)


def assign(thing, key, value):
    thing[key] = value


def delete(thing, key):
    del thing[key]


def add_to(left, right):
    left += right
    return left


def multiply_by(left, right):
    left *= right
    return left


def format_with(left, right):
    left %= right
    return left


# The special methods that Python code reaches by other means than calling them. Functions of the
# module `operator` leave no frame behind; MicroPython has few of them.
OPERATORS = {
    "__len__": len, "__iter__": iterate, "__next__": next, "__repr__": repr, "__str__": str,
    "__hash__": hash, "__bool__": bool, "__bytes__": bytes, "__reversed__": reversed,
    "__getitem__": getattr(operator, "getitem", lambda thing, key: thing[key]),
    "__setitem__": getattr(operator, "setitem", assign),
    "__delitem__": getattr(operator, "delitem", delete),
    "__contains__": getattr(operator, "contains", lambda thing, item: item in thing),
    "__eq__": operator.eq, "__ne__": operator.ne, "__lt__": operator.lt, "__le__": operator.le,
    "__gt__": operator.gt, "__ge__": operator.ge,
    "__add__": getattr(operator, "add", lambda left, right: left + right),
    "__mul__": getattr(operator, "mul", lambda left, right: left * right),
    "__mod__": operator.mod,
    "__iadd__": getattr(operator, "iadd", add_to),
    "__imul__": getattr(operator, "imul", multiply_by),
    "__imod__": getattr(operator, "imod", format_with),
    "__call__": lambda reference: reference(), "weakref": weakref and weakref.ref,
    "__radd__": lambda right, left: left + right, "__rmul__": lambda right, left: left * right,
}

# What is called on a class; an older Python may not have it.
STATIC = {"fromhex", "maketrans", "_from_flags", "__class_getitem__"}


def collect(*args, **named):
    """gc.collect(), which counts what is not the program's own business."""
    gc.collect(*args, **named)


# What takes the memory of objects without being one of theirs.
CONSUMERS = {"bytes": bytes, "bytes.join": bytes.join, "gc.collect": collect}
CONSUMERS.update(("struct." + name, getattr(struct, name))
                 for name in ("pack_into", "unpack_from") if hasattr(struct, name))


class Fault(Exception):
    """The request cannot be run: a mistake of the runner or of this file, never a difference."""


class Unspecified(Exception):
    """The step would touch what is none of the program's business; the program ends there."""


# The flags of an exporter: those of _testbuffer, and one for suboffsets that lead nowhere.
ND_FORTRAN, ND_PIL, ND_GETBUF_FAIL, NO_POINTERS = 4, 16, 64, 256
# So much at most has one of them, in each dimension and between two items.
MOST_OF_EXPORTER = 1 << 16


def numbers_of(value):
    """A list or tuple of ints, as a list."""
    if type(value) not in (list, tuple) or any(type(item) is not int for item in value):
        raise TypeError("exporter: wrong argument")
    return list(value)


def itemsize_of(format):
    if not 0 < len(format) <= 16 or set("FD\0") & set(format):
        return 0
    try:
        size = struct.calcsize(format)
    except (struct.error, UnicodeEncodeError):
        return 0
    return size if size <= 64 else 0


def is_layout(size, itemsize, format, shape, strides, offset, flags):
    """Whether _testbuffer can make it, and whether it is of a reasonable size."""
    known = 2 | ND_FORTRAN | ND_PIL | ND_GETBUF_FAIL | NO_POINTERS
    if not itemsize or flags < 0 or flags & ~known:
        return False
    if not size or size % itemsize or len(shape) > 128 or flags & ND_PIL and flags & NO_POINTERS:
        return False
    items = 1
    for length in shape:
        if not 0 <= length <= MOST_OF_EXPORTER:
            return False
        items *= max(length, 1)
        if items > MOST_OF_EXPORTER:
            return False
    if offset < 0 or offset % itemsize or offset + itemsize > size:
        return False
    if flags & ND_GETBUF_FAIL and format != "B":
        return False
    if not shape and (flags & (ND_PIL | NO_POINTERS) or size != itemsize):
        return False
    if strides and (flags & ND_FORTRAN or len(strides) != len(shape)):
        return False
    if any(stride % itemsize or abs(stride) > MOST_OF_EXPORTER for stride in strides):
        return False
    return True


def fill(array, contents, offset):
    """Puts bytes into the memory of an array as they are, also into one that is read-only."""
    class Buffer(ctypes.Structure):
        _fields_ = [("address", ctypes.c_void_p), ("rest", ctypes.c_byte * 256)]

    buffer = Buffer()
    get = ctypes.pythonapi.PyObject_GetBuffer
    get(ctypes.py_object(array), ctypes.byref(buffer), ctypes.c_int(0x11c))
    start = (buffer.address or 0) - offset
    if any(suboffset >= 0 for suboffset in array.suboffsets):
        # Pointers come first; what was asked for begins at the last one where they go backwards.
        rows, size = array.shape[0], ctypes.sizeof(ctypes.c_void_p)
        start = buffer.address + rows * size
        if array.strides[0] < 0 and rows:
            start -= (rows - 1) * size
    ctypes.memmove(start, contents, len(contents))
    ctypes.pythonapi.PyBuffer_Release(ctypes.byref(buffer))


# The types of ctypes by what their arrays say of their format, in the order of the bytes here.
CTYPES = {}
if ctypes is not None:
    for _name in "bool byte char ubyte short ushort int uint float double".split():
        _type = getattr(ctypes, "c_" + _name)
        CTYPES[memoryview((_type * 1)()).format] = _type
    LETTERS[array.array] = "x"


def product(numbers):
    result = 1
    for number in numbers:
        result *= number
    return result


def lend(contents, format, shape):
    """What exports writable memory in C order where there is no _testbuffer: an array.array, or an
    array of ctypes."""
    if len(format) == 1 and format in "bBhHiIlLqQfd" and len(shape) == 1:
        return array.array(format, contents)
    if format not in CTYPES:
        raise Fault("no array has this format")
    kind = CTYPES[format]
    for length in reversed(shape):
        kind *= length
    LETTERS[kind], OBSERVERS[kind] = "x", see_exporter
    return kind.from_buffer_copy(contents)


def exporter(contents, format, shape, strides=None, offset=0, flags=0):
    """An exporter of memory in any layout, as traces/FORMAT.md describes it."""
    shape, strides = numbers_of(shape), [] if strides is None else numbers_of(strides)
    if type(contents) is not bytes or type(format) is not str:
        raise TypeError("exporter: wrong argument")
    numbers_of([offset, flags])
    itemsize = itemsize_of(format)
    if not is_layout(len(contents), itemsize, format, shape, strides, offset, flags):
        raise ValueError("exporter: no such layout")
    if ndarray is None:
        if strides or offset or flags != 2 or len(contents) != itemsize * product(shape):
            raise Fault("no array has this layout")
        return lend(contents, format, shape)
    if format == "B":
        items = list(contents)
    else:
        items = [struct.unpack(format, bytes(itemsize))] * (len(contents) // itemsize)
    try:
        array = ndarray(items if shape else items[0], shape=shape, strides=strides, offset=offset,
                        format=format, flags=flags & ~NO_POINTERS)
    except ValueError as error:
        if str(error) != "invalid combination of buffer, shape and strides":
            raise
        raise ValueError("exporter: no such layout") from None
    if format != "B":
        fill(array, contents, offset)
    if flags & NO_POINTERS:
        array.add_suboffsets()
    return array


def has_buffer(cls):
    # Before 3.12 a type does not say so itself.
    if hasattr(bytes, "__buffer__"):
        return hasattr(cls, "__buffer__")
    return issubclass(cls, (bytes, bytearray, memoryview, mmap, ndarray or memoryview))


def request(thing, flags):
    """An exporter that holds on to what one request gave."""
    numbers_of([flags])
    if not -1 << 31 <= flags < 1 << 31 or flags == 1 << 16:
        raise ValueError("exporter: no such request")
    if not has_buffer(type(thing)):
        raise TypeError("exporter: wrong argument")
    return ndarray(thing, getbuf=flags)


def wrong_arguments(function):
    """The same function, with one message for any arguments that it does not take."""
    code = function.__code__
    least = code.co_argcount - len(function.__defaults__ or ())

    def call(*args, **kwargs):
        if kwargs or not least <= len(args) <= code.co_argcount:
            raise TypeError("exporter: wrong argument")
        return function(*args)

    return call


class Index:
    """Runs steps, then is an integer. Its name is part of messages, hence of the trace format."""

    def __init__(self, runner, steps, answer):
        self._hook = runner, steps, answer

    def __index__(self):
        return answer_of(self._hook)


class Buffer:
    """Runs steps, then lends the memory of something; runs steps when it is given back."""

    def __init__(self, runner, steps, answer, release_steps):
        self._hook = runner, steps, answer
        self._release_steps = release_steps

    def __buffer__(self, flags):
        return memoryview(answer_of(self._hook))

    def __release_buffer__(self, view):
        self._hook[0].run_nested(self._release_steps, view)


class Eq:
    """Runs steps, then says whether it is equal."""

    def __init__(self, runner, steps, answer):
        self._hook = runner, steps, answer

    def __eq__(self, other):
        return answer_of(self._hook)


class Repr:
    """Runs steps, then is shown as a text."""

    def __init__(self, runner, steps, answer):
        self._hook = runner, steps, answer

    def __repr__(self):
        return answer_of(self._hook)


class Hint:
    """Runs steps, then says how many items it has, or so; what iterates over it, iterates over
    something else."""

    def __init__(self, runner, steps, answer, items):
        self._hook = runner, steps, answer
        self._items = items

    def __iter__(self):
        return iter(self._items)

    def __length_hint__(self):
        return answer_of(self._hook)


class Derived(bytes):
    """Bytes with a special method of their own, which runs steps, then answers."""

    def __new__(cls, runner, steps, answer, contents):
        made = bytes.__new__(cls, contents)
        made._hook = runner, steps, answer
        return made


class Len(Derived):
    def __len__(self):
        return answer_of(self._hook)


class Hash(Derived):
    def __hash__(self):
        return answer_of(self._hook)


HOOKS = {"index": Index, "eq": Eq, "repr": Repr, "hint": Hint, "len": Len, "hash": Hash}


class Raises:
    """Stands in place of an answer that is never given."""


def answer_of(hook):
    runner, steps, answer = hook
    runner.run_nested(steps)
    if answer is Raises:
        raise ZeroDivisionError("division by zero")
    return answer


def items_of(runner, parts):
    """The generator behind {"iter": [...]}: a dict among the parts is a block of steps."""
    for part in parts:
        if part is Raises:
            raise ZeroDivisionError("division by zero")
        if type(part) is dict:
            runner.run_nested(part["runs"])
        else:
            yield part


class Slicer:
    """Gives back what it is subscripted with: the one way to make a slice in every Python."""

    def __getitem__(self, key):
        return key


def make_slice(start, stop, step):
    return Slicer()[start:stop:step]


def stand_for(truth, thing):
    """What {"key": true} stands for."""
    if truth is not True:
        raise Fault("%r in place of true" % (truth,))
    return thing


def make_float(text):
    if text.startswith("nan:"):
        return struct.unpack(">d", bytes.fromhex(text[4:]))[0]
    if hasattr(float, "fromhex"):
        return float.fromhex(text)
    if text.endswith("inf"):
        return float(text)
    digits, _, power = text.partition("p")
    whole, _, fraction = digits.partition(".")
    number = abs(int(whole + fraction, 16)) * 2.0 ** (int(power) - 4 * len(fraction))
    return -number if text.startswith("-") else number


def show_float(number):
    if number != number:
        return "nan:" + struct.pack(">d", number).hex()
    if hasattr(float, "hex"):
        return number.hex()
    # MicroPython has no float.hex().
    bits = struct.unpack(">Q", struct.pack(">d", number))[0]
    exponent, fraction, sign = bits >> 52 & 0x7ff, bits & (1 << 52) - 1, "-" if bits >> 63 else ""
    if exponent == 0x7ff:
        return sign + "inf"
    if not exponent and not fraction:
        return sign + "0x0.0p+0"
    return "%s0x%d.%013xp%+d" % (sign, bool(exponent), fraction, (exponent or 1) - 1023)


def show_text(text):
    encoded = text.encode("utf-8", "surrogatepass")
    if b"\xed" in encoded and any("\ud7ff" < letter < "\ue000" for letter in text):
        return {"str": encoded.hex()}
    return text


def exception_name(kind):
    """The name of an exception type, with its module where that is needed to find it."""
    return "struct.error" if kind is getattr(struct, "error", None) else kind.__name__


def bases_of(kind):
    """An exception type and its bases, the nearest one first."""
    if hasattr(kind, "__mro__"):
        return kind.__mro__
    return [kind] + [far for near in kind.__bases__ for far in bases_of(near)]


def show_exception(error):
    """The outcome for an exception, with its nearest base that traces know."""
    for base in bases_of(type(error)):
        if exception_name(base) in EXCEPTIONS:
            return {"raises": exception_name(base), "message": show_text(str(error))}
    raise Fault("raised %s, which has no name in traces" % type(error).__name__)


def size_of(thing):
    """How many bytes it takes to show something."""
    if type(thing) in (bytes, bytearray, str):
        return len(thing)
    if isinstance(thing, memoryview):
        try:
            return thing.nbytes
        except ValueError:
            return 0
    if isinstance(thing, io.BytesIO):
        return size_of_stream(thing)
    if isinstance(thing, (list, tuple)):
        return sum(map(size_of, thing))
    if mmap is not None and isinstance(thing, mmap):
        return 0 if thing.closed or is_broken(thing) else len(thing)
    if isinstance(thing, int):
        return len(hex(thing)) // 2
    return 0


def is_closed(stream):
    if hasattr(stream, "closed"):
        return stream.closed
    try:  # What MicroPython refuses then, and what changes nothing.
        stream.getvalue()
    except ValueError:
        return True
    return False


def put_back(stream, position):
    """Goes where a BytesIO was. MicroPython gets beyond 2**31 by steps alone."""
    stream.seek(min(position, LARGEST))
    if position > LARGEST:
        stream.seek(position - LARGEST, 1)


def size_of_stream(stream):
    """How long a BytesIO is, asked by what changes nothing (see see_stream)."""
    if is_closed(stream):
        return 0
    position = stream.tell()
    size = stream.seek(0, 2)
    put_back(stream, position)
    return size


def is_locked(array):
    """Whether something exports the array: deleting every second item of no items is refused then,
    and otherwise changes neither contents, size, allocation nor address."""
    try:
        del array[0:0:2]
    except BufferError:
        return True
    return False


# Whether anything can be locked.
LOCKS = hasattr(builtins, "BufferError")


def see_bytearray(array):
    seen = {"contents": array.hex()}
    if hasattr(array, "__alloc__"):
        seen["allocated"] = array.__alloc__()
    if LOCKS:
        seen["locked"] = is_locked(array)
    return seen


def see_stream(stream):
    """A BytesIO as it is. getvalue() and getbuffer() would give spare room back or copy a shared
    buffer; read() hands out the buffer or a copy and changes nothing but the position, which seek()
    restores wherever it was. truncate() refuses while exported whatever its argument is, and a size
    that nothing has changes nothing. __sizeof__() does not count a buffer that is shared."""
    if is_closed(stream):
        return {"closed": True}
    position = stream.tell()
    stream.seek(0)
    contents = stream.read().hex()
    put_back(stream, position)
    seen = {"contents": contents, "closed": False, "position": position}
    if LOCKS:
        try:
            # No stream of a program stands there: PyPy would move it.
            stream.truncate(LARGEST // 3 * 2)
            seen["locked"] = False
        except BufferError:
            seen["locked"] = True
    if hasattr(stream, "__sizeof__"):
        seen["allocated"] = stream.__sizeof__()
    return seen


def see_memoryview(view):
    try:
        seen = {
            "closed": False, "readonly": view.readonly, "format": view.format,
            "itemsize": view.itemsize, "shape": list(view.shape), "strides": list(view.strides),
            "suboffsets": list(view.suboffsets),
        }
    except ValueError:
        return {"closed": True}
    # Where pages are missing, looking at them would be the end.
    if mmap is None or not any(map(misses_pages, MAPPINGS)):
        try:
            seen["contents"] = view.tobytes().hex()
        except ValueError:  # PyPy closes a mapping under its views
            pass
    return seen


def open_scratch(made=[]):
    if not made:
        made.append(tempfile.TemporaryFile(buffering=0))
    return made[0].fileno()


def readable(mapping):
    """How many bytes of an open mapping can be read; the others lie behind the end of its file.
    The system says EFAULT where Python would get SIGBUS."""
    with memoryview(mapping) as view:
        for start in range(0, len(view), PAGESIZE):
            try:
                os.pwrite(open_scratch(), view[start:start + 1], 0)
            except OSError:
                return start
        return len(view)


def is_broken(mapping):
    """Whether it has a length below zero: PyPy's resize() takes one."""
    try:
        return len(mapping) < 0
    except ValueError:
        return True


def misses_pages(mapping):
    return not mapping.closed and not is_broken(mapping) and readable(mapping) < len(mapping)


def is_exported(mapping):
    """Whether a resize would raise BufferError: the first thing that resize() looks at."""
    try:
        mapping.resize(-1)
    except BufferError:
        return True
    except Exception:
        return False


def see_mmap(mapping):
    if mapping.closed:
        return {"closed": True}
    if is_broken(mapping):
        return {"closed": False}
    good = readable(mapping)
    seen = {"contents": (mapping[:good] + bytes(len(mapping) - good)).hex(), "closed": False,
            "position": mapping.tell()}
    if sys.implementation.name != "pypy":
        seen["locked"] = is_exported(mapping)
    return seen


def descriptor_of(fileno):
    """What mmap.mmap() is given: the first of its arguments to be converted."""
    if type(fileno) is File:
        return fileno.fileno()
    if isinstance(fileno, (int, Index)):
        fileno = operator.index(fileno)
        if 0 <= fileno < 1 << 20:
            raise Unspecified
    return fileno


def advise(mapping, *args, **named):
    """mapping.madvise(), but no advice that does harm or not everywhere the same."""
    if 0 < len(args) < 4 and not named and isinstance(args[0], (int, Index)):
        option = operator.index(args[0])
        if 0 <= option < 1000 and option not in (0, 1, 2, 3, 4, 10, 11, 16, 17):
            raise Unspecified
        args = (option,) + args[1:]
    return mapping.madvise(*args, **named)


def make_mmap(*args, **named):
    """mmap.mmap(), with a File in the place of its descriptor."""
    kept = args, dict(named)
    if args:
        args = (descriptor_of(args[0]),) + args[1:]
    elif "fileno" in named:
        named["fileno"] = descriptor_of(named["fileno"])
    mapping = mmap(*args, **named)
    del kept
    MAPPINGS.add(mapping)
    return mapping


def see_array(array):
    seen = {
        "readonly": array.readonly, "format": array.format,
        "itemsize": array.itemsize, "shape": list(array.shape), "strides": list(array.strides),
        "suboffsets": list(array.suboffsets),
    }
    # It may pass on what a mapping lent.
    if mmap is None or not any(map(misses_pages, MAPPINGS)):
        seen["contents"] = array.tobytes().hex()
    return seen


def see_exporter(array):
    """The same of one that does not show it by itself."""
    with memoryview(array) as view:
        return see_array(view)


# What can be seen of the objects of a class without changing them.
OBSERVERS = {bytearray: see_bytearray, memoryview: see_memoryview, io.BytesIO: see_stream}
if weakref is not None:
    OBSERVERS[weakref.ref] = lambda reference: {"closed": reference() is None}
if mmap is not None:
    OBSERVERS[mmap] = see_mmap
    OBSERVERS[File] = lambda file: {"contents": file.contents().hex()}
if ndarray is not None:
    OBSERVERS[ndarray] = see_array
elif ctypes is not None:
    OBSERVERS[array.array] = see_exporter


def is_name(text):
    return text != "" and all(
        letter.isalpha() or letter.isdigit() or letter == "_" for letter in text)


def find_operation(op):
    """The function that makes the call `op` names, given the object (if any) and the arguments."""
    if op == "mmap" and mmap is not None:
        return make_mmap
    if op == "mmap.madvise" and mmap is not None:
        return advise
    if op in CLASSES:
        return CLASSES[op]
    if op in CONSUMERS:
        return CONSUMERS[op]
    cls, _, name = op.partition(".")
    if cls == "exporter" and (ndarray is not None or (ctypes is not None and name == "")):
        return wrong_arguments({"": exporter, "request": request}[name])
    if (cls not in CLASSES and cls not in ("iterator", "weakref")) or not is_name(name):
        raise Fault("unknown op %r" % op)
    if name in OPERATORS:
        return OPERATORS[name]

    def call(thing, *args, **kwargs):
        return getattr(thing, name)(*args, **kwargs)

    def read(*args, **kwargs):
        owner = CLASSES[cls]
        return getattr(args[0] if args and type(args[0]) is owner else owner, name)

    if cls == "iterator":
        return call
    if not hasattr(CLASSES[cls], name):
        # That is, fail to.
        return (lambda *args, **kwargs: getattr(CLASSES[cls], name)) if name in STATIC else read
    member = getattr(CLASSES[cls], name)
    if hasattr(type(member), "__set__"):
        return lambda thing: getattr(thing, name)
    if getattr(member, "__self__", None) is CLASSES[cls]:
        return member
    # thing.name(...) calls what the class has, not a bound method: messages of an inherited method
    # then name the class that it comes from.
    if type(member).__name__ == "method_descriptor":
        return member
    # A static method gets no object; bytearray.maketrans is a plain builtin function. A class
    # method is known by its __self__ above, but MicroPython gives it none.
    kind = type(getattr(CLASSES[cls], "__dict__", {}).get(name))
    return member if kind in (staticmethod, classmethod) else call


def check_step(step):
    """Refuses what is no step, before any of it is done."""
    if type(step) is not dict or not set(step) <= STEP_KEYS or type(step.get("op")) is not str:
        raise Fault("this is no step: %r" % (step,))
    if not {step.get("self", "b"), step.get("into", "b")} <= REGISTERS:
        raise Fault("'self' or 'into' is no register")
    args, kwargs = step.get("args", []), step.get("kwargs", {})
    if type(args) is not list or type(kwargs) is not dict:
        raise Fault("'args' is no list or 'kwargs' no object")
    if len(args) + len(kwargs) > MOST_ARGUMENTS:
        raise Fault("more than %d arguments" % MOST_ARGUMENTS)


def check_hostile(value, keys):
    """Refuses an argument that runs something else than steps."""
    if not set(value) <= keys:
        raise Fault("unknown value %r" % (value,))
    for block in (value.get("runs", []), value.get("release_runs", [])):
        if type(block) is not list:
            raise Fault("not a list of steps: %r" % (block,))
        for step in block:
            check_step(step)


class Runner:
    """Runs one program after the other, each in registers of its own."""

    def __init__(self):
        self.registers = {}
        self.operations = {"released.view": lambda: self.view}
        self.hashed = {}
        self.nested = []
        self.fault = None
        self.view = None
        self.ended = True
        # The bytes that the last step returned, if it did: they may share memory with a BytesIO.
        self.returned = None
        if hasattr(sys, "unraisablehook"):
            sys.unraisablehook = self.note_unraisable
        self.makers = {
            "bytes": bytes.fromhex,
            "bytearray": bytearray.fromhex,
            "int": lambda text: int(text, 16),
            "float": make_float,
            "str": lambda text: bytes.fromhex(text).decode("utf-8", "surrogatepass"),
            "tuple": lambda items: tuple(map(self.make, items)),
            "slice": lambda items: make_slice(*map(self.make, items)),
            "ref": self.registers.__getitem__,
            "ellipsis": lambda truth: stand_for(truth, ...),
            "object": lambda truth: stand_for(truth, object()),
            "raises": lambda truth: stand_for(truth, Raises),
            "iter": self.make_items,
        }

    def run(self, program, journal):
        """The answers to the steps of a program."""
        self.ended, self.fault = False, None
        self.hashed.clear()
        seen, answers = {}, []
        try:
            for index, step in enumerate(program["steps"]):
                journal(index)
                self.nested = []
                answer = self.execute(step)
                if self.fault:
                    raise self.fault
                if not COUNTS_REFERENCES:
                    gc.collect()
                answers.append(answer)
                if "exhausted" in answer or sum(map(size_of, self.registers.values())) > MOST_BYTES:
                    answers[-1] = {"exhausted": True}
                    break
                if self.nested:
                    answer["nested"] = self.nested
                try:
                    state = self.changes(seen)
                except MemoryError:
                    # A view of memory that has gone away, where nothing locks it.
                    answers[-1] = {"exhausted": True}
                    break
                if state:
                    answer["state"] = state
        except Fault as fault:
            raise Fault("step %d: %s" % (len(answers), fault)) from None
        finally:
            # Hostile arguments that are still alive run nothing any more.
            self.ended = True
            self.returned = None
            self.registers.clear()
        return answers

    def changes(self, seen):
        """The registers that look different than `seen`, which is brought up to date."""
        changes = {}
        for name, thing in self.registers.items():
            look = OBSERVERS.get(type(thing), lambda thing: {})(thing)
            if seen.get(name) != look:
                seen[name] = changes[name] = look
        for name in [name for name in seen if name not in self.registers]:
            del seen[name]
            changes[name] = None
        return changes

    def run_nested(self, steps, view=None):
        """Runs the steps of a method; `view` is what it was given, if it is __release_buffer__."""
        before, self.view = self.view, view
        for step in steps:
            if self.ended or self.fault:
                break
            try:
                self.nested.append(self.execute(step))
            except Fault as fault:
                self.fault = fault
        self.view = before

    def note_unraisable(self, unraisable):
        """What a finaliser raises stands among the outcomes of nested steps."""
        if not self.ended and unraisable.exc_value is not None:
            self.nested.append(show_exception(unraisable.exc_value))

    def execute(self, step):
        """The outcome of one step. When it returns, only registers hold on to objects."""
        check_step(step)
        name = step.get("self")
        values = [step.get("args", ()), list(step.get("kwargs", {}).values())]
        if (name is not None and name not in self.registers) or self.lacks(values):
            return {"skipped": True}
        if step["op"].endswith(".drop"):
            self.returned = None
            del self.registers[name]
            return {"returns": None}
        try:
            result = self.perform(step)
        except Fault:
            raise
        except Unspecified:
            return {"exhausted": True}
        except Exception as error:
            return show_exception(error)
        if step["op"] in ("memoryview.__hash__", "memoryview.__repr__"):
            result = self.stable(step, result)
        self.returned = result if type(result) is bytes else None
        return {"returns": self.keep(result, step)} if size_of(result) <= MOST_BYTES else {
            "exhausted": True}

    def stable(self, step, result):
        """What is shown of a result that is another one in each run: of a hash the bytes that it is
        the hash of, of an address zero."""
        if step["op"] == "memoryview.__repr__":
            return result[:result.find("0x")] + "0x0>"
        return self.hashed.get(result, result)

    def note_hashes(self, key):
        """What a dict hashes when it looks for a key may be a view, which remembers its hash."""
        if weakref is not None and type(key) is weakref.ref:
            key = key()
        if type(key) is memoryview:
            try:
                if key.readonly:
                    contents = key.tobytes()
                    self.hashed[hash(contents)] = contents
            except ValueError:
                pass
        elif type(key) is tuple:
            for item in key:
                self.note_hashes(item)
        elif type(key) is slice:
            self.note_hashes((key.start, key.stop, key.step))

    def perform(self, step):
        """Makes the call. Arguments live as long as this function's frame does."""
        op = step["op"]
        operation = self.operations.get(op)
        if operation is None:
            operation = self.operations[op] = find_operation(op)
        try:
            things = [self.make(value) for value in step.get("args", ())]
            named = {key: self.make(value) for key, value in step.get("kwargs", {}).items()}
        except (AttributeError, KeyError, OverflowError, TypeError, ValueError) as error:
            raise Fault("a malformed value: %s" % error) from None
        if op.startswith("struct.") and things:
            self.note_hashes(things[0])
        elif op == "memoryview.__hash__":
            self.note_hashes(self.registers[step["self"]])
        if "self" in step:
            return operation(self.registers[step["self"]], *things, **named)
        return operation(*things, **named)

    def keep(self, result, step):
        """Shows a result; one of a class that has registers is kept in one."""
        letter = LETTERS.get(type(result))
        if letter is None:
            return self.show(result)
        name = self.find(result)
        if name is None:
            name = letter + step.get("into", "b")[1:]
            self.registers[name] = result
        return {"ref": name}

    def find(self, thing):
        for name, kept in self.registers.items():
            if kept is thing:
                return name
        return None

    def lacks(self, value):
        """Whether a value refers to an empty register; steps that it runs do not count."""
        if isinstance(value, (list, tuple)):
            return any(map(self.lacks, value))
        if not isinstance(value, dict):
            return False
        if "ref" in value:
            if value["ref"] not in REGISTERS:
                raise Fault("%r is no register" % (value["ref"],))
            return value["ref"] not in self.registers
        return any(self.lacks(inner) for key, inner in value.items()
                   if key not in ("runs", "release_runs"))

    def make(self, value):
        """The Python object for a value of the trace format."""
        if value is None or isinstance(value, (bool, int, str)):
            return value
        if isinstance(value, list):
            return [self.make(item) for item in value]
        if not isinstance(value, dict):
            raise Fault("unknown value %r" % (value,))
        for key, hook in HOOKS.items():
            if key in value:
                check_hostile(value, {key, "runs", "of"})
                of = [self.make(value["of"])] if "of" in value else []
                return hook(self, value.get("runs", ()), self.make(value[key]), *of)
        if "buffer" in value:
            if "buffer-hook" not in ABILITIES:
                raise Fault("a class with __buffer__ means nothing to this Python")
            check_hostile(value, {"buffer", "runs", "release_runs"})
            return Buffer(self, value.get("runs", ()), self.make(value["buffer"]),
                          value.get("release_runs", ()))
        if len(value) != 1 or not set(value) <= set(self.makers):
            raise Fault("unknown value %r" % (value,))
        for key, inner in value.items():
            return self.makers[key](inner)

    def make_items(self, items):
        if type(items) is not list:
            raise Fault("unknown items %r" % (items,))
        return items_of(self, [
            item if isinstance(item, dict) and "runs" in item and len(item) == 1
            else self.make(item) for item in items])

    def show(self, thing, depth=0):
        """The value of the trace format for a Python object."""
        kind = type(thing)
        if thing is None or kind is bool:
            return thing
        if kind is int:
            return thing if abs(thing) < 1 << 53 else {"int": hex(thing)}
        if kind is bytes:
            return {"bytes": thing.hex()}
        if kind is str:
            return show_text(thing)
        if kind is float:
            return {"float": show_float(thing)}
        if thing is ...:
            return {"ellipsis": True}
        if kind in LETTERS:
            name = self.find(thing)
            if name is not None:
                return {"ref": name}
        if kind is bytearray:
            return {"bytearray": thing.hex()}
        if depth < 16:
            if kind is list:
                return [self.show(item, depth + 1) for item in thing]
            if kind is tuple:
                return {"tuple": [self.show(item, depth + 1) for item in thing]}
            if kind is slice:
                return {"slice": [self.show(part, depth + 1)
                                  for part in (thing.start, thing.stop, thing.step)]}
        return {"object": True}


def has_buffer_hook():
    """Whether a class can lend memory, and is told when it comes back (PyPy 7.3 does not tell)."""
    told = []

    class Lender:
        def __buffer__(self, flags):
            return memoryview(b"")

        def __release_buffer__(self, view):
            told.append(True)

    try:
        memoryview(Lender()).release()
    except TypeError:
        pass
    return bool(told)


def has_index_hook():
    """Whether a class can stand for an integer (in MicroPython it cannot)."""
    class Two:
        def __index__(self):
            return 2

    try:
        return bytearray(Two()) == bytes(2)
    except TypeError:
        return False


def has_bytes_hook(cls, ask):
    """Whether a class derived from bytes can have a special method of its own that is asked."""
    class Idle:
        def run_nested(self, steps):
            pass

    try:
        return ask(cls(Idle(), (), 3, b"a")) == 3
    except (TypeError, AttributeError):
        return False


def find_abilities():
    abilities = ["journal", "eq-hook", "repr-hook", "hint-hook", "bytes", "gc"]
    if has_bytes_hook(Len, len):
        abilities.append("len-hook")
    if has_bytes_hook(Hash, hash):
        abilities.append("hash-hook")
    if has_index_hook():
        abilities.append("index-hook")
    if weakref is not None:
        abilities.append("weakref")
    if has_buffer_hook():
        abilities.append("buffer-hook")
    if hasattr(bytearray, "__alloc__"):
        abilities.append("allocated")
    if ndarray is not None:
        abilities.append("exporter")
    elif {"<b", "<B", "<c", "<?", "<h", "<H", "<i", "<I", "<f", "<d"} <= set(CTYPES):
        abilities.append("array")
    if "struct.pack_into" in CONSUMERS and "struct.unpack_from" in CONSUMERS:
        abilities.append("struct")
    return abilities + sorted(CLASSES)


ABILITIES = find_abilities()


def version():
    if hasattr(platform, "python_version"):
        return platform.python_version()
    return ".".join(map(str, sys.implementation.version[:3]))


def hello():
    return {
        "holdfast": VERSION,
        "implementation": sys.implementation.name,
        "version": version(),
        "platform": "%s-%s" % (sys.platform, getattr(platform, "machine", lambda: "unknown")()),
        "byteorder": sys.byteorder,
        "pointer_bits": struct.calcsize("P") * 8,
        "page_size": PAGESIZE,
        "abilities": ABILITIES,
    }


def limit_memory():
    """Refuses to take the machine down with the interpreter under test."""
    try:
        import resource
    except ImportError:
        return
    most = int(os.environ.get("HOLDFAST_MEMORY", 4 << 30))
    for kind, limit in ((resource.RLIMIT_AS, most), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(kind)
        if kind == resource.RLIMIT_AS and (limit == 0 or -1 < hard < limit):
            continue
        resource.setrlimit(kind, (limit, hard))


def open_journal():
    """A function that writes down which step of which program comes next."""
    path = os.environ.get("HOLDFAST_JOURNAL")
    if not path:
        return lambda program, step: None
    journal = os.open(path, os.O_WRONLY | getattr(os, "O_BINARY", 0))

    def write(program, step):
        line = b"%d %d\n" % (program, step)
        if hasattr(os, "pwrite"):
            os.pwrite(journal, line, 0)
        else:
            os.lseek(journal, 0, 0)
            os.write(journal, line)

    return write


def check_program(program):
    """Refuses what is no program; steps are looked at when their turn comes."""
    if type(program) is not dict or not set(program) <= {"id", "steps"}:
        raise Fault("this is no program: %r" % (program,))
    if type(program.get("id", "")) is not str or type(program.get("steps")) is not list:
        raise Fault("'id' is no text or 'steps' no list")


def run_request(runner, line, journal):
    """The answers to one line, as they come."""
    try:
        programs = json.loads(line)["run"]
        if type(programs) is not list:
            raise TypeError("'run' is no list")
    except (ValueError, KeyError, TypeError) as error:
        yield {"fault": "this is no request: %r" % error}
        return
    for number, program in enumerate(programs):
        answer = {}
        try:
            check_program(program)
            if "id" in program:
                answer["id"] = program["id"]
            answer["steps"] = runner.run(program, lambda step: journal(number, step))
        except Exception as error:  # A mistake here must not look like one of Python.
            answer.pop("steps", None)
            answer["fault"] = "%s: %s" % (type(error).__name__, error)
        yield answer


def line_of(message):
    return json.dumps(message, separators=(",", ":")) + "\n"


def main():
    limit_memory()
    # What the interpreter prints by itself must not end up between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="ascii", newline="\n")
    os.dup2(2, 1)
    journal = open_journal()
    runner = Runner()
    if weakref is not None:
        warnings.simplefilter("ignore")
    # Only cycles need a collector, and it must not run in the middle of a step.
    gc.disable()

    def answer(message):
        answers.write(line_of(message))
        answers.flush()

    answer(hello())
    for line in sys.stdin.buffer:
        for message in run_request(runner, line, journal):
            answer(message)
        gc.collect()


if __name__ == "__main__":
    main()
