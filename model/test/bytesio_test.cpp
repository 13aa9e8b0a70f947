// SPDX-License-Identifier: MIT
//
// What the model says of BytesIO, in sentences. Whether it says what CPython says is decided by
// live runs; these pin the rules that are easily lost.
#include <limits>

#include "model/test/programs.h"

namespace holdfast::model {
namespace {

constexpr Register s(Class::bytesio, 0);
constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

void make_stream(Script& run, std::string_view contents) {
  run.step("BytesIO", {}, {run.bytes(contents)});
}

std::string read(Script& run) {
  run.step("BytesIO.read", s);
  return run.result();
}

TEST(ModelOfBytesIO, ReadsAndWritesAtItsPosition) {
  Script run;
  make_stream(run, "abcdef");
  run.step("BytesIO.read", s, {Arena::integer(2)});
  EXPECT_EQ(run.result(), "ab");
  run.step("BytesIO.write", s, {run.bytes("XY")});
  EXPECT_EQ(run.contents(s), "abXYef");
  EXPECT_EQ(run.see(s).position, 4);
  EXPECT_EQ(read(run), "ef");
  EXPECT_EQ(read(run), "");
}

TEST(ModelOfBytesIO, PadsWithZerosOnlyWhatIsWrittenBehind) {
  Script run;
  make_stream(run, "ab");
  run.step("BytesIO.seek", s, {Arena::integer(4)});
  run.step("BytesIO.write", s, {run.bytes("")});
  EXPECT_EQ(run.contents(s), "ab");
  run.step("BytesIO.write", s, {run.bytes("x")});
  EXPECT_EQ(run.contents(s), std::string("ab\0\0x", 5));
}

TEST(ModelOfBytesIO, SeeksFromStartPositionAndEndButNotBeforeTheStart) {
  Script run;
  make_stream(run, "abcdef");
  run.step("BytesIO.seek", s, {Arena::integer(-2), Arena::integer(2)});
  EXPECT_EQ(run.see(s).position, 4);
  run.step("BytesIO.seek", s, {Arena::integer(-9), Arena::integer(1)});
  EXPECT_EQ(run.see(s).position, 0);
  EXPECT_EQ(run.raised("BytesIO.seek", s, {Arena::integer(-1)}), Exception::ValueError);
  EXPECT_EQ(run.raised("BytesIO.seek", s, {Arena::integer(0), Arena::integer(3)}),
            Exception::ValueError);
  EXPECT_EQ(run.raised("BytesIO.seek", s, {Arena::integer(kMost), Arena::integer(2)}),
            Exception::OverflowError);
}

TEST(ModelOfBytesIO, NamesWhatDoesNotFitASize) {
  Script run;
  make_stream(run, "ab");
  const auto writing_at = [&](std::int64_t position) {
    run.step("BytesIO.seek", s, {Arena::integer(position)});
    return run.raised("BytesIO.write", s, {run.bytes("x")});
  };
  EXPECT_EQ(writing_at(kMost), Exception::OverflowError);
  EXPECT_EQ(writing_at(kMost - 1), Exception::SystemError);
  EXPECT_EQ(writing_at(kMost - 34), Exception::OverflowError);
  EXPECT_EQ(writing_at(kMost - 35), Exception::MemoryError);
}

TEST(ModelOfBytesIO, CutsButNeverExtends) {
  Script run;
  make_stream(run, "abcdef");
  run.step("BytesIO.seek", s, {Arena::integer(5)});
  EXPECT_EQ(run.step("BytesIO.truncate", s, {Arena::integer(9)}).value.integer, 9);
  EXPECT_EQ(run.contents(s), "abcdef");
  run.step("BytesIO.truncate", s, {Arena::integer(3)});
  EXPECT_EQ(run.contents(s), "abc");
  EXPECT_EQ(run.see(s).position, 5);
}

TEST(ModelOfBytesIO, IsLockedByItsViewsWhateverIsWritten) {
  Script run;
  make_stream(run, "abcdef");
  run.step("BytesIO.getbuffer", s);
  EXPECT_EQ(run.raised("BytesIO.write", s, {run.bytes("")}), Exception::BufferError);
  EXPECT_EQ(run.raised("BytesIO.write", s, {run.text("x")}), Exception::TypeError);
  EXPECT_EQ(run.raised("BytesIO.truncate", s, {run.text("x")}), Exception::BufferError);
  EXPECT_EQ(run.raised("BytesIO.close", s), Exception::BufferError);
  EXPECT_EQ(run.raised("BytesIO.__init__", s, {run.text("x")}), Exception::BufferError);
  EXPECT_TRUE(run.succeeds("BytesIO.seek", s, {Arena::integer(100)}));
  EXPECT_TRUE(run.succeeds("BytesIO.getvalue", s));
  EXPECT_EQ(run.contents(s), "abcdef");
  run.step("memoryview.release", v);
  EXPECT_TRUE(run.succeeds("BytesIO.truncate", s, {Arena::integer(1)}));
}

TEST(ModelOfBytesIO, LooksAtTheStreamAgainAfterATruncationsSizeHasRun) {
  Script run;
  make_stream(run, "abcdef");
  const Value closing = run.items(Kind::custom, {run.block("BytesIO.close", s), Arena::integer(3)});
  EXPECT_EQ(run.raised("BytesIO.truncate", s, {closing}), Exception::ValueError);
  EXPECT_TRUE(run.see(s).closed);
}

TEST(ModelOfBytesIO, WritesLinesUntilOneFails) {
  Script run;
  make_stream(run, "abcdef");
  EXPECT_EQ(run.raised("BytesIO.writelines", s,
                       {run.items(Kind::list, {run.bytes("12"), Arena::integer(5)})}),
            Exception::TypeError);
  EXPECT_EQ(run.contents(s), "12cdef");
}

TEST(ModelOfBytesIO, IsItsOwnIteratorAndCanBeWrittenToItself) {
  Script run;
  make_stream(run, "a\nb\ncdef");
  EXPECT_TRUE(run.succeeds("BytesIO.writelines", s, {Arena::reference(s)}));
  EXPECT_EQ(run.contents(s), "a\na\ncdefcdef");
  EXPECT_EQ(run.raised("BytesIO.__next__", s), Exception::StopIteration);
}

TEST(ModelOfBytesIO, WhenClosedTakesBytesAndNothingElse) {
  Script run;
  make_stream(run, "abc");
  EXPECT_TRUE(run.succeeds("BytesIO.close", s));
  EXPECT_EQ(run.raised("BytesIO.tell", s), Exception::ValueError);
  EXPECT_EQ(run.raised("BytesIO.fileno", s), Exception::UnsupportedOperation);
  EXPECT_TRUE(run.succeeds("BytesIO.__init__", s));
  EXPECT_EQ(run.raised("BytesIO.__init__", s, {run.bytes("x", Kind::bytearray)}),
            Exception::ValueError);
  EXPECT_TRUE(run.succeeds("BytesIO.__init__", s, {run.bytes("again")}));
  EXPECT_EQ(run.contents(s), "again");
}

TEST(ModelOfBytesIO, ReportsWhatItsFinaliserCannotRaise) {
  Script run;
  make_stream(run, "abc");
  run.step("BytesIO.getbuffer", s);
  EXPECT_TRUE(run.succeeds("BytesIO.__del__", s));
  ASSERT_EQ(run.answer().nested.size(), 1U);
  EXPECT_EQ(run.answer().nested[0].exception, Exception::BufferError);
  EXPECT_FALSE(run.see(s).closed);
}

}  // namespace
}  // namespace holdfast::model
