// SPDX-License-Identifier: MIT
//
// memoryview: made, released, described, converted. A released view refuses everything; where
// hostile arguments run, CPython checks for it again afterwards, and so do these functions.
#include <algorithm>

#include "model/arguments.h"
#include "model/buffers.h"
#include "model/call.h"
#include "model/codecs.h"
#include "model/elements.h"
#include "model/hexadecimal.h"
#include "model/iteration.h"

namespace holdfast::model {
namespace {

// A list of more items, or of more lists in each other, has no place in a program.
constexpr std::size_t kMostItems = 1U << 18U;
constexpr std::size_t kMostDimensions = 15;

Result<> check_released(const View& view) {
  if (view.released) return raise(Exception::ValueError);
  return {};
}

Result<Value> construct(Call& call) {
  auto view = make_view(call, call[0]);
  if (!view) return fault(view);
  return call.make(std::move(*view));
}

Result<Value> from_flags(Call& call) {
  const auto flags = as_int(call, call[1]);
  if (!flags) return fault(flags);
  auto view = make_view(call, call[0], *flags);
  if (!view) return fault(view);
  return call.make(std::move(*view));
}

// view.__buffer__(flags): a view of the view, which counts among its exports.
Result<Value> buffer(Call& call) {
  const auto flags = as_int(call, call[0]);
  if (!flags) return fault(flags);
  auto view = make_view_of(call, call.target, *flags);
  if (!view) return fault(view);
  return call.make(std::move(*view));
}

Result<Value> release(Call& call) { return none(call.self<View>().release()); }

// view.__release_buffer__(other): releases a view of this view, and no other.
Result<Value> release_buffer(Call& call) {
  View* other = call.view(call[0]);
  if (other == nullptr) return raise(Exception::TypeError);
  if (other->acquisition->of != call.target->identity) {
    // CPython compares the address of an object that may be gone, and its place taken by this one.
    if (!other->acquisition->exporter) call.model.depart("release-dangling");
    return raise(Exception::ValueError);
  }
  if (other->released) return raise(Exception::ValueError);
  return none(other->release());
}

Result<Value> enter(Call& call) {
  if (const auto usable = check_released(call.self<View>()); !usable) return fault(usable);
  return call.make(call.target);
}

// memoryview[...]: some object for those who check types.
Result<Value> class_getitem(Call&) { return Arena::plain(Kind::object); }

Result<Value> length(Call& call) {
  const auto& view = call.self<View>();
  if (const auto usable = check_released(view); !usable) return fault(usable);
  if (view.dimensions() == 0) return raise(Exception::TypeError);
  return Arena::integer(view.shape[0]);
}

Result<Value> truth(Call& call) {
  const auto items = length(call);
  if (!items) return fault(items);
  return Arena::boolean(items->integer != 0);
}

Result<Value> iterate(Call& call) {
  const auto iterator = make_iterator(call, call.target);
  if (!iterator) return fault(iterator);
  return call.make(*iterator);
}

// reversed(view) asks for the length only; what cannot be iterated shows later.
Result<Value> iterate_backwards(Call& call) {
  const auto items = length(call);
  if (!items) return fault(items);
  const auto iterator =
      std::make_shared<Iterator>(call.model.census(), call.target, items->integer);
  iterator->backwards = true;
  iterator->next = items->integer - 1;
  return call.make(iterator);
}

// repr(view) shows where the view is, and whether it was released.
Result<Value> represent(Call& call) {
  return call.model.results().text(call.self<View>().released ? "<released memory at 0x0>"
                                                              : "<memory at 0x0>");
}

// view.tobytes(order): C or Fortran's order, or as it lies in memory where it is contiguous in one.
Result<Value> to_bytes(Call& call) {
  const auto& view = call.self<View>();
  std::string_view order = "C";
  if (call.has(0) && call[0].kind != Kind::none) {
    if (const auto read = check_name(call, 0); !read) return fault(read);
    order = call.arena().text(call[0]);
  }
  if (const auto usable = check_released(view); !usable) return fault(usable);
  if (order != "C" && order != "F" && order != "A") return raise(Exception::ValueError);
  if (order == "A")
    order = !view.Layout::is_contiguous('C') && view.Layout::is_contiguous('F') ? "F" : "C";
  Contents room;
  if (order == "C") return call.give(Kind::bytes, view.contents(room));
  Layout fortran = view;
  fortran.places = view.places_in_fortran_order();
  return call.give(Kind::bytes, contents_of(fortran, view.acquisition->memory, room));
}

// The elements from `first` on, in lists one in another for each dimension from `dimension` on.
Result<Value> list_of(const View& view, std::size_t dimension, std::size_t& next, char letter,
                      Arena& room) {
  if (dimension == view.dimensions()) return unpack(view.element(next++), letter, room);
  std::vector<Value> items;
  for (std::int64_t i = 0; i < view.shape[dimension]; ++i) {
    const auto item = list_of(view, dimension + 1, next, letter, room);
    if (!item) return fault(item);
    items.push_back(*item);
  }
  return room.items(Kind::list, items);
}

Result<Value> to_list(Call& call) {
  const auto& view = call.self<View>();
  if (const auto usable = check_released(view); !usable) return fault(usable);
  const auto letter = letter_of(view.format);
  if (!letter) return fault(letter);
  if (view.dimensions() > kMostDimensions) return unspecified();
  std::int64_t lists = 1;
  for (const std::int64_t items : view.shape) {
    if (items == 0) break;
    lists *= items;
    if (static_cast<std::size_t>(lists) > kMostItems) return unspecified();
  }
  std::size_t next = 0;
  return list_of(view, 0, next, *letter, call.model.results());
}

Result<Value> hex(Call& call) {
  const auto group = hex_group(call);
  if (!group) return fault(group);
  auto& view = call.self<View>();
  if (const auto usable = check_released(view); !usable) return fault(usable);
  Contents room;
  const ByteSpan bytes = view.contents(room);
  if (!view.is_contiguous('C')) return give_hex(call, *group, Contents(bytes.begin(), bytes.end()));
  // Locked while the separator is asked for its length.
  view.lend();
  auto text = give_hex(call, *group, bytes);
  view.take_back();
  return text;
}

// What the view was made from; an object that no program can name is `object()`.
Result<Value> get_obj(Call& call) {
  const auto& view = call.self<View>();
  if (const auto usable = check_released(view); !usable) return fault(usable);
  const Ref<Object>& exporter = view.acquisition->exporter;
  if (exporter->cls != Class::none) return call.make(exporter);
  if (const auto* bytes = dynamic_cast<const Bytes*>(exporter.get()); bytes && !bytes->custom) {
    return call.give(Kind::bytes, bytes->data);
  }
  return Arena::plain(Kind::object);
}

// An attribute of a view that has not been released.
template <Value (*Get)(Call& call, const View& view)>
Result<Value> attribute(Call& call) {
  const auto& view = call.self<View>();
  if (const auto usable = check_released(view); !usable) return fault(usable);
  return Get(call, view);
}

Value get_nbytes(Call&, const View& view) { return Arena::integer(view.size()); }
Value get_readonly(Call&, const View& view) { return Arena::boolean(view.readonly); }
Value get_itemsize(Call&, const View& view) { return Arena::integer(view.itemsize); }
Value get_format(Call& call, const View& view) { return call.model.results().text(view.format); }
Value get_ndim(Call&, const View& view) {
  return Arena::integer(static_cast<std::int64_t>(view.dimensions()));
}
Value tuple_of(Call& call, const std::vector<std::int64_t>& numbers) {
  std::vector<Value> items;
  for (const std::int64_t number : numbers) items.push_back(Arena::integer(number));
  return call.model.results().items(Kind::tuple, items);
}
Value get_shape(Call& call, const View& view) { return tuple_of(call, view.shape); }
Value get_strides(Call& call, const View& view) { return tuple_of(call, view.strides); }
Value get_suboffsets(Call& call, const View& view) { return tuple_of(call, view.suboffsets); }
Value get_c_contiguous(Call&, const View& view) { return Arena::boolean(view.is_contiguous('C')); }
Value get_f_contiguous(Call&, const View& view) { return Arena::boolean(view.is_contiguous('F')); }
Value get_contiguous(Call&, const View& view) { return Arena::boolean(view.is_contiguous('A')); }

Result<Value> drop(Call& call) {
  call.model.drop(call.step.self);
  return Value{};
}

constexpr Row kSteps[] = {
    {"memoryview", construct, 1, 1, {"object"}},
    {"memoryview._from_flags", from_flags, 2, 2, {"object", "flags"}},
    {"memoryview.__class_getitem__", class_getitem, 1, 1},
    {"memoryview.__buffer__", buffer, 1, 1},
    {"memoryview.__release_buffer__", release_buffer, 1, 1},
    {"memoryview.__enter__", enter},
    {"memoryview.__exit__", release, 0, kMaxArguments},
    {"memoryview.release", release},
    {"memoryview.__len__", length},
    {"memoryview.__bool__", truth},
    {"memoryview.__iter__", iterate},
    {"memoryview.__reversed__", iterate_backwards},
    {"memoryview.__repr__", represent},
    {"memoryview.tobytes", to_bytes, 0, 1, {"order"}},
    {"memoryview.tolist", to_list},
    {"memoryview.hex", hex, 0, 2, {"sep", "bytes_per_sep"}},
    {"memoryview.obj", get_obj},
    {"memoryview.nbytes", attribute<get_nbytes>},
    {"memoryview.readonly", attribute<get_readonly>},
    {"memoryview.itemsize", attribute<get_itemsize>},
    {"memoryview.format", attribute<get_format>},
    {"memoryview.ndim", attribute<get_ndim>},
    {"memoryview.shape", attribute<get_shape>},
    {"memoryview.strides", attribute<get_strides>},
    {"memoryview.suboffsets", attribute<get_suboffsets>},
    {"memoryview.c_contiguous", attribute<get_c_contiguous>},
    {"memoryview.f_contiguous", attribute<get_f_contiguous>},
    {"memoryview.contiguous", attribute<get_contiguous>},
    {"memoryview.drop", drop},
};

}  // namespace

std::span<const Row> memoryview_steps() { return kSteps; }

}  // namespace holdfast::model
