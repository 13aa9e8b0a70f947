// SPDX-License-Identifier: MIT
//
// What a BytesIO does with its buffer: sharing, copying on write, growth, the export lock. The
// figures were seen on CPython 3.14.10.
#include "impl/bytesio.h"

#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "impl/bytearray.h"
#include "impl/unraisable.h"

namespace holdfast::impl {
namespace {

std::span<const std::uint8_t> bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Value bytes_value(std::string_view text) { return *Bytes::create(bytes(text)); }

std::string text(std::span<const std::uint8_t> contents) {
  return {contents.begin(), contents.end()};
}

std::string text(const Value& value) { return text(value.as<Bytes>()->contents()); }

Ref<BytesIO> stream_of(const Value& initial) {
  auto stream = *BytesIO::create();
  EXPECT_TRUE(stream->init(&initial));
  return stream;
}

// __sizeof__() less what CPython counts of the stream itself and of a bytes object.
std::int64_t capacity(const BytesIO& stream) { return stream.size_of() - 64 - 33; }

TEST(ABytesIOThatIsWrittenTo, AllocatesWhatCPythonAllocates) {
  const auto stream = *BytesIO::create();
  std::vector<std::int64_t> steps;
  for (int i = 0; i < 130; ++i) {
    ASSERT_TRUE(stream->write(bytes_value("x")));
    if (steps.empty() || capacity(*stream) != steps.back()) steps.push_back(capacity(*stream));
  }
  EXPECT_EQ(steps,
            (std::vector<std::int64_t>{2, 4, 6, 8, 16, 25, 35, 46, 58, 72, 88, 106, 126, 148}));
}

TEST(ABytesIOThatIsTruncated, GivesMemoryBackBelowHalf) {
  const auto stream = *BytesIO::create();
  ASSERT_TRUE(stream->write(bytes_value(std::string(1000, 'q'))));
  std::vector<std::int64_t> seen;
  for (const std::int64_t size : {600, 499, 0}) {
    const Value wanted = Value::integer(size);
    EXPECT_EQ(*stream->truncate(&wanted), size);
    seen.push_back(capacity(*stream));
  }
  EXPECT_EQ(seen, (std::vector<std::int64_t>{1001, 500, 1}));
  EXPECT_EQ(stream->position(), 1000);
}

TEST(ABytesIOMadeFromBytes, IsTheirObjectUntilItChanges) {
  const Value initial = bytes_value(std::string(100, 'q'));
  const auto stream = stream_of(initial);
  EXPECT_EQ(stream->size_of(), 64);
  EXPECT_EQ(&stream->value()->object(), &initial.object());
  EXPECT_EQ(&stream->read()->object(), &initial.object());
  ASSERT_TRUE(stream->seek(0));
  ASSERT_TRUE(stream->write(bytes_value("A")));
  EXPECT_EQ(capacity(*stream), 100);
  EXPECT_EQ(text(initial).front(), 'q');
  EXPECT_EQ(text(stream->contents()).front(), 'A');
}

TEST(ABytesIOMadeFromOneByte, SharesTheByteThatCPythonCaches) {
  const auto stream = stream_of(bytes_value("x"));
  EXPECT_EQ(stream->size_of(), 64);
  EXPECT_EQ(stream_of(bytes_value(""))->size_of(), 64);
  const auto two = stream_of(bytes_value("xy"));
  EXPECT_EQ(capacity(*two), 2);
}

TEST(ItsValue, IsItsBufferCutToSizeAndNeverChanges) {
  const auto stream = *BytesIO::create();
  ASSERT_TRUE(stream->write(bytes_value(std::string(100, 'q'))));
  ASSERT_TRUE(stream->write(bytes_value("rs")));
  EXPECT_EQ(capacity(*stream), 120);
  {
    const auto value = *stream->value();
    EXPECT_EQ(stream->size_of(), 64);
    ASSERT_TRUE(stream->write(bytes_value("t")));
    EXPECT_EQ(text(value), std::string(100, 'q') + "rs");
    EXPECT_EQ(capacity(*stream), 121);
  }
  EXPECT_EQ(text(*stream->value()), std::string(100, 'q') + "rst");
  EXPECT_EQ(capacity(*stream), 103);
}

TEST(AnExportedBytesIO, RefusesWhateverMayMoveItsMemory) {
  const auto stream = stream_of(bytes_value("abcdef"));
  const auto view = *stream->view();
  EXPECT_EQ(stream->exports(), 1);
  const Value size = Value::integer(3);
  const Value other = bytes_value("new");
  EXPECT_EQ(stream->write(bytes_value("")).error().describe(),
            "BufferError: Existing exports of data: object cannot be re-sized");
  EXPECT_EQ(stream->truncate(&size).error().type, ExceptionType::BufferError);
  EXPECT_EQ(stream->close().error().type, ExceptionType::BufferError);
  EXPECT_EQ(stream->init(&other).error().type, ExceptionType::BufferError);
  EXPECT_EQ(*stream->seek(100), 100);
  EXPECT_EQ(*stream->seek(2), 2);
  EXPECT_EQ(text(*stream->read(2)), "cd");
  EXPECT_EQ(text(*stream->value()), "abcdef");
  ASSERT_TRUE(view->release());
  EXPECT_TRUE(stream->write(other));
  EXPECT_EQ(text(stream->contents()), "abcdnew");
}

TEST(AnExportedBytesIO, IsWrittenThroughItsViewsAndKeptAliveByThem) {
  auto stream = stream_of(bytes_value("abcdef"));
  const auto view = *stream->view();
  ASSERT_TRUE(view->set(0, Value::integer('X')));
  EXPECT_EQ(text(stream->contents()), "Xbcdef");
  stream.reset();
  EXPECT_EQ((*view->at(5)).integer(), 'f');
}

TEST(ReadingIntoItsOwnMemory, IsLikeReadingACopyFirst) {
  const auto stream = stream_of(bytes_value("0123456789"));
  const auto view = *stream->view();
  const std::span memory(stream->address(), 10);
  EXPECT_EQ(*stream->read_into(memory.subspan(3)), 7);
  EXPECT_EQ(text(stream->contents()), "0120123456");
}

TEST(APositionBeyondTheEnd, ReadsNothingAndIsPaddedOnlyByAWrite) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  const auto stream = stream_of(bytes_value("ab"));
  EXPECT_EQ(*stream->seek(kMost), kMost);
  EXPECT_EQ(text(*stream->read()), "");
  EXPECT_EQ(text(*stream->read_line()), "");
  EXPECT_EQ(stream->seek(1, 1).error().describe(), "OverflowError: new position too large");
  EXPECT_EQ(stream->write(bytes_value("x")).error().describe(),
            "OverflowError: new buffer size too large");
  EXPECT_EQ(*stream->write(bytes_value("")), 0);
  EXPECT_EQ(*stream->seek(4), 4);
  ASSERT_TRUE(stream->write(bytes_value("x")));
  EXPECT_EQ(text(stream->contents()), std::string("ab\0\0x", 5));
}

TEST(AWriteWithoutMemory, LosesNothing) {
  const auto stream = stream_of(bytes_value("precious"));
  ASSERT_TRUE(stream->seek(0, 2));
  ASSERT_TRUE(stream->write(bytes_value(" data")));
  const Value more = bytes_value(std::string(1000, 'x'));
  fail_allocation(1);
  EXPECT_EQ(stream->write(more).error().type, ExceptionType::MemoryError);
  EXPECT_EQ(text(*stream->value()), "precious data");
  EXPECT_EQ(stream->position(), 13);
}

TEST(ItsFinaliser, ReportsWhatCloseRaisesAndClosesOtherwise) {
  const auto stream = stream_of(bytes_value("abc"));
  std::vector<std::string> reported;
  set_unraisable_hook(
      [](const Error& error, void* to) {
        static_cast<std::vector<std::string>*>(to)->push_back(error.describe());
      },
      &reported);
  const auto view = *stream->view();
  stream->finalize();
  EXPECT_EQ(reported, std::vector<std::string>{
                          "BufferError: Existing exports of data: object cannot be re-sized"});
  EXPECT_FALSE(stream->closed());
  ASSERT_TRUE(view->release());
  stream->finalize();
  EXPECT_TRUE(stream->closed());
  EXPECT_EQ(reported.size(), 1U);
  set_unraisable_hook(nullptr, nullptr);
}

TEST(AClosedBytesIO, IsOpenedAgainByBytesAlone) {
  const auto stream = stream_of(bytes_value("abc"));
  ASSERT_TRUE(stream->close());
  ASSERT_TRUE(stream->close());
  EXPECT_EQ(stream->value().error().describe(), "ValueError: I/O operation on closed file.");
  ASSERT_TRUE(stream->init(nullptr));
  EXPECT_TRUE(stream->closed());
  const Value array = *ByteArray::create(bytes("x"));
  EXPECT_EQ(stream->init(&array).error().type, ExceptionType::ValueError);
  const Value again = bytes_value("again");
  ASSERT_TRUE(stream->init(&again));
  EXPECT_EQ(text(stream->contents()), "again");
}

TEST(EverythingOfAStream, IsGivenBackAtTheEnd) {
  const auto objects = live_objects();
  const auto held = live_bytes();
  {
    auto stream = stream_of(bytes_value("abc"));
    const auto view = *stream->view();
    const auto value = *stream->value();
    stream.reset();
  }
  EXPECT_EQ(live_objects(), objects);
  EXPECT_EQ(live_bytes(), held);
}

}  // namespace
}  // namespace holdfast::impl
