# SPDX-License-Identifier: MIT
"""Programs in a small part of Python, for those that people write: text in, steps of a trace out.

  b = bytearray(b"abc")          constructors, calls, operators, subscripts, properties, del
  v = memoryview(b)              the letter of a name says of which class it is (traces/FORMAT.md)
  b.pop(index(1, "b.clear()"))   arguments that run steps: index(value, steps),
                                 buffer(value, steps, steps on release), repr(value, steps),
                                 generator([value, "steps", ...]); with what they are made of
                                 hint(value, items, steps), length(value, bytes, steps) and
                                 hashed(value, bytes, steps); `raising` as the value of an index
                                 raises ZeroDivisionError
  v2 = view                      what __release_buffer__ was given

A comment `#: expression` after a step says what somebody expects of it; see expectations.py.
"""

import ast
import json
import re

CLASSES = {"b": "bytearray", "v": "memoryview", "s": "BytesIO", "m": "mmap", "i": "iterator",
           "x": "exporter", "f": "file"}
BUILTINS = ("len", "hash", "repr", "str", "bool", "iter", "next", "reversed")
OPERATORS = {ast.Add: "add", ast.Mult: "mul", ast.Mod: "mod", ast.Eq: "eq", ast.NotEq: "ne",
             ast.Lt: "lt", ast.LtE: "le", ast.Gt: "gt", ast.GtE: "ge"}
# Objects whose special method is asked about something that they are made of.
DERIVED = {"hint": "hint", "length": "len", "hashed": "hash"}
HOSTILE = {"index", "buffer", "repr", "generator", *DERIVED}
REGISTER = re.compile(r"[%s]([2-9]|1[0-6])?$" % "".join(CLASSES))


class Unreadable(Exception):
    """Text that is no program; says which."""


def is_register(node):
    return isinstance(node, ast.Name) and bool(REGISTER.match(node.id))


def class_of(name):
    return CLASSES[name[0]]


# --- Values -------------------------------------------------------------------------------------


def plain(value):
    """A value of Python's own as JSON."""
    if isinstance(value, bytes):
        return {"bytes": value.hex()}
    if isinstance(value, float):
        return {"float": value.hex() if value == value else "nan:7ff8000000000000"}
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 1 << 53:
        return {"int": hex(value)}
    if value is ...:
        return {"ellipsis": True}
    if isinstance(value, str) and any("\ud800" <= c <= "\udfff" for c in value):
        return {"str": value.encode("utf-8", "surrogatepass").hex()}
    return value


def folded(node):
    """The value of constant arithmetic (-1, 2**62, b"x" * 9), or None."""
    if any(isinstance(part, (ast.Name, ast.Call, ast.Attribute)) for part in ast.walk(node)):
        return None
    if not isinstance(node, (ast.BinOp, ast.UnaryOp)):
        return None
    return eval(compile(ast.Expression(node), "constant", "eval"))  # nothing but literals


def hostile(name, arguments):
    """Arguments that run code."""
    if name == "generator":
        return {"iter": [{"runs": steps(item.value)} if is_text(item) else value(item)
                         for item in arguments[0].elts]}
    if name in DERIVED:
        made = {DERIVED[name]: value(arguments[0]), "of": value(arguments[1])}
        arguments = arguments[1:]
    else:
        made = {name: value(arguments[0])}
    for key, block in zip(("runs", "release_runs"), arguments[1:]):
        if block.value:
            made[key] = steps(block.value)
    return made


def is_text(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def value(node):
    """An expression that is an argument, as JSON."""
    constant = folded(node)
    if constant is not None:
        return plain(constant)
    if isinstance(node, ast.Constant):
        return plain(node.value)
    if is_register(node):
        return {"ref": node.id}
    if isinstance(node, ast.Name) and node.id == "raising":
        return {"raises": True}
    if isinstance(node, ast.List):
        return [value(item) for item in node.elts]
    if isinstance(node, ast.Tuple):
        return {"tuple": [value(item) for item in node.elts]}
    if isinstance(node, ast.Slice):
        return {"slice": [None if part is None else value(part)
                          for part in (node.lower, node.upper, node.step)]}
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
        if node.func.id == "bytearray":
            return {"bytearray": node.args[0].value.hex()}
        if node.func.id in HOSTILE:
            return hostile(node.func.id, node.args)
    raise Unreadable("no argument: " + ast.unparse(node))


# --- Steps --------------------------------------------------------------------------------------


def step(op, owner, arguments=(), keywords=()):
    made = {"op": op}
    if owner is not None:
        made["self"] = owner
    if arguments:
        made["args"] = [value(node) for node in arguments]
    if keywords:
        made["kwargs"] = {keyword.arg: value(keyword.value) for keyword in keywords}
    return made


def special(name, method, *arguments):
    return step("%s.__%s__" % (class_of(name), method), name, arguments)


def call(node):
    """A call, as a step."""
    function = node.func
    if isinstance(function, ast.Name) and function.id == "File":
        return step("file", None, node.args)
    if isinstance(function, ast.Name):
        if function.id in BUILTINS and len(node.args) == 1 and is_register(node.args[0]):
            return special(node.args[0].id, function.id)
        return step(function.id, None, node.args, node.keywords)
    if is_register(function.value):
        name = function.value.id
        return step("%s.%s" % (class_of(name), function.attr), name, node.args, node.keywords)
    return step("%s.%s" % (function.value.id, function.attr), None, node.args, node.keywords)


def expression(node):
    """What stands on the right of an assignment, or alone, as a step."""
    if isinstance(node, ast.Name) and node.id == "view":
        return step("released.view", None)
    if isinstance(node, ast.Call):
        return call(node)
    if isinstance(node, ast.Attribute) and is_register(node.value):
        return step("%s.%s" % (class_of(node.value.id), node.attr), node.value.id)
    if isinstance(node, ast.Subscript):
        return special(node.value.id, "getitem", node.slice)
    if isinstance(node, ast.BinOp) and is_register(node.left):
        return special(node.left.id, OPERATORS[type(node.op)], node.right)
    if isinstance(node, ast.Compare):
        if isinstance(node.ops[0], ast.In):
            return special(node.comparators[0].id, "contains", node.left)
        return special(node.left.id, OPERATORS[type(node.ops[0])], node.comparators[0])
    raise Unreadable("no step: " + ast.unparse(node))


def statement(node):
    if isinstance(node, ast.Expr):
        return expression(node.value)
    if isinstance(node, ast.AugAssign):
        return special(node.target.id, "i" + OPERATORS[type(node.op)], node.value)
    target = node.targets[0]
    if isinstance(node, ast.Delete):
        if isinstance(target, ast.Subscript):
            return special(target.value.id, "delitem", target.slice)
        return step(class_of(target.id) + ".drop", target.id)
    if isinstance(target, ast.Subscript):
        return special(target.value.id, "setitem", target.slice, node.value)
    return dict(expression(node.value), into=target.id)


def steps(text):
    """The steps of a program."""
    try:
        return [statement(node) for node in ast.parse(text).body]
    except (AttributeError, KeyError, SyntaxError, Unreadable) as error:
        raise Unreadable("%s, in:\n%s" % (error, text)) from error


# --- Identity -----------------------------------------------------------------------------------


def canonical(made):
    """A step as the hash of a program sees it (traces/FORMAT.md)."""
    ordered = {key: made[key] for key in ("op", "self", "args", "kwargs") if made.get(key)}
    number = int(re.sub(r"\D", "", made.get("into", "")) or 1)
    if number != 1:
        ordered["into"] = number

    def nested(thing):
        if isinstance(thing, list):
            return [nested(item) for item in thing]
        if not isinstance(thing, dict):
            return thing
        if "op" in thing:
            return canonical(thing)
        return {key: nested(item) for key, item in thing.items()}

    return {key: nested(item) for key, item in ordered.items()}


def identity(slug, made):
    """The id of a program: a slug, and the beginning of the hash of its steps."""
    state = 0xcbf29ce484222325
    for line in made:
        for byte in (json.dumps(canonical(line)) + "\n").encode("ascii"):
            state = (state ^ byte) * 0x100000001b3 & (1 << 64) - 1
    return "%s-%08x" % (slug, state >> 32)
