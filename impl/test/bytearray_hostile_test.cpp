// SPDX-License-Identifier: MIT
//
// Arguments that run code: whatever they do to the bytearray in use, memory stays valid and the
// outcome is CPython's. Run under the address sanitizer, which is what sees a mistake.
#include <gtest/gtest.h>

#include "impl/test/python.h"

namespace holdfast::impl::test {
namespace {

constexpr const char* kLocked = "BufferError: Existing exports of data: object cannot be re-sized";
constexpr const char* kOutOfRange = "IndexError: bytearray index out of range";

class AnArgument : public testing::Test {
 protected:
  Ref<ByteArray> b = array("abcdef");
  std::string nested;
  std::function<void()> clear = [this] { nested = call(b, "clear"); };
};

TEST_F(AnArgument, MayClearTheArrayItIndexes) {
  EXPECT_EQ(call(b, "__getitem__", {index(clear, num(0))}), kOutOfRange);
  b = array("abcdef");
  EXPECT_EQ(call(b, "__setitem__", {index(clear, num(0)), num(1)}), kOutOfRange);
  b = array("abcdef");
  EXPECT_EQ(call(b, "__setitem__", {num(0), index(clear, num(1))}), kOutOfRange);
  b = array("abcdef");
  EXPECT_EQ(call(b, "pop", {index(clear, num(0))}), "IndexError: pop from empty bytearray");
}

TEST_F(AnArgument, MayClearTheArrayItIsInsertedInto) {
  EXPECT_EQ(call(b, "insert", {index(clear, num(4)), num(120)}), "None");
  EXPECT_EQ(contents(b), "x");
  EXPECT_EQ(call(b, "append", {index(clear, num(121))}), "None");
  EXPECT_EQ(contents(b), "y");
}

TEST_F(AnArgument, IsConvertedTwiceWhereTheValueIsCopied) {
  int times = 0;
  const Value start = index([&] { ++times; }, num(1));
  EXPECT_EQ(call(b, "__setitem__", {slice(start, num(3)), bytes("X")}), "None");
  EXPECT_EQ(times, 2);
  EXPECT_EQ(call(b, "__setitem__", {slice(start, num(3)), array("Y")}), "None");
  EXPECT_EQ(times, 3);
  EXPECT_EQ(contents(b), "aYef");
}

TEST_F(AnArgument, FindsTheArrayLockedWhileItIsSearchedFor) {
  EXPECT_EQ(call(b, "find", {index(clear, num('c'))}), "2");
  EXPECT_EQ(nested, kLocked);
  EXPECT_EQ(call(b, "count", {exporter(clear, bytes("c"))}), "1");
  EXPECT_EQ(nested, kLocked);
  EXPECT_EQ(call(b, "split", {exporter(clear, bytes("c"))}),
            "[bytearray(b'ab'), bytearray(b'def')]");
  EXPECT_EQ(nested, kLocked);
  EXPECT_EQ(b->exports(), 0);
}

TEST_F(AnArgument, MayClearTheArrayWhileBoundsAreConverted) {
  EXPECT_EQ(call(b, "find", {bytes("c"), index(clear, num(0))}), "-1");
  EXPECT_EQ(contents(b), "");
}

TEST_F(AnArgument, FindsTheArrayLockedWhileItIsFormattedOrJoined) {
  b = array("<%d>");
  EXPECT_EQ(call(b, "__mod__", {index(clear, num(5))}), "bytearray(b'<5>')");
  EXPECT_EQ(nested, kLocked);
  const Value items = generator({bytes("x"), bytes("y")}, [&](std::size_t) {
    clear();
    return true;
  });
  EXPECT_EQ(call(b, "join", {items}), "bytearray(b'x<%d>y')");
  EXPECT_EQ(nested, kLocked);
}

TEST_F(AnArgument, MayResizeTheArrayItExtends) {
  EXPECT_EQ(call(b, "extend", {exporter(clear, bytes("zz"))}), "None");
  EXPECT_EQ(contents(b), "zz");
  EXPECT_EQ(b->allocated(), 3);
  const auto grow = [this] { nested = call(b, "extend", {bytes("12345")}); };
  EXPECT_EQ(call(b, "extend", {exporter(grow, bytes("yy"))}), "None");
  EXPECT_EQ(contents(b), "zzyy12345");
}

TEST_F(AnArgument, ThatRaisesInTheMiddleLeavesExtendUndone) {
  const Value items = generator({num(1), num(2)}, [](std::size_t i) { return i < 2; });
  EXPECT_EQ(call(b, "extend", {items}), "ZeroDivisionError: division by zero");
  EXPECT_EQ(contents(b), "abcdef");
}

TEST_F(AnArgument, MayReplaceTheArrayWhileItIsInitialised) {
  const Value items = generator({num('x'), num('y'), num('z')}, [&](std::size_t i) {
    if (i == 2) nested = call(b, "__delitem__", {slice(num(0), num(1))});
    return true;
  });
  EXPECT_EQ(call(b, "__init__", {items}), "None");
  EXPECT_EQ(contents(b), "yz");
}

TEST_F(AnArgument, CannotExportTheArrayThatItInitialisesAndHaveItGrow) {
  AcquiredBuffer held;
  const Value items = generator({num('x'), num('y'), num('z')}, [&](std::size_t i) {
    if (i == 2) return acquire(Value(b), request::kSimple, held).has_value();
    return true;
  });
  EXPECT_EQ(call(b, "__init__", {items}), kLocked);
  EXPECT_EQ(contents(b), "xy");
  held = {};
  EXPECT_EQ(call(b, "__init__", {items}), "None") << "the generator is at its end";
}

TEST_F(AnArgument, MayDropTheLastReferenceToWhatItIsComparedWith) {
  Ref<ByteArray> other = array("abcdef");
  const Value lender = exporter([&] { other.reset(); }, other);
  EXPECT_EQ(call(b, "__eq__", {lender}), "True");
}

TEST_F(AnArgument, IsReleasedExactlyOnceOnEveryPath) {
  int acquired = 0;
  int released = 0;
  const auto lend = [&](std::string_view text) {
    return exporter([&] { ++acquired; }, bytes(text), [&] { ++released; });
  };
  EXPECT_EQ(call(b, "__iadd__", {lend("g")}), "bytearray(b'abcdefg')");
  EXPECT_EQ(call(b, "split", {lend("")}), "ValueError: empty separator");
  EXPECT_EQ(call(b, "replace", {lend("a"), str("b")}),
            "TypeError: a bytes-like object is required, not 'str'");
  EXPECT_EQ(call(b, "translate", {lend("short")}),
            "ValueError: translation table must be 256 characters long");
  EXPECT_EQ(call(b, "join", {list({lend("x"), num(1)})}),
            "TypeError: sequence item 1: expected a bytes-like object, int found");
  EXPECT_EQ(acquired, 5);
  EXPECT_EQ(released, 5);
}

TEST_F(AnArgument, MayClearTheArrayWhenItsBufferIsReleased) {
  EXPECT_EQ(call(b, "__add__", {exporter([] {}, bytes("g"), clear)}), "bytearray(b'abcdefg')");
  EXPECT_EQ(nested, "None");
  b = array("abcdef");
  EXPECT_EQ(call(b, "removeprefix", {exporter([] {}, bytes("ab"), clear)}), "bytearray(b'cdef')");
}

TEST(AHostileProgram, LeavesNothingBehind) {
  const auto objects = live_objects();
  {
    const auto b = array("abc");
    const auto v = view(b);
    static_cast<void>(call(b, "join", {generator({num(1)}, [](std::size_t) { return false; })}));
    static_cast<void>(call(b, "__eq__", {exporter([] {}, b)}));
    static_cast<void>(call(v, "__setitem__", {slice(num(0), num(1)), exporter([] {}, v)}));
  }
  EXPECT_EQ(live_objects(), objects);
}

}  // namespace
}  // namespace holdfast::impl::test
