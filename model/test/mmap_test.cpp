// SPDX-License-Identifier: MIT
//
// What the model says of files and mappings, in sentences.
#include "harness/machine.h"
#include "model/test/programs.h"

namespace holdfast::model {
namespace {

constexpr Register f(Class::file, 0);
constexpr Register m(Class::mmap, 0);
constexpr Register m2(Class::mmap, 1);

class ModelOfMmap : public testing::Test {
 protected:
  void make_file(std::string_view contents) { run.step("file", {}, {run.bytes(contents)}); }
  void map_file(std::int64_t length = 0, std::uint8_t into = 0) {
    run.step("mmap", {}, {Arena::reference(f), Arena::integer(length)}, into);
  }
  // MAP_PRIVATE
  void map_privately(std::uint8_t into = 0) {
    run.step("mmap", {}, {Arena::reference(f), Arena::integer(0), Arena::integer(2)}, into);
  }
  void put(Register mapping, std::int64_t index, char byte) {
    run.step("mmap.__setitem__", mapping, {Arena::integer(index), Arena::integer(byte)});
  }
  Outcome::Type get(std::int64_t index) {
    return run.step("mmap.__getitem__", m, {Arena::integer(index)}).type;
  }

  Script run;
};

TEST_F(ModelOfMmap, SharesWhatItWritesWithTheFileAndOtherMappings) {
  make_file("abc");
  map_file();
  map_file(0, 1);
  put(m, 0, 'X');
  EXPECT_EQ(run.contents(f), "Xbc");
  EXPECT_EQ(run.contents(m2), "Xbc");
}

TEST_F(ModelOfMmap, KeepsPrivateWritesToItself) {
  make_file("abc");
  map_privately();
  put(m, 0, 'X');
  run.step("file.write", f, {run.bytes("de"), Arena::integer(1)});
  EXPECT_EQ(run.contents(f), "ade");
  EXPECT_EQ(run.contents(m), "Xbc") << "the page is a copy from the first write on";
}

TEST_F(ModelOfMmap, SeesInAPrivateMappingWhatTheFileHasUntilItWrites) {
  make_file("abc");
  map_privately();
  run.step("file.write", f, {run.bytes("d"), Arena::integer(0)});
  EXPECT_EQ(run.contents(m), "dbc");
}

TEST_F(ModelOfMmap, CarriesToTheFileWhatAViewWrites) {
  make_file("abc");
  map_file();
  run.step("memoryview", {}, {Arena::reference(m)});
  run.step("memoryview.__setitem__", v, {Arena::integer(1), Arena::integer('X')});
  EXPECT_EQ(run.contents(f), "aXc");
  EXPECT_EQ(run.raised("mmap.resize", m, {Arena::integer(2)}), Exception::BufferError);
  EXPECT_EQ(run.raised("mmap.close", m), Exception::BufferError);
  run.step("memoryview.release", v);
  EXPECT_TRUE(run.succeeds("mmap.resize", m, {Arena::integer(2)}));
  EXPECT_EQ(run.contents(f), "aX");
}

TEST_F(ModelOfMmap, EndsTheProcessWhereThePageIsGone) {
  make_file(std::string(static_cast<std::size_t>(2 * page_bytes()), 'x'));
  map_file();
  run.step("file.truncate", f, {Arena::integer(10)});
  EXPECT_EQ(get(9), Outcome::Type::value);
  EXPECT_EQ(get(page_bytes() - 1), Outcome::Type::value) << "the last page ends in zeros";
  EXPECT_EQ(get(page_bytes()), Outcome::Type::crashed);
}

TEST_F(ModelOfMmap, TruncatesTheFileEvenWhenTheResizeFails) {
  make_file("abc");
  map_file();
  EXPECT_EQ(run.raised("mmap.resize", m, {Arena::integer(0)}), Exception::OSError);
  EXPECT_EQ(run.contents(f), "");
  EXPECT_EQ(get(0), Outcome::Type::crashed);
}

TEST_F(ModelOfMmap, LeavesToTheMachineWhatIsWrittenBehindTheEnd) {
  make_file("abcdef");
  map_file();
  run.step("file.truncate", f, {Arena::integer(3)});
  const Outcome& outcome =
      run.step("mmap.__setitem__", m, {Arena::integer(4), Arena::integer('x')});
  EXPECT_EQ(outcome.type, Outcome::Type::unspecified);
}

TEST_F(ModelOfMmap, LeavesDescriptorsByNumberToTheMachine) {
  EXPECT_EQ(run.raised("mmap", {}, {Arena::integer(-2), Arena::integer(1)}), Exception::OSError);
  const Outcome& outcome = run.step("mmap", {}, {Arena::integer(3), Arena::integer(1)});
  EXPECT_EQ(outcome.type, Outcome::Type::unspecified);
}

TEST_F(ModelOfMmap, GivesBytesObjectsWhenIterated) {
  make_file("ab");
  map_file();
  run.step("mmap.__reversed__", m);
  run.step("iterator.__next__", Register(Class::iterator, 0));
  EXPECT_EQ(run.result(), "b");
  run.make_array(", ");
  run.step("bytearray.join", b, {Arena::reference(m)}, 1);
  EXPECT_EQ(run.contents(b2), "a, b");
}

}  // namespace
}  // namespace holdfast::model
