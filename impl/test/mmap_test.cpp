// SPDX-License-Identifier: MIT
//
// What a mapping is made of, what it does at the position and by subscripts, and what the file
// behind it sees. Every expectation was seen on CPython 3.14.10.
#include <gtest/gtest.h>

#include "impl/test/files.h"

namespace holdfast::impl::test {
namespace {

constexpr const char* kClosed = "ValueError: mmap closed or invalid";
constexpr const char* kReadOnly = "TypeError: mmap can't modify a readonly memory map.";
const auto kPage = static_cast<std::int64_t>(page_size());

TEST(TheConstructor, TakesTheLengthOfTheFile) {
  const TemporaryFile file("abcdefgh");
  EXPECT_EQ(contents(map_file(file.fd())), "abcdefgh");
  EXPECT_EQ(contents(map_file(file.fd(), {.length = 3})), "abc");
}

TEST(TheConstructor, RefusesWhatTheFileDoesNotHave) {
  const TemporaryFile file("abcdefgh");
  const TemporaryFile empty("");
  EXPECT_EQ(made({num(file.fd()), num(9)}), "ValueError: mmap length is greater than file size");
  EXPECT_EQ(made({num(empty.fd()), num(0)}), "ValueError: cannot mmap an empty file");
  EXPECT_EQ(made({num(file.fd()), num(0), num(kPage)}, {"offset"}),
            "ValueError: mmap offset is greater than file size");
  EXPECT_EQ(made({num(file.fd()), num(0), num(1)}, {"offset"}),
            "OSError: [Errno 22] Invalid argument");
  EXPECT_EQ(made({num(file.fd()), num(0), num(-1)}, {"offset"}),
            "OverflowError: memory mapped offset must be positive");
  EXPECT_EQ(made({num(-1), num(-1)}), "OverflowError: memory mapped length must be positive");
  EXPECT_EQ(made({num(-1), num(0)}), "OSError: [Errno 22] Invalid argument");
}

TEST(TheConstructor, MapsFromAnOffset) {
  const TemporaryFile file(std::string(static_cast<std::size_t>(kPage), '.') + "tail");
  const auto mapping = map_file(file.fd(), {.offset = kPage});
  EXPECT_EQ(contents(mapping), "tail");
  EXPECT_EQ(invoke(mapping, "size"), std::to_string(kPage + 4));
}

TEST(TheConstructor, RefusesDescriptorsThatCannotBeMapped) {
  const TemporaryFile file("abc");
  const Reopened readable(file, O_RDONLY);
  const Reopened writable(file, O_WRONLY);
  EXPECT_EQ(made({num(readable.fd()), num(0)}), "PermissionError: [Errno 13] Permission denied");
  EXPECT_EQ(made({num(writable.fd()), num(0), num(1)}, {"access"}),
            "PermissionError: [Errno 13] Permission denied");
  const int directory = ::open("/", O_RDONLY | O_CLOEXEC);
  EXPECT_EQ(made({num(directory), num(5)}), "PermissionError: [Errno 13] Permission denied");
  EXPECT_EQ(made({num(directory), num(5), num(1)}, {"access"}),
            "OSError: [Errno 19] No such device");
  (void)::close(directory);
  EXPECT_EQ(made({num(directory), num(5)}), "OSError: [Errno 9] Bad file descriptor");
  EXPECT_EQ(made({num(-2), num(5)}), "OSError: [Errno 9] Bad file descriptor");
}

TEST(TheConstructor, TakesAccessOrFlagsAndProtection) {
  EXPECT_EQ(made({num(-1), num(5), num(2), num(3), num(1)}),
            "ValueError: mmap can't specify both access and flags, prot.");
  EXPECT_EQ(made({num(-1), num(5), num(4)}, {"access"}),
            "ValueError: mmap invalid access parameter.");
  EXPECT_EQ(made({num(-1), num(5), num(1), num(2)}),
            "<mmap.mmap closed=False, access=ACCESS_WRITE, length=5, pos=0, offset=0>");
  EXPECT_EQ(made({num(-1), num(5), num(1), num(1)}),
            "<mmap.mmap closed=False, access=ACCESS_READ, length=5, pos=0, offset=0>");
}

TEST(TheConstructor, ParsesItsArgumentsAsCPythonDoes) {
  EXPECT_EQ(made({}), "TypeError: function missing required argument 'fileno' (pos 1)");
  EXPECT_EQ(made({num(-1)}), "TypeError: function missing required argument 'length' (pos 2)");
  EXPECT_EQ(made({num(-1), num(3), num(1), num(3), num(0), num(0), num(1)}),
            "TypeError: function takes at most 6 positional arguments (7 given)");
  EXPECT_EQ(made({num(-1), num(3), num(1)}, {"bogus"}),
            "TypeError: this function got an unexpected keyword argument 'bogus'");
  EXPECT_EQ(made({num(-1), num(3), num(5)}, {"length"}),
            "TypeError: argument for function given by name ('length') and position (2)");
  EXPECT_EQ(made({str("x"), num(3), num(3)}, {"bogus"}),
            "TypeError: 'str' object cannot be interpreted as an integer");
  EXPECT_EQ(made({num(-1), num(1), num(std::int64_t{1} << 31U)}),
            "OverflowError: signed integer is greater than maximum");
}

TEST(AMappingOfAFile, WritesToIt) {
  const TemporaryFile file("abcdef");
  const auto mapping = map_file(file.fd());
  EXPECT_EQ(invoke(mapping, "write", {bytes("XY")}), "2");
  EXPECT_EQ(invoke(mapping, "__setitem__", {num(-1), num('Z')}), "None");
  EXPECT_EQ(file.contents(), "XYcdeZ");
}

TEST(AMappingOfAFile, KeepsTheDescriptorOpenForItself) {
  TemporaryFile file("abcdef");
  const auto mapping = map_file(file.fd());
  const auto untracked = map_file(file.fd(), {.trackfd = false});
  file.close();
  EXPECT_EQ(invoke(mapping, "size"), "6");
  EXPECT_EQ(invoke(mapping, "resize", {num(4)}), "None");
  EXPECT_EQ(invoke(untracked, "size"), "OSError: [Errno 9] Bad file descriptor");
  EXPECT_EQ(invoke(untracked, "resize", {num(2)}),
            "ValueError: mmap can't resize with trackfd=False.");
}

TEST(ACopyingMapping, NeverReachesTheFile) {
  const TemporaryFile file("abcdef");
  const auto mapping = map_file(file.fd(), {.access = 3});
  EXPECT_EQ(invoke(mapping, "write", {bytes("XY")}), "2");
  EXPECT_EQ(invoke(mapping, "flush"), "None");
  EXPECT_EQ(contents(mapping), "XYcdef");
  EXPECT_EQ(file.contents(), "abcdef");
  EXPECT_EQ(invoke(mapping, "resize", {num(3)}),
            "TypeError: mmap can't resize a readonly or copy-on-write memory map.");
}

TEST(AReadOnlyMapping, RefusesToBeWritten) {
  const auto mapping = *Mmap::create({.length = 8, .access = 1});
  EXPECT_EQ(invoke(mapping, "write", {bytes("x")}), kReadOnly);
  EXPECT_EQ(invoke(mapping, "write_byte", {num(1)}), kReadOnly);
  EXPECT_EQ(invoke(mapping, "move", {num(-1), num(0), num(0)}), kReadOnly);
  EXPECT_EQ(invoke(mapping, "__setitem__", {str("x"), num(1)}), kReadOnly);
  EXPECT_EQ(invoke(mapping, "__delitem__", {num(0)}), kReadOnly);
  EXPECT_TRUE(view(mapping)->readonly());
  EXPECT_EQ(shown(called("mmap.__buffer__", mapping.get(), {num(1)})),
            "BufferError: Object is not writable.");
}

TEST(TheLock, RefusesResizeAndCloseUntilTheLastRelease) {
  const auto mapping = map_memory(8);
  {
    const auto first = view(mapping);
    const auto second = view(mapping);
    EXPECT_EQ(invoke(mapping, "resize", {num(4)}),
              "BufferError: mmap can't resize with extant buffers exported.");
    EXPECT_EQ(invoke(mapping, "close"), "BufferError: cannot close exported pointers exist");
    EXPECT_EQ(invoke(mapping, "write", {bytes("ab")}), "2") << "all else works";
    EXPECT_EQ(call(second, "tobytes"), "b'ab\\x00\\x00\\x00\\x00\\x00\\x00'");
  }
  EXPECT_EQ(invoke(mapping, "resize", {num(4)}), "None");
  EXPECT_EQ(invoke(mapping, "close"), "None");
}

TEST(AClosedMapping, RefusesEveryUseButAFew) {
  const auto mapping = map_memory(8);
  ASSERT_EQ(invoke(mapping, "close"), "None");
  for (const char* method : {"read", "read_byte", "readline", "tell", "size", "flush", "__enter__",
                             "__len__", "__bool__", "__reversed__"}) {
    EXPECT_EQ(invoke(mapping, method), kClosed) << method;
  }
  EXPECT_EQ(invoke(mapping, "write", {bytes("x")}), kClosed);
  EXPECT_EQ(invoke(mapping, "write_byte", {num(1)}), kClosed);
  EXPECT_EQ(invoke(mapping, "seek", {num(0)}), kClosed);
  EXPECT_EQ(invoke(mapping, "find", {bytes("x")}), kClosed);
  EXPECT_EQ(invoke(mapping, "move", {num(0), num(0), num(0)}), kClosed);
  EXPECT_EQ(invoke(mapping, "resize", {num(1)}), kClosed);
  EXPECT_EQ(invoke(mapping, "madvise", {num(0)}), kClosed);
  EXPECT_EQ(invoke(mapping, "__getitem__", {num(0)}), kClosed);
  EXPECT_EQ(invoke(mapping, "__setitem__", {num(0), num(0)}), kClosed);
  EXPECT_EQ(invoke(mapping, "__contains__", {bytes("x")}), kClosed);
  EXPECT_EQ(shown(called("memoryview", nullptr, {mapping})), kClosed);
  EXPECT_EQ(invoke(mapping, "read", {str("x")}),
            "TypeError: argument should be integer or None, not 'str'");
  EXPECT_EQ(invoke(mapping, "closed"), "True");
  EXPECT_EQ(invoke(mapping, "seekable"), "True");
  EXPECT_EQ(invoke(mapping, "close"), "None");
  EXPECT_EQ(invoke(mapping, "__exit__", {none(), none(), none()}), "None");
  EXPECT_EQ(invoke(mapping, "__repr__"), "'<mmap.mmap closed=True>'");
}

TEST(ThePosition, MovesWithReadingAndWriting) {
  const TemporaryFile file("ab\ncd\nef");
  const auto mapping = map_file(file.fd());
  EXPECT_EQ(invoke(mapping, "readline"), "b'ab\\n'");
  EXPECT_EQ(invoke(mapping, "read_byte"), "99");
  EXPECT_EQ(invoke(mapping, "read", {num(2)}), "b'd\\n'");
  EXPECT_EQ(invoke(mapping, "readline"), "b'ef'");
  EXPECT_EQ(invoke(mapping, "readline"), "b''");
  EXPECT_EQ(invoke(mapping, "read"), "b''");
  EXPECT_EQ(invoke(mapping, "read_byte"), "ValueError: read byte out of range");
  EXPECT_EQ(invoke(mapping, "write_byte", {num(1)}), "ValueError: write byte out of range");
  EXPECT_EQ(invoke(mapping, "write", {bytes("x")}), "ValueError: data out of range");
  EXPECT_EQ(invoke(mapping, "seek", {num(-3), num(2)}), "5");
  EXPECT_EQ(invoke(mapping, "seek", {num(-6), num(1)}), "ValueError: seek out of range");
  EXPECT_EQ(invoke(mapping, "seek", {num(0), num(3)}), "ValueError: unknown seek type");
  EXPECT_EQ(invoke(mapping, "tell"), "5");
}

TEST(ThePosition, MayBeBehindTheEndOfAMappingThatShrank) {
  const auto mapping = map_memory(16);
  ASSERT_EQ(invoke(mapping, "seek", {num(10)}), "10");
  ASSERT_EQ(invoke(mapping, "resize", {num(5)}), "None");
  EXPECT_EQ(invoke(mapping, "tell"), "10");
  EXPECT_EQ(invoke(mapping, "read"), "b''");
  EXPECT_EQ(invoke(mapping, "write", {bytes("")}), "ValueError: data out of range");
  EXPECT_EQ(invoke(mapping, "find", {bytes("")}), "5");
  EXPECT_EQ(invoke(mapping, "seek", {num(0), num(1)}), "ValueError: seek out of range");
  EXPECT_EQ(invoke(mapping, "seek", {num(-5), num(1)}), "5");
}

TEST(Subscripts, GiveIntegersAndBytes) {
  const TemporaryFile file("abcdef");
  const auto mapping = map_file(file.fd());
  EXPECT_EQ(invoke(mapping, "__getitem__", {num(-1)}), "102");
  EXPECT_EQ(invoke(mapping, "__getitem__", {num(6)}), "IndexError: mmap index out of range");
  EXPECT_EQ(invoke(mapping, "__getitem__", {slice(none(), none(), num(-2))}), "b'fdb'");
  EXPECT_EQ(invoke(mapping, "__getitem__", {str("x")}), "TypeError: mmap indices must be integers");
  EXPECT_EQ(invoke(mapping, "__setitem__", {slice(num(1), none(), num(2)), bytes("XYZ")}), "None");
  EXPECT_EQ(contents(mapping), "aXcYeZ");
  EXPECT_EQ(invoke(mapping, "__setitem__", {slice(num(0), num(2)), bytes("x")}),
            "IndexError: mmap slice assignment is wrong size");
  EXPECT_EQ(invoke(mapping, "__setitem__", {num(9), num(256)}),
            "ValueError: mmap item value must be in range(0, 256)");
  EXPECT_EQ(invoke(mapping, "__setitem__", {num(9), num(1)}),
            "IndexError: mmap index out of range");
  EXPECT_EQ(invoke(mapping, "__delitem__", {num(9)}),
            "TypeError: mmap doesn't support item deletion");
  EXPECT_EQ(invoke(mapping, "__delitem__", {slice(none(), none())}),
            "TypeError: mmap object doesn't support slice deletion");
}

TEST(AClosedMapping, ConvertsWhatIsAssignedFirst) {
  const auto mapping = map_memory(8);
  ASSERT_EQ(invoke(mapping, "close"), "None");
  EXPECT_EQ(invoke(mapping, "__setitem__", {num(0), str("x")}),
            "TypeError: mmap item value must be an int");
  EXPECT_EQ(invoke(mapping, "__setitem__", {slice(none(), none()), num(1)}),
            "TypeError: a bytes-like object is required, not 'int'");
  EXPECT_EQ(invoke(mapping, "__setitem__", {slice(none(), none()), bytes("x")}), kClosed);
  EXPECT_EQ(invoke(mapping, "__delitem__", {num(0)}),
            "TypeError: mmap doesn't support item deletion");
}

TEST(AssigningAMappingToItself, GoesItemByItemWithAStep) {
  const TemporaryFile file("abcdefgh");
  const auto mapping = map_file(file.fd());
  ASSERT_EQ(invoke(mapping, "__setitem__", {slice(none(), none(), num(-1)), view(mapping)}),
            "None");
  EXPECT_EQ(contents(mapping), "abcddcba");
}

TEST(Searching, BeginsAtThePosition) {
  const TemporaryFile file("abcabc");
  const auto mapping = map_file(file.fd());
  ASSERT_EQ(invoke(mapping, "seek", {num(1)}), "1");
  EXPECT_EQ(invoke(mapping, "find", {bytes("a")}), "3");
  EXPECT_EQ(invoke(mapping, "rfind", {bytes("a")}), "3");
  EXPECT_EQ(invoke(mapping, "find", {bytes("a"), num(0)}), "0");
  EXPECT_EQ(invoke(mapping, "find", {bytes("c"), none(), num(0)}), "2")
      << "an end without a start is not looked at";
  EXPECT_EQ(invoke(mapping, "rfind", {bytes("c"), num(0), num(-1)}), "2");
  EXPECT_EQ(invoke(mapping, "find", {num(97)}),
            "TypeError: a bytes-like object is required, not 'int'");
}

TEST(Searching, IsLinearOnPathologicalNeedles) {
  // A quadratic search takes hours for these.
  const std::int64_t size = std::int64_t{1} << 24U;
  const auto mapping = map_memory(size, MAP_PRIVATE);
  const std::string needle = std::string(1U << 20U, '\0') + "x";
  EXPECT_EQ(invoke(mapping, "find", {bytes(needle)}), "-1");
  EXPECT_EQ(invoke(mapping, "rfind", {bytes("x" + std::string(1U << 20U, '\0'))}), "-1");
}

TEST(Iteration, GivesBytesObjects) {
  const TemporaryFile file("ab");
  const auto mapping = map_file(file.fd());
  const Value forward = *called("mmap.__iter__", mapping.get());
  const Value backward = *called("mmap.__reversed__", mapping.get());
  EXPECT_EQ(shown(called("iterator.__next__", &forward.object())), "b'a'");
  EXPECT_EQ(shown(called("iterator.__length_hint__", &forward.object())), "1");
  EXPECT_EQ(shown(called("iterator.__next__", &backward.object())), "b'b'");
  EXPECT_EQ(invoke(mapping, "__contains__", {bytes("b")}), "True");
  EXPECT_EQ(invoke(mapping, "__contains__", {num('b')}), "False");
  EXPECT_EQ(invoke(mapping, "__contains__", {bytes("ab")}), "False");
  ASSERT_EQ(invoke(mapping, "close"), "None");
  EXPECT_EQ(shown(called("iterator.__next__", &forward.object())), kClosed);
  EXPECT_EQ(shown(called("iterator.__next__", &forward.object())), kClosed);
  EXPECT_EQ(shown(called("iterator.__next__", &backward.object())), kClosed);
  EXPECT_EQ(shown(called("iterator.__next__", &backward.object())), "StopIteration: ")
      << "backwards, an error is the end";
}

TEST(Comparison, IsLeftToTheOtherSide) {
  const auto mapping = map_memory(2);
  EXPECT_EQ(invoke(mapping, "__eq__", {mapping}), "True");
  EXPECT_EQ(invoke(mapping, "__eq__", {bytes(std::string(2, '\0'))}), "False");
  EXPECT_EQ(invoke(mapping, "__eq__", {array(std::string(2, '\0'))}), "True");
  EXPECT_EQ(invoke(mapping, "__lt__", {array("a")}), "True");
  EXPECT_EQ(invoke(mapping, "__lt__", {bytes("a")}),
            "TypeError: '<' not supported between instances of 'mmap.mmap' and 'bytes'");
  ASSERT_EQ(invoke(mapping, "close"), "None");
  EXPECT_EQ(invoke(mapping, "__lt__", {array("a")}),
            "TypeError: '<' not supported between instances of 'mmap.mmap' and 'bytearray'");
}

TEST(Resizing, ChangesTheFile) {
  const TemporaryFile file("abcdef");
  const auto mapping = map_file(file.fd());
  EXPECT_EQ(invoke(mapping, "resize", {num(3)}), "None");
  EXPECT_EQ(file.contents(), "abc");
  EXPECT_EQ(invoke(mapping, "resize", {num(3 * kPage)}), "None");
  EXPECT_EQ(file.size(), 3 * kPage);
  EXPECT_EQ(invoke(mapping, "__getitem__", {slice(num(0), num(5))}), "b'abc\\x00\\x00'");
}

TEST(Resizing, CountsFromTheOffset) {
  const TemporaryFile file(std::string(static_cast<std::size_t>(2 * kPage), 'x'));
  const auto mapping = map_file(file.fd(), {.length = 5, .offset = kPage});
  EXPECT_EQ(invoke(mapping, "resize", {num(10)}), "None");
  EXPECT_EQ(file.size(), kPage + 10);
  EXPECT_EQ(invoke(mapping, "resize", {num(std::numeric_limits<std::int64_t>::max())}),
            "ValueError: new size out of range");
}

TEST(Resizing, OfSharedMemoryOnlyShrinks) {
  const auto shared = map_memory(100);
  EXPECT_EQ(invoke(shared, "resize", {num(50)}), "None");
  EXPECT_EQ(invoke(shared, "resize", {num(60)}),
            "ValueError: mmap: can't expand a shared anonymous mapping");
  EXPECT_EQ(invoke(shared, "resize", {num(-1)}), "ValueError: new size out of range");
  const auto own = map_memory(100, MAP_PRIVATE);
  EXPECT_EQ(invoke(own, "resize", {num(3 * kPage)}), "None");
}

TEST(Resizing, ToNothingFailsButTruncatesTheFile) {
  const TemporaryFile file("abcdef");
  const auto mapping = map_file(file.fd());
  EXPECT_EQ(invoke(mapping, "resize", {num(0)}), "OSError: [Errno 22] Invalid argument");
  EXPECT_EQ(file.size(), 0);
  EXPECT_EQ(invoke(mapping, "__len__"), "6");
}

TEST(Flushing, ChecksItsRange) {
  const auto mapping = map_memory(2 * kPage);
  const char* out_of_range = "ValueError: flush values out of range";
  EXPECT_EQ(invoke(mapping, "flush"), "None");
  EXPECT_EQ(invoke(mapping, "flush", {num(kPage)}), out_of_range)
      << "the default size is that of the whole";
  EXPECT_EQ(invoke(mapping, "flush", {num(kPage), num(kPage)}), "None");
  EXPECT_EQ(invoke(mapping, "flush", {num(kPage), num(kPage + 1)}), out_of_range);
  EXPECT_EQ(invoke(mapping, "flush", {num(1), num(10)}), "OSError: [Errno 22] Invalid argument");
  EXPECT_EQ(invoke(mapping, "flush", {num(0), num(-1)}), out_of_range);
}

TEST(Advice, ChecksItsRange) {
  const auto mapping = map_memory(2 * kPage, MAP_PRIVATE);
  EXPECT_EQ(invoke(mapping, "madvise", {num(0), num(kPage), num(99 * kPage)}), "None");
  EXPECT_EQ(invoke(mapping, "madvise", {num(0), num(2 * kPage)}),
            "ValueError: madvise start out of bounds");
  EXPECT_EQ(invoke(mapping, "madvise", {num(0), num(0), num(-1)}),
            "ValueError: madvise length invalid");
  EXPECT_EQ(
      invoke(mapping, "madvise", {num(0), num(1), num(std::numeric_limits<std::int64_t>::max())}),
      "OverflowError: madvise length too large");
  EXPECT_EQ(invoke(mapping, "madvise", {num(9999)}), "OSError: [Errno 22] Invalid argument");
  ASSERT_EQ(invoke(mapping, "write", {bytes("x")}), "1");
  EXPECT_EQ(invoke(mapping, "madvise", {num(MADV_DONTNEED)}), "None");
  EXPECT_EQ(invoke(mapping, "__getitem__", {num(0)}), "0");
}

TEST(Moving, CopiesWithinTheMapping) {
  const TemporaryFile file("abcdefgh");
  const auto mapping = map_file(file.fd());
  EXPECT_EQ(invoke(mapping, "move", {num(2), num(0), num(4)}), "None");
  EXPECT_EQ(contents(mapping), "ababcdgh");
  EXPECT_EQ(invoke(mapping, "move", {num(8), num(8), num(0)}), "None");
  EXPECT_EQ(invoke(mapping, "move", {num(0), num(0), num(9)}),
            "ValueError: source, destination, or count out of range");
}

TEST(AWeakReference, KnowsTheMappingWhileItLives) {
  auto mapping = map_memory(4);
  const auto reference = *mapping->weak_reference(*mapping);
  EXPECT_EQ(reference->get().get(), mapping.get());
  EXPECT_EQ(*mapping->weak_reference(*mapping), reference) << "one for all";
  ASSERT_EQ(invoke(mapping, "close"), "None");
  EXPECT_EQ(reference->get().get(), mapping.get()) << "closed is not gone";
  mapping.reset();
  EXPECT_FALSE(reference->get());
}

TEST(AWeakReference, MayGoFirst) {
  const auto mapping = map_memory(4);
  {
    const auto reference = *mapping->weak_reference(*mapping);
  }
  EXPECT_TRUE((*mapping->weak_reference(*mapping))->get());
}

}  // namespace
}  // namespace holdfast::impl::test
