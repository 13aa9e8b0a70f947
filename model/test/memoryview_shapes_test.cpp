// SPDX-License-Identifier: MIT
//
// What the model says of formats, dimensions and exporters of any layout, in sentences.
#include "model/test/programs.h"

namespace holdfast::model {
namespace {

const Register x(Class::exporter, 0);
const Register x2(Class::exporter, 1);

Value numbers(Script& run, std::initializer_list<std::int64_t> list) {
  std::vector<Value> items;
  for (const std::int64_t number : list) items.push_back(Arena::integer(number));
  return run.items(Kind::list, items);
}

// x = exporter(contents, format, shape, None, 0, flags); v = memoryview(x)
void make_view(Script& run, std::string_view contents, std::string_view format,
               std::initializer_list<std::int64_t> shape, std::int64_t flags) {
  run.step("exporter", {},
           {run.bytes(contents), run.text(format), numbers(run, shape), Arena::none(),
            Arena::integer(0), Arena::integer(flags)});
  run.step("memoryview", {}, {Arena::reference(x)});
}

TEST(ModelOfMemoryview, ReadsElementsByTheirFormat) {
  Script run;
  make_view(run, std::string_view("\xff\xff\x01\x80", 4), "h", {2}, 0);
  EXPECT_EQ(run.integer("memoryview.__getitem__", v, {Arena::integer(0)}), -1);
  EXPECT_EQ(run.integer("memoryview.__getitem__", v, {Arena::integer(1)}), -32767);
  EXPECT_EQ(run.raised("memoryview.__getitem__", v, {Arena::integer(2)}), Exception::IndexError);
}

TEST(ModelOfMemoryview, TakesWhatFitsTheFormat) {
  Script run;
  make_view(run, "ab", "b", {2}, 2);
  EXPECT_TRUE(run.succeeds("memoryview.__setitem__", v, {Arena::integer(0), Arena::integer(-128)}));
  EXPECT_EQ(run.contents(v),
            "\x80"
            "b");
  EXPECT_EQ(run.raised("memoryview.__setitem__", v, {Arena::integer(0), Arena::integer(128)}),
            Exception::ValueError);
  EXPECT_EQ(run.raised("memoryview.__setitem__", v, {Arena::integer(0), run.text("a")}),
            Exception::TypeError);
}

TEST(ModelOfMemoryview, CastsToAndFromBytes) {
  Script run;
  run.make_array("abcdef");
  run.step("memoryview", {}, {Arena::reference(b)});
  run.step("memoryview.cast", v, {run.text("B"), numbers(run, {2, 3})}, 1);
  EXPECT_EQ(run.see(v2).strides[0], 3);
  EXPECT_EQ(run.integer("memoryview.__getitem__", v2,
                        {run.items(Kind::tuple, {Arena::integer(1), Arena::integer(0)})}),
            'd');
  EXPECT_EQ(run.raised("memoryview.cast", v, {run.text("i")}), Exception::TypeError);
  EXPECT_EQ(run.raised("memoryview.cast", v, {run.text("<h")}), Exception::ValueError);
  EXPECT_EQ(run.see(b).exports, 1);
}

TEST(ModelOfMemoryview, ShowsTheElementsOfFortransOrderInThatOfC) {
  Script run;
  make_view(run, "abcdef", "B", {2, 3}, 4);
  EXPECT_EQ(run.contents(v), "acebdf");
  EXPECT_EQ(run.raised("memoryview.cast", v, {run.text("B")}), Exception::TypeError);
}

TEST(ModelOfMemoryview, ComparesByValueWhateverTheFormat) {
  Script run;
  make_view(run, std::string_view("\x01\x00\x02\x00", 4), "h", {2}, 0);
  const Outcome& same = run.step("memoryview.__eq__", v, {run.bytes("\x01\x02")});
  EXPECT_EQ(same.value.integer, 1);
  make_view(run, std::string_view("\0\0\0\0\0\0\xf8\x7f", 8), "d", {1}, 0);
  const Outcome& nan = run.step("memoryview.__eq__", v, {Arena::reference(v)});
  EXPECT_EQ(nan.value.integer, 0) << "NaN equals nothing";
}

TEST(ModelOfMemoryview, HoldsOnToWhatARequestGave) {
  Script run;
  run.make_array("abc");
  run.step("exporter.request", {}, {Arena::reference(b), Arena::integer(0)}, 1);
  EXPECT_EQ(run.see(b).exports, 1);
  EXPECT_TRUE(run.see(x2).shape.empty()) << "nobody asked for a shape";
  EXPECT_EQ(run.raised("bytearray.clear", b), Exception::BufferError);
  run.step("exporter.drop", x2);
  EXPECT_TRUE(run.succeeds("bytearray.clear", b));
}

TEST(ModelOfMemoryview, IsExportedByItsOwnBufferMethod) {
  Script run;
  run.make_array("abc");
  run.step("memoryview", {}, {Arena::reference(b)});
  run.step("memoryview.__buffer__", v, {Arena::integer(0)}, 1);
  EXPECT_EQ(run.see(v).exports, 1);
  EXPECT_EQ(run.see(b).exports, 1) << "the array sees one acquisition still";
  EXPECT_EQ(run.raised("memoryview.release", v), Exception::BufferError);
  run.step("memoryview.release", v2);
  EXPECT_TRUE(run.succeeds("memoryview.release", v));
}

TEST(AHostileIndex, ThatReleasesAViewOfCharactersDepartsFromCPython) {
  Script run;
  make_view(run, "abc", "c", {3}, 2);
  const std::initializer_list<Value> parts = {run.block("memoryview.release", v),
                                              Arena::integer(0)};
  const Value index = run.custom(Hook::index, parts);
  EXPECT_EQ(run.raised("memoryview.__setitem__", v, {index, run.bytes("x")}),
            Exception::ValueError);
  EXPECT_EQ(run.answer().departs, "store-released");
}

// v[index that releases v] = value, for a view of shorts; the id of the departure.
std::string_view store_under_release(Script& run, Value value) {
  const std::initializer_list<Value> parts = {run.block("memoryview.release", v),
                                              Arena::integer(0)};
  run.step("memoryview.__setitem__", v, {run.custom(Hook::index, parts), value});
  return run.answer().departs;
}

TEST(AHostileIndex, ThatReleasesAViewWithTheFormatOfADroppedExporterDepartsFromCPython) {
  Script kept;
  make_view(kept, "abcd", "h", {2}, 2);
  EXPECT_EQ(store_under_release(kept, Arena::integer(1)), "");
  Script dropped;
  make_view(dropped, "abcd", "h", {2}, 2);
  dropped.step("exporter.drop", x);
  EXPECT_EQ(store_under_release(dropped, Arena::integer(1)), "format-released");
  Script cast;
  make_view(cast, "abcd", "B", {4}, 2);
  cast.step("memoryview.cast", v, {cast.text("h")}, 1);
  cast.step("exporter.drop", x);
  cast.step("memoryview.drop", v);
  cast.step("memoryview", {}, {Arena::reference(v2)});
  EXPECT_EQ(store_under_release(cast, Arena::integer(1)), "")
      << "cast() brings a format of its own";
}

TEST(AHostileBuffer, ThatReleasesTheViewComparedWithItDepartsFromCPython) {
  Script run;
  run.make_array("abc");
  run.step("memoryview", {}, {Arena::reference(b)});
  const std::initializer_list<Value> parts = {run.block("memoryview.release", v), run.bytes("abc"),
                                              Script::nothing()};
  const Value buffer = run.custom(Hook::buffer, parts);
  EXPECT_EQ(run.step("memoryview.__eq__", v, {buffer}).value.integer, 0);
  EXPECT_EQ(run.answer().departs, "compare-released");
}

}  // namespace
}  // namespace holdfast::model
