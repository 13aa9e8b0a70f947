// SPDX-License-Identifier: MIT
//
// What a script needs to make the exporters of a program: the functions that FORMAT.md describes,
// the first of them as far as it succeeds. Internal to the Python spelling.
#pragma once

#include <string_view>

namespace holdfast {

inline constexpr std::string_view kPythonExporter = R"(
def exporter(contents, format, shape, strides=None, offset=0, flags=0):
    """An array of contents with that layout; flags: 2 writable, 4 Fortran, 16 pointers."""
    size = struct.calcsize(format)
    item = struct.unpack(format, bytes(size))
    items = list(contents) if format == "B" else [item] * (len(contents) // size)
    array = ndarray(items if shape else items[0], shape=shape, strides=strides or [],
                    offset=offset, format=format, flags=flags & ~256)
    if format != "B":
        view = (ctypes.c_void_p * 64)()
        ctypes.pythonapi.PyObject_GetBuffer(ctypes.py_object(array), view, 0x11c)
        start = view[0] - offset
        if flags & 16:
            start = view[0] + 8 * (1 if array.strides[0] < 0 and shape[0] else shape[0])
        ctypes.memmove(start, contents, len(contents))
        ctypes.pythonapi.PyBuffer_Release(view)
    if flags & 256:
        array.add_suboffsets()
    return array


def request(*args, **named):
    """An array that holds on to what one request gave: request(thing, flags)."""
    if named or len(args) != 2 or type(args[1]) is not int:
        raise TypeError("exporter: wrong argument")
    thing, flags = args
    if not -1 << 31 <= flags < 1 << 31 or flags == 1 << 16:
        raise ValueError("exporter: no such request")
    if not hasattr(type(thing), "__buffer__"):
        raise TypeError("exporter: wrong argument")
    return ndarray(thing, getbuf=flags)


exporter.request = request

)";

}  // namespace holdfast
