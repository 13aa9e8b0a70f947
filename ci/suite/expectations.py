# SPDX-License-Identifier: MIT
"""What somebody expects of a step, held against what was recorded.

  s.tell()          #: 3                              it returns 3
  s.write(b"x")     #: BufferError                    it raises that
  b.append(1)       #: len(b.contents) == 3           what is seen of an object afterwards
  s.getvalue()      #: s.allocated == before.s.allocated

A name alone is the object in that register, or the type of an exception. In longer expressions
`returned`, `raised`, `message` and `nested` (of steps that an argument ran: a type of exception,
or what was returned) are of this step; registers have the keys of a state in traces/FORMAT.md, and
`before` has the registers as they were.
"""

import ast
import types

from suite import notation


def python(thing):
    """A recorded value as Python has it; an object in a register is the register's name."""
    if isinstance(thing, list):
        return [python(item) for item in thing]
    if not isinstance(thing, dict):
        return thing
    (key, inner), = thing.items()
    return {"bytes": lambda: bytes.fromhex(inner), "bytearray": lambda: bytearray.fromhex(inner),
            "int": lambda: int(inner, 16), "float": lambda: float.fromhex(inner),
            "tuple": lambda: tuple(map(python, inner)), "slice": lambda: slice(*map(python, inner)),
            "ref": lambda: "register " + inner, "str": lambda: inner, "ellipsis": lambda: ...,
            "object": lambda: object}[key]()


class Registers:
    """The states of all registers, as they are after the last step that was shown."""

    def __init__(self):
        self.now = {}

    def show(self, step):
        for name, state in step.get("state", {}).items():
            seen = dict(state or {})
            if "contents" in seen:
                seen["contents"] = bytes.fromhex(seen["contents"])
            self.now[name] = types.SimpleNamespace(**seen)
        return dict(self.now)


def outcome(step):
    """What a step, or a nested outcome, came to: a type of exception or what was returned."""
    return step["raises"] if "raises" in step else python(step.get("returns"))


def holds(expected, step, before, after):
    """Whether a step did what is expected of it."""
    node = ast.parse(expected, mode="eval").body
    returned = python(step["returns"]) if "returns" in step else NotImplemented
    if notation.is_register(node):
        return returned == "register " + node.id
    if isinstance(node, ast.Name):
        return step.get("raises") == node.id
    names = dict(after, before=types.SimpleNamespace(**before), returned=returned,
                 raised=step.get("raises"), message=step.get("message"),
                 nested=[outcome(inner) for inner in step.get("nested", [])])
    try:
        literal = ast.literal_eval(node)
    except ValueError:
        return bool(eval(compile(ast.Expression(node), "expectation", "eval"), {"len": len}, names))
    return type(literal) is type(returned) and literal == returned


def split(line):
    """A line of a program and what is expected of it, if anything."""
    code, found, expected = line.partition("#:")
    return code.strip(), expected.strip() if found else None


def judge(text, steps):
    """For each line of a program: the line, its recorded step, what was expected, did it hold."""
    registers, lines = Registers(), text.strip().splitlines()
    if len(lines) != len(steps):
        raise notation.Unreadable("one line is one step, in:\n" + text)
    judged = []
    for line, step in zip(lines, steps):
        before = dict(registers.now)
        after = registers.show(step)
        code, expected = split(line)
        judged.append((code, step, expected,
                       None if expected is None else holds(expected, step, before, after)))
    return judged
