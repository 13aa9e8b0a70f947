// SPDX-License-Identifier: MIT
//
// What takes the memory of objects without being one of theirs: bytes(x) and bytes.join(x); and
// gc.collect(), which finds nothing, since none of the objects keeps another in a circle.
#include <limits>

#include "model/arguments.h"
#include "model/buffers.h"
#include "model/call.h"
#include "model/codecs.h"
#include "model/iteration.h"

namespace holdfast::model {
namespace {

// A byte of a list, tuple or iterable: numbers of any size are just outside of the range.
Result<std::uint8_t> as_item(Call& call, Value item) {
  const auto number = as_clipped(call, item);
  if (!number) return fault(number);
  if (*number < 0 || *number > 255) return raise(Exception::ValueError);
  return static_cast<std::uint8_t>(*number);
}

// A bytes object is 33 bytes larger than its contents.
Result<> room_for_bytes(std::int64_t size) {
  if (size > std::numeric_limits<std::int64_t>::max() - 33) return raise(Exception::OverflowError);
  return room_for(size);
}

Result<Value> zeros(Call& call, std::int64_t size) {
  if (size < 0) return raise(Exception::ValueError);
  if (const auto room = room_for_bytes(size); !room) return fault(room);
  return call.give(Kind::bytes, Contents(static_cast<std::size_t>(size)));
}

// bytes(iterable of integers).
Result<Value> gather(Call& call, Value source) {
  auto iteration = Iteration::over(call, source);
  if (!iteration) return fault(iteration);
  if (const auto asked = iteration->ask_length(); !asked) return fault(asked);
  const auto hint = ask_hint(call, source);
  if (!hint) return fault(hint);
  if (const auto room = room_for_bytes(*hint); !room) return fault(room);
  Contents bytes;
  while (true) {
    const auto item = iteration->next();
    if (!item) return fault(item);
    if (!*item) return call.give(Kind::bytes, bytes);
    const auto byte = as_item(call, **item);
    if (!byte) return fault(byte);
    bytes.push_back(*byte);
  }
}

Result<Value> construct(Call& call) {
  for (const std::size_t place : {1U, 2U}) {
    if (const auto name = check_name(call, place); !name) return fault(name);
  }
  const bool is_text = call.has(0) && call[0].kind == Kind::text;
  if (is_text != call.has(1) || (!is_text && call.has(2))) return raise(Exception::TypeError);
  if (!call.has(0)) return zeros(call, 0);
  const Value source = call[0];
  if (is_text) {
    const auto encoded = encode(call, source, call.arena().text(call[1]), errors_of(call, 2));
    if (!encoded) return fault(encoded);
    return call.give(Kind::bytes, *encoded);
  }
  if (has_index(call.arena(), source)) {
    const auto size = as_size(call, source);
    if (size) return zeros(call, *size);
    // CPython goes on after a TypeError: the object may be iterable all the same.
    if (size.error().type != Exception::TypeError) return fault(size);
  }
  if (!has_buffer(call, source)) return gather(call, source);
  auto loan = borrow(call, source, Request::full_ro);
  if (!loan) return fault(loan);
  const ByteSpan bytes = loan->bytes();
  return call.give(Kind::bytes, Contents(bytes.begin(), bytes.end()));
}

// bytes.join(separator, iterable): all buffers are held until the result is made.
Result<Value> join(Call& call) {
  if (call[0].kind != Kind::bytes) return raise(Exception::TypeError);
  auto iteration = Iteration::over(call, call[1]);
  if (!iteration) return fault(iteration);
  if (const auto asked = iteration->ask_length(); !asked) return fault(asked);
  std::vector<Value> items;
  while (true) {
    const auto item = iteration->next();
    if (!item) return fault(item);
    if (!*item) break;
    items.push_back(**item);
  }
  const ByteSpan separator = call.contents(call[0]);
  std::vector<Loan> loans;
  Result<> done;
  for (const Value item : items) {
    auto loan = borrow(call, item);
    if (!loan) {
      done = raise(Exception::TypeError);  // whatever it was that __buffer__ raised
      break;
    }
    loans.push_back(std::move(*loan));
  }
  Contents joined;
  for (std::size_t i = 0; done && i < loans.size(); ++i) {
    const ByteSpan bytes = loans[i].bytes();
    if (i > 0) joined.insert(joined.end(), separator.begin(), separator.end());
    joined.insert(joined.end(), bytes.begin(), bytes.end());
    done = room_for(static_cast<std::int64_t>(joined.size()));
  }
  for (Loan& loan : loans) loan.give_back();
  if (!done) return fault(done);
  return call.give(Kind::bytes, joined);
}

Result<Value> collect(Call& call) {
  if (!call.has(0)) return Value{};
  const auto generation = as_int(call, call[0]);
  if (!generation) return fault(generation);
  if (*generation < 0 || *generation > 2) return raise(Exception::ValueError);
  return Value{};
}

constexpr Row kSteps[] = {
    {"bytes", construct, 0, 3, {"source", "encoding", "errors"}},
    {"bytes.join", join, 2, 2},
    {"gc.collect", collect, 0, 1, {"generation"}},
};

}  // namespace

std::span<const Row> consumer_steps() { return kSteps; }

}  // namespace holdfast::model
