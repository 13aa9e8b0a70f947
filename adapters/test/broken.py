# SPDX-License-Identifier: MIT
"""An adapter that is wrong on purpose: its memoryview is one of a copy, so nothing is ever locked.
adapters_test.py pins how badly it does."""

import json
import sys

registers = {}


def make(value):
    if isinstance(value, dict):
        return registers[value["ref"]] if "ref" in value else bytes.fromhex(value["bytes"])
    return value


def call(step):
    cls, _, name = step["op"].partition(".")
    args = [make(value) for value in step.get("args", ())]
    if name == "drop":
        del registers[step["self"]]
        return None
    if name:
        return getattr(registers[step["self"]], name)(*args)
    result = bytearray(*args) if cls == "bytearray" else memoryview(bytes(*args))
    into = ("b" if cls == "bytearray" else "v") + step.get("into", "b")[1:]
    registers[into] = result
    return {"ref": into}


def look(thing):
    if isinstance(thing, bytearray):
        return {"contents": thing.hex(), "locked": False}
    try:
        return {"contents": thing.hex(), "closed": False}
    except ValueError:
        return {"closed": True}


def execute(step):
    used = [step.get("self")] + [value.get("ref") for value in step.get("args", ())
                                 if isinstance(value, dict)]
    if any(name not in registers for name in used if name):
        return {"skipped": True}
    before = set(registers)
    try:
        answer = {"returns": call(step)}
    except Exception as error:
        answer = {"raises": type(error).__name__, "message": str(error)}
    # It shows everything each time, which is allowed.
    state = {name: look(registers[name]) if name in registers else None
             for name in sorted(before | set(registers))}
    return {**answer, "state": state} if state else answer


print(json.dumps({"holdfast": 1, "implementation": "broken", "version": "1", "platform": "python",
                  "byteorder": "little", "pointer_bits": 64,
                  "abilities": ["bytearray", "memoryview"]}), flush=True)
for line in sys.stdin:
    for program in json.loads(line)["run"]:
        registers.clear()
        answers = [execute(step) for step in program["steps"]]
        print(json.dumps({"id": program["id"], "steps": answers}), flush=True)
