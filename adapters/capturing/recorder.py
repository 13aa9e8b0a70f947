# SPDX-License-Identifier: MIT
"""What is written down while a program is captured.

Calls become steps of programs, objects their registers. A program ends, and another one begins,
when it is long enough, when registers run out, and at each call that cannot be spelt; objects that
are still alive are then made again from what can be seen of them, when they are next used. What
somebody else wrote into a bytearray (a file, a socket, struct.pack_into) becomes an assignment.
"""

import collections
import sys
import threading

from capturing.again import MakesAgain, array_bytes, is_released, stream_size
from capturing.programs import NOTHING, Program
from capturing.spelling import (
    KEYWORDS, PLAIN, Speller, Tap, Unspellable, check_size, spell_bytes)
from capturing.standins import BYTESIO, Standins

MOST_STEPS = 80
MOST_SHOWN = 30000  # bytes that states will show, about
ENOUGH_STEPS = 8    # of a program that holds no object any more
MOST_ARGUMENTS = 7

# The steps that take an iterator.
ITERATING = frozenset("""
    bytearray bytearray.__init__ bytearray.__setitem__ bytearray.extend bytearray.join
    BytesIO.writelines""".split())


class Recorder(MakesAgain):
    def __init__(self, steps):
        self.known = frozenset(steps)
        self.standins = Standins(self)
        self.letters = self.standins.letters
        self.ops = {letter: cls.op for cls, letter in self.letters.items()}
        self.program = Program()
        self.programs = []
        self.left_out = collections.Counter()  # calls without a step, by reason
        self.noted = collections.Counter()     # what was spelt as something else
        self.ends = collections.Counter()      # why programs ended
        self.calls = self.depth = self.iterating = 0
        self.entangled = False
        self.thread = threading.get_ident()
        self.listening = False

    def count(self, reason):
        if self.listening:
            self.left_out[reason] += 1

    def note(self, what):
        self.noted[what] += 1

    def died(self, thing):
        """Called by an object that is going away."""
        name = self.program.names.pop(id(thing), None)
        if name is not None:
            self.program.dead.append(name)

    def watch(self, change):
        self.iterating += change

    def unheard(self, function, thing):
        """Runs what may call other methods of an object that is going away."""
        self.depth += 1
        try:
            function(thing)
        finally:
            self.depth -= 1

    def plainly(self, function, args, kwargs):
        """A call that is not written down."""
        real, wrap = self.standins.real, self.standins.wrap
        named = {key: real(kwargs[key]) for key in kwargs}
        return wrap(function(*map(real, args), **named), *args[:1])

    def call(self, op, held, kwargs, function, bound):
        """Makes a call and writes it down if that can be done. `held` is the object, if the call is
        `bound` to one, and the arguments; it is emptied when the call raises, so that no frame of
        ours keeps anything alive."""
        if not self.listening or self.depth or threading.get_ident() != self.thread:
            self.overheard()
            return self.plainly(function, held, kwargs)
        self.calls += 1
        self.depth += 1
        error = None
        try:
            step, taps, reason = self.plan(op, held, kwargs, bound)
            try:
                result = self.make_call(function, held, kwargs, taps)
            except BaseException as raised:
                error, result = raised.with_traceback(None), NOTHING
            self.settle(step, taps, reason, result, error, held[0] if bound else None)
        finally:
            self.depth -= 1
        if error is None:
            return result
        held.clear(), kwargs.clear(), taps.clear()
        step = result = None
        try:
            raise error
        finally:
            del error

    def overheard(self):
        """A call in the middle of another one, or of another thread."""
        if self.listening and (self.iterating or not self.depth):
            self.entangled = True

    def make_call(self, function, held, kwargs, taps):
        real = self.standins.real
        given = [taps.get(id(thing)) or real(thing) for thing in held]
        named = {key: taps.get(id(thing)) or real(thing) for key, thing in kwargs.items()}
        result = self.standins.wrap(function(*given, **named), *held[:1])
        del given, named
        return result

    # Before the call

    def plan(self, op, held, kwargs, bound):
        """The step for a call, its iterators by the id of what they iterate, and None; or no step
        and the reason."""
        taps = {}
        if self.program.is_crowded():
            self.end("its registers were in use")
        if self.entangled:
            self.end("code ran in the middle of a call")
            self.entangled = False
        try:
            return self.spell_call(op, held, kwargs, bound, taps), taps, None
        except Unspellable as reason:
            return None, {}, str(reason)

    def spell_call(self, op, held, kwargs, bound, taps):
        self.catch_up()
        args = held[1:] if bound else held
        if op not in self.known:
            raise Unspellable("no step %s" % op)
        if len(args) + len(kwargs) > MOST_ARGUMENTS:
            raise Unspellable("more than %d arguments" % MOST_ARGUMENTS)
        if not kwargs.keys() <= KEYWORDS:
            raise Unspellable("a keyword that has no spelling")
        step = {"op": op}
        if op == "mmap" and (args[0] if args else kwargs.get("fileno")) != -1:
            raise Unspellable("a mapping of a file")
        if bound:
            step["self"] = self.register_of(held[0])
        speller = Speller(self.refer, self.note)
        if op.endswith(".__exit__") and len(args) == 3 and args != [None, None, None]:
            self.note("the exception that __exit__ is told of, as None")
            args = [None, None, None]
        spelt = [self.spell(speller, op, value, taps) for value in args]
        if spelt:
            step["args"] = spelt
        named = {key: self.spell(speller, op, value, taps) for key, value in kwargs.items()}
        if named:
            step["kwargs"] = named
        return step

    def spell(self, speller, op, value, taps):
        if op in ITERATING and hasattr(type(value), "__next__") and (
                type(value) not in self.letters):
            tap = taps[id(value)] = Tap(value, self.watch)
            return tap
        return speller.spell(value)

    def catch_up(self):
        """Writes down what happened since the last call."""
        program = self.program
        program.drop_dead(self.ops)
        for name, before in list(program.contents.items()):
            array = program.objects[name]()
            if array is None or before == array_bytes(array):
                continue
            self.write_between(name, before, array_bytes(array))

    def write_between(self, name, before, after):
        self.note("what somebody else wrote into a bytearray, as an assignment")
        check_size(len(after))
        first = next((i for i, pair in enumerate(zip(before, after)) if pair[0] != pair[1]), None)
        if len(before) != len(after):
            key = {"slice": [None, None, None]}
            value = after
        else:
            last = max(i for i in range(len(after)) if before[i] != after[i])
            key = {"slice": [first, last + 1, None]}
            value = after[first:last + 1]
        self.program.add({"op": "bytearray.__setitem__", "self": name,
                          "args": [key, {"bytes": value.hex()}]}, {"returns": None})
        self.program.contents[name] = after

    def refer(self, thing):
        return self.register_of(thing) if type(thing) in self.letters else None

    # After the call

    def settle(self, step, taps, reason, result, error, thing):
        if step is None:
            return self.leave_out(reason)
        program = self.program
        try:
            if self.entangled or (error is not None and not isinstance(error, Exception)):
                raise Unspellable("code ran in the middle of a call")
            self.fill_in(step, taps)
            seen = self.show_outcome(step, result, error)
        except Unspellable as why:
            self.entangled = False
            return self.leave_out(str(why))
        if "args" in step and not step["args"]:
            del step["args"]
        program.add(step, seen)
        self.remember_caller()
        if type(result) is self.standins.memoryview:
            self.remember_origin(step, thing, result)
        if type(thing) is self.standins.memoryview and is_released(thing.view):
            thing.base = None  # as the real one, it does not hold on to it
        for name, reference in program.objects.items():
            self.look(name, reference())
        self.end_if_due()
        return None

    def leave_out(self, reason):
        self.left_out[reason] += 1
        self.end("a call could not be spelt")

    def fill_in(self, step, taps):
        """Puts what iterators have yielded into a step."""
        if not taps:
            return
        speller = Speller(lambda thing: self.program.names.get(id(thing)), self.note)

        def items_of(tap):
            items = [speller.spell(item, 1) for item in tap.items]
            if len(items) > 256 or tap.raised:
                raise Unspellable("an iterator that is long, or raises")
            return {"iter": items}

        if "args" in step:
            step["args"] = [items_of(value) if type(value) is Tap else value
                            for value in step["args"]]
        for key, value in step.get("kwargs", {}).items():
            if type(value) is Tap:
                step["kwargs"][key] = items_of(value)

    def show_outcome(self, step, result, error):
        if error is not None:
            return {"raises": type(error).__name__, "message": str(error)}
        if result is NotImplemented:
            raise Unspellable("an operator that leaves it to the other side")
        letter = self.letters.get(type(result))
        if letter is None:
            return {"returns": self.show(result)}
        name = self.program.names.get(id(result))
        if name is None:
            name = step["into"] = self.program.free_name(letter)
            self.program.enter(result, name)
        return {"returns": {"ref": name}}

    def show(self, thing):
        """A result that is kept in no register, as adapter.py shows it."""
        kind = type(thing)
        if kind is self.standins.bytearray:
            check_size(len(array_bytes(thing)))
            return {"bytearray": array_bytes(thing).hex()}
        if kind is bytes:
            return spell_bytes(thing)
        if kind in (list, tuple):
            shown = [self.show(item) for item in thing]
            return shown if kind is list else {"tuple": shown}
        return PLAIN[kind](thing) if kind in PLAIN else {"object": True}

    def remember_origin(self, step, thing, view):
        """How a view can be made again, for those that are bytes in a row."""
        plain = view.view.format == "B" and view.view.ndim == 1 and view.view.c_contiguous
        if not plain or view.base is not None:
            return
        if step["op"] == "BytesIO.getbuffer":
            view.hold(view.view, thing)
        elif step["op"] == "memoryview":
            base = view.view.obj
            start, readonly = 0, view.view.readonly
            given = step.get("args", [{}])[0]
            source = self.object_in(given.get("ref")) if type(given) is dict else None
            if type(source) is self.standins.memoryview:
                base, start, readonly = source.base, source.start, source.readonly_made
            if type(base) in (bytes, self.standins.bytearray):
                view.hold(view.view, base, start, readonly)
        elif type(thing) is self.standins.memoryview and thing.base is not None:
            start = thing.start
            if step["op"] == "memoryview.__getitem__":
                start += slice_start(step, len(thing.view))
            view.hold(view.view, thing.base, start, view.view.readonly)

    def object_in(self, name):
        reference = self.program.objects.get(name)
        return reference and reference()

    def look(self, name, thing):
        """Remembers the bytes of a bytearray, and how much states show."""
        if thing is None:
            return
        if type(thing) is self.standins.bytearray:
            contents = array_bytes(thing)
            if self.program.contents.get(name) != contents:
                self.program.contents[name] = contents
                self.program.shown += len(contents)
        elif type(thing) is self.standins.bytesio and not BYTESIO.closed.__get__(thing):
            self.program.shown += stream_size(thing)

    def remember_caller(self):
        frame = sys._getframe(1)
        while frame and frame.f_globals.get("__name__", "").startswith("capturing"):
            frame = frame.f_back
        if frame is None or len(self.program.callers) == 3:
            return
        module = frame.f_globals.get("__name__", "?")
        name = "%s.%s" % (module, frame.f_code.co_qualname)
        if module != "__main__" and name not in self.program.callers:
            self.program.callers.append(name)

    # Ends

    def end_if_due(self):
        program = self.program
        if len(program.steps) >= MOST_STEPS or program.shown > MOST_SHOWN:
            self.end("it was long enough")
        elif len(program.steps) >= ENOUGH_STEPS and len(program.objects) == len(program.dead):
            self.end("nothing was left alive")

    def end(self, reason):
        program = self.program
        program.drop_dead(self.ops)
        if program.steps:
            self.programs.append(program)
            self.ends[reason] += 1
        self.program = Program()


def slice_start(step, size):
    key = step["args"][0]
    start, stop, _ = key["slice"] if type(key) is dict and "slice" in key else (0, 0, 1)
    return slice(start, stop).indices(size)[0]
