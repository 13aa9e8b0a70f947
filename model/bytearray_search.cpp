// SPDX-License-Identifier: MIT
//
// bytearray's searches: find and its kin, count, in, startswith, endswith. While one runs, the
// array counts as exported, so that a hostile argument cannot change its size (CPython holds a
// buffer of it); start and end are converted before that.
#include <algorithm>
#include <limits>

#include "model/arguments.h"
#include "model/buffers.h"
#include "model/bytes.h"
#include "model/call.h"

namespace holdfast::model {
namespace {

// What is searched for: a byte, or the bytes of a buffer.
struct Needle {
  Loan loan;
  std::uint8_t byte = 0;
  bool is_byte = false;

  ByteSpan bytes() { return is_byte ? ByteSpan(&byte, 1) : loan.bytes(); }
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

// Converts the arguments of a search and calls `search_part(bytes, needle)` for the part of the
// array between start and end; `nothing` is found in a part that is less than nothing. What is
// found counts from the start of the part, which goes to `origin`.
template <typename Search>
Result<std::int64_t> search(Call& call, std::int64_t nothing, std::int64_t& origin,
                            Search&& search_part) {
  const auto start = as_bound(call, 1, 0);
  if (!start) return fault(start);
  const auto end = as_bound(call, 2, std::numeric_limits<std::int64_t>::max());
  if (!end) return fault(end);
  const Loan lock(std::static_pointer_cast<Bytearray>(call.target));
  auto needle = as_needle(call, call[0]);
  if (!needle) return fault(needle);
  const auto& array = call.self<Bytearray>();
  origin = *start;
  std::int64_t to = *end;
  adjust_indices(origin, to, array.size());
  if (origin > to) return nothing;
  return search_part(part(array.data, origin, to), needle->bytes());
}

using Finder = std::int64_t (*)(ByteSpan, ByteSpan);

Result<std::int64_t> find_with(Call& call, Finder finder) {
  std::int64_t origin = 0;
  const auto found = search(call, -1, origin, finder);
  if (!found || *found < 0) return found;
  return origin + *found;
}

Result<Value> place(const Result<std::int64_t>& found) {
  if (!found) return fault(found);
  return Arena::integer(*found);
}

// The same, but ValueError where find says -1.
Result<Value> sure_place(const Result<std::int64_t>& found) {
  if (found && *found < 0) return raise(Exception::ValueError);
  return place(found);
}

Result<Value> find(Call& call) { return place(find_with(call, find_in)); }
Result<Value> rfind(Call& call) { return place(find_with(call, rfind_in)); }
Result<Value> index(Call& call) { return sure_place(find_with(call, find_in)); }
Result<Value> rindex(Call& call) { return sure_place(find_with(call, rfind_in)); }

// Occurrences that do not overlap; nothing occurs before, between and after all bytes.
Result<Value> count(Call& call) {
  std::int64_t origin = 0;
  return place(search(call, 0, origin, [](ByteSpan bytes, ByteSpan needle) {
    return static_cast<std::int64_t>(occurrences(bytes, needle).size());
  }));
}

// value in array: tried as a byte first, whatever __index__ raises, then as a buffer.
Result<Value> contains(Call& call) {
  const auto& array = call.self<Bytearray>();
  const Loan lock(std::static_pointer_cast<Bytearray>(call.target));
  if (const auto number = as_number(call, call[0])) {
    if (number->value < 0 || number->value > 255) return raise(Exception::ValueError);
    return Arena::boolean(std::ranges::count(array.data, number->value) != 0);
  }
  auto loan = borrow(call, call[0]);
  if (!loan) return fault(loan);
  return Arena::boolean(find_in(array.data, loan->bytes()) >= 0);
}

// Whether the part of the array between start and end begins (or ends) with the bytes of a buffer.
Result<bool> match(Call& call, Value affix, std::int64_t start, std::int64_t end, bool at_end) {
  auto loan = borrow(call, affix);
  if (!loan) return fault(loan);
  const auto& array = call.self<Bytearray>();
  const ByteSpan bytes = loan->bytes();
  const auto size = static_cast<std::int64_t>(bytes.size());
  adjust_indices(start, end, array.size());
  if (start > array.size() || end - start < size) return false;
  const std::int64_t at = at_end ? end - size : start;
  return std::ranges::equal(
      ByteSpan(array.data).subspan(static_cast<std::size_t>(at), bytes.size()), bytes);
}

Result<Value> match_any(Call& call, bool at_end) {
  const auto start = as_bound(call, 1, 0);
  if (!start) return fault(start);
  const auto end = as_bound(call, 2, std::numeric_limits<std::int64_t>::max());
  if (!end) return fault(end);
  const Loan lock(std::static_pointer_cast<Bytearray>(call.target));
  const bool many = call[0].kind == Kind::tuple;
  const Value alone = call[0];
  for (const Value& affix : many ? call.items(call[0]) : std::span(&alone, 1)) {
    const auto matches = match(call, affix, *start, *end, at_end);
    if (!matches) return fault(matches);
    if (*matches) return Arena::boolean(true);
  }
  return Arena::boolean(false);
}

Result<Value> starts_with(Call& call) { return match_any(call, false); }
Result<Value> ends_with(Call& call) { return match_any(call, true); }

constexpr Row kSteps[] = {
    {"bytearray.find", find, 1, 3},
    {"bytearray.rfind", rfind, 1, 3},
    {"bytearray.index", index, 1, 3},
    {"bytearray.rindex", rindex, 1, 3},
    {"bytearray.count", count, 1, 3},
    {"bytearray.__contains__", contains, 1, 1},
    {"bytearray.startswith", starts_with, 1, 3},
    {"bytearray.endswith", ends_with, 1, 3},
};

}  // namespace

std::span<const Row> search_steps() { return kSteps; }

}  // namespace holdfast::model
