// SPDX-License-Identifier: MIT
#include "model/arguments.h"

#include <algorithm>
#include <limits>

#include "model/mapping.h"

namespace holdfast::model {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();

bool is_integer(Value value) {
  return value.kind == Kind::integer || value.kind == Kind::boolean || value.kind == Kind::big;
}

// Clips `index`, which counts from the end when negative, to `low` ... `high`.
std::int64_t cut(std::int64_t index, std::int64_t size, std::int64_t low, std::int64_t high) {
  if (index < 0) index += size;
  return std::clamp(index, low, high);
}

}  // namespace

bool has_index(const Arena&, Value value) {
  return is_integer(value) || (value.kind == Kind::custom && value.hook == Hook::index);
}

bool is_number(const Arena& arena, Value value) {
  return has_index(arena, value) || value.kind == Kind::real;
}

Result<Value> ask(Call& call, Value custom) {
  const auto items = call.items(custom);
  call.model.run_block(items[0]);
  if (items[1].kind == Kind::raising) return raise(Exception::ZeroDivisionError);
  return items[1];
}

bool has_equality(Value value) { return value.kind == Kind::custom && value.hook == Hook::eq; }

Result<bool> ask_equality(Call& call, Value custom) {
  const auto answer = ask(call, custom);
  if (!answer) return fault(answer);
  return answer->integer != 0;
}

Result<Number> as_number(Call& call, Value value) {
  if (value.kind == Kind::custom && value.hook == Hook::index) {
    const auto answer = ask(call, value);
    if (!answer) return fault(answer);
    value = *answer;
  }
  if (!is_integer(value)) return raise(Exception::TypeError);
  if (value.kind != Kind::big) return Number{.value = value.integer, .beyond = 0};
  const bool negative = (call.arena().contents(value).back() & 0x80U) != 0;
  return Number{.value = negative ? kLeast : kMost, .beyond = negative ? -1 : 1};
}

Result<std::int64_t> as_size(Call& call, Value value, Exception beyond) {
  const auto number = as_number(call, value);
  if (!number) return fault(number);
  if (number->beyond != 0) return raise(beyond);
  return number->value;
}

Result<std::int64_t> as_int(Call& call, Value value) {
  const auto number = as_number(call, value);
  if (!number) return fault(number);
  const auto narrow = static_cast<std::int32_t>(number->value);
  if (number->value != narrow) return raise(Exception::OverflowError);
  return number->value;
}

Result<std::int64_t> as_clipped(Call& call, Value value) {
  const auto number = as_number(call, value);
  if (!number) return fault(number);
  return number->value;
}

Result<std::uint8_t> as_byte(Call& call, Value value) {
  const auto number = as_number(call, value);
  if (!number) return fault(number);
  if (number->value < 0 || number->value > 255) return raise(Exception::ValueError);
  return static_cast<std::uint8_t>(number->value);
}

Result<bool> as_truth(Call& call, Value value) {
  switch (value.kind) {
    case Kind::none:
      return false;
    case Kind::boolean:
    case Kind::integer:
      return value.integer != 0;
    case Kind::real:
      return value.real != 0.0;
    case Kind::bytes:
    case Kind::bytearray:
    case Kind::text:
    case Kind::tuple:
    case Kind::list:
      return value.size != 0;
    case Kind::reference:
      if (const Bytearray* array = call.bytearray(value)) return array->size() != 0;
      if (const Mapping* mapping = call.mapping(value)) {
        if (mapping->closed) return raise(Exception::ValueError);
        return mapping->size() != 0;
      }
      if (const View* view = call.view(value)) {
        if (view->released) return raise(Exception::ValueError);
        if (view->dimensions() == 0) return raise(Exception::TypeError);
        return view->shape[0] != 0;
      }
      return true;
    default:
      return true;
  }
}

Result<std::int64_t> as_bound(Call& call, std::size_t place, std::int64_t missing) {
  if (!call.has(place) || call[place].kind == Kind::none) return missing;
  return as_clipped(call, call[place]);
}

Result<Slice> as_slice(Call& call, Value value) {
  const auto parts = call.items(value);
  Slice slice;
  if (parts[2].kind != Kind::none) {
    const auto step = as_clipped(call, parts[2]);
    if (!step) return fault(step);
    if (*step == 0) return raise(Exception::ValueError);
    slice.step = std::max(*step, -kMost);
  }
  slice.start = slice.step < 0 ? kMost : 0;
  slice.stop = slice.step < 0 ? kLeast : kMost;
  if (parts[0].kind != Kind::none) {
    const auto start = as_clipped(call, parts[0]);
    if (!start) return fault(start);
    slice.start = *start;
  }
  if (parts[1].kind != Kind::none) {
    const auto stop = as_clipped(call, parts[1]);
    if (!stop) return fault(stop);
    slice.stop = *stop;
  }
  return slice;
}

void Slice::fit(std::int64_t size) {
  if (step > 0) {
    start = cut(start, size, 0, size);
    stop = cut(stop, size, 0, size);
    length = start < stop ? (stop - start - 1) / step + 1 : 0;
  } else {
    start = cut(start, size, -1, size - 1);
    stop = cut(stop, size, -1, size - 1);
    length = stop < start ? (start - stop - 1) / -step + 1 : 0;
  }
}

void adjust_indices(std::int64_t& start, std::int64_t& end, std::int64_t size) {
  end = end > size ? size : cut(end, size, 0, kMost);
  start = cut(start, size, 0, kMost);
}

}  // namespace holdfast::model
