// SPDX-License-Identifier: MIT
//
// memoryview: subscripts and casts.
#include <algorithm>
#include <limits>

#include "model/arguments.h"
#include "model/buffers.h"
#include "model/call.h"
#include "model/codecs.h"
#include "model/elements.h"
#include "model/mapping.h"

namespace holdfast::model {
namespace {

Result<> check_released(const View& view) {
  if (view.released) return raise(Exception::ValueError);
  return {};
}

bool is_empty_tuple(Value key) { return key.kind == Kind::tuple && key.size == 0; }

// True for v[1, 2] and v[()]: a tuple of nothing but indexes.
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

// Whether pointers lead to the elements of the view.
bool is_indirect(const View& view) {
  return std::ranges::any_of(view.suboffsets, [](std::int64_t offset) { return offset >= 0; });
}

// Where in C order the element is that the indexes name, one for each dimension, counted from the
// end when negative. IndexError outside, and at once: the next index is not converted.
Result<std::size_t> find_element(Call& call, std::span<const Value> indexes) {
  const auto& view = call.self<View>();
  if (indexes.size() > view.dimensions()) return raise(Exception::TypeError);
  std::size_t place = 0;
  for (std::size_t d = 0; d < indexes.size(); ++d) {
    auto index = as_size(call, indexes[d], Exception::IndexError);
    if (!index) return fault(index);
    if (*index < 0) *index += view.shape[d];
    if (*index < 0 || *index >= view.shape[d]) return raise(Exception::IndexError);
    // CPython follows the pointer that is no longer there.
    if (view.released && is_indirect(view)) call.model.depart("pointer-released");
    place = place * static_cast<std::size_t>(view.shape[d]) + static_cast<std::size_t>(*index);
  }
  return place;
}

Result<Value> get_element(Call& call, std::size_t place) {
  const auto& view = call.self<View>();
  if (const auto usable = check_released(view); !usable) return fault(usable);
  const auto letter = letter_of(view.format);
  if (!letter) return fault(letter);
  return unpack(view.element(place), *letter, call.model.results());
}

// view[start:stop:step]: the items of the first dimension that the slice selects. The new view
// exists before the slice is converted: it keeps the lock even when a hostile argument releases
// this one.
Result<Value> get_slice(Call& call) {
  const auto part = std::make_shared<View>(call.model.census(), call.self<View>());
  auto slice = as_slice(call, call[0]);
  if (!slice) return fault(slice);
  slice->fit(part->shape[0]);
  part->narrow(slice->start, slice->step, slice->length);
  return call.make(part);
}

Result<Value> get_item(Call& call) {
  const auto& view = call.self<View>();
  const Value key = call[0];
  if (const auto usable = check_released(view); !usable) return fault(usable);
  if (view.dimensions() == 0) {
    if (is_empty_tuple(key)) return get_element(call, 0);
    if (key.kind == Kind::ellipsis) return call.make(call.target);
    return raise(Exception::TypeError);
  }
  if (has_index(call.arena(), key)) {
    auto index = as_size(call, key, Exception::IndexError);
    if (!index) return fault(index);
    if (const auto usable = check_released(view); !usable) return fault(usable);
    if (const auto letter = letter_of(view.format); !letter) return fault(letter);
    if (view.dimensions() > 1) return raise(Exception::NotImplementedError);
    if (*index < 0) *index += view.shape[0];
    if (*index < 0 || *index >= view.shape[0]) return raise(Exception::IndexError);
    return get_element(call, static_cast<std::size_t>(*index));
  }
  if (key.kind == Kind::slice) return get_slice(call);
  if (is_tuple_of_indexes(call, key)) {
    if (const auto letter = letter_of(view.format); !letter) return fault(letter);
    if (key.size < view.dimensions()) return raise(Exception::NotImplementedError);
    const auto place = find_element(call, call.items(key));
    if (!place) return fault(place);
    return get_element(call, *place);
  }
  return raise(is_tuple_of_slices(call, key) ? Exception::NotImplementedError
                                             : Exception::TypeError);
}

// Writes an element; false where what that does depends on the machine.
bool store(Call& call, ByteSpan bytes, std::span<std::uint8_t> element) {
  std::ranges::copy(bytes, element.begin());
  return call.model.census().wrote(element);
}

// The value is converted before the view is looked at again.
Result<Value> set_element(Call& call, std::size_t place, char letter) {
  const auto& view = call.self<View>();
  const bool was_lost = view.lost_format();
  const auto bytes = pack(call, call[1], letter);
  // CPython reads the format to see how the value is converted, and for messages about the value.
  const bool tells = !bytes && (bytes.error().type == Exception::TypeError ||
                                bytes.error().type == Exception::ValueError);
  if (was_lost || (tells && view.lost_format())) call.model.depart("format-released");
  if (!bytes) return fault(bytes);
  // CPython looks for all other formats, and writes to memory that may be gone.
  if (view.released && letter == 'c') call.model.depart("store-released");
  if (const auto usable = check_released(view); !usable) return fault(usable);
  if (!store(call, *bytes, view.element(place))) return unspecified();
  return Value{};
}

std::string_view without_at(std::string_view format) {
  return format.starts_with('@') ? format.substr(1) : format;
}

// Whether bytes of a private mapping are copied to where they are, see Mapping.
bool copies_onto_itself(const Call& call, ByteSpan bytes, ByteSpan element) {
  return std::ranges::any_of(call.model.census().mappings, [&](const Mapping* mapping) {
    return mapping->copies_onto_itself(bytes, element.data() - mapping->window.data());
  });
}

// view[slice] = value: a buffer of the same format and shape, copied as if all at once.
Result<Value> set_slice(Call& call) {
  const auto& view = call.self<View>();
  auto source = borrow(call, call[1], Request::full_ro);
  if (!source) return fault(source);
  auto slice = as_slice(call, call[0]);
  if (!slice) return fault(slice);
  if (const auto usable = check_released(view); !usable) return fault(usable);
  slice->fit(view.shape[0]);
  const ByteSpan bytes = source->bytes();
  const Layout plain = Layout::of_bytes(bytes.size(), true);
  const Layout& from = source->layout() == nullptr ? plain : *source->layout();
  if (without_at(from.format) != without_at(view.format) || from.itemsize != view.itemsize ||
      from.dimensions() != 1 || from.shape[0] != slice->length) {
    return raise(Exception::ValueError);
  }
  const Contents copy(bytes.begin(), bytes.end());
  const auto size = static_cast<std::size_t>(view.itemsize);
  bool specified = true;
  for (std::int64_t i = 0; i < slice->length; ++i) {
    const auto item = ByteSpan(copy).subspan(static_cast<std::size_t>(i) * size, size);
    const auto element = view.element(slice->at(i));
    if (i == 0) specified = !copies_onto_itself(call, bytes, element);
    specified = store(call, item, element) && specified;
  }
  if (!specified) return unspecified();
  return Value{};
}

// What v[key] = value and del v[key] check before anything else; the letter of the format.
Result<char> check_assignable(const View& view) {
  if (const auto usable = check_released(view); !usable) return fault(usable);
  const auto letter = letter_of(view.format);
  if (letter && view.readonly) return raise(Exception::TypeError);
  return letter;
}

Result<Value> set_item(Call& call) {
  const auto& view = call.self<View>();
  const Value key = call[0];
  const auto letter = check_assignable(view);
  if (!letter) return fault(letter);
  if (view.dimensions() == 0) {
    if (key.kind == Kind::ellipsis || is_empty_tuple(key)) return set_element(call, 0, *letter);
    return raise(Exception::TypeError);
  }
  const bool is_index = has_index(call.arena(), key);
  if (is_index && view.dimensions() > 1) return raise(Exception::NotImplementedError);
  if (key.kind == Kind::slice && view.dimensions() == 1) return set_slice(call);
  if (is_index || is_tuple_of_indexes(call, key)) {
    const std::span<const Value> indexes = is_index ? std::span(&key, 1) : call.items(key);
    if (indexes.size() < view.dimensions()) return raise(Exception::NotImplementedError);
    const auto place = find_element(call, indexes);
    if (!place) return fault(place);
    return set_element(call, *place, *letter);
  }
  return raise(key.kind == Kind::slice || is_tuple_of_slices(call, key)
                   ? Exception::NotImplementedError
                   : Exception::TypeError);
}

Result<Value> delete_item(Call& call) {
  const auto letter = check_assignable(call.self<View>());
  if (!letter) return fault(letter);
  return raise(Exception::TypeError);
}

// A shape that cast() is given: a list or tuple of positive ints, whose product is the number of
// elements.
Result<std::vector<std::int64_t>> as_shape(Call& call, Value value, std::int64_t itemsize) {
  std::vector<std::int64_t> shape;
  std::int64_t rest = std::numeric_limits<std::int64_t>::max() / itemsize;
  for (const Value item : call.items(value)) {
    if (item.kind == Kind::big) return raise(Exception::OverflowError);
    if (item.kind != Kind::integer && item.kind != Kind::boolean) {
      return raise(Exception::TypeError);
    }
    if (item.integer <= 0 || item.integer > rest) return raise(Exception::ValueError);
    rest /= item.integer;
    shape.push_back(item.integer);
  }
  return shape;
}

bool is_byte_format(std::string_view format) {
  const auto native = native_format(format);
  return native && (native->letter == 'b' || native->letter == 'B' || native->letter == 'c');
}

// view.cast(format, shape): to bytes or from bytes, to one dimension or from one.
Result<Value> cast(Call& call) {
  if (call[0].kind != Kind::text) return raise(Exception::TypeError);
  const auto& view = call.self<View>();
  if (const auto usable = check_released(view); !usable) return fault(usable);
  if (!view.is_contiguous('C')) return raise(Exception::TypeError);
  const bool reshapes = call.has(1);
  if ((reshapes || view.dimensions() != 1) && std::ranges::count(view.shape, 0) != 0) {
    return raise(Exception::TypeError);
  }
  if (reshapes) {
    if (call[1].kind != Kind::list && call[1].kind != Kind::tuple) {
      return raise(Exception::TypeError);
    }
    if (call[1].size > 64) return raise(Exception::ValueError);
    if (view.dimensions() != 1 && call[1].size != 1) return raise(Exception::TypeError);
  }
  const auto ascii = encode(call, call[0], "ascii", "strict");
  if (!ascii) return fault(ascii);
  // What follows a NUL does not count.
  const std::string format(ascii->begin(), std::ranges::find(*ascii, std::uint8_t{0}));
  const auto native = native_format(format);
  if (!native) return raise(Exception::ValueError);
  if (!is_byte_format(view.format) && !is_byte_format(format)) return raise(Exception::TypeError);
  if (view.size() % native->size != 0) return raise(Exception::TypeError);

  const auto made = std::make_shared<View>(call.model.census(), view);
  made->format = format;
  made->format_of.reset();
  made->itemsize = native->size;
  made->shape = {view.size() / native->size};
  if (reshapes) {
    const auto shape = as_shape(call, call[1], native->size);
    if (!shape) return fault(shape);
    std::int64_t product = 1;
    for (const std::int64_t items : *shape) product *= items;
    if (product * native->size != view.size()) return raise(Exception::TypeError);
    made->shape = *shape;
  }
  // The bytes lie side by side, from where the first one was.
  const std::size_t first = view.places.empty() ? 0 : view.places[0];
  made->places = Places::spaced(static_cast<std::int64_t>(first), native->size,
                                static_cast<std::size_t>(view.size() / native->size));
  made->use_c_strides();
  return call.make(made);
}

Result<Value> to_readonly(Call& call) {
  const auto& view = call.self<View>();
  if (const auto usable = check_released(view); !usable) return fault(usable);
  const auto made = std::make_shared<View>(call.model.census(), view);
  made->readonly = true;
  return call.make(made);
}

constexpr Row kSteps[] = {
    {"memoryview.__getitem__", get_item, 1, 1},
    {"memoryview.__setitem__", set_item, 2, 2},
    {"memoryview.__delitem__", delete_item, 1, 1},
    {"memoryview.cast", cast, 1, 2, {"format", "shape"}},
    {"memoryview.toreadonly", to_readonly},
};

}  // namespace

std::span<const Row> memoryview_item_steps() { return kSteps; }

}  // namespace holdfast::model
