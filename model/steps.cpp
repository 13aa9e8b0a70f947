// SPDX-License-Identifier: MIT
//
// The table of steps by number, made once from names, and the binding of arguments to parameters.
#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <vector>

#include "harness/vocabulary.h"
#include "model/call.h"

namespace holdfast::model {
namespace {

struct BoundRow {
  Row row;
  std::array<std::uint8_t, 3> keywords{};  // as Value::keyword has them, 0: no name
};

std::vector<BoundRow> make_table() {
  std::vector<Row> known;
  for (const auto rows : {bytearray_steps(),
                          operator_steps(),
                          search_steps(),
                          split_steps(),
                          edit_steps(),
                          text_steps(),
                          iterator_steps(),
                          memoryview_steps(),
                          memoryview_item_steps(),
                          memoryview_comparison_steps(),
                          exporter_steps(),
                          file_steps(),
                          mmap_construct_steps(),
                          mmap_steps(),
                          mmap_item_steps(),
                          stream_steps(),
                          stream_object_steps(),
                          consumer_steps(),
                          weak_reference_steps(),
                          struct_steps()}) {
    known.insert(known.end(), rows.begin(), rows.end());
  }
  std::vector<BoundRow> table;
  bool complete = true;
  for (const StepKind& kind : vocabulary()) {
    const auto row = std::ranges::find(known, kind.name, &Row::name);
    if (row == known.end()) {
      std::fprintf(stderr, "model: no function for step kind '%.*s': add one under model/\n",
                   static_cast<int>(kind.name.size()), kind.name.data());
      complete = false;
      continue;
    }
    BoundRow bound{.row = *row};
    for (std::size_t i = 0; i < row->names.size(); ++i) {
      const auto* keyword = std::ranges::find(kKeywords, row->names[i]);
      if (keyword != kKeywords.end()) {
        bound.keywords[i] = static_cast<std::uint8_t>(1 + (keyword - kKeywords.begin()));
      }
    }
    table.push_back(bound);
  }
  if (!complete) std::abort();
  return table;
}

const BoundRow& bound_row_of(Op op) {
  static const std::vector<BoundRow> kTable = make_table();
  return kTable[static_cast<std::size_t>(op)];
}

}  // namespace

const Row& row_of(Op op) { return bound_row_of(op).row; }

Result<> bind(const Row& row, Call& call) {
  const auto& keywords = bound_row_of(call.step.op).keywords;
  if (row.is_missing != nullptr && row.is_missing(call)) return raise(Exception::AttributeError);
  std::size_t next = 0;
  for (const Value& argument : call.model.program().arguments(call.step)) {
    std::size_t place = next++;
    if (argument.keyword != 0) {
      const auto* named = std::ranges::find(keywords, argument.keyword);
      if (named == keywords.end()) return raise(Exception::TypeError);
      place = static_cast<std::size_t>(named - keywords.begin());
    }
    if (place >= row.accepted || call.has(place)) return raise(Exception::TypeError);
    call.arguments[place] = &argument;
  }
  for (std::size_t place = 0; place < row.required; ++place) {
    if (!call.has(place)) return raise(Exception::TypeError);
  }
  return {};
}

}  // namespace holdfast::model
