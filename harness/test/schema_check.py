#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""schema_check.py SCHEMA FILE... holds JSON files against a JSON Schema (draft 2020-12).

It knows the keywords that our schemas use and refuses any other, so that a schema cannot promise
what is not checked. A file named *.jsonl holds one document per line. Given no FILE it checks
itself: documents that are right and documents that are wrong, each in one way. A schema may refer
to definitions in another file, by a path relative to its own.

Exit status: 0 all are valid, 1 some are not, 2 the check could not be made.
"""

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


class Checker:
    """Checks documents; a complaint is (place, what), the deepest one of a failed choice counts."""

    def __init__(self, path):
        self.path = Path(path)
        self.root = json.loads(self.path.read_text(encoding="utf-8"))
        self.others = {}

    def check(self, thing, schema, at=""):
        """The first complaint, or None."""
        if isinstance(schema, bool):
            return None if schema else (at, "must not be here")
        for key, value in schema.items():
            if key.startswith("$") and key != "$ref" or key in ("title", "description"):
                continue
            method = getattr(self, "check_" + key.lstrip("$"), None)
            if method is None:
                sys.exit("schema_check: the schema uses %r, which is not known here" % key)
            complaint = method(thing, value, at, schema)
            if complaint:
                return complaint
        return None

    def check_ref(self, thing, ref, at, _schema):
        file, _, place = ref.partition("#/")
        if file:
            if file not in self.others:
                self.others[file] = Checker(self.path.parent / file)
            return self.others[file].check_ref(thing, "#/" + place, at, None)
        schema = self.root
        for part in place.split("/"):
            schema = schema[part]
        return self.check(thing, schema, at)

    def check_type(self, thing, types, at, _schema):
        types = [types] if isinstance(types, str) else types
        if not any(TYPES[name](thing) for name in types):
            return at, "must be %s" % " or ".join(types)
        return None

    def check_const(self, thing, value, at, _schema):
        return None if is_same(thing, value) else (at, "must be %s" % json.dumps(value))

    def check_enum(self, thing, values, at, _schema):
        return None if any(is_same(thing, value) for value in values) else (
            at, "%s is not one of those allowed" % json.dumps(thing))

    def check_pattern(self, thing, pattern, at, _schema):
        if isinstance(thing, str) and not re.search(pattern, thing):
            return at, "%s does not match %s" % (json.dumps(thing)[:80], pattern)
        return None

    def bound(self, kind, measure, thing, limit, at, word):
        if not isinstance(thing, kind) or isinstance(thing, bool):
            return None
        size = measure(thing)
        if (size < limit) if word == "least" else (size > limit):
            return at, "is %d, must be at %s %d" % (size, word, limit)
        return None

    def check_minimum(self, thing, limit, at, _schema):
        return self.bound((int, float), lambda number: number, thing, limit, at, "least")

    def check_maximum(self, thing, limit, at, _schema):
        return self.bound((int, float), lambda number: number, thing, limit, at, "most")

    def check_minLength(self, thing, limit, at, _schema):
        return self.bound(str, len, thing, limit, at, "least")

    def check_minItems(self, thing, limit, at, _schema):
        return self.bound(list, len, thing, limit, at, "least")

    def check_maxItems(self, thing, limit, at, _schema):
        return self.bound(list, len, thing, limit, at, "most")

    def check_minProperties(self, thing, limit, at, _schema):
        return self.bound(dict, len, thing, limit, at, "least")

    def check_maxProperties(self, thing, limit, at, _schema):
        return self.bound(dict, len, thing, limit, at, "most")

    def check_items(self, thing, schema, at, _schema):
        if isinstance(thing, list):
            for index, item in enumerate(thing):
                complaint = self.check(item, schema, "%s/%d" % (at, index))
                if complaint:
                    return complaint
        return None

    def check_required(self, thing, keys, at, _schema):
        for key in keys if isinstance(thing, dict) else ():
            if key not in thing:
                return at, "has no %r" % key
        return None

    def check_dependentRequired(self, thing, keys, at, _schema):
        for key, others in keys.items() if isinstance(thing, dict) else ():
            for other in others if key in thing else ():
                if other not in thing:
                    return at, "has %r but no %r" % (key, other)
        return None

    def check_properties(self, thing, properties, at, _schema):
        for key, schema in properties.items() if isinstance(thing, dict) else ():
            complaint = key in thing and self.check(thing[key], schema, "%s/%s" % (at, key))
            if complaint:
                return complaint
        return None

    def check_propertyNames(self, thing, schema, at, _schema):
        for key in thing if isinstance(thing, dict) else ():
            complaint = self.check(key, schema, "%s/%s" % (at, key))
            if complaint:
                return complaint
        return None

    def check_additionalProperties(self, thing, schema, at, whole):
        for key in thing if isinstance(thing, dict) else ():
            if key not in whole.get("properties", {}):
                complaint = self.check(thing[key], schema, "%s/%s" % (at, key))
                if complaint:
                    return complaint
        return None

    def check_anyOf(self, thing, schemas, at, _schema):
        complaints = [self.check(thing, schema, at) for schema in schemas]
        if None in complaints:
            return None
        deepest = max(complaints, key=lambda complaint: len(complaint[0]))
        return deepest if deepest[0] != at else (at, "is none of what may be here")

    def check_oneOf(self, thing, schemas, at, _schema):
        complaints = [self.check(thing, schema, at) for schema in schemas]
        fits = complaints.count(None)
        return None if fits == 1 else (at, "must fit one of %d, fits %d" % (len(schemas), fits))


def documents(path):
    """The documents in a file, each with the name to show."""
    text = path.read_text(encoding="utf-8")
    if path.suffix != ".jsonl":
        return [(str(path), json.loads(text))]
    return [("%s:%d" % (path, number), json.loads(line))
            for number, line in enumerate(text.splitlines(), 1)]


def check_files(checker, paths):
    wrong = 0
    for path in paths:
        for name, document in documents(Path(path)):
            complaint = checker.check(document, checker.root)
            if complaint:
                wrong += 1
                print("%s: (%s): %s" % (name, *complaint))
    return wrong


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
            complaint = checker.check(example(step), checker.root)
            if (complaint is None) != valid:
                wrong += 1
                print("%s: %s" % (json.dumps(step), complaint or "should not be valid"))
    return wrong


def main(arguments):
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        checker = Checker(arguments[0])
        wrong = check_files(checker, arguments[1:]) if arguments[1:] else check_self(checker)
    except (OSError, ValueError) as error:
        print("schema_check: %s" % error, file=sys.stderr)
        return 2
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
