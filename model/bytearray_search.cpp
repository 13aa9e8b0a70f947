// SPDX-License-Identifier: MIT
//
// bytearray's searches. While one runs, the array counts as exported, so that a hostile argument
// cannot change its size (CPython holds a buffer of it).
#include <algorithm>
#include <limits>

#include "model/arguments.h"
#include "model/buffers.h"
#include "model/call.h"

namespace holdfast::model {
namespace {

using Bytes = std::span<const std::uint8_t>;

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

// What is searched for: a byte, or the bytes of a buffer.
struct Needle {
  Loan loan;
  std::uint8_t byte = 0;
  bool is_byte = false;

  Bytes bytes() { return is_byte ? Bytes(&byte, 1) : loan.bytes(); }
};

Result<Needle> as_needle(Call& call, Value value) {
  Needle needle;
  if (has_buffer(call, value)) {
    auto loan = borrow(call, value);
    if (!loan) return fault(loan);
    needle.loan = std::move(*loan);
    return needle;
  }
  if (!has_index(call.arena(), value)) return raise(Exception::TypeError);
  const auto byte = as_byte(call, value);
  if (!byte) return fault(byte);
  needle.byte = *byte;
  needle.is_byte = true;
  return needle;
}

// The first place of `needle` that lies within `start` and `end`, or -1.
std::int64_t find_first(Bytes bytes, Bytes needle, std::int64_t start, std::int64_t end) {
  const auto size = static_cast<std::int64_t>(needle.size());
  adjust_indices(start, end, static_cast<std::int64_t>(bytes.size()));
  for (std::int64_t at = start; at <= end - size; ++at) {
    if (std::ranges::equal(bytes.subspan(static_cast<std::size_t>(at), needle.size()), needle)) {
      return at;
    }
  }
  return -1;
}

Result<Value> find(Call& call) {
  const auto start = as_bound(call, 1, 0);
  if (!start) return fault(start);
  const auto end = as_bound(call, 2, kMost);
  if (!end) return fault(end);
  const Loan lock(std::static_pointer_cast<Bytearray>(call.target));
  auto needle = as_needle(call, call[0]);
  if (!needle) return fault(needle);
  return Arena::integer(find_first(call.self<Bytearray>().data, needle->bytes(), *start, *end));
}

constexpr Row kSteps[] = {
    {"bytearray.find", find, 1, 3},
};

}  // namespace

std::span<const Row> search_steps() { return kSteps; }

}  // namespace holdfast::model
