# SPDX-License-Identifier: MIT
"""http.client on canned responses."""

import http.client
import io


class Canned:
    """A socket that has already been answered."""

    def __init__(self, answer):
        self.answer, self.sent = answer, bytearray()

    def makefile(self, mode):
        # A real socket gives a buffered file as well, with a larger buffer.
        return io.BufferedReader(io.BytesIO(self.answer), 16)

    def sendall(self, data):
        self.sent += data

    def close(self):
        self.sent.clear()


def ask(answer, method="GET", **more):
    connection = http.client.HTTPConnection("localhost")
    connection.sock = Canned(answer)
    connection.request(method, "/page", **more)
    return connection.getresponse()


PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\nX-One: 1\r\n\r\nhello, world"
CHUNKED = (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
           b"5\r\nhello\r\n7;ext=1\r\n, world\r\n0\r\nTrailer: t\r\n\r\n")

assert ask(PLAIN).read() == b"hello, world"
assert ask(CHUNKED).read() == b"hello, world"
response = ask(PLAIN)
assert (response.read(3), response.read1(2), response.readline()) == (b"hel", b"lo", b", world")
response = ask(CHUNKED)
assert response.peek(2)[:1] == b"h"
assert (response.read1(4), response.read(2), response.readline()) == (b"hell", b"o,", b" world")
for answer in (PLAIN, CHUNKED):
    response = ask(answer)
    buffer = bytearray(8)
    assert response.readinto(buffer) == 8 and buffer == b"hello, w"
    assert response.readinto(memoryview(buffer)[2:]) == 4 and buffer == b"heorld w"
ask(PLAIN, "POST", body=b"small").close()
ask(PLAIN, "POST", body=io.BytesIO(b"a file")).close()
ask(PLAIN, "PUT", body=iter([b"in ", b"parts"]), encode_chunked=True,
    headers={"Transfer-Encoding": "chunked"}).close()
for broken in (b"", b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nshort", b"nonsense\r\n"):
    try:
        ask(broken).read()
    except (http.client.HTTPException, ConnectionError):
        pass
    else:
        raise AssertionError("a broken response was read")
