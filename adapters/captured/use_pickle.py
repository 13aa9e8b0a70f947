# SPDX-License-Identifier: MIT
"""pickle: streams, bytearrays in every protocol, and protocol 5 with buffers out of band."""

import copy
import io
import pickle

for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
    stream = io.BytesIO()
    pickler = pickle.Pickler(stream, protocol)
    pickler.dump([1, "two", b"three"])
    pickler.dump(bytearray(b"four"))
    stream.seek(0)
    unpickler = pickle.Unpickler(stream)
    assert unpickler.load() == [1, "two", b"three"]
    assert unpickler.load() == b"four"
    try:
        unpickler.load()
    except EOFError:
        pass

# The Python implementation reads and writes in smaller pieces.
stream = io.BytesIO()
pickle._Pickler(stream, 5).dump({"key": [1.5, None], "bytes": bytearray(b"abc")})
stream.seek(0)
assert pickle._Unpickler(stream).load() == {"key": [1.5, None], "bytes": b"abc"}

array = bytearray(b"out of band")
buffers = []
data = pickle.dumps(pickle.PickleBuffer(array), protocol=5, buffer_callback=buffers.append)
with buffers[0].raw() as view:
    same = pickle.loads(data, buffers=[view])
    received = bytearray(len(view))
    received[:] = view
del same
assert pickle.loads(data, buffers=[received]) is received
buffers[0].release()
array += b", and larger"
assert received == b"out of band"

twin = copy.deepcopy(array)
twin.reverse()
assert array.startswith(b"out") and twin.endswith(b"tuo")
