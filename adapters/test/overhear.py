# SPDX-License-Identifier: MIT
"""overhear.py FOLDER COMMAND...: runs an adapter and writes down what is said in both directions,
into FOLDER/requests.jsonl and FOLDER/answers.jsonl."""

import pathlib
import subprocess
import sys
import threading

folder = pathlib.Path(sys.argv[1])
adapter = subprocess.Popen(sys.argv[2:], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                           close_fds=False)  # the journal is one of them


def pass_on(source, target, name):
    with open(folder / name, "wb") as heard:
        for line in source:
            heard.write(line)
            heard.flush()
            target.write(line)
            target.flush()
    target.close()


asking = threading.Thread(target=pass_on,
                          args=(sys.stdin.buffer, adapter.stdin, "requests.jsonl"))
asking.start()
pass_on(adapter.stdout, sys.stdout.buffer, "answers.jsonl")
asking.join()
sys.exit(adapter.wait())
