// SPDX-License-Identifier: MIT
//
// What a script needs to make the exporters of a program: the function that FORMAT.md describes, as
// far as it succeeds. Internal to the Python spelling.
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


exporter.request = lambda thing, flags: ndarray(thing, getbuf=flags)

)";

}  // namespace holdfast
