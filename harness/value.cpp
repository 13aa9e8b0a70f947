// SPDX-License-Identifier: MIT
#include "harness/value.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace holdfast {
namespace {

// The length of the shortest two's complement form of `raw`, little-endian.
std::size_t shortest(std::span<const std::uint8_t> raw) {
  std::size_t size = raw.size();
  while (size > 1) {
    const std::uint8_t top = raw[size - 1];
    const bool next_negative = (raw[size - 2] & 0x80U) != 0;
    const bool redundant = (top == 0x00 && !next_negative) || (top == 0xff && next_negative);
    if (!redundant) break;
    --size;
  }
  return size;
}

}  // namespace

Value Arena::boolean(bool truth) {
  Value value;
  value.kind = Kind::boolean;
  value.integer = truth ? 1 : 0;
  return value;
}

Value Arena::integer(std::int64_t number) {
  Value value;
  value.kind = Kind::integer;
  value.integer = number;
  return value;
}

Value Arena::real(double number) {
  Value value;
  value.kind = Kind::real;
  value.real = number;
  return value;
}

Value Arena::reference(Register reg) {
  Value value;
  value.kind = Kind::reference;
  value.reg = reg;
  return value;
}

Value Arena::plain(Kind kind) {
  Value value;
  value.kind = kind;
  return value;
}

Value Arena::block(std::uint64_t first, std::uint32_t count) {
  Value value;
  value.kind = Kind::block;
  value.size = count;
  value.offset = count == 0 ? 0 : first;
  return value;
}

std::span<std::uint8_t> Arena::room(std::size_t size, Value& value, Kind kind) {
  value = plain(kind);
  value.offset = bytes_.size();
  value.size = static_cast<std::uint32_t>(size);
  bytes_.resize(bytes_.size() + size);
  return std::span(bytes_).last(size);
}

Value Arena::bytes(Kind kind, std::span<const std::uint8_t> contents) {
  Value value;
  std::ranges::copy(contents, room(contents.size(), value, kind).begin());
  return value;
}

Value Arena::text(std::string_view utf8) {
  return bytes(Kind::text, {reinterpret_cast<const std::uint8_t*>(utf8.data()), utf8.size()});
}

Value Arena::big(std::span<const std::uint8_t> twos_complement) {
  const auto raw = twos_complement.first(shortest(twos_complement));
  if (raw.size() > sizeof(std::int64_t)) return bytes(Kind::big, raw);
  const bool negative = !raw.empty() && (raw.back() & 0x80U) != 0;
  std::uint64_t number = negative ? ~std::uint64_t{0} : 0;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const std::size_t shift = 8 * i;
    number = (number & ~(std::uint64_t{0xff} << shift)) | (std::uint64_t{raw[i]} << shift);
  }
  return integer(static_cast<std::int64_t>(number));
}

std::uint32_t Arena::append(std::span<const Value> values) {
  const auto first = static_cast<std::uint32_t>(values_.size());
  values_.insert(values_.end(), values.begin(), values.end());
  return first;
}

Value Arena::items(Kind kind, std::span<const Value> items) {
  Value value = plain(kind);
  value.size = static_cast<std::uint32_t>(items.size());
  value.offset = append(items);
  return value;
}

Value Arena::custom(Hook hook, std::span<const Value> items) {
  Value value = this->items(Kind::custom, items);
  value.hook = hook;
  return value;
}

Value Arena::copy(const Arena& from, Value value) {
  Value copied = value;
  if (has_contents(value.kind)) {
    const auto source = from.contents(value);
    std::ranges::copy(source, room(source.size(), copied, value.kind).begin());
    copied.keyword = value.keyword;
  } else if (has_items(value.kind)) {
    // Items are copied into place first, so that they lie side by side, then one by one in depth.
    copied.offset = append(from.items(value));
    for (std::uint32_t i = 0; i < value.size; ++i) {
      const Value item = copy(from, from.items(value)[i]);
      values_[copied.offset + i] = item;
    }
  }
  return copied;
}

bool equal(const Arena& left_arena, Value left, const Arena& right_arena, Value right) {
  if (left.kind != right.kind || left.keyword != right.keyword) return false;
  switch (left.kind) {
    case Kind::none:
    case Kind::ellipsis:
    case Kind::object:
    case Kind::raising:
      return true;
    case Kind::boolean:
    case Kind::integer:
      return left.integer == right.integer;
    case Kind::real:
      return std::bit_cast<std::uint64_t>(left.real) == std::bit_cast<std::uint64_t>(right.real);
    case Kind::reference:
      return left.reg == right.reg;
    case Kind::block:
      return left.size == right.size && left.offset == right.offset;
    case Kind::big:
    case Kind::bytes:
    case Kind::bytearray:
    case Kind::text:
      return std::ranges::equal(left_arena.contents(left), right_arena.contents(right));
    case Kind::custom:
      if (left.hook != right.hook) return false;
      [[fallthrough]];
    case Kind::tuple:
    case Kind::list:
    case Kind::slice:
    case Kind::iterator: {
      const auto left_items = left_arena.items(left);
      const auto right_items = right_arena.items(right);
      return std::ranges::equal(left_items, right_items, [&](Value one, Value other) {
        return equal(left_arena, one, right_arena, other);
      });
    }
  }
  return false;
}

}  // namespace holdfast
