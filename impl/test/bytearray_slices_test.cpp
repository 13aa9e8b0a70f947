// SPDX-License-Identifier: MIT
//
// b[slice] = value and del b[slice]: every place, every relation of sizes, every direction.
#include <gtest/gtest.h>

#include "impl/test/python.h"

namespace holdfast::impl::test {
namespace {

// b = bytearray(b"abcdefgh"); b[start:stop:step] = value; what b is then, or the error.
std::string assigned(Value start, Value stop, Value step, Value value) {
  const auto b = array("abcdefgh");
  const std::string outcome =
      call(b, "__setitem__", {slice(std::move(start), std::move(stop), std::move(step)), value});
  return outcome == "None" ? contents(b) : outcome;
}
std::string assigned(Value start, Value stop, Value value) {
  return assigned(std::move(start), std::move(stop), none(), std::move(value));
}
std::string deleted(Value start, Value stop, Value step) {
  const auto b = array("abcdefgh");
  const std::string outcome =
      call(b, "__delitem__", {slice(std::move(start), std::move(stop), std::move(step))});
  return outcome == "None" ? contents(b) : outcome;
}

TEST(AssigningFewerBytes, ShrinksAtTheFront) {
  EXPECT_EQ(assigned(none(), num(3), bytes("X")), "Xdefgh");
}
TEST(AssigningFewerBytes, ShrinksInTheMiddle) {
  EXPECT_EQ(assigned(num(2), num(5), bytes("X")), "abXfgh");
}
TEST(AssigningFewerBytes, ShrinksAtTheEnd) {
  EXPECT_EQ(assigned(num(5), none(), bytes("X")), "abcdeX");
}
TEST(AssigningAsManyBytes, ReplacesAtTheFront) {
  EXPECT_EQ(assigned(none(), num(3), bytes("XYZ")), "XYZdefgh");
}
TEST(AssigningAsManyBytes, ReplacesInTheMiddle) {
  EXPECT_EQ(assigned(num(2), num(5), bytes("XYZ")), "abXYZfgh");
}
TEST(AssigningAsManyBytes, ReplacesAtTheEnd) {
  EXPECT_EQ(assigned(num(-3), none(), bytes("XYZ")), "abcdeXYZ");
}
TEST(AssigningMoreBytes, GrowsAtTheFront) {
  EXPECT_EQ(assigned(none(), num(1), bytes("WXYZ")), "WXYZbcdefgh");
}
TEST(AssigningMoreBytes, GrowsInTheMiddle) {
  EXPECT_EQ(assigned(num(2), num(3), bytes("WXYZ")), "abWXYZdefgh");
}
TEST(AssigningMoreBytes, GrowsAtTheEnd) {
  EXPECT_EQ(assigned(num(8), none(), bytes("WXYZ")), "abcdefghWXYZ");
}
TEST(AssigningBackwardsBounds, InsertsBeforeTheStart) {
  EXPECT_EQ(assigned(num(5), num(2), bytes("X")), "abcdeXfgh");
}
TEST(AssigningNothing, DeletesTheRange) { EXPECT_EQ(assigned(num(2), num(5), bytes("")), "abfgh"); }

TEST(AnExtendedSlice, TakesExactlyItsNumberOfBytes) {
  EXPECT_EQ(assigned(none(), none(), num(2), bytes("WXYZ")), "WbXdYfZh");
  EXPECT_EQ(assigned(none(), none(), num(-2), bytes("WXYZ")), "aZcYeXgW");
  EXPECT_EQ(assigned(none(), none(), num(2), bytes("XY")),
            "ValueError: attempt to assign bytes of size 2 to extended slice of size 4");
}
TEST(AnExtendedSlice, IsDeletedByNothing) {
  EXPECT_EQ(assigned(none(), none(), num(2), bytes("")), "bdfh");
}
TEST(AnExtendedSlice, IsDeletedInEitherDirection) {
  EXPECT_EQ(deleted(none(), none(), num(3)), "bcefh");
  EXPECT_EQ(deleted(num(6), num(1), num(-2)), "abdfh");
  EXPECT_EQ(deleted(num(2), num(3), num(5)), "abdefgh");
  EXPECT_EQ(deleted(none(), none(), num(-1)), "");
}
TEST(AStepOfZero, IsRefused) {
  EXPECT_EQ(deleted(none(), none(), num(0)), "ValueError: slice step cannot be zero");
}

TEST(ASliceValue, MayBeAnyIterableOfBytes) {
  EXPECT_EQ(assigned(num(0), num(7), list({num(88), num(89)})), "XYh");
  EXPECT_EQ(assigned(num(0), num(7), tuple({num(88), num(300)})),
            "ValueError: byte must be in range(0, 256)");
}
TEST(ASliceValue, MustNotBeANumberOrText) {
  const char* refused =
      "TypeError: can assign only bytes, buffers, or iterables of ints in range(0, 256)";
  EXPECT_EQ(assigned(num(0), num(1), num(5)), refused);
  EXPECT_EQ(assigned(num(0), num(1), str("x")), refused);
  EXPECT_EQ(assigned(num(0), num(1), none()),
            "TypeError: cannot convert 'NoneType' object to bytearray");
}

TEST(AByteArray, CanBeAssignedToItself) {
  const auto b = array("abcd");
  EXPECT_EQ(call(b, "__setitem__", {slice(num(1), num(2)), b}), "None");
  EXPECT_EQ(contents(b), "aabcdcd");
}
TEST(AByteArray, CanBeAssignedAViewOfItself) {
  const auto b = array("abcdef");
  auto v = view(b);
  const Value middle = *called("memoryview.__getitem__", v.get(), {slice(num(1), num(4))});
  EXPECT_EQ(call(b, "__setitem__", {slice(num(3), num(6)), middle}), "None");
  EXPECT_EQ(contents(b), "abcbcd");
}

TEST(AnExportedByteArray, TakesSlicesOfTheSameSizeOnly) {
  const auto b = array("abcd");
  const auto v = view(b);
  EXPECT_EQ(call(b, "__setitem__", {slice(num(1), num(3)), bytes("XY")}), "None");
  const std::string refused = "BufferError: Existing exports of data: object cannot be re-sized";
  EXPECT_EQ(call(b, "__setitem__", {slice(num(1), num(3)), bytes("X")}), refused);
  EXPECT_EQ(call(b, "__setitem__", {slice(num(1), num(3)), bytes("XYZ")}), refused);
  EXPECT_EQ(call(b, "__delitem__", {slice(none(), none(), num(2))}), refused);
  // Also where nothing would be deleted.
  EXPECT_EQ(call(b, "__delitem__", {slice(num(3), num(3), num(2))}), refused);
  EXPECT_EQ(contents(b), "aXYd");
}

TEST(ASliceAtTheFront, IsDeletedWithoutMovingTheRest) {
  const auto b = array(std::string(100, 'x'));
  const std::uint8_t* before = b->address();
  EXPECT_EQ(call(b, "__delitem__", {slice(none(), num(10))}), "None");
  EXPECT_EQ(b->address(), before + 10);
  EXPECT_EQ(b->allocated(), 101);
}

}  // namespace
}  // namespace holdfast::impl::test
