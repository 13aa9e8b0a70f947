# SPDX-License-Identifier: MIT
"""gzip, bz2 and lzma on streams in memory."""

import bz2
import gzip
import io
import lzma

TEXT = b"one line\nanother one\n" * 3

stream = io.BytesIO()
with gzip.GzipFile(fileobj=stream, mode="wb", mtime=0) as file:
    file.write(TEXT[:10])
    file.write(memoryview(TEXT)[10:])
stream.seek(0)
with gzip.GzipFile(fileobj=stream) as file:
    assert file.readline() == b"one line\n"
    assert file.read() == TEXT[9:]
    file.seek(4)
    assert file.read(4) == b"line"

two = stream.getvalue() * 2
assert gzip.decompress(two) == TEXT * 2
for broken in (two[:-3], b"no" + two, two[:-8] + b"\0" * 8):
    try:
        gzip.GzipFile(fileobj=io.BytesIO(broken)).read()
    except (EOFError, OSError):
        pass
    else:
        raise AssertionError("a broken stream was read")

for module in (bz2, lzma):
    stream = io.BytesIO()
    opened = module.open(stream, "wb")
    opened.write(TEXT)
    opened.close()
    stream.seek(0)
    with module.open(stream) as file:
        assert file.read(8) == b"one line"
        assert list(file)[-1] == b"another one\n"
