# SPDX-License-Identifier: MIT
"""struct: packing into buffers and reading from them, with a small format of records."""

import struct

HEADER = struct.Struct(">4sHI")
ITEM = struct.Struct("<hB")

buffer = bytearray(HEADER.size)
HEADER.pack_into(buffer, 0, b"HOLD", 1, 0)
for number in range(-3, 4):
    place = len(buffer)
    buffer += bytes(ITEM.size)
    ITEM.pack_into(buffer, place, number * 1000, abs(number))
struct.pack_into(">I", buffer, 6, len(buffer) - HEADER.size)

magic, version, size = HEADER.unpack_from(buffer)
assert (magic, version, size) == (b"HOLD", 1, len(buffer) - HEADER.size)
with memoryview(buffer) as view:
    body = view[HEADER.size:]
    assert [number for number, _ in ITEM.iter_unpack(body)] == list(range(-3000, 4000, 1000))
    for place in range(0, len(body), ITEM.size):
        item = body[place:place + ITEM.size]
        assert ITEM.unpack(item)[1] == item[2]
        item[2] ^= 0xff
        item.release()
    words = body[:20].cast("h")
    words[1] = -2
    assert words.tolist()[1] == -2 and body[2:4] == b"\xfe\xff"
    words.release()
    try:
        buffer.append(0)
    except BufferError:
        pass
    body.release()
buffer.append(0)
try:
    struct.pack_into(">Q", buffer, len(buffer) - 4, 1)
except struct.error:
    pass
del buffer[:HEADER.size]
assert buffer.pop() == 0
