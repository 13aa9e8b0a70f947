// SPDX-License-Identifier: MIT
//
// Exporters for tests. exporter(contents, format, shape, strides, offset, flags) has memory of its
// own in any layout; exporter.request(object, flags) holds on to what one buffer request gave, and
// passes it on. What makes a layout is said in traces/FORMAT.md.
#include <algorithm>
#include <cstdlib>

#include "model/arguments.h"
#include "model/buffers.h"
#include "model/call.h"
#include "model/elements.h"

namespace holdfast::model {
namespace {

constexpr std::int64_t kWritable = 2;
constexpr std::int64_t kFortran = 4;
constexpr std::int64_t kPointers = 16;     // of the first dimension: suboffsets
constexpr std::int64_t kFails = 64;        // refuses every request
constexpr std::int64_t kNoPointers = 256;  // suboffsets that say that there are none
constexpr std::int64_t kMost = 65536;

using Numbers = std::vector<std::int64_t>;

bool is_list(Value value) { return value.kind == Kind::list || value.kind == Kind::tuple; }

// A list or tuple of ints; nothing for anything else. Those that are too large for a layout are
// numbers that no layout has.
std::optional<Numbers> as_numbers(Call& call, Value value) {
  if (!is_list(value)) return std::nullopt;
  Numbers numbers;
  for (const Value item : call.items(value)) {
    if (item.kind == Kind::big) {
      numbers.push_back(-kMost * kMost);
    } else if (item.kind == Kind::integer) {
      numbers.push_back(item.integer);
    } else {
      return std::nullopt;
    }
  }
  return numbers;
}

struct Wanted {
  ByteSpan contents;
  std::string format;
  Numbers shape;
  Numbers strides;
  std::int64_t offset = 0;
  std::int64_t flags = 0;

  [[nodiscard]] bool has(std::int64_t flag) const { return (flags & flag) != 0; }
};

// The arguments by their types: TypeError.
Result<Wanted> as_wanted(Call& call) {
  Wanted wanted;
  if (call[0].kind != Kind::bytes || call[1].kind != Kind::text) {
    return raise(Exception::TypeError);
  }
  wanted.contents = call.arena().contents(call[0]);
  wanted.format = call.arena().text(call[1]);
  const auto shape = as_numbers(call, call[2]);
  if (!shape) return raise(Exception::TypeError);
  wanted.shape = *shape;
  if (call.has(3) && call[3].kind != Kind::none) {
    const auto strides = as_numbers(call, call[3]);
    if (!strides) return raise(Exception::TypeError);
    wanted.strides = *strides;
  }
  for (const std::size_t place : {4U, 5U}) {
    if (!call.has(place)) continue;
    if (call[place].kind != Kind::integer && call[place].kind != Kind::big) {
      return raise(Exception::TypeError);
    }
    const std::int64_t number = call[place].kind == Kind::big ? -1 : call[place].integer;
    (place == 4 ? wanted.offset : wanted.flags) = number;
  }
  return wanted;
}

// The size of an item, or 0 for a format that exporters do not have.
std::int64_t itemsize_of(const std::string& format) {
  if (format.empty() || format.size() > 16) return 0;
  if (format.find_first_of("FD") != std::string::npos) return 0;
  const auto parsed = struct_format(format);
  return parsed && parsed->size <= 64 ? parsed->size : 0;
}

// Visits every index of a shape in C order with the place that offset and strides give it.
void place_elements(Layout& layout, std::int64_t place, std::size_t dimension) {
  if (dimension == layout.shape.size()) {
    layout.places.add(place);
    return;
  }
  for (std::int64_t i = 0; i < layout.shape[dimension]; ++i) {
    place_elements(layout, place + i * layout.strides[dimension], dimension + 1);
  }
}

// The lowest and the highest place that any element has, relative to the first one.
std::pair<std::int64_t, std::int64_t> reach(const Layout& layout) {
  std::int64_t low = 0;
  std::int64_t high = 0;
  for (std::size_t d = 0; d < layout.shape.size(); ++d) {
    if (layout.shape[d] == 0) return {0, 0};
    const std::int64_t last = (layout.shape[d] - 1) * layout.strides[d];
    (last < 0 ? low : high) += last;
  }
  return {low, high};
}

Numbers fortran_strides(const Layout& layout) {
  Numbers strides;
  std::int64_t distance = layout.itemsize;
  for (const std::int64_t items : layout.shape) {
    strides.push_back(distance);
    distance *= items;
  }
  return strides;
}

// What is shown of an array of pointers to the items of the first dimension: the pointers lie eight
// bytes apart, and what is subtracted for strides that go backwards is added behind them.
void show_pointers(Layout& layout) {
  std::int64_t offset = 0;
  for (std::size_t d = 0; d < layout.shape.size() && layout.shape[d] != 0; ++d) {
    if (d > 0 && layout.strides[d] <= 0) offset -= (layout.shape[d] - 1) * layout.strides[d];
  }
  layout.suboffsets.assign(layout.shape.size(), -1);
  layout.suboffsets[0] = offset;
  layout.strides[0] = layout.strides[0] >= 0 ? 8 : -8;
}

// Puts the elements where they are wanted: ValueError where there is no such layout.
Result<Layout> lay_out(const Wanted& wanted) {
  const auto refused = raise(Exception::ValueError);
  Layout layout;
  layout.format = wanted.format;
  layout.itemsize = itemsize_of(wanted.format);
  layout.readonly = !wanted.has(kWritable);
  layout.shape = wanted.shape;
  const auto size = static_cast<std::int64_t>(wanted.contents.size());
  constexpr std::int64_t kKnown = kWritable | kFortran | kPointers | kFails | kNoPointers;
  if (layout.itemsize == 0 || wanted.flags < 0 || (wanted.flags & ~kKnown) != 0) return refused;
  if (size == 0 || size % layout.itemsize != 0 || wanted.shape.size() > 128) return refused;
  std::int64_t product = 1;
  for (const std::int64_t items : wanted.shape) {
    if (items < 0 || items > kMost) return refused;
    product *= std::max<std::int64_t>(items, 1);
    if (product > kMost) return refused;
  }
  if (wanted.offset < 0 || wanted.offset % layout.itemsize != 0 ||
      wanted.offset > size - layout.itemsize) {
    return refused;
  }
  if (wanted.has(kPointers) && wanted.has(kNoPointers)) return refused;
  if (wanted.has(kFails) && wanted.format != "B") return refused;
  if (!wanted.strides.empty()) {
    if (wanted.strides.size() != wanted.shape.size() || wanted.has(kFortran)) return refused;
    for (const std::int64_t stride : wanted.strides) {
      if (stride < -kMost || stride > kMost || stride % layout.itemsize != 0) return refused;
    }
    layout.strides = wanted.strides;
  } else if (wanted.has(kFortran)) {
    layout.strides = fortran_strides(layout);
  } else {
    layout.use_c_strides();
  }
  if (wanted.shape.empty()) {
    if (wanted.has(kPointers) || wanted.has(kNoPointers) || size != layout.itemsize) return refused;
  }
  const bool has_elements = std::ranges::count(wanted.shape, 0) == 0;
  const auto [low, high] = reach(layout);
  if (has_elements && (wanted.offset + low < 0 || wanted.offset + high + layout.itemsize > size)) {
    return refused;
  }
  place_elements(layout, wanted.offset, 0);
  if (wanted.has(kPointers)) show_pointers(layout);
  if (wanted.has(kNoPointers)) layout.suboffsets.assign(layout.shape.size(), -1);
  return layout;
}

Result<Value> construct(Call& call) {
  const auto wanted = as_wanted(call);
  if (!wanted) return fault(wanted);
  auto layout = lay_out(*wanted);
  if (!layout) return fault(layout);
  const auto exporter = std::make_shared<Exporter>(call.model.census());
  static_cast<Layout&>(*exporter) = std::move(*layout);
  exporter->data.assign(wanted->contents.begin(), wanted->contents.end());
  exporter->memory = exporter->data;
  exporter->fails = wanted->has(kFails);
  exporter->leads_nowhere = wanted->has(kNoPointers);
  return call.make(exporter);
}

Result<Value> request(Call& call) {
  if (call[1].kind != Kind::integer && call[1].kind != Kind::big) {
    return raise(Exception::TypeError);
  }
  constexpr std::int64_t kLimit = std::int64_t{1} << 31U;
  const std::int64_t flags = call[1].kind == Kind::big ? kLimit : call[1].integer;
  if (flags < -kLimit || flags >= kLimit || flags == 0x10000) return raise(Exception::ValueError);
  if (!has_buffer(call, call[0])) return raise(Exception::TypeError);
  Lent lent;
  const auto lender = find_lender(call, call[0], flags, lent);
  if (!lender) return fault(lender);
  const auto exporter = std::make_shared<Exporter>(call.model.census());
  static_cast<Layout&>(*exporter) = std::move(lent.layout);
  exporter->memory = lent.memory;
  exporter->has_format = lent.has_format;
  exporter->has_shape = lent.has_shape;
  exporter->has_strides = lent.has_strides;
  exporter->borrowed = std::make_shared<Acquisition>(call.model.census(), *lender, lent.memory);
  return call.make(exporter);
}

Result<Value> drop(Call& call) {
  call.model.drop(call.step.self);
  return Value{};
}

constexpr Row kSteps[] = {
    {"exporter", construct, 3, 6},
    {"exporter.request", request, 2, 2},
    {"exporter.drop", drop},
};

}  // namespace

std::span<const Row> exporter_steps() { return kSteps; }

}  // namespace holdfast::model
