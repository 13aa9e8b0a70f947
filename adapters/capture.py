# SPDX-License-Identifier: MIT
"""Runs a Python program and writes down what it does with bytearray, memoryview, BytesIO and mmap.

  python3.14 adapters/capture.py [options] (SCRIPT | -m MODULE | -c CODE) [argument...]

The result is a file of programs (traces/FORMAT.md) without outcomes, which `holdfast record` turns
into a trace:

  python3.14 adapters/capture.py --out zip.json -m zipfile -t some.zip
  holdfast record --python python3.14 --from zip.json --out trace.json

Each program is run once more on the real classes before it is written, and ends where what it gives
is not what the captured program saw. What could not be written down is counted at the end.

Options: --out FILE (default captured.json); --title TEXT; --import MODULE,... (imported before
anything is written down: what only runs at import is left out); --holdfast COMMAND (whose steps are
written; default $HOLDFAST, else the one in build/release). The exit status is the program's, or 2.
"""

import builtins
import collections
import importlib
import io
import json
import mmap
import os
import pathlib
import re
import runpy
import subprocess
import sys
import zipimport  # noqa: F401 (one of the importers below)

import adapter
from capturing.recorder import NOTHING, Recorder

ROOT = pathlib.Path(__file__).resolve().parents[1]


class Options:
    """The command line: our options come first, the rest is the captured program's."""

    def __init__(self, words):
        self.out, self.title, self.imports = "captured.json", "", ""
        self.holdfast = os.environ.get("HOLDFAST", str(ROOT / "build/release/cli/holdfast"))
        words = list(words)
        names = {"--out": "out", "--title": "title", "--import": "imports",
                 "--holdfast": "holdfast"}
        while words and words[0] in names and len(words) > 1:
            setattr(self, names[words[0]], words[1])
            del words[:2]
        self.kind = words.pop(0) if words and words[0] in ("-m", "-c") else ""
        if not words or words[0].startswith("-") and not self.kind:
            refuse("give SCRIPT, -m MODULE or -c CODE after the options; see its first lines")
        self.what, self.arguments = words[0], words[1:]


def refuse(message):
    print("capture: " + message, file=sys.stderr)
    sys.exit(2)


def list_steps(command):
    """The names of all steps that programs can have."""
    try:
        done = subprocess.run([command, "list", "steps"], stdout=subprocess.PIPE, text=True,
                              check=True)
    except (OSError, subprocess.CalledProcessError) as error:
        refuse("cannot ask holdfast for its steps: %s; build it or give --holdfast" % error)
    return [line.split()[0] for line in done.stdout.splitlines() if line]


class Places:
    """Where the four classes are found: in their modules, and wherever they have been imported."""

    OURS = ("capturing", "adapter", "capture", "builtins")
    # What imports modules is not what is captured: it keeps the real classes.
    IMPORTERS = ("importlib._bootstrap", "importlib._bootstrap_external", "zipimport")

    def __init__(self, classes):
        self.changed = []
        importers = [sys.modules[name] for name in self.IMPORTERS]
        for module in importers:
            vars(module).update(bytearray=bytearray, memoryview=memoryview)
        for module, name in ((builtins, "bytearray"), (builtins, "memoryview"), (io, "BytesIO"),
                             (mmap, "mmap")):
            self.change(module, name, classes[getattr(module, name)])
        for name, module in list(sys.modules.items()):
            if name.partition(".")[0] in self.OURS or name == "__main__" or module in importers:
                continue
            for key, value in list(vars(module).items() if hasattr(module, "__dict__") else ()):
                if isinstance(value, type) and value in classes:
                    self.change(module, key, classes[value])

    def change(self, module, name, cls):
        self.changed.append((module, name, getattr(module, name)))
        setattr(module, name, cls)

    def restore(self):
        for module, name, real in self.changed:
            setattr(module, name, real)


def run(options):
    """Runs the program; its exit status."""
    sys.argv = [options.what if options.kind != "-c" else "-c", *options.arguments]
    sys.path[0] = "" if options.kind else str(pathlib.Path(options.what).resolve().parent)
    try:
        if options.kind == "-c":
            exec(compile(options.what, "<string>", "exec"), {"__name__": "__main__"})
        elif options.kind == "-m":
            runpy.run_module(options.what, run_name="__main__", alter_sys=True)
        else:
            runpy.run_path(options.what, run_name="__main__")
    except SystemExit as leaving:
        if leaving.code is None or isinstance(leaving.code, int):
            return leaving.code or 0
        print(leaving.code, file=sys.stderr)
        return 1
    except Exception:
        sys.excepthook(*sys.exc_info())
        return 1
    return 0


def same(seen, answer):
    """Whether an answer of the adapter is what the captured program saw."""
    if seen is NOTHING:
        return "returns" in answer
    told = {key: answer[key] for key in ("returns", "raises", "message") if key in answer}
    return json.dumps(seen, sort_keys=True) == json.dumps(told, sort_keys=True)


def faithful(runner, program):
    """How many steps of a program give on the real classes what was seen, and what is different in
    the next one."""
    steps = program.steps
    while True:
        try:
            answers = runner.run({"steps": steps}, lambda step: None)
            break
        except adapter.Fault as fault:
            steps = steps[:int(re.match(r"step (\d+)", str(fault)).group(1))]
    for index, (seen, answer) in enumerate(zip(program.seen, answers)):
        if not same(seen, answer):
            what = {key: answer[key] for key in answer if key not in ("state", "nested")}
            return index, "%s: %.60s, not %.60s" % (steps[index]["op"], json.dumps(what),
                                                    json.dumps(seen))
    return len(answers), "a step that cannot be run"


def check(programs):
    """The programs as they are written, and how many had to be cut."""
    runner, written, cut = adapter.Runner(), {}, collections.Counter()
    for program in programs:
        length, difference = faithful(runner, program)
        cut[difference] += length < len(program.steps)
        steps = program.steps[:length]
        if len(steps) > 1:
            about = "captured in " + (", ".join(program.callers) or "a script")
            written.setdefault(json.dumps(steps), {"why": about, "steps": steps})
    return list(written.values()), cut


def write(path, title, programs):
    """One step on each line."""
    with open(path, "w", encoding="ascii") as file:
        file.write('{"format": "holdfast-trace", "version": 1, "suite": %s, "programs": ['
                   % json.dumps(title))
        for number, program in enumerate(programs):
            steps = ",\n  ".join(map(json.dumps, program["steps"]))
            file.write('%s\n{"why": %s, "steps": [\n  %s]}'
                       % ("," if number else "", json.dumps(program["why"]), steps))
        file.write("]}\n")


def report(recorder, programs, cut, path):
    steps = sum(len(program["steps"]) for program in programs)
    print("captured %d calls: %d programs, %d steps into %s"
          % (recorder.calls, len(programs), steps, path), file=sys.stderr)
    for title, counts in (("not written", recorder.left_out), ("written as something like it",
                          recorder.noted), ("programs ended because", recorder.ends),
                          ("programs cut where they gave something else", cut)):
        for what, number in sorted(counts.items()):
            if number:
                print("  %s: %6d  %s" % (title, number, what), file=sys.stderr)


def main():
    if sys.version_info < (3, 14):
        refuse("this needs CPython 3.14; ci/python prints where one is")
    options = Options(sys.argv[1:])
    recorder = Recorder(list_steps(options.holdfast))
    for name in filter(None, options.imports.split(",")):
        importlib.import_module(name)
    places = Places(recorder.standins.by_real())
    recorder.listening = True
    try:
        status = run(options)
    finally:
        recorder.listening = False
        places.restore()
    recorder.end("the captured program ended")
    programs, cut = check(recorder.programs)
    write(options.out, options.title, programs)
    report(recorder, programs, cut, options.out)
    sys.exit(status)


if __name__ == "__main__":
    main()
