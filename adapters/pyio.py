# SPDX-License-Identifier: MIT
"""adapter.py with the BytesIO that is written in Python, in the standard library's _pyio.

  holdfast diff --subject "python3.14 adapters/pyio.py" --all --suite bytesio
"""

import io
import pathlib
import sys

import _pyio

io.BytesIO = _pyio.BytesIO
sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import adapter  # noqa: E402


def see(stream):
    """A position may be any int here; the protocol has those of 64 bits."""
    seen = adapter.see_stream(stream)
    if "position" in seen:
        seen["position"] = min(seen["position"], sys.maxsize)
    return seen


if __name__ == "__main__":
    adapter.OBSERVERS[io.BytesIO] = see
    adapter.main()
