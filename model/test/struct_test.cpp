// SPDX-License-Identifier: MIT
//
// struct.pack_into() and struct.unpack_from() in the model: what they write, when a failure shows,
// and that the buffer is locked meanwhile. Every expectation was seen on CPython 3.14.10.
#include "model/test/programs.h"

namespace holdfast::model {
namespace {

std::optional<Exception> pack(Script& run, std::string_view format, Value value) {
  return run.raised("struct.pack_into", {},
                    {run.text(format), Arena::reference(b), Arena::integer(1), value});
}

Value index(Script& run, Value block, std::int64_t answer) {
  Value made = run.items(Kind::tuple, {block, Arena::integer(answer)});
  made.kind = Kind::custom;
  made.hook = Hook::index;
  return made;
}

TEST(PackingInto, WritesAtTheOffsetInTheOrderOfTheFormat) {
  Script run;
  run.make_array("......");
  EXPECT_EQ(pack(run, ">I", Arena::integer(0x61626364)), std::nullopt);
  EXPECT_EQ(run.contents(b), ".abcd.");
  EXPECT_EQ(pack(run, "<I", Arena::integer(0x61626364)), std::nullopt);
  EXPECT_EQ(run.contents(b), ".dcba.");
  EXPECT_EQ(pack(run, "3p", run.bytes("xyz")), std::nullopt);
  EXPECT_EQ(run.contents(b), ".\2xya.");
}

TEST(PackingInto, ZeroesTheMemoryBeforeAValueFails) {
  Script run;
  run.make_array("......");
  EXPECT_EQ(pack(run, "H", run.text("x")), Exception::StructError);
  EXPECT_EQ(run.contents(b), std::string(".\0\0...", 6));
}

TEST(PackingInto, TellsErrorsApart) {
  Script run;
  run.make_array("......");
  EXPECT_EQ(pack(run, "B", Arena::integer(256)), Exception::StructError);
  EXPECT_EQ(pack(run, "e", Arena::integer(65520)), Exception::StructError);
  EXPECT_EQ(pack(run, "e", Arena::real(65520)), Exception::OverflowError);
  EXPECT_EQ(pack(run, "e", Arena::real(65519)), std::nullopt);
  EXPECT_EQ(pack(run, "<F", Arena::integer(1)), Exception::StructError);  // no room
  EXPECT_EQ(run.raised("struct.pack_into", {},
                       {run.text("B"), run.bytes("ab"), Arena::integer(0), Arena::integer(0)}),
            Exception::TypeError);
  EXPECT_EQ(run.raised("struct.pack_into", {}, {run.text("B"), Arena::reference(b)}),
            Exception::StructError);
  EXPECT_EQ(run.raised("struct.pack_into", {}, {Arena::reference(b)}), Exception::TypeError);
  EXPECT_EQ(run.raised("struct.pack_into", {}, {run.text("\xc3\xa9")}),
            Exception::UnicodeEncodeError);
}

TEST(PackingInto, HoldsTheBufferWhileValuesAreConverted) {
  Script run;
  run.make_array("......");
  EXPECT_EQ(pack(run, "B", index(run, run.block("bytearray.clear", b), 65)), std::nullopt);
  ASSERT_EQ(run.answer().nested.size(), 1U);
  EXPECT_EQ(run.answer().nested[0].exception, Exception::BufferError);
  EXPECT_EQ(run.contents(b), ".A....");
  EXPECT_TRUE(run.succeeds("bytearray.clear", b));
}

TEST(UnpackingFrom, GivesATuple) {
  Script run;
  run.make_array("abcdef");
  const Outcome& outcome = run.step("struct.unpack_from", {},
                                    {run.text(">H2s?"), Arena::reference(b), Arena::integer(-5)});
  ASSERT_EQ(outcome.value.kind, Kind::tuple);
  const auto items = run.answer().arena.items(outcome.value);
  ASSERT_EQ(items.size(), 3U);
  EXPECT_EQ(items[0].integer, 0x6263);
  EXPECT_EQ(run.answer().arena.text(items[1]), "de");
  EXPECT_EQ(items[2].kind, Kind::boolean);
}

TEST(UnpackingFrom, NeedsEnoughBytes) {
  Script run;
  run.make_array("abc");
  const auto unpack = [&](std::int64_t offset) {
    return run.raised("struct.unpack_from", {},
                      {run.text("H"), Arena::reference(b), Arena::integer(offset)});
  };
  EXPECT_EQ(unpack(1), std::nullopt);
  EXPECT_EQ(unpack(2), Exception::StructError);
  EXPECT_EQ(unpack(-3), std::nullopt);
  EXPECT_EQ(unpack(-1), Exception::StructError);
  EXPECT_EQ(unpack(-4), Exception::StructError);
}

}  // namespace
}  // namespace holdfast::model
