// SPDX-License-Identifier: MIT
//
// The files that programs map, in a script: the class File of adapters/adapter.py in short.
#include "harness/python_script.h"

namespace holdfast {

std::string_view PythonScript::python_file() {
  return R"(
class File:
    """A file without a name, open in a mode. Others may truncate it and write to it."""

    FLAGS = {"r+": os.O_RDWR, "r": os.O_RDONLY, "w": os.O_WRONLY}
    OTHERS = {"directory": ("/", os.O_RDONLY), "device": ("/dev/zero", os.O_RDWR)}

    def __init__(self, *args, **named):
        self.keeper = self.fd = None
        contents, mode = (args + (b"", "r+")[len(args):])[:2]
        self.check(not named and len(args) <= 2 and type(contents) is bytes and type(mode) is str,
                   True)
        self.check(True, mode in (*self.FLAGS, *self.OTHERS) and len(contents) <= 1 << 20)
        if mode in self.OTHERS:
            self.fd = os.open(*self.OTHERS[mode])
        else:
            self.keeper = tempfile.TemporaryFile(buffering=0)
            self.keeper.write(contents)
            self.fd = os.open(f"/dev/fd/{self.keeper.fileno()}", self.FLAGS[mode])

    def check(self, is_right, is_possible):
        if not is_right:
            raise TypeError("this is no way to use a File")
        if not is_possible:
            raise ValueError("a File cannot do this")

    def fileno(self):
        return 1 << 30 if self.fd is None else self.fd

    def truncate(self, *args, **named):
        self.check(not named and len(args) == 1 and type(args[0]) is int, True)
        self.check(True, 0 <= args[0] <= 1 << 20 and self.keeper)
        os.ftruncate(self.keeper.fileno(), args[0])

    def write(self, *args, **named):
        self.check(not named and [type(arg) for arg in args] == [bytes, int], True)
        self.check(True, 0 <= args[1] <= 1 << 20 and len(args[0]) <= 1 << 20 and self.keeper)
        os.pwrite(self.keeper.fileno(), *args)

    def close(self, *args, **named):
        self.check(not named and not args, True)
        if self.fd is not None:
            os.close(self.fd)
            self.fd = None

    def contents(self):
        return os.pread(self.keeper.fileno(), 1 << 22, 0) if self.keeper else b""

    def __del__(self):
        self.close()

)";
}

}  // namespace holdfast
