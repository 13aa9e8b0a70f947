// SPDX-License-Identifier: MIT
//
// mmap: subscripts, iteration, comparison, representation. As a sequence its items are bytes
// objects of length 1, as a mapping they are integers.
#include <algorithm>
#include <compare>

#include "model/arguments.h"
#include "model/buffers.h"
#include "model/comparison.h"
#include "model/iteration.h"
#include "model/mapping.h"
#include "model/representation.h"

namespace holdfast::model {
namespace {

Result<> check_open(const Mapping& mapping) {
  if (mapping.closed) return raise(Exception::ValueError);
  return {};
}

Result<Value> length(Call& call) {
  const auto& mapping = call.self<Mapping>();
  if (const auto open = check_open(mapping); !open) return fault(open);
  return Arena::integer(mapping.size());
}

Result<Value> truth(Call& call) {
  if (const auto open = check_open(call.self<Mapping>()); !open) return fault(open);
  return Arena::boolean(true);
}

Result<std::int64_t> place_of(const Mapping& mapping, std::int64_t index) {
  if (index < 0) index += mapping.size();
  if (index < 0 || index >= mapping.size()) return raise(Exception::IndexError);
  return index;
}

Result<Value> get_item(Call& call) {
  const auto& mapping = call.self<Mapping>();
  const Value key = call[0];
  if (const auto open = check_open(mapping); !open) return fault(open);
  if (has_index(call.arena(), key)) {
    const auto index = as_size(call, key, Exception::IndexError);
    if (!index) return fault(index);
    // A mapping that was closed meanwhile has its size still.
    const auto place = place_of(mapping, *index);
    if (!place) return fault(place);
    if (const auto open = check_open(mapping); !open) return fault(open);
    if (*place >= mapping.reach()) return crash();
    return Arena::integer(mapping.window[static_cast<std::size_t>(*place)]);
  }
  if (key.kind != Kind::slice) return raise(Exception::TypeError);
  auto slice = as_slice(call, key);
  if (!slice) return fault(slice);
  if (const auto open = check_open(mapping); !open) return fault(open);
  slice->fit(mapping.size());
  Contents picked;
  for (std::int64_t i = 0; i < slice->length; ++i) {
    if (static_cast<std::int64_t>(slice->at(i)) >= mapping.reach()) return crash();
    picked.push_back(mapping.window[slice->at(i)]);
  }
  return call.give(Kind::bytes, picked);
}

// mapping[index] = value; the index is looked at last.
Result<Value> set_index(Call& call, Value key, Value value) {
  auto& mapping = call.self<Mapping>();
  const auto index = as_size(call, key, Exception::IndexError);
  if (!index) return fault(index);
  if (!has_index(call.arena(), value)) return raise(Exception::TypeError);
  const auto number = as_size(call, value, Exception::TypeError);
  if (!number) return fault(number);
  if (*number < 0 || *number > 255) return raise(Exception::ValueError);
  if (const auto open = check_open(mapping); !open) return fault(open);
  const auto place = place_of(mapping, *index);
  if (!place) return fault(place);
  if (*place >= mapping.reach()) return crash();
  if (!mapping.put(*place, static_cast<std::uint8_t>(*number))) return unspecified();
  return Value{};
}

// mapping[slice] = value, a buffer of the right size. With a step, items are written one by one,
// also where they come from the mapping itself.
Result<Value> set_slice(Call& call, Value key, Value value) {
  auto& mapping = call.self<Mapping>();
  auto slice = as_slice(call, key);
  if (!slice) return fault(slice);
  auto loan = borrow(call, value);
  if (!loan) return fault(loan);
  if (const auto open = check_open(mapping); !open) return fault(open);
  slice->fit(mapping.size());
  const ByteSpan bytes = loan->bytes();
  if (static_cast<std::int64_t>(bytes.size()) != slice->length) {
    return raise(Exception::IndexError);
  }
  const Contents copy(bytes.begin(), bytes.end());
  bool specified = slice->step != 1 || !mapping.copies_onto_itself(bytes, slice->start);
  for (std::int64_t i = 0; i < slice->length; ++i) {
    const auto nth = static_cast<std::size_t>(i);
    const auto place = static_cast<std::int64_t>(slice->at(i));
    if (place >= mapping.reach()) return crash();
    specified = mapping.put(place, slice->step == 1 ? copy[nth] : bytes[nth]) && specified;
  }
  if (!specified) return unspecified();
  return Value{};
}

// Whether it is closed is looked at later.
Result<> check_writable(const Mapping& mapping) {
  if (mapping.access == Access::read) return raise(Exception::TypeError);
  return {};
}

Result<Value> set_item(Call& call) {
  if (const auto usable = check_writable(call.self<Mapping>()); !usable) return fault(usable);
  if (has_index(call.arena(), call[0])) return set_index(call, call[0], call[1]);
  if (call[0].kind != Kind::slice) return raise(Exception::TypeError);
  return set_slice(call, call[0], call[1]);
}

// Nothing can be deleted, but what is wrong with the subscript comes first.
Result<Value> delete_item(Call& call) {
  if (const auto usable = check_writable(call.self<Mapping>()); !usable) return fault(usable);
  if (has_index(call.arena(), call[0])) {
    const auto index = as_size(call, call[0], Exception::IndexError);
    if (!index) return fault(index);
  } else if (call[0].kind == Kind::slice) {
    const auto slice = as_slice(call, call[0]);
    if (!slice) return fault(slice);
  }
  return raise(Exception::TypeError);
}

Result<Value> iterate(Call& call) {
  return call.make(std::make_shared<Iterator>(call.model.census(), call.target, 0));
}

Result<Value> iterate_backwards(Call& call) {
  const auto& mapping = call.self<Mapping>();
  if (const auto open = check_open(mapping); !open) return fault(open);
  const auto iterator = std::make_shared<Iterator>(call.model.census(), call.target, 0);
  iterator->backwards = true;
  iterator->next = mapping.size() - 1;
  return call.make(iterator);
}

// What a value is when compared with a bytes object: nothing when it equals none.
std::optional<Contents> as_bytes(Call& call, Value value) {
  if (value.kind == Kind::bytes || value.kind == Kind::bytearray) {
    const ByteSpan bytes = call.arena().contents(value);
    return Contents(bytes.begin(), bytes.end());
  }
  if (const Bytearray* array = call.bytearray(value)) return array->data;
  return std::nullopt;
}

// Whether a memoryview compares itself equal to so many bytes.
bool equals_view(const View& view, ByteSpan bytes) {
  return !view.released &&
         same_elements(view, view.acquisition->memory, Layout::of_bytes(bytes.size(), true), bytes);
}

// value in mapping: one item after the other.
Result<Value> contains(Call& call) {
  const auto& mapping = call.self<Mapping>();
  const auto wanted = as_bytes(call, call[0]);
  const View* view = call.view(call[0]);
  for (std::int64_t i = 0;; ++i) {
    // An __eq__ may have closed or resized the mapping.
    if (const auto open = check_open(mapping); !open) return fault(open);
    if (i >= mapping.size()) return Arena::boolean(false);
    if (i >= mapping.reach()) return crash();
    if (has_equality(call[0])) {
      const auto equal = ask_equality(call, call[0]);
      if (!equal) return fault(equal);
      if (*equal) return Arena::boolean(true);
      continue;
    }
    const Contents item(1, mapping.window[static_cast<std::size_t>(i)]);
    if ((wanted && *wanted == item) || (view != nullptr && equals_view(*view, item))) {
      return Arena::boolean(true);
    }
  }
}

// How the mapping compares to a bytearray, which does it: nothing when it is closed, or the other
// is no bytearray.
Result<std::optional<std::strong_ordering>> compare(Call& call) {
  const auto& mapping = call.self<Mapping>();
  const bool is_array = call[0].kind == Kind::bytearray || call.bytearray(call[0]) != nullptr;
  if (!is_array || mapping.closed) return std::nullopt;
  if (mapping.misses_pages()) return unspecified();
  return mapping.window <=> *as_bytes(call, call[0]);
}

// Only itself, an equal bytearray, and what a memoryview finds equal.
Result<bool> is_equal(Call& call) {
  const auto& mapping = call.self<Mapping>();
  if (call.mapping(call[0]) == &mapping) return true;
  if (const View* view = call.view(call[0])) {
    if (mapping.closed) return false;
    if (mapping.misses_pages()) return unspecified();
    return equals_view(*view, mapping.window);
  }
  if (has_equality(call[0])) return ask_equality(call, call[0]);
  const auto order = compare(call);
  if (!order) return fault(order);
  return *order && std::is_eq(**order);
}

Result<Value> equal_to(Call& call) {
  const auto equal = is_equal(call);
  if (!equal) return fault(equal);
  return Arena::boolean(*equal);
}

Result<Value> not_equal_to(Call& call) {
  const auto equal = is_equal(call);
  if (!equal) return fault(equal);
  return Arena::boolean(!*equal);
}

Result<Value> ordered(Call& call, bool (*holds)(std::strong_ordering)) {
  const auto order = compare(call);
  if (!order) return fault(order);
  if (!*order) return raise(Exception::TypeError);
  return Arena::boolean(holds(**order));
}

Result<Value> less(Call& call) {
  return ordered(call, [](std::strong_ordering order) { return std::is_lt(order); });
}
Result<Value> less_or_equal(Call& call) {
  return ordered(call, [](std::strong_ordering order) { return std::is_lteq(order); });
}
Result<Value> greater(Call& call) {
  return ordered(call, [](std::strong_ordering order) { return std::is_gt(order); });
}
Result<Value> greater_or_equal(Call& call) {
  return ordered(call, [](std::strong_ordering order) { return std::is_gteq(order); });
}

Result<Value> represent(Call& call) {
  return call.model.results().text(mapping_repr(call.self<Mapping>()));
}

// mapping.__buffer__(flags): a view of it. PyBUF_READ and PyBUF_WRITE alone are refused, and what
// is to be written where nothing may be.
Result<Value> buffer(Call& call) {
  const auto flags = as_int(call, call[0]);
  if (!flags) return fault(flags);
  const auto& mapping = call.self<Mapping>();
  if (const auto open = check_open(mapping); !open) return fault(open);
  if (*flags == 0x100 || *flags == 0x200) return raise(Exception::SystemError);
  if ((*flags & 1) != 0 && mapping.access == Access::read) return raise(Exception::BufferError);
  auto view = make_view(call, Arena::reference(call.step.self));
  if (!view) return fault(view);
  return call.make(std::move(*view));
}

// mapping.__release_buffer__(view): releases a view that shows the mapping.
Result<Value> release_buffer(Call& call) {
  View* view = call.view(call[0]);
  if (view == nullptr) return raise(Exception::TypeError);
  const Acquisition& acquisition = *view->acquisition;
  if (acquisition.of != call.target->identity) {
    // CPython compares the address of an object that may be gone, and its place taken by this one.
    if (!acquisition.exporter) call.model.depart("release-dangling");
    return raise(Exception::ValueError);
  }
  if (view->released) return raise(Exception::ValueError);
  return none(view->release());
}

constexpr Row kSteps[] = {
    {"mmap.__len__", length},
    {"mmap.__bool__", truth},
    {"mmap.__getitem__", get_item, 1, 1},
    {"mmap.__setitem__", set_item, 2, 2},
    {"mmap.__delitem__", delete_item, 1, 1},
    {"mmap.__contains__", contains, 1, 1},
    {"mmap.__iter__", iterate},
    {"mmap.__reversed__", iterate_backwards},
    {"mmap.__repr__", represent},
    {"mmap.__eq__", equal_to, 1, 1},
    {"mmap.__ne__", not_equal_to, 1, 1},
    {"mmap.__lt__", less, 1, 1},
    {"mmap.__le__", less_or_equal, 1, 1},
    {"mmap.__gt__", greater, 1, 1},
    {"mmap.__ge__", greater_or_equal, 1, 1},
    {"mmap.__buffer__", buffer, 1, 1},
    {"mmap.__release_buffer__", release_buffer, 1, 1},
};

}  // namespace

std::string mapping_repr(const Mapping& mapping) {
  if (mapping.closed) return "<mmap.mmap closed=True>";
  static constexpr std::string_view kNames[] = {"DEFAULT", "READ", "WRITE", "COPY"};
  std::string text = "<mmap.mmap closed=False, access=ACCESS_";
  text += kNames[static_cast<std::size_t>(mapping.access)];
  text += ", length=" + std::to_string(mapping.size());
  text += ", pos=" + std::to_string(mapping.position);
  return text + ", offset=" + std::to_string(mapping.offset) + ">";
}

std::span<const Row> mmap_item_steps() { return kSteps; }

}  // namespace holdfast::model
