# SPDX-License-Identifier: MIT
"""tarfile, in memory: written and read back, as a whole and as a stream."""

import io
import tarfile

# Archives are filled up to a multiple of this; so much would only make the trace long.
tarfile.RECORDSIZE = tarfile.BLOCKSIZE


def add(archive, name, contents):
    entry = tarfile.TarInfo(name)
    entry.size = len(contents)
    archive.addfile(entry, io.BytesIO(contents))


stream = io.BytesIO()
with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as archive:
    add(archive, "a", b"short")
stream.seek(0)
with tarfile.open(fileobj=stream, mode="r:") as archive:
    with archive.extractfile("a") as entry:
        assert entry.read(3) == b"sho"
        assert entry.seek(0) == 0
        assert entry.read() == b"short"

stream = io.BytesIO()
with tarfile.open(fileobj=stream, mode="w|", bufsize=512) as archive:
    add(archive, "b", b"streamed")
stream.seek(0)
with tarfile.open(fileobj=stream, mode="r|", bufsize=512) as archive:
    assert [archive.extractfile(entry).read() for entry in archive] == [b"streamed"]

try:
    tarfile.open(fileobj=io.BytesIO(b"no archive"))
except tarfile.ReadError:
    pass
else:
    raise AssertionError("no archive was opened")
