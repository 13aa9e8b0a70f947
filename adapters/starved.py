# SPDX-License-Identifier: MIT
"""adapter.py in a CPython that runs out of memory: before a step is done it is tried as often as it
asks for memory, and each time another one of these requests fails, which is a MemoryError. That
should leave everything as it was, and then the step gives what it always gives: this adapter should
differ nowhere. Where an object is another one after an attempt, the step has raised MemoryError.

  holdfast diff --subject "python3.15 adapters/starved.py" --all --suite bytearray

It needs the test module _testcapi, which Debian has in libpython3.x-testsuite. Arguments that run
code or move on, such as iterators, would do so in each attempt: steps that have one just run.
"""

import pathlib
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import _testcapi  # noqa: E402
import adapter  # noqa: E402

# No step asks for memory so often that one more matters.
MOST_REQUESTS = 50
# What the objects are that are the same after an attempt, whatever became of it.
REPEATABLE = {bool, int, float, bytes, bytearray, memoryview, str, type(None), type(...)}


def is_repeatable(thing):
    if type(thing) in (tuple, list):
        return all(map(is_repeatable, thing))
    if type(thing) is slice:
        return is_repeatable((thing.start, thing.stop, thing.step))
    return type(thing) in REPEATABLE


def look(things):
    """What can be seen of objects, but for the memory that they have to spare."""
    seen = [adapter.OBSERVERS.get(type(thing), lambda thing: {})(thing) for thing in things]
    for one in seen:
        one.pop("allocated", None)
    return seen


def starved(op, operation):
    if op.startswith(("file", "mmap")):
        return operation  # its memory is the system's, a File the adapter's own
    own = 1 if "." in op else 0  # the object itself, which a constructor has not got

    def call(*args, **named):
        things = [*args, *named.values()]
        if is_repeatable(things[own:]):
            before = look(things)
            # Each twice: a failed attempt may leave a place free that saves the next a request.
            # ImportError: a module could not be imported for lack of memory.
            for attempt in range(2 * MOST_REQUESTS):
                _testcapi.set_nomemory(attempt // 2, attempt // 2 + 1)
                try:
                    return operation(*args, **named)
                except (MemoryError, ImportError):
                    _testcapi.remove_mem_hooks()
                    if look(things) != before:
                        raise
                finally:
                    _testcapi.remove_mem_hooks()
        return operation(*args, **named)

    return call


def main():
    find = adapter.find_operation
    adapter.find_operation = lambda op: starved(op, find(op))
    adapter.ABILITIES = [ability for ability in adapter.ABILITIES if not ability.endswith("-hook")]
    adapter.main()


if __name__ == "__main__":
    main()
