// SPDX-License-Identifier: MIT
#include "harness/array_layout.h"

#include <array>
#include <limits>
#include <span>
#include <string_view>

#include "harness/vocabulary.h"

namespace holdfast {
namespace {

struct Format {
  std::string_view name;
  std::uint32_t size;
};

// As they are where traces are recorded: little-endian, with a long of 64 bits.
constexpr std::array<Format, 12> kArrayFormats = {{{"b", 1},
                                                   {"B", 1},
                                                   {"h", 2},
                                                   {"H", 2},
                                                   {"i", 4},
                                                   {"I", 4},
                                                   {"l", 8},
                                                   {"L", 8},
                                                   {"q", 8},
                                                   {"Q", 8},
                                                   {"f", 4},
                                                   {"d", 8}}};

// What ctypes says of its arrays; it calls a c_longlong "<l", which is something else.
constexpr std::array<Format, 10> kCtypesFormats = {{{"<b", 1},
                                                    {"<B", 1},
                                                    {"<c", 1},
                                                    {"<?", 1},
                                                    {"<h", 2},
                                                    {"<H", 2},
                                                    {"<i", 4},
                                                    {"<I", 4},
                                                    {"<f", 4},
                                                    {"<d", 8}}};

std::uint64_t size_in(std::span<const Format> formats, std::string_view name) {
  for (const Format& format : formats) {
    if (format.name == name) return format.size;
  }
  return 0;
}

// How many items there are; 0 for what is no list of dimensions, or holds nothing.
std::uint64_t items_of(std::span<const Value> shape) {
  std::uint64_t items = shape.empty() ? 0 : 1;
  for (const Value length : shape) {
    constexpr std::int64_t kLongest = std::numeric_limits<std::uint16_t>::max();
    if (length.kind != Kind::integer || length.integer < 1 || length.integer > kLongest) return 0;
    items *= static_cast<std::uint64_t>(length.integer);
    if (items > std::uint64_t{1} << 32) return 0;
  }
  return items;
}

}  // namespace

bool is_array_step(const Program& program, const Step& step) {
  const std::string_view name = kind_of(step.op).name;
  if (name != "exporter") return name == "exporter.drop";
  const std::span<const Value> given = program.arguments(step);
  constexpr std::size_t kAll = 6;
  constexpr std::int64_t kWritable = 2;
  if (given.size() != kAll) return false;
  for (const Value value : given) {
    if (value.keyword != 0) return false;
  }
  const auto [contents, format, shape, strides, offset, flags] =
      std::array{given[0], given[1], given[2], given[3], given[4], given[5]};
  const auto is = [](Value value, std::int64_t number) {
    return value.kind == Kind::integer && value.integer == number;
  };
  if (contents.kind != Kind::bytes || format.kind != Kind::text || strides.kind != Kind::none ||
      !is(offset, 0) || !is(flags, kWritable) ||
      (shape.kind != Kind::list && shape.kind != Kind::tuple)) {
    return false;
  }
  const std::span<const Value> dimensions = program.arena.items(shape);
  const std::string_view letters = program.arena.text(format);
  std::uint64_t size = size_in(kCtypesFormats, letters);
  if (size == 0 && dimensions.size() == 1) size = size_in(kArrayFormats, letters);
  return size != 0 && size * items_of(dimensions) == contents.size;
}

}  // namespace holdfast
