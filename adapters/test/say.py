# SPDX-License-Identifier: MIT
"""say.py FILE: an adapter that says what it was told to: the lines of a file, one of them at the
start and one more for each program."""

import json
import sys

lines = iter(open(sys.argv[1], encoding="utf-8").read().splitlines())
print(next(lines), flush=True)
for request in sys.stdin:
    for _ in json.loads(request)["run"]:
        print(next(lines), flush=True)
