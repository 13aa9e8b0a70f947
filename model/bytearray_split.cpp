// SPDX-License-Identifier: MIT
//
// bytearray taken apart and put together: split, rsplit, splitlines, partition, rpartition, join.
// The pieces are new bytearrays inside a list or tuple.
#include <algorithm>
#include <limits>

#include "model/arguments.h"
#include "model/buffers.h"
#include "model/bytes.h"
#include "model/call.h"
#include "model/iteration.h"

namespace holdfast::model {
namespace {

using Pieces = std::vector<ByteSpan>;

Result<Value> give_pieces(Call& call, Kind kind, const Pieces& pieces) {
  std::vector<Value> values;
  for (const ByteSpan piece : pieces) {
    values.push_back(call.model.results().bytes(Kind::bytearray, piece));
  }
  return call.model.results().items(kind, values);
}

// Separated by single occurrences of `by`, from the left.
Pieces split_by(ByteSpan bytes, ByteSpan by, std::int64_t most) {
  Pieces pieces;
  std::int64_t from = 0;
  for (const std::int64_t at : occurrences(bytes, by, most)) {
    pieces.push_back(part(bytes, from, at));
    from = at + static_cast<std::int64_t>(by.size());
  }
  pieces.push_back(bytes.subspan(static_cast<std::size_t>(from)));
  return pieces;
}

// The same from the right.
Pieces rsplit_by(ByteSpan bytes, ByteSpan by, std::int64_t most) {
  Pieces pieces;
  while (static_cast<std::int64_t>(pieces.size()) < most) {
    const std::int64_t at = rfind_in(bytes, by);
    if (at < 0) break;
    pieces.push_back(bytes.subspan(static_cast<std::size_t>(at) + by.size()));
    bytes = part(bytes, 0, at);
  }
  pieces.push_back(bytes);
  std::ranges::reverse(pieces);
  return pieces;
}

ByteSpan without_space_left(ByteSpan bytes) {
  while (!bytes.empty() && is_space(bytes.front())) bytes = bytes.subspan(1);
  return bytes;
}

ByteSpan without_space_right(ByteSpan bytes) {
  while (!bytes.empty() && is_space(bytes.back())) bytes = bytes.first(bytes.size() - 1);
  return bytes;
}

// Separated by runs of white space, from the left; the last piece, if there is a limit, keeps the
// white space at its end.
Pieces split_by_space(ByteSpan bytes, std::int64_t most) {
  Pieces pieces;
  while (!(bytes = without_space_left(bytes)).empty()) {
    if (static_cast<std::int64_t>(pieces.size()) == most) {
      pieces.push_back(bytes);
      break;
    }
    const auto* end = std::ranges::find_if(bytes.data(), bytes.data() + bytes.size(), is_space);
    const auto size = static_cast<std::size_t>(end - bytes.data());
    pieces.push_back(bytes.first(size));
    bytes = bytes.subspan(size);
  }
  return pieces;
}

// The same from the right.
Pieces rsplit_by_space(ByteSpan bytes, std::int64_t most) {
  Pieces pieces;
  while (!(bytes = without_space_right(bytes)).empty()) {
    if (static_cast<std::int64_t>(pieces.size()) == most) {
      pieces.push_back(bytes);
      break;
    }
    std::size_t from = bytes.size();
    while (from > 0 && !is_space(bytes[from - 1])) --from;
    pieces.push_back(bytes.subspan(from));
    bytes = bytes.first(from);
  }
  std::ranges::reverse(pieces);
  return pieces;
}

Result<Value> split_either(Call& call, bool from_right) {
  std::int64_t most = -1;
  if (call.has(1)) {
    const auto given = as_size(call, call[1]);
    if (!given) return fault(given);
    most = *given;
  }
  if (most < 0) most = std::numeric_limits<std::int64_t>::max();
  const ByteSpan bytes = call.self<Bytearray>().data;
  if (!call.has(0) || call[0].kind == Kind::none) {
    return give_pieces(call, Kind::list,
                       from_right ? rsplit_by_space(bytes, most) : split_by_space(bytes, most));
  }
  const Loan lock(std::static_pointer_cast<Bytearray>(call.target));
  auto loan = borrow(call, call[0]);
  if (!loan) return fault(loan);
  const ByteSpan by = loan->bytes();
  if (by.empty()) return raise(Exception::ValueError);
  return give_pieces(call, Kind::list,
                     from_right ? rsplit_by(bytes, by, most) : split_by(bytes, by, most));
}

Result<Value> split(Call& call) { return split_either(call, false); }
Result<Value> rsplit(Call& call) { return split_either(call, true); }

// A line ends with \n, \r or \r\n.
Result<Value> split_lines(Call& call) {
  bool keep_ends = false;
  if (call.has(0)) {
    const auto truth = as_truth(call, call[0]);
    if (!truth) return fault(truth);
    keep_ends = *truth;
  }
  Pieces lines;
  ByteSpan rest = call.self<Bytearray>().data;
  while (!rest.empty()) {
    std::size_t end = 0;
    while (end < rest.size() && rest[end] != '\n' && rest[end] != '\r') ++end;
    std::size_t next = std::min(end + 1, rest.size());
    if (next < rest.size() && rest[end] == '\r' && rest[next] == '\n') ++next;
    lines.push_back(rest.first(keep_ends ? next : end));
    rest = rest.subspan(next);
  }
  return give_pieces(call, Kind::list, lines);
}

Result<Value> partition_either(Call& call, bool from_right) {
  auto loan = borrow(call, call[0], Request::full_ro);
  if (!loan) return fault(loan);
  const ByteSpan borrowed = loan->bytes();
  const Contents by(borrowed.begin(), borrowed.end());
  loan->give_back();
  if (by.empty()) return raise(Exception::ValueError);
  const ByteSpan bytes = call.self<Bytearray>().data;
  const std::int64_t at = from_right ? rfind_in(bytes, by) : find_in(bytes, by);
  if (at < 0) {
    return give_pieces(call, Kind::tuple,
                       from_right ? Pieces{{}, {}, bytes} : Pieces{bytes, {}, {}});
  }
  return give_pieces(
      call, Kind::tuple,
      {part(bytes, 0, at), by, bytes.subspan(static_cast<std::size_t>(at) + by.size())});
}

Result<Value> partition(Call& call) { return partition_either(call, false); }
Result<Value> rpartition(Call& call) { return partition_either(call, true); }

// All buffers are held until the result is made, and the array itself counts as exported.
Result<Value> join(Call& call) {
  const Loan lock(std::static_pointer_cast<Bytearray>(call.target));
  auto iteration = Iteration::over(call, call[0]);
  if (!iteration) return fault(iteration);
  if (const auto asked = iteration->ask_length(); !asked) return fault(asked);
  std::vector<Value> items;
  while (true) {
    const auto item = iteration->next();
    if (!item) return fault(item);
    if (!*item) break;
    items.push_back(**item);
  }
  std::vector<Loan> loans;
  const auto give_back = [&] {
    for (Loan& loan : loans) loan.give_back();
  };
  Contents joined;
  for (const Value item : items) {
    auto loan = borrow(call, item);
    if (!loan) {
      give_back();
      return raise(Exception::TypeError);  // whatever it was that __buffer__ raised
    }
    loans.push_back(std::move(*loan));
  }
  for (Loan& loan : loans) {
    const ByteSpan separator = call.self<Bytearray>().data;
    const ByteSpan bytes = loan.bytes();
    const auto room =
        room_for(static_cast<std::int64_t>(joined.size() + separator.size() + bytes.size()));
    if (!room) return fault(room);
    if (&loan != loans.data()) joined.insert(joined.end(), separator.begin(), separator.end());
    joined.insert(joined.end(), bytes.begin(), bytes.end());
  }
  give_back();
  return call.give_bytearray(joined);
}

constexpr Row kSteps[] = {
    {"bytearray.split", split, 0, 2, {"sep", "maxsplit"}},
    {"bytearray.rsplit", rsplit, 0, 2, {"sep", "maxsplit"}},
    {"bytearray.splitlines", split_lines, 0, 1, {"keepends"}},
    {"bytearray.partition", partition, 1, 1},
    {"bytearray.rpartition", rpartition, 1, 1},
    {"bytearray.join", join, 1, 1},
};

}  // namespace

std::span<const Row> split_steps() { return kSteps; }

}  // namespace holdfast::model
