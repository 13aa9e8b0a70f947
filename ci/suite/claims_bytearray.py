# SPDX-License-Identifier: MIT
"""Claims about bytearray: number, the claim, and a program with what the claim expects of it."""

CLAIMS = [
    (45, "it is bytes that can be changed, in memory of its own", """
b = bytearray(b"ab")
b[0] = 88                       #: b.contents == b"Xb"
"""),
    (46, "it keeps count of its exports, and refuses nothing but to change size", """
b = bytearray(b"ab")
v = memoryview(b)
b.append(1)                     #: BufferError
del b[1:1:2]                    #: None
"""),
    (47, "nothing at all changes its size while a view lives", """
b = bytearray(b"abcdefgh")
b.__init__(generator([88, "v = memoryview(b)", 89, 90])) #: len(b.contents) == len(v.contents)
"""),
    (55, "the constructor takes a size, an iterable or memory, and nothing else", """
b = bytearray(2)                #: b.contents == b"\\0\\0"
b2 = bytearray([1])             #: b2.contents == b"\\1"
b3 = bytearray(b"x")            #: b3.contents == b"x"
b4 = bytearray("x", "utf-8")    #: TypeError
"""),
    (58, "whatever sets the size looks at the lock first", """
b = bytearray(b"ab")
v = memoryview(b)
b.resize(3)                     #: BufferError
b.resize(2)                     #: BufferError
"""),
    (59, "with any view of it, growing and shrinking raise BufferError", """
b = bytearray(b"ab")
v = memoryview(b)
b.extend(b"x")                  #: BufferError
b.pop()                         #: BufferError
b.clear()                       #: BufferError
"""),
    (61, "a resize is refused if there are exports and the size is another one", """
b = bytearray(b"ab")
v = memoryview(b)
b.resize(1)                     #: message == "Existing exports of data: object cannot be re-sized"
b.resize(2)                     #: None
v.release()
b.resize(1)                     #: None
"""),
    (63, "one slice can be replaced by fewer, as many or more bytes", """
b = bytearray(b"abcdef")
b[1:3] = b""                    #: b.contents == b"adef"
b[1:3] = b"XY"                  #: b.contents == b"aXYf"
b[1:3] = b"WXYZ"                #: b.contents == b"aWXYZf"
"""),
    (67, "the memory that it shows can be written", """
b = bytearray(b"x")
v = memoryview(b)               #: not v.readonly
"""),
    (68, "when the last export is gone it can be resized again", """
b = bytearray(b"ab")
v = memoryview(b)
v.release()
b.append(1)                     #: b.contents == b"ab\\1"
"""),
    (69, "append converts its argument before it looks at the lock", """
b = bytearray(b"ab")
v = memoryview(b)
b.append(256)                   #: ValueError
b.append("x")                   #: TypeError
b.append(1)                     #: BufferError
"""),
    (70, "append makes the contents and the memory longer by one", """
b = bytearray(b"abcd")
b.append(0)                     #: len(b.contents) == 5
b.append(0)                     #: b.allocated == before.b.allocated + 1
b.append(0)
b.append(0)                     #: b.allocated == before.b.allocated + 1
"""),
    (72, "extend appends one item after the other", """
b = bytearray(b"ab")
b.extend([1, 2, 256])           #: b.contents == b"ab\\1\\2"
"""),
    (73, "extend takes any iterable of small ints", """
b = bytearray()
b.extend([0, 1, 2])             #: b.contents == b"\\0\\1\\2"
b.extend(generator([3, 4]))     #: b.contents == b"\\0\\1\\2\\3\\4"
b.extend([256])                 #: ValueError
"""),
    (74, "extend takes memory as a whole", """
b = bytearray(b"ab")
b.extend(b"cd")                 #: b.contents == b"abcd"
b2 = bytearray(b"ef")
v = memoryview(b2)
b.extend(v)                     #: b.contents == b"abcdef"
"""),
    (76, "what uses its memory while other code runs keeps an export", """
b = bytearray(b"a-b")
b.join(generator(["b.clear()", b"x"])) #: nested == ["BufferError"]
"""),
    (77, "since 3.14 its memory grows as that of a list (4, 4, 4, 4, 8)", """
b = bytearray()
b.append(0)                     #: b.allocated == 4
b.append(0)                     #: b.allocated == 4
b.append(0)                     #: b.allocated == 4
"""),
    (78, "whatever makes it longer takes about an eighth more than is needed", """
b = bytearray(100)
b.append(0)                     #: 1.1 < b.allocated / 101 < 1.2
b = bytearray(100)
b.extend(b"x" * 50)             #: 1.1 < b.allocated / 150 < 1.2
"""),
    (82, "it has removeprefix and removesuffix", """
b = bytearray(b"abc")
b2 = b.removeprefix(b"a")       #: b2.contents == b"bc"
b3 = b.removesuffix(b"c")       #: b3.contents == b"ab"
"""),
]

WITHOUT = [
    ("48", "which fields its struct has", "layout in memory"),
    ("49, 50, 52-54, 56, 57, 62, 66, 71", "on which lines of bytearrayobject.c its functions stand",
     "a place in the source"),
    ("51, 64, 65, 75", "which function moves the bytes, and whether before or after it resizes",
     "a way to the same contents"),
    ("60", "a view of a view counts as an export of its own",
     "the count itself cannot be read; locked or not is the same either way"),
    ("79", "its __buffer__ is new in 3.14",
     "history (it is in 3.13 too: traces/differences)"),
    ("80, 81, 83", "what the C API has gained, and what of it became faster", "the C API"),
]
