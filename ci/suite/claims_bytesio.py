# SPDX-License-Identifier: MIT
"""Claims about io.BytesIO: number, the claim, and a program with what the claim expects of it."""

CLAIMS = [
    (1, "its contents are in one bytes object, or else in memory that can be written", """
s = BytesIO(b"abcdef")
s.getvalue()                    #: s.allocated == 64
s2 = BytesIO()
s2.write(b"abcdef")
s2.getvalue()                   #: s2.allocated == before.s2.allocated
"""),
    (2, "it has a position and counts its exports", """
s = BytesIO(b"abc")
s.seek(2)
s.tell()                        #: 2
v = s.getbuffer()
s.close()                       #: BufferError
v.release()
s.close()                       #: None
"""),
    (3, "while a view lives it refuses what needs memory of another size, and nothing else", """
s = BytesIO(b"abc")
v = s.getbuffer()
s.truncate(1)                   #: BufferError
s.write(b"abcdef")              #: BufferError
s.write(b"")                    #: 0
s.truncate(3)                   #: 3
"""),
    (4, "when the view is released everything works again", """
s = BytesIO(b"abc")
v = s.getbuffer()
v2 = s.getbuffer()
v.release()
s.truncate(1)                   #: BufferError
v2.release()
s.truncate(1)                   #: 1
"""),
    (5, "it is itself an object that one can take a buffer of", """
s = BytesIO(b"abc")
v = memoryview(s)               #: v
"""),
    (6, "a write that fits writes into the memory there is", """
s = BytesIO()
s.write(b"abcdef")
s.seek(0)
s.write(b"X")                   #: s.allocated == before.s.allocated
s.seek(0)
s.getvalue()
s.write(b"Y")                   #: s.allocated == before.s.allocated
"""),
    (7, "a write that does not fit resizes the memory, and loses it when there is no more", """
s = BytesIO()
s.write(b"abcdef")              #: s.contents == b"abcdef"
s.seek(2**62)
s.write(b"x")                   #: s.closed
"""),
    (12, "read gives a slice, a copy, and moves the position", """
s = BytesIO(b"abcdef")
s.read(3)                       #: b"abc"
s.seek(0)                       #: s.position == 0
s.read()                        #: s.allocated == before.s.allocated
"""),
    (17, "what is allocated is never less than the contents, and may be more", """
s = BytesIO()
s.write(b"x" * 9)               #: s.allocated >= 64 + 33 + 9
s.write(b"y")
s.write(b"y")                   #: s.allocated > 64 + 33 + 11
"""),
    (18, "getvalue and getbuffer both cut out what is not allocated only", """
s = BytesIO()
s.write(b"x" * 9)
s.write(b"y")
s.write(b"y")
v = s.getbuffer()               #: v.shape == [11]
v.release()
s.getvalue()                    #: s.allocated == before.s.allocated
"""),
    (19, "whatever changes it looks at the lock first of all", """
s = BytesIO(b"abc")
v = s.getbuffer()
s.write("text")                 #: BufferError
s.writelines([])                #: BufferError
s.readinto(b"read-only")        #: BufferError
"""),
    (20, "the words are: Existing exports of data: object cannot be re-sized", """
s = BytesIO(b"abc")
v = s.getbuffer()
s.write(b"x")                   #: message == "Existing exports of data: object cannot be re-sized"
"""),
    (21, "write takes any memory that is contiguous, whatever its shape", """
s = BytesIO()
b = bytearray(b"abcd")
v = memoryview(b)
v2 = v.cast("B", [2, 2])
s.write(v2)                     #: 4
v3 = v[::2]
s.write(v3)                     #: BufferError
"""),
    (22, "write looks at the lock and at its argument, and at nothing else", """
s = BytesIO(b"abc")
s.write(5)                      #: TypeError
v = s.getbuffer()
s.write(b"x")                   #: BufferError
s2 = BytesIO(b"abc")
s2.close()
s2.write(b"x")                  #: 1
"""),
    (23, "a write at the end makes the memory as long as it has to be, to the byte", """
s = BytesIO()
s.write(b"x")                   #: s.allocated == 64 + 33 + 1
s.write(b"x")
s.write(b"x")                   #: s.allocated == 64 + 33 + 3
"""),
    (24, "what lies between the end and a write behind it is left as it was", """
s = BytesIO(b"abcdef")
s.truncate(2)
s.seek(5)
s.write(b"z")                   #: s.contents == b"abcdez"
"""),
    (25, "write moves the position, and the end where it comes to lie behind it", """
s = BytesIO(b"ab")
s.write(b"XYZ")                 #: s.position == 3 and s.contents == b"XYZ"
s.seek(1)
s.write(b"-")                   #: s.position == 2 and s.contents == b"X-Z"
"""),
    (26, "truncate never gives memory back", """
s = BytesIO()
s.write(b"x" * 200)
s.truncate(60)                  #: s.allocated == before.s.allocated
"""),
    (27, "truncate makes the contents as long as it is told", """
s = BytesIO(b"abc")
s.truncate(2)                   #: s.contents == b"ab"
s.truncate(4)                   #: len(s.contents) == 4
"""),
    (28, "each view counts as an export until it is released", """
s = BytesIO(b"abc")
v = s.getbuffer()               #: s.locked
v2 = memoryview(v)
v.release()                     #: s.locked
v2.release()                    #: not s.locked
"""),
    (29, "getbuffer makes a copy of its own where the bytes are shared", """
s = BytesIO(b"abcdef")
s.getvalue()                    #: s.allocated == 64
v = s.getbuffer()               #: s.allocated == 64 + 33 + 6
v[0] = 88                       #: s.contents == b"Xbcdef"
"""),
    (30, "the memory that getbuffer shows can be written", """
s = BytesIO(b"abc")
v = s.getbuffer()               #: not v.readonly
"""),
    (31, "nothing changes it while a view lives", """
s = BytesIO(b"abc")
v = s.getbuffer()
s.write(b"x")                   #: BufferError
v[0] = 88                       #: s.contents == b"abc"
"""),
    (32, "who lends memory keeps it where it is while a view lives", """
s = BytesIO(b"abc")
v = s.getbuffer()
s.write(b"x" * 100)             #: s.contents == b"abc" and s.locked
"""),
    (34, "write raises BufferError while a view lives", """
s = BytesIO(b"abc")
v = s.getbuffer()
s.write(b"")                    #: BufferError
s.write(None)                   #: BufferError
"""),
    (35, "truncate raises BufferError while a view lives", """
s = BytesIO(b"abc")
v = s.getbuffer()
s.truncate(100)                 #: BufferError
s.truncate("x")                 #: BufferError
s.truncate(-1)                  #: BufferError
"""),
    (36, "seek behind the end raises BufferError while a view lives", """
s = BytesIO(b"abc")
v = s.getbuffer()
s.seek(1000)                    #: BufferError
"""),
    (37, "__init__ raises BufferError while a view lives", """
s = BytesIO(b"abc")
v = s.getbuffer()
s.__init__(b"new")              #: BufferError
"""),
    (38, "write, truncate, seek and __init__ are all that the lock refuses", """
s = BytesIO(b"abc")
v = s.getbuffer()
s.writelines([b""])             #: None
s.__setstate__((b"", 0, None))  #: None
s.__exit__(None, None, None)    #: None
s.close()                       #: None
"""),
    (39, "getvalue cuts new bytes out of the memory each time", """
s = BytesIO()
s.write(b"abcdef")
s.getvalue()                    #: s.allocated == before.s.allocated
"""),
    (40, "getvalue is safe whatever views there are", """
s = BytesIO(b"abc")
v = s.getbuffer()
v[0] = 88
s.getvalue()                    #: b"Xbc"
"""),
    (118, "it is a file in memory: what was written is read again", """
s = BytesIO()
s.write(b"hello ")
s.write(b"world")
s.seek(0)
s.read()                        #: b"hello world"
"""),
    (119, "read() always makes a whole copy", """
s = BytesIO()
s.write(b"abcdef")
s.write(b"ghi")
s.seek(0)
s.read()                        #: s.allocated == before.s.allocated
s2 = BytesIO(b"abcdef")
s2.read()                       #: s2.allocated == before.s2.allocated
"""),
    (121, "a stream written in pieces takes about an eighth more than its contents", """
s = BytesIO()
s.write(b"x" * 100)
s.write(b"x" * 20)
s.write(b"x" * 20)              #: s.allocated > 64 + 33 + 140
"""),
    (122, "read() of such a stream takes as much memory again", """
s = BytesIO()
s.write(b"x" * 100)
s.write(b"x" * 4)
s.seek(0)
s.read()                        #: s.allocated == before.s.allocated
"""),
    (123, "getbuffer() gives a view and takes no memory", """
s = BytesIO()
s.write(b"abcdef")
v = s.getbuffer()               #: s.allocated == before.s.allocated
v.release()
s.getvalue()
v = s.getbuffer()               #: s.allocated == before.s.allocated
"""),
    (125, "in the example of a stream that was just written, getbuffer() takes none", """
s = BytesIO()
s.write(b"x" * 100)
s.write(b"x" * 4)
v = s.getbuffer()               #: s.allocated == before.s.allocated
"""),
    (130, "bytes made of a view are a copy", """
s = BytesIO()
s.write(b"abcdef")
v = s.getbuffer()
v.tobytes()                     #: s.allocated == before.s.allocated
"""),
    (131, "getvalue() gives the contents as bytes and takes no memory", """
s = BytesIO()
s.write(b"abcdef")
s.getvalue()                    #: s.allocated == 64
v = s.getbuffer()
s.getvalue()                    #: s.allocated == 64
"""),
    (132, "what getvalue() gives is a new bytes object", """
s = BytesIO()
s.write(b"abcdef")
s.getvalue()                    #: s.allocated == before.s.allocated
"""),
    (133, "a write copies first what getvalue() has given away", """
s = BytesIO(b"abc")
s.getvalue()                    #: s.allocated == 64
s.write(b"X")                   #: s.allocated == 64 + 33 + 3 and s.contents == b"Xbc"
"""),
    (134, "as long as nothing is written, what is read is the same memory", """
s = BytesIO(b"abc")
s.getvalue()                    #: s.allocated == 64
s.seek(0)
s.read()                        #: s.allocated == 64
"""),
    (135, "a write after getvalue() takes new memory", """
s = BytesIO(b"abc")
s.getvalue()
s.write(b"X")                   #: s.allocated > before.s.allocated
s.seek(0)
s.getvalue()
s.tell()
s.write(b"Y")                   #: s.allocated > before.s.allocated
"""),
    (136, "a write at the end after getvalue() takes what the contents need", """
s = BytesIO()
s.write(b"x" * 100)
s.getvalue()
s.write(b"hello")               #: s.allocated == 64 + 33 + 105
"""),
]

WITHOUT = [
    ("8-11", "on which lines of bytesio.c its functions stand", "a place in the source"),
    ("13, 14", "which fields its struct has, and in which order", "layout in memory"),
    ("15, 16", "instances have a __dict__ only in subclasses, and can be referred to weakly",
     "no step sees attributes or weak references"),
    ("33", "check_exports returns -1", "a function in C that nobody can call"),
    ("41-44", "when BytesIO, its getbuffer and its module's initialisation came to be", "history"),
    ("120", "what the article's helper measures", "about tracemalloc"),
    ("124, 126", "files have no getbuffer, and take views to write", "about the types of files"),
    ("127", "memoryview has no find", "there are no steps for methods that do not exist"),
    ("128, 129", "since when the buffer protocol is stable, how long Python 3.10 is kept",
     "history"),
    ("137", "which method to prefer", "advice"),
]
