# SPDX-License-Identifier: MIT
"""Claims about memoryview: number, the claim, and a program with what the claim expects of it."""

CLAIMS = [
    (95, "views of views share one buffer, which lives as long as any of them", """
b = bytearray(b"abcd")
v = memoryview(b)
v2 = v[1:3]
v.release()
b.append(1)                     #: BufferError
v2.release()
b.append(1)                     #: None
"""),
    (97, "its hash is computed once and kept", """
v = memoryview(b"abc")
hash(v)                         #: b"abc"
v.release()
hash(v)                         #: b"abc"
"""),
    (99, "views made of it are its exports", """
b = bytearray(b"abcd")
v = memoryview(b)
v2 = v[1:]
v.release()                     #: BufferError
"""),
    (100, "it tells dimensions, shape, strides, suboffsets, item size, format and length", """
b = bytearray(b"abcd")
v = memoryview(b)
v.ndim                          #: 1
v.shape                         #: (4,)
v.strides                       #: (1,)
v.suboffsets                    #: ()
v.itemsize                      #: 1
v.format                        #: "B"
v.nbytes                        #: 4
"""),
    (102, "a request that it cannot meet raises BufferError", """
v = memoryview(b"abcd")
v.__buffer__(1)                 #: BufferError
v.__buffer__(4)                 #: BufferError
v2 = v[::2]
v2.__buffer__(0)                #: BufferError
v3 = v.__buffer__(0)            #: v3
"""),
    (103, "a view is made of whatever has a buffer; of a view, it shares its buffer", """
b = bytearray(b"ab")
v = memoryview(b)
v2 = memoryview(v)
v2.obj                          #: b
"""),
    (104, "asked for a writable buffer it says: memoryview: underlying buffer is not writable", """
v = memoryview(b"x")
v.__buffer__(1)                 #: message == "memoryview: underlying buffer is not writable"
"""),
    (105, "a request to a released view fails without an exception", """
v = memoryview(b"x")
v.release()
v.__buffer__(0)                 #: SystemError
"""),
    (106, "who takes a buffer of a view refers to that view", """
b = bytearray(b"x")
v = memoryview(b)
v2 = v.__buffer__(0)
v2.obj                          #: v
"""),
    (107, "a view with exports can be released; its buffer goes when the last of them goes", """
b = bytearray(b"ab")
v = memoryview(b)
v2 = v.__buffer__(0)
v.release()                     #: None
"""),
    (108, "its subscripts are ints and slices", """
b = bytearray(b"abcd")
v = memoryview(b)
v[1]                            #: 98
v2 = v[1:3]                     #: v2.contents == b"bc"
"""),
    (109, "a slice is a view of the same memory", """
b = bytearray(b"abcd")
v = memoryview(b)
v2 = v[1::2]                    #: v2.shape == [2] and v2.strides == [2]
b[1] = 88                       #: v2.contents == b"Xd"
"""),
    (110, "a view without dimensions takes () and ... as subscripts, and no others", """
b = bytearray(b"a")
v = memoryview(b)
v2 = v.cast("B", [])
v2[()]                          #: 97
v3 = v2[...]                    #: v2
v2[0]                           #: TypeError
"""),
    (111, "an int that is too large for a subscript raises IndexError", """
v = memoryview(b"a")
v[2**100]                       #: IndexError
"""),
    (113, "cast shows the same memory in another format, or with a shape", """
b = bytearray(b"abcd")
v = memoryview(b)
v2 = v.cast("H")
v2[0] = 0                       #: b.contents == b"\\0\\0cd"
v3 = v.cast("B", [2, 2])
v3.tolist()                     #: [[0, 0], [99, 100]]
"""),
    (114, "cast asks that the length is a multiple of the item size, and no more", """
b = bytearray(6)
v = memoryview(b)
v2 = v.cast("I")                #: TypeError
v3 = v.cast("H")
v4 = v3.cast("h")               #: v4
v5 = v.cast("<H")               #: v5
"""),
    (115, 'cast("I") shows bytes as unsigned ints without copying', """
b = bytearray(b"\\1\\0\\0\\0")
v = memoryview(b)
v2 = v.cast("I")
v2.tolist()                     #: [1]
b[1] = 1
v2.tolist()                     #: [257]
"""),
    (117, "slices change where it begins and its shape, casts keep all bytes", """
b = bytearray(8)
v = memoryview(b)
v2 = v[2:6]
v2.nbytes                       #: 4
v3 = v.cast("H")
v3.nbytes                       #: 8
"""),
]

WITHOUT = [
    ("84-94, 112", "on which lines of memoryobject.c its functions stand", "a place in the source"),
    ("96, 98, 101, 116", "which fields and flags its struct has, and where its shape is kept",
     "layout in memory"),
]
