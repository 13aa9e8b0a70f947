// SPDX-License-Identifier: MIT
//
// struct.pack_into() and struct.unpack_from(): the order of their checks, what a failure leaves
// behind, and the lock while values are converted. Every expectation was seen on CPython 3.14.10.
#include <string>

#include <gtest/gtest.h>

#include "impl/big_integer.h"
#include "impl/complex.h"
#include "impl/test/files.h"

namespace holdfast::impl::test {
namespace {

constexpr const char* kNoBuffer = "TypeError: argument must be read-write bytes-like object, not ";
constexpr const char* kNoInteger = "struct.error: required argument is not an integer";
constexpr const char* kNoFloat = "struct.error: required argument is not a float";
constexpr const char* kLocked = "BufferError: Existing exports of data: object cannot be re-sized";

std::string pack(std::vector<Value> values, std::vector<std::string_view> keywords = {}) {
  return shown(called("struct.pack_into", nullptr, std::move(values), std::move(keywords)));
}

std::string unpack(std::vector<Value> values, std::vector<std::string_view> keywords = {}) {
  return shown(called("struct.unpack_from", nullptr, std::move(values), std::move(keywords)));
}

// What a value leaves in eight bytes of '.', and what is raised.
std::string packed(std::string_view format, Value value) {
  const auto target = array("........");
  const std::string raised = pack({str(format), target, num(0), std::move(value)});
  Builder out;
  append_ascii(out, Value(target));
  const std::string text(out.bytes().begin(), out.bytes().end());
  return raised == "None" ? text : text + " " + raised;
}

// An integer of more than 64 bits: its magnitude, lowest byte first.
Value big(std::initializer_list<std::uint8_t> magnitude, bool negative = false) {
  return *BigInteger::from_magnitude(negative, std::vector<std::uint8_t>(magnitude));
}

TEST(PackInto, WritesInEveryByteOrder) {
  const auto target = array("........");
  EXPECT_EQ(pack({str("<HH"), target, num(2), num(1), num(2)}), "None");
  EXPECT_EQ(contents(target), std::string("..\1\0\2\0..", 8));
  EXPECT_EQ(pack({str(">HH"), target, num(2), num(1), num(2)}), "None");
  EXPECT_EQ(contents(target), std::string("..\0\1\0\2..", 8));
  EXPECT_EQ(packed("!h", num(-2)), "bytearray(b'\\xff\\xfe......')");
  EXPECT_EQ(packed("=i", num(-2)), "bytearray(b'\\xfe\\xff\\xff\\xff....')");
}

TEST(PackInto, AlignsInNativeModeAndFillsWithZeros) {
  const auto target = array("........");
  EXPECT_EQ(pack({str("bi"), target, num(0), num(1), num(2)}), "None");
  EXPECT_EQ(contents(target), std::string("\1\0\0\0\2\0\0\0", 8));
  EXPECT_EQ(pack({str("2xB3x"), target, num(1), num(7)}), "None");
  EXPECT_EQ(contents(target), std::string("\1\0\0\7\0\0\0\0", 8));
}

TEST(PackInto, WritesTheImaginaryPartOverWhatAnIndexHasWritten) {
  const auto target = array("........");
  const Value hostile = index([&] { target->mutable_contents()[6] = 'x'; }, num(1));
  EXPECT_EQ(pack({str("<F"), target, num(0), hostile}), "None");
  EXPECT_EQ(contents(target), std::string("\0\0\x80\x3f\0\0\0\0", 8));
}

TEST(PackInto, CountsFromTheEnd) {
  const auto target = array("........");
  EXPECT_EQ(pack({str("H"), target, num(-2), num(1)}), "None");
  EXPECT_EQ(contents(target), std::string("......\1\0", 8));
}

TEST(PackInto, CutsAndFillsTexts) {
  EXPECT_EQ(packed("3s", bytes("abcdef")), "bytearray(b'abc.....')");
  EXPECT_EQ(packed("3s", array("a")), "bytearray(b'a\\x00\\x00.....')");
  EXPECT_EQ(packed("4p", bytes("abcdef")), "bytearray(b'\\x03abc....')");
  EXPECT_EQ(packed("0p", bytes("abcdef")), "bytearray(b'........')");
  EXPECT_EQ(packed("1p", bytes("abcdef")), "bytearray(b'\\x00.......')");
  EXPECT_EQ(packed("s", str("a")),
            "bytearray(b'\\x00.......') struct.error: argument for 's' must be a bytes object");
  EXPECT_EQ(packed("c", array("a")),
            "bytearray(b'\\x00.......') struct.error: char format requires a bytes object of "
            "length 1");
}

TEST(PackInto, ZeroesATextOfTheMemoryItselfFirst) {
  const auto target = array("abcdefgh");
  EXPECT_EQ(pack({str("3s"), target, num(2), target}), "None");
  EXPECT_EQ(contents(target), std::string("abab\0fgh", 8));
}

TEST(PackInto, ChecksTheRangeOfIntegers) {
  EXPECT_EQ(packed("b", num(128)),
            "bytearray(b'\\x00.......') struct.error: 'b' format requires -128 <= number <= 127");
  EXPECT_EQ(packed("<L", num(-1)),
            "bytearray(b'\\x00\\x00\\x00\\x00....') struct.error: 'L' format requires 0 <= number "
            "<= 4294967295");
  EXPECT_EQ(packed("Q", big({0, 0, 0, 0, 0, 0, 0, 0, 1})),
            "bytearray(b'\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00') struct.error: 'Q' format "
            "requires 0 <= number <= 18446744073709551615");
}

TEST(PackInto, LeavesTheLowestBytesOfATooLargeBigEndianInteger) {
  EXPECT_EQ(packed(">Q", big({5, 0, 0, 0, 0, 0, 0, 0, 1})),
            "bytearray(b'\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x05') struct.error: 'Q' format "
            "requires 0 <= number <= 18446744073709551615");
  EXPECT_EQ(packed(">q", big({1, 0, 0, 0, 0, 0, 0, 0x80}, true)),
            "bytearray(b'\\x7f\\xff\\xff\\xff\\xff\\xff\\xff\\xff') struct.error: 'q' format "
            "requires -9223372036854775808 <= number <= 9223372036854775807");
  EXPECT_EQ(packed(">Q", num(-1)),
            "bytearray(b'\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00') struct.error: 'Q' format "
            "requires 0 <= number <= 18446744073709551615");
}

TEST(PackInto, TellsAnIntegerThatIsTooLargeFromOneThatAnObjectGave) {
  const Value beyond = big({0, 0, 0, 0, 0, 0, 0, 0, 1});
  const std::string zeros = "bytearray(b'\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00') ";
  EXPECT_EQ(packed("P", beyond), zeros + "struct.error: int too large to convert");
  EXPECT_EQ(packed("P", index([] {}, beyond)),
            zeros + "OverflowError: Python int too large to convert to C unsigned long");
  EXPECT_EQ(packed("e", num(65520)),
            "bytearray(b'\\x00\\x00......') struct.error: int too large to convert");
  EXPECT_EQ(packed("e", index([] {}, num(65520))),
            "bytearray(b'\\x00\\x00......') OverflowError: float too large to pack with e format");
  EXPECT_EQ(packed("f", Value::real(1e300)),
            "bytearray(b'\\x00\\x00\\x00\\x00....') OverflowError: float too large to pack with f "
            "format");
}

TEST(PackInto, TakesWhatIsNoNumberForOneErrorOnly) {
  EXPECT_EQ(packed("B", Value::real(1.5)), std::string("bytearray(b'\\x00.......') ") + kNoInteger);
  EXPECT_EQ(packed("B", index([] {}, bytes("x"))),
            "bytearray(b'\\x00.......') TypeError: __index__ returned non-int (type bytes)");
  // For a float, whatever __index__ raises is lost.
  EXPECT_EQ(packed("e", index([] {}, bytes("x"))),
            std::string("bytearray(b'\\x00\\x00......') ") + kNoFloat);
  EXPECT_EQ(
      packed("F", none()),
      "bytearray(b'\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00') struct.error: required argument "
      "is not a complex");
}

TEST(PackInto, MakesAComplexNumberOfAFloatInTheWayOfItsByteOrder) {
  EXPECT_EQ(packed("<F", Value::real(1e300)),
            "bytearray(b'\\x00\\x00\\x80\\x7f\\x00\\x00\\x00\\x00')");
  EXPECT_EQ(packed(">F", Value::real(1e300)),
            "bytearray(b'\\x00\\x00\\x00\\x00\\x00\\x00\\x00\\x00') OverflowError: float too large "
            "to pack with f format");
}

TEST(PackInto, LooksAtTheFormatThenTheCountThenTheBufferThenTheOffset) {
  EXPECT_EQ(pack({}), "TypeError: missing format argument");
  EXPECT_EQ(pack({list({}), num(5)}),
            "TypeError: cannot use 'list' as a dict key (unhashable type: 'list')");
  EXPECT_EQ(pack({str("Z"), num(5)}), "struct.error: bad char in struct format");
  EXPECT_EQ(pack({str("B")}), "struct.error: pack_into expected buffer argument");
  EXPECT_EQ(pack({str("B"), num(5)}), "struct.error: pack_into expected offset argument");
  EXPECT_EQ(pack({str("B"), num(5), str("x")}),
            "struct.error: pack_into expected 1 items for packing (got 0)");
  EXPECT_EQ(pack({str("B"), num(5), str("x"), num(1)}), std::string(kNoBuffer) + "int");
  EXPECT_EQ(pack({str("B"), none(), num(0), num(1)}), std::string(kNoBuffer) + "None");
  EXPECT_EQ(pack({str("B"), array("ab"), str("x"), str("y")}),
            "TypeError: 'str' object cannot be interpreted as an integer");
  EXPECT_EQ(pack({str("B"), array("ab"), big({0, 0, 0, 0, 0, 0, 0, 0, 1}), num(1)}),
            "IndexError: cannot fit 'int' into an index-sized integer");
  EXPECT_EQ(pack({str("B"), array("ab"), num(0), num(1)}, {"offset"}),
            "TypeError: _struct.pack_into() takes no keyword arguments");
}

TEST(PackInto, SaysHowMuchRoomThereIs) {
  const auto target = array("ab");
  EXPECT_EQ(pack({str("H"), target, num(1), num(1)}),
            "struct.error: pack_into requires a buffer of at least 3 bytes for packing 2 bytes at "
            "offset 1 (actual buffer size is 2)");
  EXPECT_EQ(pack({str("H"), target, num(-1), num(1)}),
            "struct.error: no space to pack 2 bytes at offset -1");
  EXPECT_EQ(pack({str("H"), target, num(-3), num(1)}),
            "struct.error: offset -3 out of range for 2-byte buffer");
  EXPECT_EQ(pack({str("9223372036854775807s"), target, num(5), bytes("")}),
            "struct.error: pack_into requires a buffer of at least 9223372036854775812 bytes for "
            "packing 9223372036854775807 bytes at offset 5 (actual buffer size is 2)");
  EXPECT_EQ(contents(target), "ab");
}

TEST(PackInto, KeepsWhatItWroteBeforeAValueFailed) {
  const auto target = array("......");
  EXPECT_EQ(pack({str("BBB"), target, num(1), num(1), str("x"), num(3)}), kNoInteger);
  EXPECT_EQ(contents(target), std::string(".\1\0\0..", 6));
}

TEST(PackInto, HoldsTheBufferWhileItConvertsAndGivesItBack) {
  const auto target = array("......");
  std::string seen;
  const Value hostile = index(
      [&] {
        seen = contents(target);
        EXPECT_EQ(call(target, "append", {num(1)}), kLocked);
      },
      num(9));
  EXPECT_EQ(pack({str("BB"), target, num(2), num(8), hostile}), "None");
  EXPECT_EQ(seen, std::string("..\10\0..", 6));
  EXPECT_EQ(contents(target), std::string("..\10\t..", 6));
  const Value failing = index([] {}, bytes(""));
  EXPECT_EQ(pack({str("B"), target, failing, num(1)}),
            "TypeError: __index__ returned non-int (type bytes)");
  EXPECT_EQ(pack({str("B"), target, num(0), failing}),
            "TypeError: __index__ returned non-int (type bytes)");
  EXPECT_EQ(call(target, "clear"), "None");
}

TEST(PackInto, WritesIntoMappingsAndViews) {
  const auto mapping = map_memory(8, MAP_PRIVATE);
  EXPECT_EQ(pack({str(">H"), mapping, num(6), num(0x6162)}), "None");
  EXPECT_EQ(mapping->contents()[7], 'b');
  const auto target = array("........");
  const auto half = view(target);
  EXPECT_EQ(pack({str(">H"), half, num(0), num(0x6162)}), "None");
  EXPECT_EQ(contents(target), "ab......");
  EXPECT_EQ(call(half, "release"), "None");
  EXPECT_EQ(pack({str("B"), half, num(0), num(1)}), std::string(kNoBuffer) + "memoryview");
  EXPECT_EQ(pack({str("B"), bytes("ab"), num(0), num(1)}), std::string(kNoBuffer) + "bytes");
}

TEST(AFormat, IsHashedBeforeItIsReadAndMustBeText) {
  const auto target = array("ab");
  EXPECT_EQ(unpack({target, target}),
            "TypeError: cannot use 'bytearray' as a dict key (unhashable type: 'bytearray')");
  EXPECT_EQ(unpack({tuple({num(1), list({})}), target}),
            "TypeError: cannot use 'tuple' as a dict key (unhashable type: 'list')");
  EXPECT_EQ(unpack({slice(none(), target), target}),
            "TypeError: cannot use 'slice' as a dict key (unhashable type: 'bytearray')");
  EXPECT_EQ(unpack({view(target), target}), "ValueError: cannot hash writable memoryview object");
  EXPECT_EQ(unpack({view(bytes("B")), target}),
            "TypeError: Struct() argument 1 must be a str or bytes object, not memoryview");
  EXPECT_EQ(unpack({map_memory(4, MAP_PRIVATE), target}),
            "TypeError: Struct() argument 1 must be a str or bytes object, not mmap");
  EXPECT_EQ(
      unpack({str("B\xc3\xa9\xe2\x82\xac"), target}),
      "UnicodeEncodeError: 'ascii' codec can't encode characters in position 1-2: ordinal not "
      "in range(128)");
  EXPECT_EQ(
      unpack({bytes("B\xe9"), target}),
      "UnicodeEncodeError: 'ascii' codec can't encode character '\\udce9' in position 1: ordinal "
      "not in range(128)");
  EXPECT_EQ(unpack({bytes("B"), target}), "(97,)");
}

TEST(AFormat, ThatIsNoneSaysWhy) {
  const auto target = array("ab");
  const auto refused = [&](std::string_view format) { return unpack({str(format), target}); };
  EXPECT_EQ(refused(std::string_view("B\0", 2)), "struct.error: embedded null character");
  EXPECT_EQ(refused("5"), "struct.error: repeat count given without format specifier");
  EXPECT_EQ(refused("<n"), "struct.error: bad char in struct format");
  EXPECT_EQ(refused("3 B"), "struct.error: bad char in struct format");
  EXPECT_EQ(refused("99999999999999999999B"), "struct.error: total struct size too long");
  EXPECT_EQ(refused("4611686018427387904H"), "struct.error: total struct size too long");
}

TEST(UnpackFrom, ReadsWhatPackIntoWrites) {
  const auto source = array("\x01\x02\x03\x04\xff\xfe\xfd\xfc");
  EXPECT_EQ(unpack({str(">HbB"), source, num(2)}), "(772, -1, 254)");
  EXPECT_EQ(unpack({str("<2H2s"), source}), "(513, 1027, b'\\xff\\xfe')");
  EXPECT_EQ(unpack({str("p3x"), source, num(-4)}), "(b'',)");
  EXPECT_EQ(unpack({str("3p?"), source}), "(b'\\x02', True)");
  EXPECT_EQ(unpack({str("Q"), source}), "(18230007237903057409,)");
  EXPECT_EQ(unpack({str(""), source, num(8)}), "()");
}

TEST(UnpackFrom, GivesComplexNumbers) {
  const auto result = called("struct.unpack_from", nullptr,
                             {str("<F"), bytes(std::string_view("\0\0\x80?\0\0\0@", 8))});
  ASSERT_TRUE(result);
  const auto items = result->as<Tuple>()->items();
  ASSERT_EQ(items.size(), 1U);
  EXPECT_EQ(items[0].as<Complex>()->real(), 1.0);
  EXPECT_EQ(items[0].as<Complex>()->imaginary(), 2.0);
}

TEST(UnpackFrom, KeepsTheBitsOfASignallingNaNWhereCPythonReadsItItself) {
  const auto bits = [](std::string_view format, std::string_view contents) {
    const auto result = called("struct.unpack_from", nullptr, {str(format), bytes(contents)});
    return std::bit_cast<std::uint64_t>(result->as<Tuple>()->items()[0].real());
  };
  EXPECT_EQ(bits("f", std::string_view("\1\0\x80\x7f", 4)), 0x7ff8000020000000U);
  EXPECT_EQ(bits("<f", std::string_view("\1\0\x80\x7f", 4)), 0x7ff0000020000000U);
  EXPECT_EQ(bits(">f", std::string_view("\x7f\x80\0\1", 4)), 0x7ff0000020000000U);
}

TEST(UnpackFrom, TakesKeywordsAndChecksThemFirst) {
  const auto source = array("ab");
  EXPECT_EQ(unpack({str("B"), source, num(1)}, {"buffer", "offset"}), "(98,)");
  EXPECT_EQ(unpack({}), "TypeError: unpack_from() takes at least 1 positional argument (0 given)");
  EXPECT_EQ(unpack({list({})}),
            "TypeError: unpack_from() missing required argument 'buffer' (pos 2)");
  EXPECT_EQ(unpack({str("B"), source, num(0), num(0)}),
            "TypeError: unpack_from() takes at most 3 arguments (4 given)");
  EXPECT_EQ(unpack({str("B"), source, source}, {"buffer"}),
            "TypeError: argument for unpack_from() given by name ('buffer') and position (2)");
}

TEST(UnpackFrom, SaysWhatIsMissing) {
  const auto source = array("ab");
  EXPECT_EQ(unpack({str("B"), num(5), str("x")}),
            "TypeError: a bytes-like object is required, not 'int'");
  EXPECT_EQ(unpack({str("B"), source, big({0, 0, 0, 0, 0, 0, 0, 0, 1})}),
            "OverflowError: Python int too large to convert to C ssize_t");
  EXPECT_EQ(unpack({str("H"), source, num(1)}),
            "struct.error: unpack_from requires a buffer of at least 3 bytes for unpacking 2 bytes "
            "at offset 1 (actual buffer size is 2)");
  EXPECT_EQ(unpack({str("H"), source, num(-1)}),
            "struct.error: not enough data to unpack 2 bytes at offset -1");
}

TEST(UnpackFrom, HoldsTheBufferWhileItConvertsTheOffset) {
  const auto source = array("ab");
  const Value hostile = index([&] { EXPECT_EQ(call(source, "clear"), kLocked); }, num(1));
  EXPECT_EQ(unpack({str("B"), source, hostile}), "(98,)");
  EXPECT_EQ(call(source, "clear"), "None");
}

}  // namespace
}  // namespace holdfast::impl::test
