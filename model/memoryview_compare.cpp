// SPDX-License-Identifier: MIT
//
// memoryview: equality, order, hash, and looking for an item.
#include <algorithm>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "model/arguments.h"
#include "model/buffers.h"
#include "model/comparison.h"
#include "model/elements.h"
#include "model/iteration.h"

namespace holdfast::model {
namespace {

bool same_shape(const Layout& left, const Layout& right) {
  if (left.shape.size() != right.shape.size()) return false;
  for (std::size_t d = 0; d < left.shape.size(); ++d) {
    if (left.shape[d] != right.shape[d]) return false;
    if (left.shape[d] == 0) return true;
  }
  return true;
}

// The elements of a buffer, one at a time.
class Elements {
 public:
  Elements(const Layout& layout, StructFormat format, ByteSpan memory)
      : layout_(layout), format_(std::move(format)), memory_(memory) {}
  // The values of the nth, in `room`, both until the next is asked for.
  std::span<const Value> values(std::size_t nth) {
    room_.clear();
    const ByteSpan element =
        memory_.subspan(layout_.places[nth], static_cast<std::size_t>(format_.size));
    struct_unpack(format_, element, room_, values_);
    return values_;
  }
  [[nodiscard]] const Arena& room() const { return room_; }

 private:
  const Layout& layout_;
  StructFormat format_;
  ByteSpan memory_;
  Arena room_;
  std::vector<Value> values_;
};

// What == gives.
Result<bool> compare(Call& call) {
  const View& view = call.self<View>();
  const View* other = call.view(call[0]);
  if (view.released) return other == &view;
  if (other != nullptr) {
    if (other->released) return false;
    return same_elements(view, view.acquisition->memory, *other, other->acquisition->memory);
  }
  // Whatever goes wrong now means that the two do not compare.
  if (call[0].kind == Kind::bytes || call[0].kind == Kind::bytearray) {
    const ByteSpan bytes = call.arena().contents(call[0]);
    return same_elements(view, view.acquisition->memory, Layout::of_bytes(bytes.size(), true),
                         bytes);
  }
  if (const Bytearray* array = call.bytearray(call[0])) {
    return same_elements(view, view.acquisition->memory,
                         Layout::of_bytes(array->data.size(), false), array->data);
  }
  if (has_equality(call[0])) return ask_equality(call, call[0]);
  auto loan = borrow(call, call[0], Request::full_ro);
  if (!loan) return false;
  if (view.released) {
    // __buffer__ of the other object has released this view, and CPython reads its memory all the
    // same.
    call.model.depart("compare-released");
    return false;
  }
  const Layout plain = Layout::of_bytes(loan->place().size(), true);
  const Layout& theirs = loan->layout() == nullptr ? plain : *loan->layout();
  const bool same = same_elements(view, view.acquisition->memory, theirs, loan->place());
  loan->give_back();
  return same;
}

Result<Value> equal_to(Call& call) {
  const auto equal = compare(call);
  if (!equal) return fault(equal);
  return Arena::boolean(*equal);
}

Result<Value> not_equal_to(Call& call) {
  const auto equal = compare(call);
  if (!equal) return fault(equal);
  return Arena::boolean(!*equal);
}

// Views have no order, but a bytearray on the right compares itself with the view's bytes: negative
// when the view is less.
template <typename Holds>
Result<Value> ordered(Call& call, Holds&& holds) {
  const Bytearray* array = call.bytearray(call[0]);
  const bool is_array = array != nullptr || call[0].kind == Kind::bytearray;
  if (!is_array) return raise(Exception::TypeError);
  auto loan = borrow(call, Arena::reference(call.step.self));
  if (!loan) return raise(Exception::TypeError);
  const ByteSpan mine = loan->bytes();
  const ByteSpan theirs = array != nullptr ? ByteSpan(array->data) : call.arena().contents(call[0]);
  const auto order = std::lexicographical_compare_three_way(mine.begin(), mine.end(),
                                                            theirs.begin(), theirs.end());
  return Arena::boolean(holds(order < 0 ? -1 : order > 0 ? 1 : 0));
}

Result<Value> less(Call& call) {
  return ordered(call, [](int order) { return order < 0; });
}
Result<Value> less_or_equal(Call& call) {
  return ordered(call, [](int order) { return order <= 0; });
}
Result<Value> greater(Call& call) {
  return ordered(call, [](int order) { return order > 0; });
}
Result<Value> greater_or_equal(Call& call) {
  return ordered(call, [](int order) { return order >= 0; });
}

}  // namespace

Result<> check_hashable(const Object& object) {
  if (object.cls == Class::bytearray) return raise(Exception::TypeError);
  if (const auto* exporter = dynamic_cast<const Exporter*>(&object)) {
    if (exporter->readonly && exporter->borrowed && exporter->borrowed->exporter) {
      return check_hashable(*exporter->borrowed->exporter);
    }
    if (!exporter->readonly) return raise(Exception::ValueError);
  }
  const auto* view = dynamic_cast<const View*>(&object);
  if (view == nullptr || view->hashed) return {};
  if (view->released || !view->readonly) return raise(Exception::ValueError);
  const auto native = native_format(view->format);
  if (!native || (native->letter != 'b' && native->letter != 'B' && native->letter != 'c')) {
    return raise(Exception::ValueError);
  }
  return check_hashable(*view->acquisition->exporter);
}

// The hash of what a view is of does not count, but is asked for, while somebody has the view.
Result<> ask_hash(Call& call, Object& object) {
  if (auto* bytes = dynamic_cast<Bytes*>(&object); bytes != nullptr && bytes->custom) {
    if (bytes->custom->hook != Hook::hash) return {};
    // One that asks for its own hash comes to an end when the machine's stack does.
    if (bytes->asked) return unspecified();
    bytes->asked = true;
    const auto answer = ask(call, *bytes->custom);
    bytes->asked = false;
    if (!answer) return fault(answer);
  } else if (auto* exporter = dynamic_cast<Exporter*>(&object)) {
    const Ref<Acquisition> borrowed = exporter->borrowed;
    if (borrowed && borrowed->exporter) return ask_hash(call, *borrowed->exporter);
  } else if (auto* view = dynamic_cast<View*>(&object); view != nullptr && !view->hashed) {
    view->lend();
    const auto asked = ask_hash(call, *view->acquisition->exporter);
    view->take_back();
    return asked;
  }
  return {};
}

// hash(view) is the hash of its bytes, and those are what a subject answers. It is remembered, also
// by a view that this one is of.
void remember_hash(Object* object) {
  if (const auto* exporter = dynamic_cast<const Exporter*>(object)) {
    if (exporter->borrowed) remember_hash(exporter->borrowed->exporter.get());
  }
  auto* view = dynamic_cast<View*>(object);
  if (view == nullptr || view->hashed) return;
  remember_hash(view->acquisition->exporter.get());
  Contents room;
  const ByteSpan bytes = view->contents(room);
  view->hashed = Contents(bytes.begin(), bytes.end());
}

namespace {

Result<Value> hash(Call& call) {
  auto& view = call.self<View>();
  if (const auto hashable = check_hashable(view); !hashable) return fault(hashable);
  if (const auto asked = ask_hash(call, view); !asked) return fault(asked);
  remember_hash(&view);
  return call.give(Kind::bytes, *view.hashed);
}

// item == value for an item of a view.
Result<bool> item_equals(Call& call, const Arena& room, Value item, Value value) {
  if (has_equality(value)) return ask_equality(call, value);
  if (python_equal(room, item, call.arena(), value)) return true;
  if (item.kind != Kind::bytes) return false;
  const ByteSpan bytes = room.contents(item);
  if (const Bytearray* array = call.bytearray(value)) return std::ranges::equal(array->data, bytes);
  const View* view = call.view(value);
  return view != nullptr && !view->released &&
         same_elements(*view, view->acquisition->memory, Layout::of_bytes(bytes.size(), true),
                       bytes);
}

// The places of the items that equal the first argument, among those of a view of one dimension
// from `start` to `stop`; of one only, where nobody asks for more.
Result<std::vector<std::int64_t>> find(Call& call, std::int64_t start, std::int64_t stop,
                                       bool all) {
  const auto& view = call.self<View>();
  std::vector<std::int64_t> found;
  for (std::int64_t i = start; i < stop; ++i) {
    // An __eq__ may have released the view.
    if (view.released) return raise(Exception::ValueError);
    const auto letter = letter_of(view.format);
    if (!letter) return fault(letter);
    Arena room;
    const auto item = unpack(view.element(static_cast<std::size_t>(i)), *letter, room);
    if (!item) return fault(item);
    const auto equal = item_equals(call, room, *item, call[0]);
    if (!equal) return fault(equal);
    if (!*equal) continue;
    found.push_back(i);
    if (!all) break;
  }
  return found;
}

Result<Value> count(Call& call) {
  const auto iterable = make_iterator(call, call.target);
  if (!iterable) return fault(iterable);
  const auto found = find(call, 0, call.self<View>().shape[0], true);
  if (!found) return fault(found);
  return Arena::integer(static_cast<std::int64_t>(found->size()));
}

Result<Value> contains(Call& call) {
  const auto iterable = make_iterator(call, call.target);
  if (!iterable) return fault(iterable);
  const auto found = find(call, 0, call.self<View>().shape[0], false);
  if (!found) return fault(found);
  return Arena::boolean(!found->empty());
}

// view.index(value, start, stop): bounds count from the end when negative.
Result<Value> index(Call& call) {
  std::int64_t bounds[] = {0, std::numeric_limits<std::int64_t>::max()};
  for (const std::size_t place : {1U, 2U}) {
    if (!call.has(place)) continue;
    const auto bound = as_clipped(call, call[place]);
    if (!bound) return fault(bound);
    bounds[place - 1] = *bound;
  }
  const auto& view = call.self<View>();
  if (view.released) return raise(Exception::ValueError);
  if (view.dimensions() == 0) return raise(Exception::TypeError);
  if (view.dimensions() > 1) return raise(Exception::NotImplementedError);
  const std::int64_t size = view.shape[0];
  for (std::int64_t& bound : bounds) {
    if (bound < 0) bound = std::max<std::int64_t>(0, bound + size);
    bound = std::min(bound, size);
  }
  const auto found = find(call, bounds[0], bounds[1], false);
  if (!found) return fault(found);
  if (found->empty()) return raise(Exception::ValueError);
  return Arena::integer(found->front());
}

constexpr Row kSteps[] = {
    {"memoryview.__eq__", equal_to, 1, 1}, {"memoryview.__ne__", not_equal_to, 1, 1},
    {"memoryview.__lt__", less, 1, 1},     {"memoryview.__le__", less_or_equal, 1, 1},
    {"memoryview.__gt__", greater, 1, 1},  {"memoryview.__ge__", greater_or_equal, 1, 1},
    {"memoryview.__hash__", hash},         {"memoryview.__contains__", contains, 1, 1},
    {"memoryview.count", count, 1, 1},     {"memoryview.index", index, 1, 3},
};

}  // namespace

bool same_elements(const Layout& left, ByteSpan left_memory, const Layout& right,
                   ByteSpan right_memory) {
  if (!same_shape(left, right)) return false;
  // The same native format on both sides is compared item by item, whatever the size of an item;
  // struct, with any other pair, knows both formats or nothing is equal.
  const auto left_native = native_format(left.format);
  const auto right_native = native_format(right.format);
  const bool native = left_native && right_native && left_native->letter == right_native->letter;
  const auto left_format =
      struct_format(native ? std::string(1, left_native->letter) : left.format);
  const auto right_format =
      struct_format(native ? std::string(1, right_native->letter) : right.format);
  if (!left_format || !right_format) return false;
  Elements mine(left, *left_format, left_memory);
  Elements theirs(right, *right_format, right_memory);
  for (std::size_t i = 0; i < std::min(left.places.size(), right.places.size()); ++i) {
    // A tuple of values equals one with as many equal values.
    const bool equal =
        std::ranges::equal(mine.values(i), theirs.values(i), [&](Value one, Value other) {
          return python_equal(mine.room(), one, theirs.room(), other);
        });
    if (!equal) return false;
  }
  return true;
}

std::span<const Row> memoryview_comparison_steps() { return kSteps; }

}  // namespace holdfast::model
