# SPDX-License-Identifier: MIT
"""The rows of bench/memory for the Python that runs it: what tracemalloc counts for each step, one
line of "bytes name" each. memory.cpp takes the same steps, in the same order."""

import io
import tracemalloc

MIB = 1 << 20


def main():
    chunk = b"x" * MIB
    tracemalloc.start()
    last = tracemalloc.get_traced_memory()[0]

    def row(name):
        nonlocal last
        now = tracemalloc.get_traced_memory()[0]
        rows.append((now - last, name))
        last = tracemalloc.get_traced_memory()[0]

    # What the rows themselves take must not count.
    rows = [(10**9 + i, "") for i in range(64)]
    rows.clear()
    row("")
    rows.clear()
    last = tracemalloc.get_traced_memory()[0]

    stream = io.BytesIO()
    for _ in range(50):
        stream.write(chunk)
    row("create")
    stream.seek(0)
    data = stream.read()
    row("read")
    del data
    row("let the bytes go")
    view = stream.getbuffer()
    row("getbuffer")
    view.release()
    del view
    row("release")
    value = stream.getvalue()
    row("getvalue")
    stream.seek(0)
    data = stream.read()
    row("read again")
    del data
    stream.write(b"x")
    row("write, the value alive")
    del value
    stream.close()
    row("let all go")
    for size, name in rows:
        print(size, name)


if __name__ == "__main__":
    main()
