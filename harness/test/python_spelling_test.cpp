// SPDX-License-Identifier: MIT
//
// The Python spelling, as text. That the scripts run and assert what they should is the concern of
// python_live_test.cpp.
#include "harness/python_spelling.h"

#include <string>

#include <gtest/gtest.h>

#include "harness/json_spelling.h"
#include "harness/trace.h"

namespace holdfast {
namespace {

Program program(const std::string& steps) {
  auto parsed = parse_program(R"({"steps": [)" + steps + "]}");
  EXPECT_TRUE(parsed) << parsed.error().message;
  return *parsed;
}

RecordedProgram recorded(const std::string& steps) {
  auto trace = parse_trace(R"({"format": "holdfast-trace", "version": 1, "programs": [{"id": "p",
    "steps": [)" + steps + "]}]}",
                           "x.json");
  EXPECT_TRUE(trace) << trace.error().message;
  return trace->programs.at(0);
}

// The script without the comment on top, imports and helpers.
std::string body(const std::string& steps, PythonOptions options = {}) {
  const std::string script = to_python(recorded(steps), options);
  const auto helper = script.rfind("\n\n\n");
  return helper == std::string::npos ? script.substr(script.find('\n') + 1)
                                     : script.substr(helper + 3);
}

// How one step reads in a list.
std::string line(const std::string& step) {
  const Program all =
      program(R"({"op": "bytearray"}, {"op": "memoryview", "args": [{"ref": "b"}]}, )" + step);
  return step_to_python(all, all.steps[2]);
}

// How a value reads as an argument.
std::string value(const std::string& json) {
  const std::string text = line(R"({"op": "bytearray", "args": [)" + json + "]}");
  return text.substr(14, text.size() - 15);
}

TEST(PythonSpelling, WritesEachFormOfStepAsPythonDoes) {
  EXPECT_EQ(line(R"({"op": "bytearray", "into": "b2"})"), "b2 = bytearray()");
  EXPECT_EQ(line(R"({"op": "bytearray.append", "self": "b", "args": [99]})"), "b.append(99)");
  EXPECT_EQ(line(R"({"op": "bytearray.__len__", "self": "b"})"), "len(b)");
  EXPECT_EQ(line(R"({"op": "bytearray.__getitem__", "self": "b", "args": [0]})"), "b[0]");
  EXPECT_EQ(line(R"({"op": "bytearray.__getitem__", "self": "b", "args": [{"slice": [1, 3, null]}],
                 "into": "b2"})"),
            "b2 = b[1:3]");
  EXPECT_EQ(line(R"({"op": "memoryview.__setitem__", "self": "v",
                 "args": [{"slice": [null, null, -1]}, {"bytes": "7879"}]})"),
            "v[::-1] = b\"xy\"");
  EXPECT_EQ(line(R"({"op": "bytearray.__delitem__", "self": "b",
                 "args": [{"slice": [null, null, null]}]})"),
            "del b[:]");
  EXPECT_EQ(line(R"({"op": "bytearray.__iadd__", "self": "b", "args": [{"ref": "v"}]})"), "b += v");
  EXPECT_EQ(line(R"({"op": "memoryview.obj", "self": "v"})"), "v.obj");
  EXPECT_EQ(line(R"({"op": "memoryview.drop", "self": "v"})"), "del v");
  EXPECT_EQ(line(R"({"op": "bytearray", "args": ["a"], "kwargs": {"encoding": "ascii"}})"),
            "b = bytearray(\"a\", encoding=\"ascii\")");
}

TEST(PythonSpelling, WritesValuesAsPythonDoes) {
  EXPECT_EQ(value("[null, true, -5]"), "[None, True, -5]");
  EXPECT_EQ(value(R"({"int": "-0x10000000000000000"})"), "-0x10000000000000000");
  EXPECT_EQ(value(R"({"float": "-0x0.0p+0"})"), "-0.0");
  EXPECT_EQ(value(R"({"float": "0x1.999999999999ap-4"})"), "0.1");
  EXPECT_EQ(value(R"({"float": "inf"})"), "float(\"inf\")");
  EXPECT_EQ(value(R"({"float": "nan:7ff8000000000000"})"), "float(\"nan\")");
  EXPECT_EQ(value(R"({"float": "nan:7ff8000000000001"})"),
            "struct.unpack(\">d\", bytes.fromhex(\"7ff8000000000001\"))[0]");
  EXPECT_EQ(value(R"("a\"\\\n\u00e9\u20ac\ud83d\ude00")"), R"("a\"\\\n\xe9\u20ac\U0001f600")");
  EXPECT_EQ(value(R"({"str": "eda080"})"), R"("\ud800")");
  EXPECT_EQ(value(R"({"bytes": "006122ff"})"), R"(b"\x00a\"\xff")");
  EXPECT_EQ(value(R"({"bytes": ")" + std::string(200, '0') + "\"}"), "bytes(100)");
  EXPECT_EQ(value(R"({"bytearray": "61"})"), "bytearray(b\"a\")");
  EXPECT_EQ(value(R"({"tuple": [1]})"), "(1,)");
  EXPECT_EQ(value(R"({"slice": [null, 2, -1]})"), "slice(None, 2, -1)");
  EXPECT_EQ(value(R"({"ellipsis": true})"), "...");
  EXPECT_EQ(value(R"({"index": 5, "runs": [{"op": "bytearray.clear", "self": "b"}]})"),
            "<index 5 after b.clear()>");
  EXPECT_EQ(
      value(R"({"buffer": {"ref": "b"}, "release_runs": [{"op": "bytearray.pop", "self": "b"}]})"),
      "<buffer b, b.pop() on release>");
  EXPECT_EQ(
      value(R"({"iter": [1, {"runs": [{"op": "bytearray.pop", "self": "b"}]}, {"raises": true}]})"),
      "<yields 1, runs b.pop(), raises>");
}

TEST(PythonSpelling, NumbersTheStepsOfAListing) {
  EXPECT_EQ(listing(program(R"({"op": "bytearray"}, {"op": "bytearray.pop", "self": "b"})")),
            "  0  b = bytearray()\n  1  b.pop()\n");
}

TEST(PythonScript, AssertsWhatWasRecorded) {
  EXPECT_EQ(body(R"(
    {"op": "bytearray", "args": [{"bytes": "6162"}], "returns": {"ref": "b"},
     "state": {"b": {"contents": "6162"}}},
    {"op": "memoryview", "args": [{"ref": "b"}], "returns": {"ref": "v"},
     "state": {"v": {"contents": "6162"}}},
    {"op": "bytearray.append", "self": "b", "args": [99],
     "raises": "BufferError", "message": "Existing exports"},
    {"op": "memoryview.__setitem__", "self": "v", "args": [0, 120], "returns": null,
     "state": {"b": {"contents": "7862"}, "v": {"contents": "7862"}}},
    {"op": "memoryview.obj", "self": "v", "returns": {"ref": "b"}},
    {"op": "memoryview.drop", "self": "v", "returns": null, "state": {"v": null}},
    {"op": "memoryview", "args": [5], "into": "v2", "raises": "TypeError"},
    {"op": "memoryview.release", "self": "v2", "skipped": true},
    {"op": "bytearray.pop", "self": "b", "returns": 98, "state": {"b": {"contents": "78"}}},
    {"op": "bytearray.__getitem__", "self": "b", "args": [{"slice": [0, 1, null]}], "into": "b2",
     "returns": {"ref": "b2"}, "state": {"b2": {"contents": "78"}}},
    {"op": "bytearray.clear", "self": "b", "crashed": "SIGSEGV"},
    {"op": "bytearray.clear", "self": "b"})"),
            R"(b = bytearray(b"ab")
v = memoryview(b)
with raises(BufferError, "Existing exports"):
    b.append(99)
v[0] = 120
assert b == b"xb"
assert v.obj is b
del v
with raises(TypeError):
    memoryview(5)
# Skipped, a name is not defined: v2.release()
assert b.pop() == 98
assert b == b"x"
b2 = b[0:1]
assert b2 == b"x"
b.clear()  # Here the interpreter died: SIGSEGV
)");
}

TEST(PythonScript, DefinesHostileArgumentsJustBeforeTheirStep) {
  EXPECT_EQ(body(R"(
    {"op": "bytearray", "args": [3], "returns": {"ref": "b"}},
    {"op": "bytearray.append", "self": "b", "returns": null, "nested": [{"returns": {"ref": "v"}}],
     "args": [{"index": 5, "runs": [{"op": "memoryview", "args": [{"ref": "b"}]}]}]},
    {"op": "bytearray.extend", "self": "b",
     "raises": "ZeroDivisionError", "nested": [{"returns": 0}],
     "args": [{"iter": [1, {"runs": [{"op": "bytearray.pop", "self": "b"}]}, {"raises": true}]}]},
    {"op": "bytearray.extend", "self": "b", "returns": null,
     "args": [{"buffer": {"ref": "b"}, "release_runs": [{"op": "bytearray.clear", "self": "b"}]}],
     "nested": [{"returns": null}]})"),
            R"(b = bytearray(3)

class Index:
    def __index__(self):
        global v
        v = memoryview(b)
        return 5

b.append(Index())

def items():
    yield 1
    assert b.pop() == 0
    raise ZeroDivisionError("division by zero")

with raises(ZeroDivisionError):
    b.extend(items())

class Buffer:
    def __init__(self, answer):
        self.answer = answer

    def __buffer__(self, flags):
        return memoryview(self.answer)

    def __release_buffer__(self, view):
        with suppress(Exception): b.clear()

b.extend(Buffer(b))
for name in "b v".split():
    globals().pop(name, None)
)");
}

TEST(PythonScript, CanLeaveMessagesAndContentsOpen) {
  const std::string steps = R"(
    {"op": "bytearray", "args": [3], "returns": {"ref": "b"},
     "state": {"b": {"contents": "000000"}}},
    {"op": "bytearray.append", "self": "b", "args": [256],
     "raises": "ValueError", "message": "no"})";
  EXPECT_EQ(body(steps), R"(b = bytearray(3)
assert b == b"\x00\x00\x00"
with raises(ValueError, "no"):
    b.append(256)
)");
  EXPECT_EQ(body(steps, {.messages = false, .contents = false}), R"(b = bytearray(3)
with raises(ValueError):
    b.append(256)
)");
}

TEST(PythonScript, CallsFunctionsOfStructByTheirModule) {
  EXPECT_EQ(body(R"(
    {"op": "bytearray", "args": [3], "returns": {"ref": "b"},
     "state": {"b": {"contents": "000000"}}},
    {"op": "struct.pack_into", "args": ["<HB", {"ref": "b"}, 0, 770, "x"],
     "raises": "struct.error", "message": "no", "state": {"b": {"contents": "020300"}}},
    {"op": "struct.unpack_from", "args": [">H"], "kwargs": {"buffer": {"ref": "b"}},
     "returns": {"tuple": [515]}})"),
            R"(b = bytearray(3)
assert b == b"\x00\x00\x00"
with raises(struct.error, "no"):
    struct.pack_into("<HB", b, 0, 770, "x")
assert b == b"\x02\x03\x00"
assert struct.unpack_from(">H", buffer=b) == (515,)
)");
}

TEST(PythonScript, GoesOnAfterWhatRaisesWhenNothingIsKnown) {
  EXPECT_EQ(to_python(program(R"(
    {"op": "bytearray", "args": [{"bytes": "61"}]},
    {"op": "memoryview", "args": [{"ref": "b"}]},
    {"op": "bytearray.append", "self": "b", "args": [98]},
    {"op": "memoryview.drop", "self": "v"})")),
            R"(from contextlib import contextmanager


@contextmanager
def attempt():
    try:
        yield
    except Exception as error:
        print(f"{type(error).__name__}: {error}")


b = bytearray(b"a")
v = memoryview(b)
with attempt(): b.append(98)
del v
)");
}

}  // namespace
}  // namespace holdfast
