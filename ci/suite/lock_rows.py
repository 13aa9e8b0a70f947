# SPDX-License-Identifier: MIT
"""Translates rows of a measured matrix of the export lock, which are Python, into programs."""

import ast
import collections
import mmap
import sys

DATA = b"abcdefgh"
DATA16 = b"abcdefghijklmnop"
LETTERS = {"bytearray": "b", "memoryview": "v", "BytesIO": "s", "mmap": "m"}
FULL_RO = 0x11c
COMPARISONS = {ast.Eq: "__eq__", ast.NotEq: "__ne__", ast.Lt: "__lt__", ast.LtE: "__le__",
               ast.Gt: "__gt__", ast.GtE: "__ge__"}
OPERATORS = {ast.Add: "add", ast.Mult: "mul", ast.Mod: "mod"}
KEYWORDS = set("""source encoding errors sep maxsplit keepends bytes_per_sep object format shape
    order initial_bytes tabsize delete size flags bogus fileno length prot access offset trackfd
    generation""".split())  # those that arguments can carry
BUILTINS = {"len", "iter", "repr", "str", "hash", "bool", "reversed"}


class Unspoken(Exception):
    """The vocabulary has no words for it."""


class Program:
    """The steps of one row."""

    def __init__(self, row, vocabulary):
        self.row, self.vocabulary = row, vocabulary
        self.steps, self.names, self.views = [], {}, []
        self.used = collections.Counter()
        self.make_object()
        self.enter_state()
        self.prepared = len(self.steps)
        for statement in ast.parse(row["code"]).body:
            self.statement(statement)

    def add(self, op, self_name=None, *args, into=None, **kwargs):
        if op not in self.vocabulary:
            raise Unspoken(op)
        if not KEYWORDS.issuperset(kwargs):
            raise Unspoken("keyword " + " ".join(kwargs))
        step = {"op": op}
        if self_name:
            step["self"] = self_name
        if args:
            step["args"] = list(args)
        if kwargs:
            step["kwargs"] = kwargs
        if into:
            step["into"] = into
        self.steps.append(step)

    def register(self, letter):
        self.used[letter] += 1
        if self.used[letter] > 15:
            raise Unspoken("too many objects")
        return letter + (str(self.used[letter]) if self.used[letter] > 1 else "")

    def make(self, op, letter, self_name=None, *args, **kwargs):
        name = self.register(letter)
        self.add(op, self_name, *args, into=name, **kwargs)
        return name

    def make_object(self):
        kind = self.row["kind"]
        make = getattr(self, "make_" + self.row["type"].lower())
        self.names["o"] = make(kind)

    def make_bytearray(self, kind):
        contents = {"b8": DATA, "empty": b"", "over": DATA[:7], "off": b"0123" + DATA}[kind]
        name = self.make("bytearray", "b", None, data(contents))
        if kind == "over":
            self.add("bytearray.append", name, DATA[7])
        if kind == "off":
            self.add("bytearray.__delitem__", name, {"slice": [None, 4, None]})
        return name

    def make_bytesio(self, kind):
        if kind != "w8":
            contents = {"i8": DATA, "lines": b"ab\ncd\n\nef", "empty": b""}[kind]
            return self.make("BytesIO", "s", None, *([data(contents)] if contents else []))
        name = self.make("BytesIO", "s")
        self.add("BytesIO.write", name, data(DATA))
        self.add("BytesIO.seek", name, 0)
        return name

    def make_memoryview(self, kind):
        if kind == "ro8":
            return self.make("memoryview", "v", None, data(DATA))
        contents = {"0d": b"a", "empty": b""}.get(kind, DATA)
        self.names["base"] = self.make("bytearray", "b", None, data(contents))
        whole = self.make("memoryview", "v", None, ref(self.names["base"]))
        shapes = {"H4": ["H"], "2d": ["B", {"tuple": [2, 4]}], "0d": ["B", []]}
        if kind == "tro":
            name = self.make("memoryview.toreadonly", "v", whole)
        elif kind in ("sl", "neg"):
            step = 2 if kind == "sl" else -1
            name = self.make("memoryview.__getitem__", "v", whole, {"slice": [None, None, step]})
        elif kind in shapes:
            name = self.make("memoryview.cast", "v", whole, *shapes[kind])
        else:
            return whole
        self.add("memoryview.drop", whole)
        return name

    def make_mmap(self, kind):
        if kind in ("anon", "priv"):
            flags = {"flags": 2} if kind == "priv" else {}
            name = self.make("mmap", "m", None, -1, 16, **flags)
            self.add("mmap.__setitem__", name, {"slice": [None, None, None]}, data(DATA16))
            return name
        file = self.make("file", "f", None, data(DATA16))
        options = {"filew": {"access": 2}, "read": {"access": 1}, "copy": {"access": 3},
                   "notrack": {"trackfd": False}}.get(kind, {})
        return self.make("mmap", "m", None, ref(file), 16, **options)

    def export(self):
        name, cls = self.names["o"], self.row["type"]
        if cls == "BytesIO":
            return self.make("BytesIO.getbuffer", "v", name)
        if cls == "memoryview":  # something that holds a buffer of the view itself
            return self.make("exporter.request", "x", None, ref(name), FULL_RO)
        return self.make("memoryview", "v", None, ref(name))

    def give_back(self, view):
        self.add("exporter.drop" if view[0] == "x" else "memoryview.release", view)

    def enter_state(self):
        state, name = self.row["state"], self.names["o"]
        if state == "child_live":
            self.views = [self.make("memoryview", "v", None, ref(name))]
        elif state == "closed":
            release = "release" if self.row["type"] == "memoryview" else "close"
            self.add("%s.%s" % (self.row["type"], release), name)
        elif state != "none":
            self.views = [self.export() for _ in range(1 if state == "one_live" else 2)]
            released = {"one_live": 0, "two_one_released": 1, "all_released": 2}[state]
            for view in self.views[:released]:
                self.give_back(view)

    def statement(self, node):
        if isinstance(node, ast.Expr) or (isinstance(node, ast.Assign) and
                                          ast.unparse(node.targets[0]) == "r"):
            self.call(node.value)
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
            target = node.targets[0]
            name = self.object(target.value)
            self.add(method(name, "__setitem__"), name, self.value(target.slice),
                     self.value(node.value))
        elif isinstance(node, ast.Delete) and isinstance(node.targets[0], ast.Subscript):
            name = self.object(node.targets[0].value)
            self.add(method(name, "__delitem__"), name, self.value(node.targets[0].slice))
        elif isinstance(node, ast.AugAssign) and type(node.op) in OPERATORS:
            name = self.object(node.target)
            self.add(method(name, "__i%s__" % OPERATORS[type(node.op)]), name,
                     self.value(node.value), into=name)
        else:
            raise Unspoken(ast.dump(node)[:40])

    def object(self, node):
        """The register of an object that has a name."""
        if isinstance(node, ast.Name) and node.id in self.names:
            return self.names[node.id]
        if isinstance(node, ast.Subscript) and ast.unparse(node) == "V[0]" and self.views:
            return self.views[0]
        raise Unspoken(ast.unparse(node))

    def call(self, node):
        """A step for an expression."""
        if isinstance(node, ast.Compare) and len(node.ops) == 1:
            return self.compare(node.left, node.ops[0], node.comparators[0])
        if isinstance(node, ast.BinOp) and type(node.op) in OPERATORS:
            return self.operate(node)
        if isinstance(node, ast.Subscript):
            name = self.object(node.value)
            letter = {"v": "v", "b": "b"}.get(name[0])
            return self.add(method(name, "__getitem__"), name, self.value(node.slice),
                            into=letter and self.register(letter))
        if isinstance(node, ast.Attribute):
            name = self.object(node.value)
            return self.add(method(name, node.attr), name)
        if not isinstance(node, ast.Call):
            raise Unspoken(ast.dump(node)[:40])
        arguments = [self.value(argument) for argument in node.args]
        named = {word.arg: self.value(word.value) for word in node.keywords}
        if isinstance(node.func, ast.Name):
            function = node.func.id
            if function in ("bytes", "bytearray", "memoryview"):
                return self.add(function, None, *arguments, **named,
                                into=self.register(LETTERS.get(function, "b")))
            if function in BUILTINS and len(node.args) == 1:
                name = self.object(node.args[0])
                into = self.register("i") if function in ("iter", "reversed") else None
                return self.add(method(name, "__%s__" % function), name, into=into)
            raise Unspoken(function)
        if not isinstance(node.func, ast.Attribute):
            raise Unspoken(ast.unparse(node.func))
        if ast.unparse(node.func) in self.vocabulary:
            return self.add(ast.unparse(node.func), None, *arguments, **named)
        name = self.object(node.func.value)
        is_static = node.func.attr in ("fromhex", "maketrans", "_from_flags")
        self.add(method(name, node.func.attr), None if is_static else name, *arguments, **named,
                 into=self.register(name[0]))

    def compare(self, left, operator, right):
        if isinstance(operator, ast.In):
            name = self.object(right)
            return self.add(method(name, "__contains__"), name, self.value(left))
        if type(operator) not in COMPARISONS:
            raise Unspoken(ast.dump(operator))
        name = self.object(left)
        self.add(method(name, COMPARISONS[type(operator)]), name, self.value(right))

    def operate(self, node):
        word = OPERATORS[type(node.op)]
        try:
            name, other, special = self.object(node.left), node.right, "__%s__" % word
        except Unspoken:
            if word == "mod":  # what `5 % o` gives in the end is not what o.__rmod__(5) gives
                raise
            name, other, special = self.object(node.right), node.left, "__r%s__" % word
        self.add(method(name, special), name, self.value(other), into=self.register("b"))

    def value(self, node):
        """An argument."""
        try:
            return ref(self.object(node))
        except Unspoken:
            pass
        if isinstance(node, ast.Slice):
            return {"slice": [part and self.value(part)
                              for part in (node.lower, node.upper, node.step)]}
        if isinstance(node, ast.List):
            return [self.value(item) for item in node.elts]
        if isinstance(node, ast.Tuple):
            return {"tuple": [self.value(item) for item in node.elts]}
        if isinstance(node, ast.Call):
            return self.made(node)
        try:
            known = {"__builtins__": {}, "mmap": mmap, "sys": sys}
            return constant(eval(compile(ast.Expression(node), "", "eval"), known))
        except Exception:
            raise Unspoken(ast.unparse(node)) from None

    def made(self, node):
        """An argument that is made on the spot."""
        function = ast.unparse(node.func)
        if node.keywords:
            raise Unspoken(ast.unparse(node))
        if function == "memoryview" and len(node.args) == 1:
            return ref(self.make("memoryview", "v", None, self.value(node.args[0])))
        if function == "noncontig" and not node.args:
            base = self.make("bytearray", "b", None, 8)
            whole = self.make("memoryview", "v", None, ref(base))
            return ref(self.make("memoryview.__getitem__", "v", whole,
                                 {"slice": [None, None, 2]}))
        if function in ("Act", "Buf"):
            return self.hostile(function, node.args)
        arguments = [self.value(argument) for argument in node.args]
        if function == "Idx" and len(arguments) == 1:
            return {"index": arguments[0]}
        if function == "bytearray" and all("bytes" in argument for argument in arguments
                                           if isinstance(argument, dict)):
            contents = arguments[0]["bytes"] if arguments else ""
            return {"bytearray": contents}
        if function == "object" and not arguments:
            return {"object": True}
        raise Unspoken(ast.unparse(node))


    def hostile(self, function, arguments):
        """Act(5, lambda: o.close()): an object that runs a step before it answers."""
        made = {{"Act": "index", "Buf": "buffer"}[function]: self.value(arguments[0])}
        if len(arguments) > 1:
            if not isinstance(arguments[1], ast.Lambda):
                raise Unspoken(ast.unparse(arguments[1]))
            outer, self.steps = self.steps, []
            self.call(arguments[1].body)
            self.steps, made["runs"] = outer, self.steps
            if len(made["runs"]) != 1:
                raise Unspoken(ast.unparse(arguments[1]))
        return made


def data(contents):
    return {"bytes": contents.hex()}


def ref(name):
    return {"ref": name}


def method(name, attribute):
    letters = {"b": "bytearray", "v": "memoryview", "s": "BytesIO", "m": "mmap", "x": "exporter",
               "f": "file", "i": "iterator"}
    return "%s.%s" % (letters[name[0]], attribute)


def constant(value):
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return value if abs(value) < 1 << 53 else {"int": hex(value)}
    if isinstance(value, float):
        return {"float": value.hex()}
    if isinstance(value, bytes):
        return data(value)
    if value is ...:
        return {"ellipsis": True}
    raise Unspoken(repr(value))
