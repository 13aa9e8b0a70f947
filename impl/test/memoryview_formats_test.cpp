// SPDX-License-Identifier: MIT
//
// Elements of every native format: what they are worth, what fits, what equals what. Outcomes are
// those of CPython 3.14; the tables of traces/cpython-3.14/memoryview/formats.json go further.
#include <gtest/gtest.h>

#include "impl/hash.h"
#include "impl/native_format.h"
#include "impl/ndarray.h"
#include "impl/struct_format.h"
#include "impl/test/python.h"

namespace holdfast::impl::test {
namespace {

Ref<MemoryView> cast(const Ref<MemoryView>& view, std::string_view format) {
  const Value made = *called("memoryview.cast", view.get(), {str(format)});
  return Ref<MemoryView>::share(made.as<MemoryView>());
}

// A view of the bytes in that format, of an exporter that may have any.
Ref<MemoryView> shaped(std::string_view contents, std::string_view format,
                       std::vector<std::int64_t> shape) {
  return view(*NdArray::create(raw(contents), {.format = format, .shape = shape}));
}

std::int64_t size_of(const char* format) {
  const auto parsed = StructFormat::parse(format);
  return *parsed ? (*parsed)->size() : -1;
}

TEST(AnElement, IsWorthWhatItsFormatSays) {
  const auto v = view(bytes(std::string_view("\xff\x01\x00\x80\x00\x00\xc0\x7f", 8)));
  EXPECT_EQ(call(cast(v, "b"), "tolist"), "[-1, 1, 0, -128, 0, 0, -64, 127]");
  EXPECT_EQ(call(cast(v, "c"), "__getitem__", {num(0)}), R"(b'\xff')");
  EXPECT_EQ(call(cast(v, "?"), "tolist"), "[True, True, False, True, False, False, True, True]");
  EXPECT_EQ(call(cast(v, "h"), "tolist"), "[511, -32768, 0, 32704]");
  EXPECT_EQ(call(cast(v, "@H"), "tolist"), "[511, 32768, 0, 32704]");
  EXPECT_EQ(call(cast(v, "i"), "tolist"), "[-2147483137, 2143289344]");
  EXPECT_EQ(call(cast(v, "q"), "tolist"), "[9205357640492777983]");
  EXPECT_EQ(call(cast(v, "f"), "tolist"), "[-7.160635152699815e-43, nan]");
  EXPECT_EQ(call(cast(v, "e"), "tolist"), "[3.045797348022461e-05, -0.0, 0.0, nan]");
}

TEST(AnElement, TakesWhatFitsItsFormat) {
  const auto b = array("abcdefgh");
  const auto v = cast(view(b), "b");
  EXPECT_EQ(call(v, "__setitem__", {num(0), num(-128)}), "None");
  EXPECT_EQ(call(v, "__setitem__", {num(0), num(128)}),
            "ValueError: memoryview: invalid value for format 'b'");
  EXPECT_EQ(call(v, "__setitem__", {num(0), str("1")}),
            "TypeError: memoryview: invalid type for format 'b'");
  const auto pointer = cast(view(b), "P");
  EXPECT_EQ(call(pointer, "__setitem__", {num(0), num(-1)}), "None");
  EXPECT_EQ(call(pointer, "tolist"), "[18446744073709551615]");
  EXPECT_EQ(call(pointer, "__setitem__", {num(0), index([] {}, num(1))}),
            "TypeError: memoryview: invalid type for format 'P'");
  const auto letter = cast(view(b), "c");
  EXPECT_EQ(call(letter, "__setitem__", {num(0), bytes("x")}), "None");
  EXPECT_EQ(call(letter, "__setitem__", {num(0), bytes("xy")}),
            "ValueError: memoryview: invalid value for format 'c'");
  EXPECT_EQ(call(letter, "__setitem__", {num(0), num(1)}),
            "TypeError: memoryview: invalid type for format 'c'");
}

TEST(AHalf, IsRoundedToEven) {
  std::uint16_t half = 0;
  ASSERT_TRUE(pack_half(1.00048828125, half));
  EXPECT_EQ(half, 0x3c00);
  ASSERT_TRUE(pack_half(1.00146484375, half));
  EXPECT_EQ(half, 0x3c02);
  ASSERT_TRUE(pack_half(65519.99, half));
  EXPECT_EQ(half, 0x7bff);
  EXPECT_FALSE(pack_half(65520, half));
  ASSERT_TRUE(pack_half(2.980232238769531e-08, half));
  EXPECT_EQ(half, 0);
  ASSERT_TRUE(pack_half(-0.0, half));
  EXPECT_EQ(half, 0x8000);
}

TEST(EveryHalf, ComesBackAsItWas) {
  for (unsigned bits = 0; bits < 0x10000; ++bits) {
    std::uint16_t half = 0;
    ASSERT_TRUE(pack_half(unpack_half(static_cast<std::uint16_t>(bits)), half));
    ASSERT_EQ(half, bits);
  }
}

TEST(AStructFormat, HasTheSizeThatCalcsizeSays) {
  EXPECT_EQ(size_of(""), 0);
  EXPECT_EQ(size_of("bH"), 4);
  EXPECT_EQ(size_of("=bH"), 3);
  EXPECT_EQ(size_of("hq"), 16);
  EXPECT_EQ(size_of("b0H"), 2);
  EXPECT_EQ(size_of("h\t2b"), 4);
  EXPECT_EQ(size_of("<l"), 4);
  EXPECT_EQ(size_of("l"), 8);
  EXPECT_EQ(size_of("2F"), 16);
  for (const char* unknown :
       {"3", "@@h", "1 h", "<n", "z", "9223372036854775807q", "99999999999999999999h"}) {
    EXPECT_EQ(size_of(unknown), -1) << unknown;
  }
}

TEST(ViewsOfOtherFormats, CompareByValue) {
  const std::string_view one_two("\x01\x00\x02\x00", 4);
  const auto little = shaped(one_two, "<h", {2});
  const auto big = shaped(std::string_view("\x00\x01\x00\x02", 4), ">H", {2});
  EXPECT_EQ(call(little, "__eq__", {big}), "True");
  EXPECT_EQ(call(little, "__eq__", {bytes("\x01\x02")}), "True");
  EXPECT_EQ(call(little, "__eq__", {bytes("\x01\x03")}), "False");
  EXPECT_EQ(call(little, "__eq__", {shaped("\x01\x02", "c", {2})}), "False");
  EXPECT_EQ(call(little, "tolist"), "NotImplementedError: memoryview: unsupported format <h");
}

TEST(Complex, NumbersCompareByBothParts) {
  // What no exporter of this library has, but one of somebody else's may.
  const auto complex = *StructFormat::parse("<F");
  const auto real = *StructFormat::parse("<f");
  const std::string_view one("\x00\x00\x80\x3f\x00\x00\x00\x00", 8);
  const std::string_view other("\x00\x00\x80\x3f\x00\x00\x80\x3f", 8);
  EXPECT_TRUE(complex->same(raw(one).data(), *complex, raw(one).data()));
  EXPECT_FALSE(complex->same(raw(one).data(), *complex, raw(other).data()));
  EXPECT_TRUE(complex->same(raw(one).data(), *real, raw(one).data()));
  EXPECT_FALSE(real->same(raw(one).data(), *complex, raw(other).data()));
}

TEST(ANan, EqualsNothing) {
  const auto v = cast(view(bytes(std::string_view("\0\0\0\0\0\0\xf8\x7f", 8))), "d");
  EXPECT_EQ(call(v, "__eq__", {v}), "False");
  EXPECT_EQ(call(v, "count", {Value::real(1.5)}), "0");
}

TEST(AHash, IsThatOfTheBytes) {
  // hash(b"abc") with PYTHONHASHSEED=0.
  EXPECT_EQ(hash_bytes(raw("abc")), -4594863902769663758);
  EXPECT_EQ(hash_bytes({}), 0);
  const auto v = view(bytes("abc"));
  EXPECT_EQ(call(v, "__hash__"), "-4594863902769663758");
  EXPECT_EQ(call(v, "release"), "None");
  EXPECT_EQ(call(v, "__hash__"), "-4594863902769663758") << "it is remembered";
  EXPECT_EQ(call(view(array("abc")), "__hash__"),
            "ValueError: cannot hash writable memoryview object");
  EXPECT_EQ(call(cast(view(bytes("abcd")), "h"), "__hash__"),
            "ValueError: memoryview: hashing is restricted to formats 'B', 'b' or 'c'");
}

}  // namespace
}  // namespace holdfast::impl::test
