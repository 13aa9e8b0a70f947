# SPDX-License-Identifier: MIT
"""Claims about mmap: number, the claim, and a program with what the claim expects of it."""

CLAIMS = [
    (139, "read gives bytes from the position on", """
f = File(b"abcdefghijklmnop")
m = mmap(f, 0)
m.seek(3)
m.read(2)                       #: b"de"
m.tell()                        #: 5
"""),
    (140, "write writes bytes at the position", """
f = File(b"abcdefghijklmnop")
m = mmap(f, 0)
m.seek(14)
m.write(b"XY")                  #: m.contents == b"abcdefghijklmnXY"
m.write(b"Z")                   #: ValueError
"""),
    (141, "seek and tell use the position of the file", """
f = File(b"abcdefghijklmnop")
m = mmap(f, 0)
m2 = mmap(f, 0)
m.read(5)
m.tell()                        #: 5
m2.tell()                       #: 5
"""),
    (143, "resize makes the file longer, and maps what is new", """
f = File(b"abcdefghijklmnop")
m = mmap(f, 0)
m.resize(40)                    #: len(f.contents) == 40 and len(m.contents) == 40
"""),
    (144, "read needs no argument, and takes nothing but an int", """
f = File(b"abc")
m = mmap(f, 0)
m.read()                        #: b"abc"
m.read("x")                     #: TypeError
m.read(None)                    #: TypeError
"""),
    (145, "read raises ValueError for a negative length", """
f = File(b"abcdefgh")
m = mmap(f, 0)
m.read(-5)                      #: ValueError
"""),
    (146, "read ends where the mapping ends", """
f = File(b"abcdefghijklmnop")
m = mmap(f, 0)
m.seek(14)
m.read(99)                      #: b"op"
m.tell()                        #: 16
"""),
    (147, "read looks at its argument before it looks whether the mapping is closed", """
f = File(b"abc")
m = mmap(f, 0)
m.close()
m.read("x")                     #: TypeError
m.read(1)                       #: ValueError
"""),
    (150, "find begins at the position if it is not told where", """
f = File(b"abcdefghijklmnop")
m = mmap(f, 0)
m.seek(3)
m.find(b"a")                    #: -1
m.find(b"d")                    #: 3
"""),
    (152, "find takes any memory that is contiguous", """
f = File(b"abcdefghijklmnop")
m = mmap(f, 0)
m.find(bytearray(b"cd"))        #: 2
m.find("c")                     #: TypeError
m.find(99)                      #: TypeError
"""),
    (153, "find gives the place in the mapping, or -1", """
f = File(b"abcdefghijklmnop")
m = mmap(f, 0)
m.find(b"cd", 1)                #: 2
m.find(b"zz")                   #: -1
"""),
    (154, "resize changes the file first; if it cannot map that, it raises OSError", """
f = File(b"abcdefghijklmnop")
m = mmap(f, 0)
m.resize(0)                     #: raised == "OSError" and f.contents == b""
"""),
    (155, "resize makes no other checks", """
m = mmap(-1, 9)
m.resize(10)                    #: None
v = memoryview(m)
m.resize(9)                     #: None
m2 = mmap(-1, 9, trackfd=False)
m2.resize(5)                    #: None
"""),
    (156, "resize changes how long the file is, and the mapping", """
f = File(b"abcdefghijklmnop")
m = mmap(f, 0)
m.resize(4)                     #: f.contents == b"abcd" and m.contents == b"abcd"
m2 = mmap(-1, 9)
m2.resize(4)                    #: len(m2.contents) == 4
"""),
    (157, "resize needs PROT_WRITE, and on POSIX nothing else", """
m = mmap(-1, 9, access=3)
m.resize(5)                     #: None
"""),
    (158, "a view of it is flat and can be written", """
m = mmap(-1, 3)
v = memoryview(m)               #: v.shape == [3] and not v.readonly
m2 = mmap(-1, 3, access=1)
v2 = memoryview(m2)             #: v2.shape == [3] and not v2.readonly
"""),
    (159, "a view locks it, and is read-only if it was mapped with ACCESS_READ", """
m = mmap(-1, 3, access=1)
v = memoryview(m)               #: v.readonly and m.locked
m.close()                       #: BufferError
v.release()                     #: not m.locked
m.close()                       #: None
"""),
    (162, "mapped with ACCESS_READ, it gives no writable buffer", """
m = mmap(-1, 3, access=1)
m.__buffer__(1)                 #: BufferError
"""),
    (163, "find is that of bytes", """
f = File(b"abcdefghijklmnop")
m = mmap(f, 0)
m.find(b"cd")                   #: 2
m.seek(5)
m.find(b"a")                    #: 0
"""),
]

WITHOUT = [
    ("138, 149", "on which lines of mmapmodule.c its methods stand", "a place in the source"),
    ("142, 151", "with which algorithm find searches", "a way to the same answer"),
    ("148", "read copies, and makes no system call", "no step sees that"),
    ("160", "struct.pack_into writes into a mapping",
     "about struct (what it does to bytearrays: traces/cpython-3.14/captured/struct.json)"),
    ("161", "bytes(m) does not copy", "there is no step bytes()"),
]
