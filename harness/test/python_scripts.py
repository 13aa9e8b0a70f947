# SPDX-License-Identifier: MIT
"""python_scripts.py pass|fail FOLDER runs every script in FOLDER, each in a module of its own.

All of them must pass (or all must fail). Those that do not are printed, with what happened; else
"all did". One process for all, because starting an interpreter takes longer than a script.
"""

import contextlib
import io
import pathlib
import sys


def run(path):
    """What the script raised, or None."""
    code = compile(path.read_text(encoding="ascii"), str(path), "exec")
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            exec(code, {"__name__": "__main__"})
        except Exception as error:
            line = error.__traceback__
            while line.tb_next:
                line = line.tb_next
            return "line %d: %s: %s" % (line.tb_lineno, type(error).__name__, error)
    return None


def main(wanted, folder):
    paths = sorted(pathlib.Path(folder).glob("*.py"))
    wrong = 0
    for path in paths:
        raised = run(path)
        if (raised is None) != (wanted == "pass"):
            wrong += 1
            print("%s: %s" % (path.name, raised or "passed"))
    if paths and not wrong:
        print("all did")


main(*sys.argv[1:])
