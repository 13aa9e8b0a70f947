# SPDX-License-Identifier: MIT
"""asyncio streams: a reader that is fed by hand, and a conversation over a pair of sockets."""

import asyncio
import socket


async def read_fed():
    reader = asyncio.StreamReader(limit=64)
    reader.feed_data(b"first line\nsecond ")
    assert await reader.readline() == b"first line\n"
    reader.feed_data(b"line\nexactly|until;rest")
    assert await reader.readuntil(b"\n") == b"second line\n"
    assert await reader.readexactly(8) == b"exactly|"
    assert await reader.readuntil((b";", b"|")) == b"until;"
    assert await reader.read(2) == b"re"
    reader.feed_data(b"x" * 100)
    try:
        await reader.readline()
    except ValueError:
        pass
    reader.feed_data(b"the end")
    reader.feed_eof()
    try:
        await reader.readexactly(1000)
    except asyncio.IncompleteReadError as error:
        assert error.partial.endswith(b"the end")
    assert reader.at_eof()


async def converse():
    here, there = socket.socketpair()
    reader, writer = await asyncio.open_connection(sock=here)
    _, answering = await asyncio.open_connection(sock=there)
    writer.write(b"ping ")
    writer.writelines([b"and ", bytearray(b"pong"), memoryview(b"\n...")[:1]])
    await writer.drain()
    assert await _.readline() == b"ping and pong\n"
    answering.write(bytearray(b"bye"))
    answering.close()
    assert await reader.read() == b"bye"
    writer.close()
    await answering.wait_closed()
    await writer.wait_closed()


asyncio.run(read_fed())
asyncio.run(converse())
