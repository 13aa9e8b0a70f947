# SPDX-License-Identifier: MIT
"""The classes that take the place of bytearray, memoryview, BytesIO and mmap while a program is
captured. They do what the real ones do, and tell a recorder of each call.

Three of them are subclasses; memoryview has none, so its stand-in holds a real view and lends its
memory through __buffer__. Instances of the program's own subclasses are left alone. So are calls
that a recorder could not use: iteration, which happens in C, and what differs in a subclass.
"""

import abc
import io
import mmap

BYTEARRAY, MEMORYVIEW, BYTESIO, MMAP = bytearray, memoryview, io.BytesIO, mmap.mmap

# Called as they are: lifetime and lookup, iteration in C, and what depends on the class itself.
UNTOUCHED = frozenset("""
    __buffer__ __class__ __class_getitem__ __del__ __delattr__ __dict__ __dir__ __doc__ __format__
    __getattribute__ __getstate__ __init_subclass__ __module__ __new__ __reduce__ __reduce_ex__
    __release_buffer__ __reversed__ __setattr__ __setstate__ __sizeof__ __subclasshook__ __alloc__
    __rmod__ __rmul__ _from_flags maketrans __weakref__""".split())


class Meta(abc.ABCMeta):
    """Makes isinstance(x, bytearray) true of real ones too, and tells of constructors."""

    def __call__(cls, *args, **kwargs):
        if cls is not cls.standin:
            return super().__call__(*args, **kwargs)
        held = list(args)
        del args
        return cls.recorder.call(cls.op, held, kwargs, cls.make, bound=False)

    def __instancecheck__(cls, thing):
        if cls is cls.standin and isinstance(thing, cls.real):
            return True
        return super().__instancecheck__(thing)

    def __subclasscheck__(cls, other):
        if cls is cls.standin and type.__subclasscheck__(cls.real, other):
            return True
        return super().__subclasscheck__(other)


def is_property(member):
    return hasattr(type(member), "__set__") and not callable(member)


def make_method(recorder, cls, op, function):
    def method(*args, **kwargs):
        held = list(args)
        del args
        if type(held[0]) is not cls.standin:
            recorder.count("a call on an instance of a subclass")
            return recorder.plainly(function, held, kwargs)
        return recorder.call(op, held, kwargs, function, bound=True)

    method.__name__ = method.__qualname__ = op.partition(".")[2]
    return method


def make_class(recorder, name, real, bases, make):
    """A stand-in for `real`: every method, operator and property tells the recorder first."""
    members = {"__module__": real.__module__, "__doc__": real.__doc__, "__qualname__": name}
    cls = Meta(name, bases, members)
    cls.standin, cls.real, cls.recorder, cls.op = cls, real, recorder, name
    cls.make = staticmethod(lambda *args, **kwargs: make(cls, *args, **kwargs))
    iterated = set() if real is BYTESIO else {"__iter__"}
    for key in dir(real):
        member = getattr(real, key)
        if key in UNTOUCHED | iterated or getattr(object, key, None) is member:
            continue
        op = "%s.%s" % (name, key)
        if member is None:
            setattr(cls, key, None)
        elif is_property(member):
            setattr(cls, key, property(make_method(recorder, cls, op, member.__get__)))
        elif getattr(member, "__self__", None) is real:
            setattr(cls, key, staticmethod(make_maker(recorder, op, member)))
        else:
            setattr(cls, key, make_method(recorder, cls, op, member))
    return cls


def make_maker(recorder, op, function):
    """A class method: it makes an object and has none."""
    return lambda *args, **kwargs: recorder.call(op, list(args), kwargs, function, bound=False)


def make_subclass(recorder, name, real):
    cls = make_class(recorder, name, real, (real,), type.__call__)

    def __del__(self):
        if type(self) is cls:
            recorder.died(self)
        if real is BYTESIO:
            recorder.unheard(real.__del__, self)

    cls.__del__ = __del__
    return cls


class View:
    """What the stand-in for memoryview is made of. `base`, `start` and `readonly_made` say how to
    make the same view again; base is None where that is not known."""

    def hold(self, view, base=None, start=0, readonly=False):
        self.view, self.base, self.start, self.readonly_made = view, base, start, readonly
        return self

    def __buffer__(self, flags):
        return MEMORYVIEW(self.view)

    def __iter__(self):
        return iter(self.view)


def make_memoryview(recorder):
    def make(cls, *args, **kwargs):
        return MEMORYVIEW(*args, **kwargs)

    cls = make_class(recorder, "memoryview", MEMORYVIEW, (View,), make)
    cls.__del__ = lambda self: recorder.died(self)
    return cls


class Standins:
    """All four, and what they stand for."""

    def __init__(self, recorder):
        self.bytearray = make_subclass(recorder, "bytearray", BYTEARRAY)
        self.bytesio = make_subclass(recorder, "BytesIO", BYTESIO)
        self.mmap = make_subclass(recorder, "mmap", MMAP)
        self.memoryview = make_memoryview(recorder)
        self.letters = {self.bytearray: "b", self.memoryview: "v", self.bytesio: "s",
                        self.mmap: "m"}

    def by_real(self):
        return {cls.real: cls for cls in self.letters}

    def real(self, thing):
        """The same with real views in the place of stand-ins, which C code cannot look into."""
        kind = type(thing)
        if kind is self.memoryview:
            return thing.view
        if kind in (list, tuple) and any(type(item) is self.memoryview for item in thing):
            return kind(map(self.real, thing))
        return thing

    def wrap(self, thing, owner=None):
        """The same with stand-ins in the place of what has just been made, or is `owner` itself."""
        kind = type(thing)
        if kind is MEMORYVIEW and type(owner) is self.memoryview and owner.view is thing:
            return owner
        if kind is BYTEARRAY:
            return type.__call__(self.bytearray, thing)
        if kind is MEMORYVIEW:
            return self.memoryview.__new__(self.memoryview).hold(thing)
        if kind in (list, tuple) and any(type(item) in (BYTEARRAY, MEMORYVIEW) for item in thing):
            return kind(map(self.wrap, thing))
        return thing
