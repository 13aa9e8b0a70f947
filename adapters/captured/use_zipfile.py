# SPDX-License-Identifier: MIT
"""zipfile, in memory: written, read back, added to, and two that are broken."""

import io
import zipfile


def write(mode, stream, *entries):
    with zipfile.ZipFile(stream, mode) as archive:
        for name, contents, how in entries:
            archive.writestr(zipfile.ZipInfo(name), contents, how)


stream = io.BytesIO()
write("w", stream, ("a", b"stored", zipfile.ZIP_STORED), ("b", b"x" * 40, zipfile.ZIP_DEFLATED))
write("a", stream, ("c", b"", zipfile.ZIP_STORED))
with zipfile.ZipFile(stream) as archive:
    assert archive.testzip() is None
    assert [entry.filename for entry in archive.infolist()] == ["a", "b", "c"]
    with archive.open("b") as entry:
        assert entry.read(5) == b"xxxxx"
        entry.seek(-3, io.SEEK_END)
        assert entry.read() == b"xxx"

contents = stream.getvalue()
stream.close()
for broken in (contents[:-30], contents.replace(b"stored", b"stolen")):
    try:
        zipfile.ZipFile(io.BytesIO(broken)).read("a")
    except zipfile.BadZipFile:
        pass
    else:
        raise AssertionError("a broken archive was read")

with zipfile.ZipFile(io.BytesIO(), "w") as archive:
    with archive.open("streamed", "w") as entry:
        entry.write(bytearray(b"part one, "))
        entry.write(memoryview(b"part two")[:6])
