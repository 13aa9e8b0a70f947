# SPDX-License-Identifier: MIT
"""A program while it is written down."""

import collections
import weakref

from capturing.spelling import Unspellable

REGISTERS = 16
SPARE = 3
NOTHING = object()  # in place of an outcome that nobody has seen


class Program:
    """Steps, what the captured program saw of them, and the registers that are in use."""

    def __init__(self):
        self.steps, self.seen, self.callers = [], [], []
        self.names = {}      # id of an object: its register
        self.objects = {}    # register: weak reference to the object
        self.contents = {}   # register of a bytearray: its bytes after the last step
        self.dead = []       # registers of objects that are gone
        self.shown = 0

    def free_name(self, letter):
        for number in range(REGISTERS):
            name = letter + (str(number + 1) if number else "")
            if name not in self.objects:
                return name
        raise Unspellable("more than %d objects of a class" % REGISTERS)

    def is_crowded(self):
        """Whether a call with a few objects that are new here might find no register."""
        used = collections.Counter(name[0] for name in self.objects)
        return any(count > REGISTERS - SPARE for count in used.values())

    def enter(self, thing, name):
        self.names[id(thing)] = name
        self.objects[name] = weakref.ref(thing)

    def add(self, step, seen=NOTHING):
        self.steps.append(step)
        self.seen.append(seen)

    def drop_dead(self, ops):
        for name in self.dead:
            self.add({"op": ops[name[0]] + ".drop", "self": name}, {"returns": None})
            del self.objects[name]
            self.contents.pop(name, None)
        self.dead.clear()
