// SPDX-License-Identifier: MIT
//
// A sample of each family of methods, with the messages that people meet. The whole is compared
// with the live interpreter elsewhere; this is what a reader learns the library from.
#include <gtest/gtest.h>

#include "impl/test/python.h"

namespace holdfast::impl::test {
namespace {

TEST(Construction, TakesEveryKindOfSource) {
  const auto made = [](std::vector<Value> values) {
    return shown(called("bytearray", nullptr, std::move(values)));
  };
  EXPECT_EQ(made({}), "bytearray(b'')");
  EXPECT_EQ(made({num(2)}), "bytearray(b'\\x00\\x00')");
  EXPECT_EQ(made({bytes("ab")}), "bytearray(b'ab')");
  EXPECT_EQ(made({list({num(97), num(98)})}), "bytearray(b'ab')");
  EXPECT_EQ(made({str("\xc3\xa9"), str("latin-1")}), "bytearray(b'\\xe9')");
  EXPECT_EQ(made({str("x")}), "TypeError: string argument without an encoding");
  EXPECT_EQ(made({num(-1)}), "ValueError: negative count");
  EXPECT_EQ(made({str("\xc3\xa9"), str("ascii")}),
            "UnicodeEncodeError: 'ascii' codec can't encode character '\\xe9' in position 0: "
            "ordinal not in range(128)");
}

TEST(Keywords, AreTakenAndRefusedAsInPython) {
  const auto b = array("a,b");
  EXPECT_EQ(call(b, "split", {bytes(","), num(1)}, {"sep", "maxsplit"}),
            "[bytearray(b'a'), bytearray(b'b')]");
  EXPECT_EQ(call(b, "split", {num(1)}, {"bogus"}),
            "TypeError: split() got an unexpected keyword argument 'bogus'");
  EXPECT_EQ(call(b, "append", {num(1)}, {"item"}),
            "TypeError: bytearray.append() takes no keyword arguments");
  EXPECT_EQ(shown(called("bytearray", nullptr, {num(1), num(2)}, {"source"})),
            "TypeError: argument for bytearray() given by name ('source') and position (1)");
}

TEST(Splitting, KeepsWhatIsLeftAtTheLimit) {
  EXPECT_EQ(call(array("  a  b  c "), "split"),
            "[bytearray(b'a'), bytearray(b'b'), bytearray(b'c')]");
  EXPECT_EQ(call(array(" a  b "), "split", {none(), num(1)}),
            "[bytearray(b'a'), bytearray(b'b ')]");
  EXPECT_EQ(call(array(" a  b "), "rsplit", {none(), num(1)}),
            "[bytearray(b' a'), bytearray(b'b')]");
  EXPECT_EQ(call(array("a\r\nb\rc\n"), "splitlines", {Value::boolean(true)}),
            "[bytearray(b'a\\r\\n'), bytearray(b'b\\r'), bytearray(b'c\\n')]");
}

TEST(Formatting, PrintsNumbersLikePython) {
  const auto formatted = [](std::string_view format, std::vector<Value> values) {
    const auto result =
        called("bytearray.__mod__", array(format).get(), {tuple(std::move(values))});
    return result ? contents(Ref<ByteArray>::share(result->as<ByteArray>())) : shown(result);
  };
  EXPECT_EQ(formatted("%05d|%-5d|%+d|%#x|%#o", {num(-42), num(7), num(7), num(255), num(8)}),
            "-0042|7    |+7|0xff|0o10");
  EXPECT_EQ(
      formatted("%.2f %e %g", {Value::real(1.005), Value::real(12345.678), Value::real(1e16)}),
      "1.00 1.234568e+04 1e+16");
  EXPECT_EQ(formatted("%c%c %.1s %a", {num(72), bytes("i"), bytes("xyz"), str("\xc3\xa9")}),
            "Hi x '\\xe9'");
  EXPECT_EQ(formatted("%d", {}), "TypeError: not enough arguments for format string");
  EXPECT_EQ(formatted("%y", {num(1)}),
            "ValueError: unsupported format character 'y' (0x79) at index 1");
}

TEST(Hexadecimal, IsWrittenInGroupsAndReadWithSpaces) {
  const auto b = array("abcde");
  EXPECT_EQ(call(b, "hex", {str(":"), num(2)}), "'61:6263:6465'");
  EXPECT_EQ(call(b, "hex", {str(":"), num(-2)}), "'6162:6364:65'");
  EXPECT_EQ(shown(called("bytearray.fromhex", nullptr, {str("61 6263")})), "bytearray(b'abc')");
  EXPECT_EQ(shown(called("bytearray.fromhex", nullptr, {str("6 1")})),
            "ValueError: non-hexadecimal number found in fromhex() arg at position 1");
}

TEST(Decoding, ReportsMalformedTextAsCPythonDoes) {
  EXPECT_EQ(call(array("a\xe2\x82"), "decode"),
            "UnicodeDecodeError: 'utf-8' codec can't decode bytes in position 1-2: unexpected end "
            "of data");
  EXPECT_EQ(call(array("a\xff"), "decode", {str("utf-8"), str("backslashreplace")}), "'a\\\\xff'");
  EXPECT_EQ(call(array("a"), "decode", {str("nope")}), "LookupError: unknown encoding: nope");
  EXPECT_EQ(call(array(""), "decode", {str("nope")}), "''");
}

TEST(Operators, AnswerForBothOperands) {
  const auto b = array("ab");
  EXPECT_EQ(call(b, "__add__", {num(1)}), "TypeError: can't concat int to bytearray");
  EXPECT_EQ(call(b, "__radd__", {bytes("x")}), "b'xab'");
  EXPECT_EQ(call(b, "__rmul__", {num(2)}), "bytearray(b'abab')");
  EXPECT_EQ(call(b, "__lt__", {list({})}),
            "TypeError: '<' not supported between instances of 'bytearray' and 'list'");
  EXPECT_EQ(call(b, "__eq__", {list({})}), "False");
  EXPECT_EQ(call(b, "__contains__", {num(97)}), "True");
}

TEST(AnIterator, SurvivesAnArrayThatShrinks) {
  const auto b = array("abc");
  const auto it = *b->iter();
  EXPECT_EQ(call(it, "__next__"), "97");
  EXPECT_EQ(call(it, "__length_hint__"), "2");
  ASSERT_TRUE(b->clear());
  EXPECT_EQ(call(it, "__next__"), "StopIteration: ");
  ASSERT_TRUE(b->append(1));
  EXPECT_EQ(call(it, "__next__"), "StopIteration: ");
  EXPECT_EQ(call(it, "__reduce__"), "(iter, ((),))");
}

TEST(Pickling, NamesTheClassAndItsArguments) {
  EXPECT_EQ(call(array("a"), "__reduce__"), "(bytearray, ('a', 'latin-1'), None)");
  EXPECT_EQ(call(array("a"), "__reduce_ex__", {num(3)}), "(bytearray, (b'a',), None)");
  EXPECT_EQ(call(array(""), "__reduce__"), "(bytearray, (), None)");
}

TEST(AName, ThatIsNoCallableIsNotFound) {
  EXPECT_EQ(find_callable("bytearray.nope"), nullptr);
  EXPECT_EQ(find_callable("nope"), nullptr);
  EXPECT_NE(find_callable("bytearray"), nullptr);
}

}  // namespace
}  // namespace holdfast::impl::test
