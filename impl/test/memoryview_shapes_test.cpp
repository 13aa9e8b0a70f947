// SPDX-License-Identifier: MIT
//
// Views of more and of fewer dimensions than one, casts, buffer requests, and the memory safety of
// what CPython itself does not survive. Outcomes are those of CPython 3.14.
#include <gtest/gtest.h>

#include "impl/ndarray.h"
#include "impl/test/python.h"

namespace holdfast::impl::test {
namespace {

constexpr const char* kReleased = "ValueError: operation forbidden on released memoryview object";
constexpr std::string_view kSixBytes("\0\1\2\3\4\5", 6);

Ref<MemoryView> cast(const Ref<MemoryView>& view, std::vector<Value> arguments) {
  const Value made = *called("memoryview.cast", view.get(), std::move(arguments));
  return Ref<MemoryView>::share(made.as<MemoryView>());
}

Ref<NdArray> rows(bool pointers = false) {
  static constexpr std::array<std::int64_t, 2> kShape = {2, 3};
  return *NdArray::create(raw(kSixBytes),
                          {.shape = kShape, .writable = true, .pointers = pointers});
}

TEST(ACast, GivesTheSameMemoryAnotherShape) {
  const auto b = array(kSixBytes);
  const auto v = cast(view(b), {str("B"), list({num(2), num(3)})});
  EXPECT_EQ(call(v, "tolist"), "[[0, 1, 2], [3, 4, 5]]");
  EXPECT_EQ(call(v, "strides"), "(3, 1)");
  EXPECT_EQ(call(v, "tobytes", {str("F")}), R"(b'\x00\x03\x01\x04\x02\x05')");
  EXPECT_EQ(call(v, "__getitem__", {tuple({num(1), num(-1)})}), "5");
  EXPECT_EQ(call(v, "__setitem__", {tuple({num(0), num(1)}), num('x')}), "None");
  EXPECT_EQ(contents(b).substr(1, 1), "x");
  EXPECT_EQ(b->exports(), 1);
}

TEST(ACast, RefusesWhatDoesNotFit) {
  const auto v = view(bytes("abcdef"));
  EXPECT_EQ(call(v, "cast", {str("i")}),
            "TypeError: memoryview: length is not a multiple of itemsize");
  EXPECT_EQ(call(v, "cast", {str("B"), list({num(4)})}),
            "TypeError: memoryview: product(shape) * itemsize != buffer size");
  EXPECT_EQ(call(cast(v, {str("h")}), "cast", {str("i")}),
            "TypeError: memoryview: cannot cast between two non-byte formats");
  EXPECT_EQ(
      call(cast(v, {str("B"), list({num(2), num(3)})}), "cast", {str("B"), list({num(3), num(2)})}),
      "TypeError: memoryview: cast must be 1D -> ND or ND -> 1D");
  EXPECT_EQ(call(v, "cast", {str("<h")}),
            "ValueError: memoryview: destination format must be a native single character format "
            "prefixed with an optional '@'");
}

TEST(ACast, IsRefusedWithoutALeak) {
  const auto b = array("abcdef");
  {
    const auto v = view(b);
    EXPECT_EQ(call(v, "cast", {str("B"), list({num(0)})}),
              "ValueError: memoryview.cast(): elements of shape must be integers > 0");
  }
  EXPECT_EQ(b->exports(), 0);
}

TEST(MoreDimensions, AreNotIndexedByOneNumber) {
  const auto v = view(rows());
  EXPECT_EQ(call(v, "__getitem__", {num(0)}),
            "NotImplementedError: multi-dimensional sub-views are not implemented");
  EXPECT_EQ(call(v, "__setitem__", {num(0), num(0)}),
            "NotImplementedError: sub-views are not implemented");
  EXPECT_EQ(call(v, "__iter__"),
            "NotImplementedError: multi-dimensional sub-views are not implemented");
  EXPECT_EQ(call(v, "index", {num(0)}),
            "NotImplementedError: multi-dimensional lookup is not implemented");
}

TEST(NoDimensions, HoldOneItem) {
  const auto v = cast(view(bytes("a")), {str("B"), list({})});
  EXPECT_EQ(call(v, "shape"), "()");
  EXPECT_EQ(call(v, "tolist"), "97");
  EXPECT_EQ(call(v, "__getitem__", {tuple({})}), "97");
  EXPECT_EQ(called("memoryview.__getitem__", v.get(), {Value::ellipsis()})->as<MemoryView>(),
            v.get());
  EXPECT_EQ(call(v, "__len__"), "TypeError: 0-dim memory has no length");
  EXPECT_EQ(call(v, "__contains__", {num(97)}),
            "TypeError: argument of type 'memoryview' is not a container or iterable");
}

TEST(Suboffsets, AreFollowed) {
  const auto v = view(rows(true));
  EXPECT_EQ(call(v, "strides"), "(8, 1)");
  EXPECT_EQ(call(v, "suboffsets"), "(0, -1)");
  EXPECT_EQ(call(v, "tolist"), "[[0, 1, 2], [3, 4, 5]]");
  EXPECT_EQ(call(v, "contiguous"), "False");
  const Value reversed =
      *called("memoryview.__getitem__", v.get(), {slice(none(), none(), num(-1))});
  EXPECT_EQ(shown(called("memoryview.tolist", &reversed.object())), "[[3, 4, 5], [0, 1, 2]]");
}

TEST(ARequest, IsAnsweredOrRefused) {
  const Value strided =
      *called("memoryview.__getitem__", view(array("abcd")).get(), {slice(none(), none(), num(2))});
  AcquiredBuffer held;
  const auto refused = acquire(strided, request::kSimple, held);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().describe(),
            "BufferError: memoryview: underlying buffer is not C-contiguous");
  const auto pointers = acquire(Value(rows(true)), request::kRecordsRo, held);
  ASSERT_FALSE(pointers);
  EXPECT_EQ(pointers.error().describe(),
            "BufferError: ndarray cannot be represented without suboffsets");
  const auto nothing = acquire(strided, request::kRead, held);
  ASSERT_FALSE(nothing);
  EXPECT_EQ(nothing.error().describe(),
            "SystemError: ../Objects/abstract.c:433: bad argument to internal function");
  EXPECT_FALSE(held.held());
}

TEST(AnArrayOfPointers, TakesManyDimensionsButAViewDoesNot) {
  const std::vector<std::int64_t> ones(65, 1);
  const auto many = *NdArray::create(raw("a"), {.shape = ones});
  EXPECT_EQ(shown(called("memoryview", nullptr, {many})),
            "ValueError: memoryview: number of dimensions must not exceed 64");
  EXPECT_EQ(many->exports(), 0);
  EXPECT_EQ(shown(called("bytearray", nullptr, {many})), "bytearray(b'a')");
}

TEST(AViewByBuffer, CountsAmongTheExportsOfTheView) {
  const auto v = view(array("abc"));
  {
    const Value made = *called("memoryview.__buffer__", v.get(), {num(0)});
    EXPECT_EQ(call(v, "release"), "BufferError: memoryview has 1 exported buffer");
    EXPECT_EQ(called("memoryview.obj", &made.object())->as<MemoryView>(), v.get());
  }
  EXPECT_EQ(call(v, "release"), "None");
}

TEST(StoreReleased, WritesNothingToMemoryThatWasGivenBack) {
  const auto b = array("abc");
  const auto v = cast(view(b), {str("c")});
  const auto release = [&] {
    static_cast<void>(v->release());
    static_cast<void>(called("bytearray.clear", b.get()));
  };
  EXPECT_EQ(call(v, "__setitem__", {index(release, num(0)), bytes("x")}), kReleased);
}

TEST(PointerReleased, FollowsNoPointerThatIsGone) {
  auto array = rows(true);
  const auto v = view(array);
  array.reset();
  const auto release = [&] { static_cast<void>(v->release()); };
  EXPECT_EQ(call(v, "__getitem__", {tuple({index(release, num(0)), num(0)})}), kReleased);
}

TEST(CompareReleased, ReadsNothingThatIsGone) {
  const auto b = array("abc");
  const auto v = view(b);
  const auto release = [&] {
    static_cast<void>(v->release());
    static_cast<void>(called("bytearray.clear", b.get()));
  };
  EXPECT_EQ(call(v, "__eq__", {exporter(release, bytes("abc"))}), "False");
}

TEST(AnExporterOfSmallItems, IsNotReadBeyondThem) {
  // Two bytes that say they are one item of each of two formats: CPython reads what lies behind.
  class Liar final : public Object {
   public:
    Liar() : Object(ObjectType::host) {}
    [[nodiscard]] const char* type_name() const override { return "Liar"; }
    [[nodiscard]] bool is_exporter() const override { return true; }
    Result<void> getbuffer(Buffer& view, Request /*request*/) override {
      static std::array<std::uint8_t, 2> memory{};
      HOLDFAST_CHECK(fill_info(view, this, memory, false, request::kFullRo));
      view.format = "d";
      return {};
    }
  };
  const auto v = view(*make<Liar>());
  EXPECT_EQ(call(v, "tolist"), "NotImplementedError: memoryview: unsupported format d");
  EXPECT_EQ(call(v, "__setitem__", {num(1), Value::real(1)}),
            "NotImplementedError: memoryview: unsupported format d");
  EXPECT_EQ(call(v, "__eq__", {v}), "False");
}

}  // namespace
}  // namespace holdfast::impl::test
