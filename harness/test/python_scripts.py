# SPDX-License-Identifier: MIT
"""python_scripts.py pass|fail FOLDER runs every script in FOLDER, each in a process of its own.

All of them must pass (or all must fail). Those that do not are printed, with what happened; else
"all did". The processes are forks, because starting an interpreter takes longer than a script.
"""

import contextlib
import io
import os
import pathlib
import re
import signal
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


def outcome(path):
    """What the script raised, or how it died unless it says so itself, or an empty text."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, (run(path) or "").encode("utf-8", "backslashreplace"))
        os._exit(0)
    os.close(writer)
    with open(reader, encoding="utf-8") as pipe:
        text = pipe.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    said = re.search(r"# Here the interpreter died: (SIG\w+)\n", path.read_text(encoding="ascii"))
    death = signal.Signals(-status).name if status < 0 else ""
    if death == (said[1] if said else ""):
        return text
    return "died of %s" % death if death else "did not die"


def main(wanted, folder):
    paths = sorted(pathlib.Path(folder).glob("*.py"))
    wrong = 0
    for path in paths:
        raised = outcome(path)
        if (not raised) != (wanted == "pass"):
            wrong += 1
            print("%s: %s" % (path.name, raised or "passed"))
    if paths and not wrong:
        print("all did")


main(*sys.argv[1:])
