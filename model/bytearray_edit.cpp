// SPDX-License-Identifier: MIT
//
// New bytearrays made of an old one by replacing, stripping, translating and padding. None of these
// locks the array: a hostile argument may change it, and what it holds afterwards counts.
#include <algorithm>
#include <array>
#include <limits>

#include "model/arguments.h"
#include "model/buffers.h"
#include "model/bytes.h"
#include "model/call.h"

namespace holdfast::model {
namespace {

ByteSpan bytes_of(const Call& call) { return call.self<Bytearray>().data; }

// Which bytes occur in `bytes`. Programs strip millions of bytes off millions.
class ByteSet {
 public:
  explicit ByteSet(ByteSpan bytes) {
    for (const std::uint8_t byte : bytes) has_[byte] = true;
  }
  [[nodiscard]] bool has(std::uint8_t byte) const { return has_[byte]; }

 private:
  std::array<bool, 256> has_{};
};

// `to` in place of each `from`, `most` times at the most.
Result<Value> replace_all(Call& call, ByteSpan from, ByteSpan to, std::int64_t most) {
  const ByteSpan bytes = bytes_of(call);
  const auto places = occurrences(bytes, from, most);
  const std::int64_t growth =
      static_cast<std::int64_t>(to.size()) - static_cast<std::int64_t>(from.size());
  const auto room = room_for(static_cast<std::int64_t>(bytes.size()) +
                             growth * static_cast<std::int64_t>(places.size()));
  if (!room) return fault(room);
  Contents result;
  std::int64_t done = 0;
  for (const std::int64_t at : places) {
    const ByteSpan before = part(bytes, done, at);
    result.insert(result.end(), before.begin(), before.end());
    result.insert(result.end(), to.begin(), to.end());
    done = at + static_cast<std::int64_t>(from.size());
  }
  const ByteSpan rest = bytes.subspan(static_cast<std::size_t>(done));
  result.insert(result.end(), rest.begin(), rest.end());
  return call.give_bytearray(result);
}

Result<Value> replace(Call& call) {
  auto from = borrow(call, call[0]);
  if (!from) return fault(from);
  auto to = borrow(call, call[1]);
  if (!to) return fault(to);
  std::int64_t most = -1;
  if (call.has(2)) {
    const auto given = as_size(call, call[2]);
    if (!given) {
      from->give_back();
      return fault(given);
    }
    most = *given;
  }
  if (most < 0) most = std::numeric_limits<std::int64_t>::max();
  auto result = replace_all(call, from->bytes(), to->bytes(), most);
  from->give_back();
  return result;
}

Result<Value> remove_prefix(Call& call) {
  auto prefix = borrow(call, call[0]);
  if (!prefix) return fault(prefix);
  const ByteSpan bytes = bytes_of(call);
  const std::size_t size = prefix->bytes().size();
  const bool there = bytes.size() >= size && std::ranges::equal(bytes.first(size), prefix->bytes());
  return call.give_bytearray(there ? bytes.subspan(size) : bytes);
}

Result<Value> remove_suffix(Call& call) {
  auto suffix = borrow(call, call[0]);
  if (!suffix) return fault(suffix);
  const ByteSpan bytes = bytes_of(call);
  const std::size_t size = suffix->bytes().size();
  const bool there = bytes.size() >= size && std::ranges::equal(bytes.last(size), suffix->bytes());
  return call.give_bytearray(there ? bytes.first(bytes.size() - size) : bytes);
}

// strip and its kin: white space, or the bytes of a buffer.
Result<Value> strip_sides(Call& call, bool left, bool right) {
  static constexpr std::array<std::uint8_t, 6> kSpace = {' ', '\t', '\n', '\v', '\f', '\r'};
  Loan loan(kSpace);
  if (call.has(0) && call[0].kind != Kind::none) {
    auto given = borrow(call, call[0]);
    if (!given) return fault(given);
    loan = std::move(*given);
  }
  const ByteSet stripped(loan.bytes());
  const auto goes = [&](std::uint8_t byte) { return stripped.has(byte); };
  const Contents& data = call.self<Bytearray>().data;
  std::size_t low = 0;
  std::size_t high = data.size();
  while (left && low < high && goes(data[low])) ++low;
  while (right && low < high && goes(data[high - 1])) --high;
  const Contents before = data;
  auto result = call.give_bytearray(ByteSpan(before).subspan(low, high - low));
  // CPython gives the buffer back before it copies: where that runs steps that change the array, it
  // copies what is in the old place by then.
  loan.give_back();
  if (data != before) call.model.depart("strip-release");
  return result;
}

Result<Value> strip(Call& call) { return strip_sides(call, true, true); }
Result<Value> lstrip(Call& call) { return strip_sides(call, true, false); }
Result<Value> rstrip(Call& call) { return strip_sides(call, false, true); }

// translate(table, delete): the table is None or 256 bytes.
Result<Value> translate(Call& call) {
  Loan table;
  const bool has_table = call[0].kind != Kind::none;
  if (has_table) {
    auto given = borrow(call, call[0]);
    if (!given) return fault(given);
    table = std::move(*given);
    if (table.bytes().size() != 256) return raise(Exception::ValueError);
  }
  Loan deleted;
  if (call.has(1)) {
    auto given = borrow(call, call[1]);
    if (!given) return fault(given);
    deleted = std::move(*given);
  }
  const ByteSpan to = table.bytes();
  const ByteSet without(deleted.bytes());
  Contents result;
  for (const std::uint8_t byte : bytes_of(call)) {
    if (without.has(byte)) continue;
    result.push_back(has_table ? to[byte] : byte);
  }
  table.give_back();
  return call.give_bytearray(result);
}

// bytearray.maketrans(from, to): a table for translate.
Result<Value> make_trans(Call& call) {
  auto from = borrow(call, call[0]);
  if (!from) return fault(from);
  auto to = borrow(call, call[1]);
  if (!to) return fault(to);
  const ByteSpan ours = from->bytes();
  const ByteSpan theirs = to->bytes();
  if (ours.size() != theirs.size()) {
    from->give_back();
    return raise(Exception::ValueError);
  }
  std::array<std::uint8_t, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) table[i] = static_cast<std::uint8_t>(i);
  for (std::size_t i = 0; i < ours.size(); ++i) table[ours[i]] = theirs[i];
  from->give_back();
  return call.give(Kind::bytes, table);
}

// The array with so many bytes before and after it.
Result<Value> pad(Call& call, std::int64_t left, std::int64_t right, std::uint8_t fill) {
  const ByteSpan bytes = bytes_of(call);
  const auto room = room_for(static_cast<std::int64_t>(bytes.size()) + left + right);
  if (!room) return fault(room);
  Contents result(static_cast<std::size_t>(left), fill);
  result.insert(result.end(), bytes.begin(), bytes.end());
  result.insert(result.end(), static_cast<std::size_t>(right), fill);
  return call.give_bytearray(result);
}

// A byte string of length 1, else TypeError; no other buffer will do.
Result<std::uint8_t> as_fill(Call& call, std::size_t place) {
  if (!call.has(place)) return std::uint8_t{' '};
  const Value value = call[place];
  ByteSpan bytes;
  if (value.kind == Kind::bytes || value.kind == Kind::bytearray) {
    bytes = call.arena().contents(value);
  } else if (const Bytearray* array = call.bytearray(value)) {
    bytes = array->data;
  }
  if (bytes.size() != 1) return raise(Exception::TypeError);
  return bytes[0];
}

enum class Side : std::uint8_t { left, right, both };

Result<Value> justify(Call& call, Side padded) {
  const auto width = as_size(call, call[0]);
  if (!width) return fault(width);
  const auto fill = as_fill(call, 1);
  if (!fill) return fault(fill);
  const std::int64_t missing =
      std::max<std::int64_t>(0, *width < 0 ? 0 : *width - call.self<Bytearray>().size());
  // An odd byte goes to the left when the width is odd.
  const std::int64_t left = padded == Side::left    ? missing
                            : padded == Side::right ? 0
                                                    : missing / 2 + (missing & *width & 1);
  return pad(call, left, missing - left, *fill);
}

Result<Value> center(Call& call) { return justify(call, Side::both); }
Result<Value> ljust(Call& call) { return justify(call, Side::right); }
Result<Value> rjust(Call& call) { return justify(call, Side::left); }

// Zeros at the left, but behind a sign.
Result<Value> zero_fill(Call& call) {
  const auto width = as_size(call, call[0]);
  if (!width) return fault(width);
  const ByteSpan bytes = bytes_of(call);
  const std::int64_t missing =
      *width < 0 ? 0 : std::max<std::int64_t>(0, *width - call.self<Bytearray>().size());
  auto result = pad(call, missing, 0, '0');
  if (result && missing > 0 && !bytes.empty() && (bytes[0] == '+' || bytes[0] == '-')) {
    auto& padded = static_cast<Bytearray&>(*call.made).data;
    padded[static_cast<std::size_t>(missing)] = '0';
    padded[0] = bytes[0];
  }
  return result;
}

// Tabs become spaces up to the next multiple of the tab size; a line break begins anew.
Result<Value> expand_tabs(Call& call) {
  std::int64_t tab_size = 8;
  if (call.has(0)) {
    const auto given = as_int(call, call[0]);
    if (!given) return fault(given);
    tab_size = *given;
  }
  Contents result;
  std::int64_t column = 0;
  for (const std::uint8_t byte : bytes_of(call)) {
    if (byte == '\t') {
      const std::int64_t spaces = tab_size > 0 ? tab_size - column % tab_size : 0;
      const auto room = room_for(static_cast<std::int64_t>(result.size()) + spaces);
      if (!room) return fault(room);
      result.insert(result.end(), static_cast<std::size_t>(spaces), std::uint8_t{' '});
      column += spaces;
    } else {
      result.push_back(byte);
      column = byte == '\n' || byte == '\r' ? 0 : column + 1;
    }
  }
  return call.give_bytearray(result);
}

constexpr Row kSteps[] = {
    {"bytearray.replace", replace, 2, 3},
    {"bytearray.removeprefix", remove_prefix, 1, 1},
    {"bytearray.removesuffix", remove_suffix, 1, 1},
    {"bytearray.strip", strip, 0, 1},
    {"bytearray.lstrip", lstrip, 0, 1},
    {"bytearray.rstrip", rstrip, 0, 1},
    {"bytearray.translate", translate, 1, 2, {"", "delete"}},
    {"bytearray.maketrans", make_trans, 2, 2},
    {"bytearray.center", center, 1, 2},
    {"bytearray.ljust", ljust, 1, 2},
    {"bytearray.rjust", rjust, 1, 2},
    {"bytearray.zfill", zero_fill, 1, 1},
    {"bytearray.expandtabs", expand_tabs, 0, 1, {"tabsize"}},
};

}  // namespace

std::span<const Row> edit_steps() { return kSteps; }

}  // namespace holdfast::model
