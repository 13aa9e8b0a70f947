#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""schema_check.py SCHEMA FILE... holds JSON files against a JSON Schema (draft 2020-12).

It knows the keywords that our schemas use and refuses any other, so that a schema cannot promise
what is not checked. A file named *.jsonl holds one document per line. Given no FILE it checks
itself: documents that are right and documents that are wrong, each in one way. A schema may refer
to definitions in another file, by a path relative to its own.

Exit status: 0 all are valid, 1 some are not, 2 the check could not be made.
"""

import concurrent.futures
import itertools
import json
import re
import sys
from pathlib import Path

TYPES = {
    "null": lambda thing: thing is None,
    "boolean": lambda thing: isinstance(thing, bool),
    "integer": lambda thing: isinstance(thing, int) and not isinstance(thing, bool),
    "number": lambda thing: isinstance(thing, (int, float)) and not isinstance(thing, bool),
    "string": lambda thing: isinstance(thing, str),
    "array": lambda thing: isinstance(thing, list),
    "object": lambda thing: isinstance(thing, dict),
}


def is_same(one, other):
    """Equality as JSON has it: true is not 1."""
    return one == other and isinstance(one, bool) == isinstance(other, bool)


def inside(key, complaint):
    """A complaint about what is at `key`, told from outside."""
    return "/%s%s" % (key, complaint[0]), complaint[1]


def bound(kind, measure, limit, word):
    """The check of a number or a length against a limit."""
    def check(thing):
        if not isinstance(thing, kind) or isinstance(thing, bool):
            return None
        size = measure(thing)
        if (size < limit) if word == "least" else (size > limit):
            return "", "is %d, must be at %s %d" % (size, word, limit)
        return None
    return check


class Checker:
    """A schema as functions, because the traces are large: each takes a document and gives None
    or a complaint (place, what). Of a failed choice the deepest complaint counts."""

    def __init__(self, path):
        self.path = Path(path)
        self.root = json.loads(self.path.read_text(encoding="utf-8"))
        self.others = {}
        self.refs = {}
        self.check = self.made_of(self.root)

    def made_of(self, schema):
        """The check that a schema describes."""
        if isinstance(schema, bool):
            return lambda thing: None if schema else ("", "must not be here")
        checks = []
        for key, value in schema.items():
            if key.startswith("$") and key != "$ref" or key in ("title", "description"):
                continue
            method = getattr(self, "of_" + key.lstrip("$"), None)
            if method is None:
                sys.exit("schema_check: the schema uses %r, which is not known here" % key)
            checks.append(method(value, schema))
        if len(checks) == 1:
            return checks[0]

        def check(thing):
            for each in checks:
                complaint = each(thing)
                if complaint:
                    return complaint
            return None
        return check

    def of_ref(self, ref, _schema):
        file, _, place = ref.partition("#/")
        if file:
            if file not in self.others:
                self.others[file] = Checker(self.path.parent / file)
            return self.others[file].of_ref("#/" + place, None)
        if ref not in self.refs:
            # Definitions refer to themselves, so the check is looked up when it is used.
            self.refs[ref] = None
            schema = self.root
            for part in place.split("/"):
                schema = schema[part]
            self.refs[ref] = self.made_of(schema)
        return self.refs[ref] or (lambda thing: self.refs[ref](thing))

    def of_type(self, names, _schema):
        names = [names] if isinstance(names, str) else names
        tests = [TYPES[name] for name in names]
        complaint = "", "must be %s" % " or ".join(names)
        if len(tests) == 1:
            test = tests[0]
            return lambda thing: None if test(thing) else complaint
        return lambda thing: None if any(test(thing) for test in tests) else complaint

    def of_const(self, value, _schema):
        complaint = "", "must be %s" % json.dumps(value)
        return lambda thing: None if is_same(thing, value) else complaint

    def of_enum(self, values, _schema):
        return lambda thing: None if any(is_same(thing, value) for value in values) else (
            "", "%s is not one of those allowed" % json.dumps(thing))

    def of_pattern(self, pattern, _schema):
        search = re.compile(pattern).search
        return lambda thing: None if not isinstance(thing, str) or search(thing) else (
            "", "%s does not match %s" % (json.dumps(thing)[:80], pattern))

    def of_minimum(self, limit, _schema):
        return bound((int, float), lambda number: number, limit, "least")

    def of_maximum(self, limit, _schema):
        return bound((int, float), lambda number: number, limit, "most")

    def of_minLength(self, limit, _schema):
        return bound(str, len, limit, "least")

    def of_minItems(self, limit, _schema):
        return bound(list, len, limit, "least")

    def of_maxItems(self, limit, _schema):
        return bound(list, len, limit, "most")

    def of_minProperties(self, limit, _schema):
        return bound(dict, len, limit, "least")

    def of_maxProperties(self, limit, _schema):
        return bound(dict, len, limit, "most")

    def of_items(self, schema, _schema):
        item_check = self.made_of(schema)

        def check(thing):
            if isinstance(thing, list):
                for index, item in enumerate(thing):
                    complaint = item_check(item)
                    if complaint:
                        return inside(index, complaint)
            return None
        return check

    def of_required(self, keys, _schema):
        def check(thing):
            for key in keys if isinstance(thing, dict) else ():
                if key not in thing:
                    return "", "has no %r" % key
            return None
        return check

    def of_dependentRequired(self, keys, _schema):
        def check(thing):
            for key, others in keys.items() if isinstance(thing, dict) else ():
                for other in others if key in thing else ():
                    if other not in thing:
                        return "", "has %r but no %r" % (key, other)
            return None
        return check

    def of_properties(self, properties, _schema):
        checks = {key: self.made_of(schema) for key, schema in properties.items()}

        def check(thing):
            for key in thing if isinstance(thing, dict) else ():
                complaint = key in checks and checks[key](thing[key])
                if complaint:
                    return inside(key, complaint)
            return None
        return check

    def of_propertyNames(self, schema, _schema):
        name_check = self.made_of(schema)

        def check(thing):
            for key in thing if isinstance(thing, dict) else ():
                complaint = name_check(key)
                if complaint:
                    return inside(key, complaint)
            return None
        return check

    def of_additionalProperties(self, schema, whole):
        value_check = self.made_of(schema)
        known = whole.get("properties", {})

        def check(thing):
            for key in thing if isinstance(thing, dict) else ():
                complaint = key not in known and value_check(thing[key])
                if complaint:
                    return inside(key, complaint)
            return None
        return check

    def of_anyOf(self, schemas, _schema):
        checks = [self.made_of(schema) for schema in schemas]

        def check(thing):
            deepest = "", ""
            for each in checks:
                complaint = each(thing)
                if complaint is None:
                    return None
                deepest = max(deepest, complaint, key=lambda found: len(found[0]))
            return deepest if deepest[0] else ("", "is none of what may be here")
        return check

    def of_oneOf(self, schemas, _schema):
        checks = [self.made_of(schema) for schema in schemas]

        def check(thing):
            fits = sum(each(thing) is None for each in checks)
            return None if fits == 1 else (
                "", "must fit one of %d, fits %d" % (len(schemas), fits))
        return check


def documents(path):
    """The documents in a file, each with the name to show."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".jsonl":
        return [(str(path), json.loads(text))]
    return [("%s:%d" % (path, number), json.loads(line))
            for number, line in enumerate(text.splitlines(), 1)]


def complaints(schema, path):
    """What is wrong with the documents of a file, a line each."""
    checker = Checker(schema)
    judged = [(name, checker.check(document)) for name, document in documents(Path(path))]
    return ["%s: (%s): %s" % (name, *complaint) for name, complaint in judged if complaint]


def check_files(schema, paths):
    """How many complaints there are; they are printed in the order of the files."""
    with concurrent.futures.ProcessPoolExecutor() as pool:
        lines = [line for found in pool.map(complaints, itertools.repeat(schema), paths)
                 for line in found]
    for line in lines:
        print(line)
    return len(lines)


def example(step):
    """A trace with one program of two steps, the second of them `step`."""
    return {"format": "holdfast-trace", "version": 1, "programs": [{"steps": [
        {"op": "bytearray"}, {"op": "bytearray.pop", "self": "b", **step}]}]}


RIGHT = [
    {}, {"returns": None}, {"returns": 5, "state": {"b16": None}}, {"skipped": True},
    {"raises": "ValueError", "message": {"str": "eda080"}}, {"crashed": "hung"},
    {"args": [{"iter": [1, {"runs": [{"op": "bytearray"}]}, {"raises": True}]}]},
    {"args": [{"buffer": {"ref": "b"}, "release_runs": []}], "nested": [{"returns": 1}],
     "returns": {"tuple": [{"float": "-0x1.8000000000000p+0"}, {"slice": [None, 1, None]}]}},
]
WRONG = [
    {"arg": []}, {"returns": 1, "raises": "ValueError"}, {"message": "x"}, {"skipped": False},
    {"raises": "Oops"}, {"returns": {"bytes": "0"}}, {"returns": {"iter": []}}, {"returns": 1.5},
    {"returns": 1 << 53}, {"returns": {"bytes": "00", "ref": "b"}}, {"self": "b17"},
    {"args": [1] * 8}, {"args": [{"index": 5, "runs": [{"op": "bytearray", "returns": 1}]}]},
    {"args": [[{"raises": True}]]}, {"nested": [{"returns": 1}]}, {"state": {"b": None}},
    {"returns": 1, "state": {"v": {"format": "B"}}}, {"returns": 1, "state": {"q": {}}},
    {"op": "a.b.c"}, {"args": [{"slice": [1, 2]}]}, {"args": [{"float": "1.5"}]},
]


def check_self(checker):
    """How many of the examples above are not judged as they should be."""
    wrong = 0
    for steps, valid in ((RIGHT, True), (WRONG, False)):
        for step in steps:
            complaint = checker.check(example(step))
            if (complaint is None) != valid:
                wrong += 1
                print("%s: %s" % (json.dumps(step), complaint or "should not be valid"))
    return wrong


def main(arguments):
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        wrong = (check_files(arguments[0], arguments[1:]) if arguments[1:]
                 else check_self(Checker(arguments[0])))
    except (OSError, ValueError) as error:
        print("schema_check: %s" % error, file=sys.stderr)
        return 2
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
