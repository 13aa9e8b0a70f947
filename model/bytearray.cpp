// SPDX-License-Identifier: MIT
//
// bytearray as a mutable sequence: construction, length, subscripts and what changes its size, in
// the order of the Python documentation. The order in which arguments are converted and checked
// is CPython's, since it decides which exception is raised.
#include <algorithm>
#include <limits>

#include "model/arguments.h"
#include "model/buffers.h"
#include "model/call.h"
#include "model/codecs.h"
#include "model/iteration.h"

namespace holdfast::model {
namespace {

// The rest of an iteration as bytes: TypeError or ValueError where an item is none.
Result<Contents> collect(Call& call, Value items) {
  auto iteration = Iteration::over(call, items);
  if (!iteration) return fault(iteration);
  if (const auto asked = iteration->ask_length(); !asked) return fault(asked);
  const auto hint = ask_hint(call, items);
  if (!hint) return fault(hint);
  if (const auto room = room_for(*hint); !room) return fault(room);
  Contents bytes;
  while (true) {
    const auto item = iteration->next();
    if (!item) return fault(item);
    if (!*item) return bytes;
    const auto byte = as_byte(call, **item);
    if (!byte) return fault(byte);
    bytes.push_back(*byte);
  }
}

Result<> add(Bytearray& array, std::uint8_t byte) {
  if (const auto resized = array.resize(array.size() + 1); !resized) return resized;
  array.data.back() = byte;
  return {};
}

// Fills an empty array from a list or tuple: all at once if it holds nothing but exact integers,
// which is known only when one of them is none.
Result<bool> fill_at_once(Call& call, Bytearray& array, Value items) {
  if (const auto done = array.resize(items.size); !done) return fault(done);
  for (std::uint32_t i = 0; i < items.size; ++i) {
    const Value item = call.items(items)[i];
    if (item.kind == Kind::integer && item.integer >= 0 && item.integer <= 255) {
      array.data[i] = static_cast<std::uint8_t>(item.integer);
      continue;
    }
    if (const auto emptied = array.resize(0); !emptied) return fault(emptied);
    if (item.kind == Kind::integer || item.kind == Kind::big) return raise(Exception::ValueError);
    return false;
  }
  return true;
}

// What bytearray(source) holds, where source is no str, put into an array that is empty (unless a
// hostile argument fills it meanwhile).
Result<> fill(Call& call, Bytearray& array, Value source) {
  if (has_index(call.arena(), source)) {
    const auto count = as_size(call, source);
    if (count) {
      if (*count < 0) return raise(Exception::ValueError);
      if (*count == 0) return {};
      if (const auto resized = array.resize(*count); !resized) return resized;
      std::ranges::fill(array.data, std::uint8_t{0});
      return {};
    }
    // CPython goes on after a TypeError: the object may be iterable all the same.
    if (count.error().type != Exception::TypeError) return fault(count);
  }
  if (has_buffer(call, source)) {
    auto loan = borrow(call, source, Request::full_ro);
    if (!loan) return fault(loan);
    const auto bytes = loan->bytes();
    const auto resized = array.resize(static_cast<std::int64_t>(bytes.size()));
    if (resized) std::ranges::copy(bytes, array.data.begin());
    return resized;
  }
  if (source.kind == Kind::list || source.kind == Kind::tuple) {
    const auto filled = fill_at_once(call, array, source);
    if (!filled) return fault(filled);
    if (*filled) return {};
  }
  auto iteration = Iteration::over(call, source);
  if (!iteration) return fault(iteration);
  while (true) {
    const auto item = iteration->next();
    if (!item) return fault(item);
    if (!*item) return {};
    const auto byte = as_byte(call, **item);
    if (!byte) return fault(byte);
    if (const auto added = add(array, *byte); !added) {
      // CPython looks at the lock only when it is out of spare room.
      if (added.error().type == Exception::BufferError) call.model.depart("init-exported");
      return added;
    }
  }
}

// array.__init__(source, encoding, errors): empties the array before anything else.
Result<> initialize(Call& call, Bytearray& array) {
  for (const std::size_t place : {1U, 2U}) {
    if (const auto name = check_name(call, place); !name) return name;
  }
  if (const auto emptied = array.resize(0); !emptied) return emptied;
  const bool decodes = call.has(1) || call.has(2);
  if (!call.has(0)) {
    if (decodes) return raise(Exception::TypeError);
    return {};
  }
  if (call[0].kind == Kind::text) {
    if (!call.has(1)) return raise(Exception::TypeError);
    const auto encoded = encode(call, call[0], call.arena().text(call[1]), errors_of(call, 2));
    if (!encoded) return fault(encoded);
    return array.replace(0, 0, *encoded);
  }
  if (decodes) return raise(Exception::TypeError);
  return fill(call, array, call[0]);
}

Result<Value> construct(Call& call) {
  const auto array = std::make_shared<Bytearray>(call.model.census());
  if (const auto done = initialize(call, *array); !done) return fault(done);
  return call.make(array);
}

Result<Value> init(Call& call) { return none(initialize(call, call.self<Bytearray>())); }

Result<Value> length(Call& call) { return Arena::integer(call.self<Bytearray>().size()); }

// Counts a subscript from the front; IndexError outside.
Result<std::int64_t> place_of(std::int64_t index, const Bytearray& array) {
  if (index < 0) index += array.size();
  if (index < 0 || index >= array.size()) return raise(Exception::IndexError);
  return index;
}

Result<Value> get_item(Call& call) {
  const auto& array = call.self<Bytearray>();
  if (has_index(call.arena(), call[0])) {
    const auto index = as_size(call, call[0], Exception::IndexError);
    if (!index) return fault(index);
    const auto place = place_of(*index, array);
    if (!place) return fault(place);
    return Arena::integer(array.data[static_cast<std::size_t>(*place)]);
  }
  if (call[0].kind != Kind::slice) return raise(Exception::TypeError);
  auto slice = as_slice(call, call[0]);
  if (!slice) return fault(slice);
  slice->fit(array.size());
  Contents picked;
  for (std::int64_t i = 0; i < slice->length; ++i) picked.push_back(array.data[slice->at(i)]);
  return call.give_bytearray(picked);
}

// Deletes the items that an extended slice selects.
Result<> delete_selected(Bytearray& array, const Slice& slice) {
  if (const auto free = array.check_lock(); !free) return free;
  if (slice.length == 0) return {};
  Contents left;
  for (std::int64_t i = 0; i < array.size(); ++i) {
    const std::int64_t distance = i - slice.start;
    const bool selected = distance % slice.step == 0 && distance / slice.step >= 0 &&
                          distance / slice.step < slice.length;
    if (!selected) left.push_back(array.data[static_cast<std::size_t>(i)]);
  }
  std::ranges::copy(left, array.data.begin());
  return array.resize(static_cast<std::int64_t>(left.size()));
}

// array[slice] = bytes; no bytes: del array[slice].
Result<> set_slice(Bytearray& array, Slice slice, std::span<const std::uint8_t> bytes) {
  slice.fit(array.size());
  if (slice.step == 1) {
    // b[5:2] = x inserts before 5.
    return array.replace(slice.start, std::max(slice.start, slice.stop), bytes);
  }
  if (bytes.empty()) return delete_selected(array, slice);
  if (static_cast<std::int64_t>(bytes.size()) != slice.length) {
    return raise(Exception::ValueError);
  }
  std::int64_t i = 0;
  for (const std::uint8_t byte : bytes) array.data[slice.at(i++)] = byte;
  return {};
}

// array[key] = value. Subscripts are converted before the value, but again after it has become a
// bytearray, so that __index__ of a slice's parts is called twice.
Result<Value> set_item(Call& call) {
  auto& array = call.self<Bytearray>();
  const Value key = call[0];
  const Value value = call[1];
  if (has_index(call.arena(), key)) {
    const auto index = as_size(call, key, Exception::IndexError);
    if (!index) return fault(index);
    const auto byte = as_byte(call, value);
    if (!byte) return fault(byte);
    const auto place = place_of(*index, array);
    if (!place) return fault(place);
    array.data[static_cast<std::size_t>(*place)] = *byte;
    return Value{};
  }
  if (key.kind != Kind::slice) return raise(Exception::TypeError);
  auto slice = as_slice(call, key);
  if (!slice) return fault(slice);
  const Bytearray* other = call.bytearray(value);
  if (other != nullptr && other != &array) return none(set_slice(array, *slice, other->data));
  if (value.kind == Kind::bytearray) {
    return none(set_slice(array, *slice, call.arena().contents(value)));
  }
  if (is_number(call.arena(), value) || value.kind == Kind::text) {
    return raise(Exception::TypeError);
  }
  Bytearray contents(call.model.census());
  if (const auto filled = fill(call, contents, value); !filled) return fault(filled);
  slice = as_slice(call, key);
  if (!slice) return fault(slice);
  return none(set_slice(array, *slice, contents.data));
}

Result<Value> delete_item(Call& call) {
  auto& array = call.self<Bytearray>();
  if (has_index(call.arena(), call[0])) {
    const auto index = as_size(call, call[0], Exception::IndexError);
    if (!index) return fault(index);
    const auto place = place_of(*index, array);
    if (!place) return fault(place);
    return none(array.replace(*place, *place + 1, {}));
  }
  if (call[0].kind != Kind::slice) return raise(Exception::TypeError);
  const auto slice = as_slice(call, call[0]);
  if (!slice) return fault(slice);
  return none(set_slice(array, *slice, {}));
}

Result<Value> append(Call& call) {
  auto& array = call.self<Bytearray>();
  const auto byte = as_byte(call, call[0]);
  if (!byte) return fault(byte);
  return none(array.replace(array.size(), array.size(), {&*byte, 1}));
}

Result<Value> extend(Call& call) {
  auto& array = call.self<Bytearray>();
  const std::int64_t end = array.size();
  if (!has_buffer(call, call[0])) {
    const auto bytes = collect(call, call[0]);
    if (!bytes) return fault(bytes);
    return none(array.replace(array.size(), array.size(), *bytes));
  }
  if (call.bytearray(call[0]) == &array) {
    const Contents copy = array.data;
    return none(array.replace(end, end, copy));
  }
  auto loan = borrow(call, call[0]);
  if (!loan) return raise(Exception::TypeError);  // whatever it was that __buffer__ raised
  const std::int64_t at = std::min(end, array.size());
  return none(array.replace(at, at, loan->bytes()));
}

Result<Value> insert(Call& call) {
  auto& array = call.self<Bytearray>();
  const auto index = as_size(call, call[0]);
  if (!index) return fault(index);
  const auto byte = as_byte(call, call[1]);
  if (!byte) return fault(byte);
  const std::int64_t size = array.size();
  const std::int64_t at = std::clamp<std::int64_t>(*index < 0 ? *index + size : *index, 0, size);
  return none(array.replace(at, at, {&*byte, 1}));
}

Result<Value> pop(Call& call) {
  auto& array = call.self<Bytearray>();
  std::int64_t index = -1;
  if (call.has(0)) {
    const auto given = as_size(call, call[0]);
    if (!given) return fault(given);
    index = *given;
  }
  const auto place = place_of(index, array);
  if (!place) return fault(place);
  const Value popped = Arena::integer(array.data[static_cast<std::size_t>(*place)]);
  if (const auto done = array.replace(*place, *place + 1, {}); !done) return fault(done);
  return popped;
}

// array += value; the result is the array itself.
Result<Value> add_in_place(Call& call) {
  auto& array = call.self<Bytearray>();
  auto loan = borrow(call, call[0]);
  if (!loan) return raise(Exception::TypeError);  // whatever it was that __buffer__ raised
  const auto done = array.replace(array.size(), array.size(), loan->bytes());
  loan->give_back();
  if (!done) return fault(done);
  return call.make(call.target);
}

Result<Value> clear(Call& call) { return none(call.self<Bytearray>().resize(0)); }

Result<Value> resize(Call& call) {
  const auto size = as_size(call, call[0]);
  if (!size) return fault(size);
  if (*size < 0) return raise(Exception::ValueError);
  return none(call.self<Bytearray>().resize(*size));
}

Result<Value> alloc(Call& call) { return call.leave_open(); }

Result<Value> drop(Call& call) {
  call.model.drop(call.step.self);
  return Value{};
}

constexpr Row kSteps[] = {
    {"bytearray", construct, 0, 3, {"source", "encoding", "errors"}},
    {"bytearray.__init__", init, 0, 3, {"source", "encoding", "errors"}},
    {"bytearray.__len__", length},
    {"bytearray.__getitem__", get_item, 1, 1},
    {"bytearray.__setitem__", set_item, 2, 2},
    {"bytearray.__delitem__", delete_item, 1, 1},
    {"bytearray.append", append, 1, 1},
    {"bytearray.extend", extend, 1, 1},
    {"bytearray.insert", insert, 2, 2},
    {"bytearray.pop", pop, 0, 1},
    {"bytearray.__iadd__", add_in_place, 1, 1},
    {"bytearray.clear", clear},
    {"bytearray.resize", resize, 1, 1},
    {"bytearray.__alloc__", alloc},
    {"bytearray.drop", drop},
};

}  // namespace

std::span<const Row> bytearray_steps() { return kSteps; }

}  // namespace holdfast::model
