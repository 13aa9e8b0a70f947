# SPDX-License-Identifier: MIT
"""Making traces from their sources, recording them again, and checking that this gives the same."""

import concurrent.futures
import dataclasses
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from suite import inventory

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDER = pathlib.Path("traces/cpython-3.14")


class Trouble(Exception):
    """The machine or the arguments lack something; the text says what."""


def holdfast():
    """The command: $HOLDFAST, else that of build/release."""
    path = ROOT / os.environ.get("HOLDFAST", "build/release/cli/holdfast")
    if not os.access(path, os.X_OK):
        raise Trouble("%s has not been built; build the preset release, or run ci/run" % path)
    return str(path)


def python(version="3.14"):
    """A CPython of that version, found by ci/python."""
    done = subprocess.run([ROOT / "ci/python", version], stdout=subprocess.PIPE, text=True,
                          check=False)
    if done.returncode != 0:
        raise Trouble("there is no CPython " + version)
    return done.stdout.strip()


def run(*command, **options):
    done = subprocess.run([str(word) for word in command], cwd=ROOT, check=False, **options)
    if done.returncode != 0:
        raise Trouble("%s ended with status %d" % (command[0], done.returncode))
    return done


def committed(names=()):
    """The names of all traces of CPython 3.14 ("bytearray/lock.json"), or those given, checked."""
    there = sorted(str(path.relative_to(ROOT / FOLDER))
                   for path in (ROOT / FOLDER).rglob("*.json"))
    for name in names:
        if name not in there:
            raise Trouble("%s holds no %s" % (FOLDER, name))
    return list(names) or there


def header(name):
    """What stands in a trace before its programs."""
    text = (ROOT / FOLDER / name).read_text()
    return json.loads(text[:text.index('\n  "programs": [')].rstrip(",") + "}")


# --- Sources ------------------------------------------------------------------------------------


def record_from(programs, name, title, origin):
    """Records the programs of a file, which come from `origin`."""
    run(holdfast(), "record", "--python", python(), "--version", "3.14", "--from", programs,
        "--title", title, "--programs-from", origin, "--out", FOLDER / name)


def scratch(name):
    path = ROOT / "build/programs" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def make_random(name, source):
    run(holdfast(), "record", "--python", python(), "--version", "3.14", "--suite", source.suite,
        "--programs", source.programs, "--steps", source.steps, "--seed", source.seed,
        "--title", source.title, "--why", "random program of the suite " + source.suite,
        "--out", FOLDER / name)


def make_captured(name, source):
    programs = scratch(name)
    script = "adapters/captured/" + source.script
    run(python(), "adapters/capture.py", "--import", source.modules, "--title", source.title,
        "--out", programs, script,
        env=dict(os.environ, HOLDFAST=holdfast(), PYTHONHASHSEED="0", PYTHONDONTWRITEBYTECODE="1"))
    record_from(programs, name, source.title, script + ", captured by adapters/capture.py")


def make_table(name, source):
    programs = scratch(name)
    words = [source.script] + source.argument.split()
    with open(programs, "w", encoding="utf-8") as out:
        run(*words, stdout=out)
    record_from(programs, name, source.title, " ".join(words))


def make_systematic(name, source):
    run(holdfast(), "record", "--python", python(), "--version", "3.14", *source.options.split(),
        "--title", source.title, "--out", FOLDER / name)


def make(names):
    """Makes traces from their sources, in place of what the files hold now."""
    makers = {inventory.Random: make_random, inventory.Captured: make_captured,
              inventory.Systematic: make_systematic, inventory.Table: make_table}
    for name in names:
        source = inventory.SOURCES.get(name)
        if source is None:
            raise Trouble("ci/suite/inventory.py does not know " + name)
        if isinstance(source, inventory.Claims):
            raise Trouble("claims are made together: run ci/traces claims")
        if isinstance(source, inventory.Written):
            raise Trouble("%s was written: change the programs in it, then ci/traces record %s"
                          % (name, name))
        (ROOT / FOLDER / name).parent.mkdir(parents=True, exist_ok=True)
        makers[type(source)](name, source)


def captured():
    return [name for name, source in inventory.SOURCES.items()
            if isinstance(source, inventory.Captured)]


# --- Again --------------------------------------------------------------------------------------


@dataclasses.dataclass
class Room:
    """A place with a copy of the traces in which their commands can be run as they stand."""
    root: pathlib.Path

    def __post_init__(self):
        for name, target in (("holdfast", holdfast()), ("python3.14", python())):
            script = self.root / "bin" / name
            script.parent.mkdir(exist_ok=True)
            script.write_text("#!/bin/sh\nexec '%s' \"$@\"\n" % target)
            script.chmod(0o755)

    def record(self, name):
        """Runs the command of a trace; the new file's path."""
        copy = self.root / FOLDER / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / FOLDER / name, copy)
        command = header(name)["recorded"]["command"]
        path = "%s:%s" % (self.root / "bin", os.environ["PATH"])
        done = subprocess.run(["/bin/sh", "-c", command], cwd=self.root, check=False, text=True,
                              env=dict(os.environ, PATH=path), stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT)
        if done.returncode != 0:
            raise Trouble("%s: %s\n%s" % (name, command, done.stdout))
        return copy


def again(names):
    """Runs the commands of traces in a copy, on all cores; yields each name with its new bytes."""
    with tempfile.TemporaryDirectory(prefix="holdfast-traces-") as folder:
        room = Room(pathlib.Path(folder))
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            # The longest first, so that no core is left with one of them at the end.
            order = sorted(names, key=lambda name: -(ROOT / FOLDER / name).stat().st_size)
            for name, copy in zip(order, pool.map(room.record, order)):
                yield name, copy.read_bytes()


def record(names):
    """Records traces again, each from its own programs."""
    for name, now in again(committed(names)):
        path = ROOT / FOLDER / name
        if path.read_bytes() == now:
            print("the same: %s" % (FOLDER / name))
            continue
        fresh = path.with_suffix(".new")
        fresh.write_bytes(now)
        fresh.replace(path)
        print("changed:  %s" % (FOLDER / name))
    return 0


def check(names):
    """Whether recording traces again gives the same bytes."""
    status = 0
    for name, now in again(committed(names)):
        if (ROOT / FOLDER / name).read_bytes() == now:
            print("the same: %s" % (FOLDER / name), flush=True)
            continue
        print("ci/traces: %s came out differently; is %s the version that recorded it?"
              % (FOLDER / name, python()), file=sys.stderr)
        status = 1
    return status
