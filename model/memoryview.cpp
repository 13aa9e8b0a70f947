// SPDX-License-Identifier: MIT
//
// memoryview, as far as one dimension of bytes goes. A released view refuses everything; where
// hostile arguments run, CPython checks for it again afterwards, and so do these functions.
#include <algorithm>

#include "model/arguments.h"
#include "model/buffers.h"
#include "model/call.h"

namespace holdfast::model {
namespace {

Result<> check_released(const View& view) {
  if (view.released) return raise(Exception::ValueError);
  return {};
}

Result<Value> construct(Call& call) {
  auto view = make_view(call, call[0]);
  if (!view) return fault(view);
  return call.make(std::move(*view));
}

Result<Value> release(Call& call) {
  if (const auto done = call.self<View>().release(); !done) return fault(done);
  return Value{};
}

Result<Value> length(Call& call) {
  const auto& view = call.self<View>();
  if (const auto usable = check_released(view); !usable) return fault(usable);
  return Arena::integer(view.shape[0]);
}

// The place in memory of the element at `index`; IndexError outside.
Result<std::uint32_t> place_of(const View& view, std::int64_t index) {
  if (index < 0) index += view.shape[0];
  if (index < 0 || index >= view.shape[0]) return raise(Exception::IndexError);
  return view.places[static_cast<std::size_t>(index)];
}

// True for v[1, 2]: a tuple of nothing but indexes.
bool is_tuple_of_indexes(Call& call, Value key) {
  if (key.kind != Kind::tuple) return false;
  return std::ranges::all_of(call.items(key),
                             [&](Value item) { return has_index(call.arena(), item); });
}

// True for v[1:2, 3:4]: a tuple of nothing but slices.
bool is_tuple_of_slices(Call& call, Value key) {
  if (key.kind != Kind::tuple || key.size == 0) return false;
  return std::ranges::all_of(call.items(key), [](Value item) { return item.kind == Kind::slice; });
}

// The index that a subscript gives: it is one, or a tuple of one for each dimension.
Result<std::int64_t> as_subscript(Call& call, Value key) {
  if (key.kind == Kind::tuple) {
    if (key.size == 0) return raise(Exception::NotImplementedError);
    if (key.size > 1) return raise(Exception::TypeError);
    key = call.items(key)[0];
  }
  return as_size(call, key, Exception::IndexError);
}

// Leaves the elements that the slice selects.
void narrow(View& view, Slice slice) {
  slice.fit(view.shape[0]);
  std::vector<std::uint32_t> places;
  for (std::int64_t i = 0; i < slice.length; ++i) places.push_back(view.places[slice.at(i)]);
  view.places = std::move(places);
  view.shape[0] = slice.length;
  // In C this multiplication may go round.
  view.strides[0] = static_cast<std::int64_t>(static_cast<std::uint64_t>(view.strides[0]) *
                                              static_cast<std::uint64_t>(slice.step));
}

Result<Value> get_item(Call& call) {
  const auto& view = call.self<View>();
  const Value key = call[0];
  if (const auto usable = check_released(view); !usable) return fault(usable);
  if (key.kind == Kind::slice) {
    // The new view exists before the slice is converted: it keeps the lock even when a hostile
    // argument releases this one.
    const auto part = std::make_shared<View>(call.model.census(), view);
    const auto slice = as_slice(call, key);
    if (!slice) return fault(slice);
    narrow(*part, *slice);
    return call.make(part);
  }
  if (is_tuple_of_slices(call, key)) return raise(Exception::NotImplementedError);
  if (!has_index(call.arena(), key) && !is_tuple_of_indexes(call, key)) {
    return raise(Exception::TypeError);
  }
  const auto index = as_subscript(call, key);
  if (!index) return fault(index);
  const auto place = place_of(view, *index);
  // A tuple is looked up in a released view before that is noticed, a plain index is not.
  if (key.kind == Kind::tuple && !place) return fault(place);
  if (const auto usable = check_released(view); !usable) return fault(usable);
  if (!place) return fault(place);
  return Arena::integer(view.acquisition->memory[*place]);
}

// The value of an element of format B; another fault of __index__ is passed on.
Result<std::uint8_t> as_element(Call& call, Value value) {
  const auto number = as_number(call, value);
  if (!number) return fault(number);
  if (number->value < 0 || number->value > 255) return raise(Exception::ValueError);
  return static_cast<std::uint8_t>(number->value);
}

// view[slice] = value: a buffer of the same format and shape.
Result<Value> set_slice(Call& call, Value key, Value value) {
  const auto& view = call.self<View>();
  auto source = borrow(call, value, Request::full_ro);
  if (!source) return fault(source);
  auto slice = as_slice(call, key);
  if (!slice) return fault(slice);
  if (const auto usable = check_released(view); !usable) return fault(usable);
  slice->fit(view.shape[0]);
  const auto bytes = source->bytes();
  if (static_cast<std::int64_t>(bytes.size()) != slice->length) {
    return raise(Exception::ValueError);
  }
  const std::vector<std::uint8_t> copy(bytes.begin(), bytes.end());
  std::int64_t i = 0;
  for (const std::uint8_t byte : copy) {
    view.acquisition->memory[view.places[slice->at(i++)]] = byte;
  }
  return Value{};
}

Result<Value> set_item(Call& call) {
  const auto& view = call.self<View>();
  const Value key = call[0];
  if (const auto usable = check_released(view); !usable) return fault(usable);
  if (view.readonly) return raise(Exception::TypeError);
  if (key.kind == Kind::slice) return set_slice(call, key, call[1]);
  if (is_tuple_of_slices(call, key)) return raise(Exception::NotImplementedError);
  if (!has_index(call.arena(), key) && !is_tuple_of_indexes(call, key)) {
    return raise(Exception::TypeError);
  }
  const auto index = as_subscript(call, key);
  if (!index) return fault(index);
  const auto place = place_of(view, *index);
  if (!place) return fault(place);
  const auto byte = as_element(call, call[1]);
  if (!byte) return fault(byte);
  if (const auto usable = check_released(view); !usable) return fault(usable);
  view.acquisition->memory[*place] = *byte;
  return Value{};
}

// view.tobytes(order): of one dimension all orders are the same.
Result<Value> to_bytes(Call& call) {
  const auto& view = call.self<View>();
  std::string_view order = "C";
  if (call.has(0) && call[0].kind != Kind::none) {
    if (call[0].kind != Kind::text) return raise(Exception::TypeError);
    order = call.arena().text(call[0]);
  }
  if (const auto usable = check_released(view); !usable) return fault(usable);
  if (order != "C" && order != "F" && order != "A") return raise(Exception::ValueError);
  std::vector<std::uint8_t> room;
  return call.give(Kind::bytes, view.contents(room));
}

// What the view was made from; an object that no program can name is `object()`.
Result<Value> get_obj(Call& call) {
  const auto& view = call.self<View>();
  if (const auto usable = check_released(view); !usable) return fault(usable);
  const Ref<Object>& exporter = view.acquisition->exporter;
  if (exporter->cls != Class::none) return call.make(exporter);
  if (const auto* bytes = dynamic_cast<const Bytes*>(exporter.get())) {
    return call.give(Kind::bytes, bytes->data);
  }
  return Arena::plain(Kind::object);
}

Result<Value> drop(Call& call) {
  call.model.drop(call.step.self);
  return Value{};
}

constexpr Row kSteps[] = {
    {"memoryview", construct, 1, 1, {"object"}},
    {"memoryview.release", release},
    {"memoryview.__len__", length},
    {"memoryview.__getitem__", get_item, 1, 1},
    {"memoryview.__setitem__", set_item, 2, 2},
    {"memoryview.tobytes", to_bytes, 0, 1, {"order"}},
    {"memoryview.obj", get_obj},
    {"memoryview.drop", drop},
};

}  // namespace

std::span<const Row> memoryview_steps() { return kSteps; }

}  // namespace holdfast::model
