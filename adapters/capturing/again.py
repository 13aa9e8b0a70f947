# SPDX-License-Identifier: MIT
"""Objects that are older than the program they are used in are made again from what can be seen of
them, by steps that the captured program has not made."""

from capturing.spelling import LARGEST, Unspellable, check_size
from capturing.standins import BYTESIO


def array_bytes(array):
    return bytes(array)


def stream_size(stream):
    position = BYTESIO.tell(stream)
    size = BYTESIO.seek(stream, 0, 2)
    BYTESIO.seek(stream, position)
    return size


def is_released(view):
    try:
        return view.nbytes < 0
    except ValueError:
        return True


class MakesAgain:
    """The part of a recorder that gives an object a register."""

    def register_of(self, thing):
        """The register of an object; one that is not in this program is made again."""
        name = self.program.names.get(id(thing))
        if name is None:
            name = self.make_again(thing)
        return name

    def make(self, thing, op, *args, of=None):
        """Adds a step that makes an object like `thing`; its register."""
        name = self.program.free_name(self.letters[type(thing)])
        self.do(op, of, *args, into={"into": name})
        return name

    def do(self, op, name, *args, into=()):
        if op not in self.known:
            raise Unspellable("no step %s" % op)
        step = {"op": op, "self": name} if name else {"op": op}
        self.program.add({**step, **({"args": list(args)} if args else {}), **dict(into)})

    def make_again(self, thing):
        kind = type(thing)
        if kind is self.standins.memoryview:
            name = self.make_view_again(thing)
        elif kind is self.standins.bytearray:
            check_size(len(array_bytes(thing)))
            name = self.make(thing, "bytearray", {"bytes": array_bytes(thing).hex()})
        elif kind is self.standins.bytesio:
            name = self.make_stream_again(thing)
        else:
            raise Unspellable("a mapping that is older than the program")
        self.program.enter(thing, name)
        self.look(name, thing)
        return name

    def make_stream_again(self, stream):
        if BYTESIO.closed.__get__(stream):
            name = self.make(stream, "BytesIO")
            self.do("BytesIO.close", name)
            return name
        position = BYTESIO.tell(stream)
        BYTESIO.seek(stream, 0)
        contents = BYTESIO.read(stream, LARGEST + 1)
        BYTESIO.seek(stream, position)
        check_size(len(contents))
        name = self.make(stream, "BytesIO", {"bytes": contents.hex()})
        self.program.shown += len(contents)
        if position:
            self.do("BytesIO.seek", name, position)
        return name

    def make_view_again(self, view):
        if is_released(view.view):
            name = self.make(view, "memoryview", {"bytes": ""})
            self.do("memoryview.release", name)
            return name
        size = view.view.nbytes
        base = view.base
        if base is None:
            raise Unspellable("a view that cannot be made again")
        if type(base) is bytes:
            whole = len(base)
            check_size(whole)
            name = self.make(view, "memoryview", {"bytes": base.hex()})
        else:
            owner = self.register_of(base)
            if type(base) is self.standins.bytesio:
                name = self.make(view, "BytesIO.getbuffer", of=owner)
                whole = stream_size(base)
            else:
                name = self.make(view, "memoryview", {"ref": owner})
                whole = len(array_bytes(base))
        if (view.start, size) != (0, whole):
            key = {"slice": [view.start, view.start + size, None]}
            name = self.make_from(name, view, "memoryview.__getitem__", key)
        if view.readonly_made and type(base) is not bytes:
            name = self.make_from(name, view, "memoryview.toreadonly")
        return name

    def make_from(self, first, view, op, *args):
        """Adds the step that makes the next view, and drops the one it is made of."""
        self.program.objects[first] = lambda: None
        name = self.make(view, op, *args, of=first)
        self.do("memoryview.drop", first)
        del self.program.objects[first]
        return name
