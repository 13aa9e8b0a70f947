// SPDX-License-Identifier: MIT
//
// What takes the memory of the types, and what compares or shows itself beside them: bytes(),
// bytes.join(), weak references, objects with an __eq__ or a __repr__ of their own. All
// expectations were seen on CPython 3.14.10.
#include <gtest/gtest.h>

#include "impl/bytesio.h"
#include "impl/test/python.h"
#include "impl/weak_reference.h"

namespace holdfast::impl::test {
namespace {

constexpr const char* kReleased = "ValueError: operation forbidden on released memoryview object";

std::string made(std::vector<Value> values, std::vector<std::string_view> keywords = {}) {
  return shown(called("bytes", nullptr, std::move(values), std::move(keywords)));
}

std::string joined(std::vector<Value> values) {
  return shown(called("bytes.join", nullptr, std::move(values)));
}

TEST(Bytes, AreMadeOfASizeABufferOrNumbers) {
  EXPECT_EQ(made({}), "b''");
  EXPECT_EQ(made({num(3)}), "b'\\x00\\x00\\x00'");
  EXPECT_EQ(made({num(-1)}), "ValueError: negative count");
  EXPECT_EQ(made({num(0x7fffffffffffffff)}), "OverflowError: byte string is too large");
  EXPECT_EQ(made({array("abc")}), "b'abc'");
  const auto v = view(array("abcd"));
  EXPECT_EQ(made({*called("memoryview.__getitem__", v.get(), {slice(none(), none(), num(-2))})}),
            "b'db'");
  EXPECT_EQ(made({list({num(1), num(2)})}), "b'\\x01\\x02'");
  EXPECT_EQ(made({tuple({num(256)})}), "ValueError: bytes must be in range(0, 256)");
  EXPECT_EQ(made({list({str("a")})}),
            "TypeError: 'str' object cannot be interpreted as an integer");
  EXPECT_EQ(made({none()}), "TypeError: cannot convert 'NoneType' object to bytes");
}

TEST(Bytes, AreMadeOfATextOnlyWithAnEncoding) {
  EXPECT_EQ(made({str("a"), str("ascii")}), "b'a'");
  EXPECT_EQ(made({str("a")}), "TypeError: string argument without an encoding");
  EXPECT_EQ(made({bytes("a"), str("ascii")}), "TypeError: encoding without a string argument");
  EXPECT_EQ(made({str("x")}, {"errors"}), "TypeError: errors without a string argument");
  EXPECT_EQ(made({none(), none()}, {"encoding"}),
            "TypeError: bytes() argument 'encoding' must be str, not None");
}

TEST(Bytes, HoldTheBufferOfASourceWhileTheyCopyIt) {
  const auto b = array("abc");
  std::string refused;
  const Value source = exporter([] {}, b, [&] { refused = call(b, "append", {num(1)}); });
  EXPECT_EQ(made({source}), "b'abc'");
  EXPECT_EQ(refused, "BufferError: Existing exports of data: object cannot be re-sized");
  EXPECT_EQ(call(b, "append", {num(1)}), "None");
}

TEST(Join, TakesTheBuffersOfAllItemsAtOnce) {
  const auto b = array("abc");
  std::string refused;
  const Value second = exporter([&] { refused = call(b, "clear"); }, bytes("x"));
  EXPECT_EQ(joined({bytes(","), list({b, second})}), "b'abc,x'");
  EXPECT_EQ(refused, "BufferError: Existing exports of data: object cannot be re-sized");
  EXPECT_EQ(call(b, "clear"), "None") << "they are given back afterwards";
}

TEST(Join, GivesBackABytesObjectThatIsAlone) {
  const Value alone = bytes("abc");
  const auto result = called("bytes.join", nullptr, {bytes(","), list({alone})});
  EXPECT_EQ(&result->object(), &alone.object());
}

TEST(Join, SaysWhatItCannotJoin) {
  EXPECT_EQ(joined({}), "TypeError: unbound method bytes.join() needs an argument");
  EXPECT_EQ(joined({bytes(",")}), "TypeError: bytes.join() takes exactly one argument (0 given)");
  EXPECT_EQ(joined({array(","), list({})}),
            "TypeError: descriptor 'join' for 'bytes' objects doesn't apply to a 'bytearray' "
            "object");
  EXPECT_EQ(joined({bytes(","), num(5)}), "TypeError: can only join an iterable");
  EXPECT_EQ(joined({bytes(","), list({bytes("a"), num(1)})}),
            "TypeError: sequence item 1: expected a bytes-like object, int found");
}

TEST(AWeakReference, IsTheSameForAsLongAsItLives) {
  const auto v = view(bytes("ab"));
  const Value first = *called("memoryview.weakref", v.get());
  const Value second = *called("memoryview.weakref", v.get());
  EXPECT_EQ(&first.object(), &second.object());
  EXPECT_EQ(&called("weakref.__call__", &first.object())->object(), v.get());
}

TEST(AWeakReference, KnowsAStreamForAsLongAsAViewOfItIsAlive) {
  auto stream = *BytesIO::create();
  const Value reference = *called("BytesIO.weakref", stream.get());
  const Value held = *called("BytesIO.getbuffer", stream.get());
  stream.reset();
  EXPECT_FALSE(called("weakref.__call__", &reference.object())->is_none());
  ASSERT_TRUE(held.as<MemoryView>()->release());
  EXPECT_TRUE(called("weakref.__call__", &reference.object())->is_none());
}

TEST(AWeakReference, DoesNotReviveAViewThatIsGoing) {
  const auto b = array("abc");
  Value reference;
  bool gone = false;
  auto v = view(exporter(
      [] {}, b, [&] { gone = called("weakref.__call__", &reference.object())->is_none(); }));
  reference = *called("memoryview.weakref", v.get());
  v.reset();
  EXPECT_TRUE(gone);
}

TEST(AWeakReference, CannotBeMadeToABytearray) {
  EXPECT_EQ(shown(called("bytearray.weakref", array("").get())),
            "TypeError: cannot create weak reference to 'bytearray' object");
}

TEST(AnObjectWithEq, IsAskedByWhatKnowsNothingOfIt) {
  const auto yes = [] { return true; };
  EXPECT_EQ(call(array("abc"), "__eq__", {equal(yes)}), "True");
  EXPECT_EQ(call(array("abc"), "__ne__", {equal(yes)}), "False");
  const auto v = view(bytes("abc"));
  EXPECT_EQ(call(v, "__eq__", {equal(yes)}), "True");
  EXPECT_EQ(call(v, "count", {equal(yes)}), "3");
  EXPECT_EQ(call(v, "index", {equal(yes)}), "0");
  EXPECT_EQ(call(v, "__lt__", {equal(yes)}),
            "TypeError: '<' not supported between instances of 'memoryview' and 'Eq'");
  EXPECT_EQ(call(array("abc"), "__contains__", {equal(yes)}),
            "TypeError: a bytes-like object is required, not 'Eq'");
}

TEST(AnObjectWithEq, MayReleaseTheViewThatItIsLookedForIn) {
  for (const char* method : {"count", "index", "__contains__"}) {
    const auto v = view(array("abc"));
    const auto release = [&] {
      static_cast<void>(v->release());
      return false;
    };
    EXPECT_EQ(call(v, method, {equal(release)}), kReleased) << method;
  }
  const auto v = view(bytes("a"));
  const auto release = [&] {
    static_cast<void>(v->release());
    return true;
  };
  EXPECT_EQ(call(v, "count", {equal(release)}), "1") << "it was the last item";
}

TEST(AReleasedView, DoesNotAskAnObjectWithEq) {
  const auto v = view(bytes("abc"));
  ASSERT_TRUE(v->release());
  EXPECT_EQ(call(v, "__eq__", {equal([] { return true; })}), "False");
}

TEST(AnObjectWithRepr, IsShownByPercentR) {
  const auto says = [](Value value) { return represented([value] { return value; }); };
  EXPECT_EQ(call(array("%r"), "__mod__", {says(str("q"))}), "bytearray(b'q')");
  EXPECT_EQ(call(array("%a"), "__mod__", {says(str("\xc3\xa9"))}), "bytearray(b'\\\\xe9')");
  EXPECT_EQ(call(array("%r"), "__mod__", {tuple({list({says(str("q")), num(1)})})}),
            "bytearray(b'[q, 1]')");
  EXPECT_EQ(call(array("%r"), "__mod__", {says(num(5))}),
            "TypeError: __repr__ returned non-string (type int)");
}

TEST(AnObjectWithRepr, CannotResizeTheFormatItIsShownIn) {
  const auto b = array("<%r>");
  std::string refused;
  const Value hostile = represented([&] {
    refused = call(b, "clear");
    return str("q");
  });
  EXPECT_EQ(call(b, "__mod__", {hostile}), "bytearray(b'<q>')");
  EXPECT_EQ(refused, "BufferError: Existing exports of data: object cannot be re-sized");
}

}  // namespace
}  // namespace holdfast::impl::test
