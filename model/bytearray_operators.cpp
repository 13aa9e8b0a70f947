// SPDX-License-Identifier: MIT
//
// bytearray's operators other than subscripts: + * % and their reflected and in-place forms,
// comparisons, and the remaining methods of a sequence: remove, reverse, copy, iteration.
#include <algorithm>
#include <limits>

#include "model/arguments.h"
#include "model/buffers.h"
#include "model/bytes.h"
#include "model/call.h"
#include "model/comparison.h"
#include "model/formatting.h"
#include "model/iteration.h"

namespace holdfast::model {
namespace {

// True for bytes and bytearrays themselves, whatever else has a buffer.
bool is_byte_string(const Call& call, Value value) {
  return value.kind == Kind::bytes || value.kind == Kind::bytearray ||
         call.bytearray(value) != nullptr;
}

// The contents of a byte string argument.
ByteSpan bytes_of(const Call& call, Value value) {
  if (const Bytearray* array = call.bytearray(value)) return array->data;
  return call.arena().contents(value);
}

Result<Value> give_joined(Call& call, Kind kind, ByteSpan left, ByteSpan right) {
  Contents joined(left.begin(), left.end());
  joined.insert(joined.end(), right.begin(), right.end());
  return kind == Kind::bytes ? call.give(Kind::bytes, joined) : call.give_bytearray(joined);
}

// array + value: the array's buffer is held while the other one is asked for.
Result<Value> add(Call& call) {
  Loan left(std::static_pointer_cast<Bytearray>(call.target));
  auto right = borrow(call, call[0]);
  if (!right) return raise(Exception::TypeError);  // whatever it was that __buffer__ raised
  auto sum = give_joined(call, Kind::bytearray, left.bytes(), right->bytes());
  left.give_back();
  return sum;
}

// value + array: only byte strings can, and the result is of their type.
Result<Value> add_to(Call& call) {
  if (!is_byte_string(call, call[0])) return raise(Exception::TypeError);
  const bool is_bytes = call[0].kind == Kind::bytes;
  return give_joined(call, is_bytes ? Kind::bytes : Kind::bytearray, bytes_of(call, call[0]),
                     call.self<Bytearray>().data);
}

// How many bytes the array has when repeated; MemoryError where 64 bits cannot say.
Result<std::int64_t> size_times(const Bytearray& array, std::int64_t times) {
  times = std::max<std::int64_t>(times, 0);
  if (array.size() > 0 && times > std::numeric_limits<std::int64_t>::max() / array.size()) {
    return raise(Exception::MemoryError);
  }
  return array.size() * times;
}

// The bytes over and over until there are `size`.
Result<Contents> repeated(const Bytearray& array, std::int64_t size) {
  if (const auto room = room_for(size); !room) return fault(room);
  Contents result;
  while (static_cast<std::int64_t>(result.size()) < size) {
    result.insert(result.end(), array.data.begin(), array.data.end());
  }
  return result;
}

// array * value and value * array.
Result<Value> multiply(Call& call) {
  const auto times = as_size(call, call[0]);
  if (!times) return fault(times);
  const auto size = size_times(call.self<Bytearray>(), *times);
  if (!size) return fault(size);
  const auto product = repeated(call.self<Bytearray>(), *size);
  if (!product) return fault(product);
  return call.give_bytearray(*product);
}

// array *= value: what keeps the size needs no lock.
Result<Value> multiply_in_place(Call& call) {
  auto& array = call.self<Bytearray>();
  const auto times = as_size(call, call[0]);
  if (!times) return fault(times);
  const auto size = size_times(array, *times);
  if (!size) return fault(size);
  if (*size != array.size()) {
    if (const auto free = array.check_lock(); !free) return fault(free);
    const auto product = repeated(array, *size);
    if (!product) return fault(product);
    if (const auto done = array.replace(0, array.size(), *product); !done) return fault(done);
  }
  return call.make(call.target);
}

// array % value. The array counts as exported meanwhile.
Result<Value> modulo(Call& call) {
  Loan format(std::static_pointer_cast<Bytearray>(call.target));
  const auto formatted = format_bytes(call, format.bytes(), call[0]);
  format.give_back();
  if (!formatted) return fault(formatted);
  return call.give_bytearray(*formatted);
}

// array.__rmod__(value): NotImplemented unless value is a bytearray, which is the format then.
Result<Value> modulo_of(Call& call) {
  if (call[0].kind == Kind::bytearray) {
    const auto formatted =
        format_bytes(call, call.arena().contents(call[0]), Arena::reference(call.step.self));
    if (!formatted) return fault(formatted);
    return call.give_bytearray(*formatted);
  }
  if (call.bytearray(call[0]) == nullptr) return Arena::plain(Kind::object);
  Loan format(std::static_pointer_cast<Bytearray>(call.object(call[0])));
  const auto formatted = format_bytes(call, format.bytes(), Arena::reference(call.step.self));
  format.give_back();
  if (!formatted) return fault(formatted);
  return call.give_bytearray(*formatted);
}

// How the array compares to a buffer: negative, zero, positive; nothing when Python finds that they
// do not compare, whatever the other object raised.
std::optional<int> compare(Call& call) {
  if (!has_buffer(call, call[0])) return std::nullopt;
  Loan left(std::static_pointer_cast<Bytearray>(call.target));
  auto right = borrow(call, call[0]);
  if (!right) return std::nullopt;
  const ByteSpan mine = left.bytes();
  const ByteSpan other = right->bytes();
  const auto order =
      std::lexicographical_compare_three_way(mine.begin(), mine.end(), other.begin(), other.end());
  left.give_back();
  return order < 0 ? -1 : order > 0 ? 1 : 0;
}

// A memoryview compares itself when the array cannot: element by element.
Result<bool> is_equal(Call& call) {
  if (has_equality(call[0])) return ask_equality(call, call[0]);
  if (const auto order = compare(call)) return *order == 0;
  const View* view = call.view(call[0]);
  if (view == nullptr || view->released) return false;
  const auto& array = call.self<Bytearray>();
  return same_elements(*view, view->acquisition->memory, Layout::of_bytes(array.data.size(), false),
                       array.data);
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

template <typename Holds>
Result<Value> ordered(Call& call, Holds&& holds) {
  const auto order = compare(call);
  if (!order) return raise(Exception::TypeError);
  return Arena::boolean(holds(*order));
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

Result<Value> unhashable(Call&) { return raise(Exception::TypeError); }

Result<Value> truth(Call& call) { return Arena::boolean(call.self<Bytearray>().size() != 0); }

Result<Value> remove(Call& call) {
  auto& array = call.self<Bytearray>();
  const auto byte = as_byte(call, call[0]);
  if (!byte) return fault(byte);
  const std::int64_t at = find_in(array.data, {&*byte, 1});
  if (at < 0) return raise(Exception::ValueError);
  return none(array.replace(at, at + 1, {}));
}

Result<Value> reverse(Call& call) {
  std::ranges::reverse(call.self<Bytearray>().data);
  return Value{};
}

Result<Value> copy(Call& call) { return call.give_bytearray(call.self<Bytearray>().data); }

Result<Value> iterate(Call& call) {
  const auto iterator = make_iterator(call, call.target);
  if (!iterator) return fault(iterator);
  return call.make(*iterator);
}

// array.__buffer__(flags): a view of it.
Result<Value> buffer(Call& call) {
  const auto flags = as_int(call, call[0]);
  if (!flags) return fault(flags);
  auto view = make_view_of(call, call.target, *flags);
  if (!view) return fault(view);
  return call.make(std::move(*view));
}

// array.__release_buffer__(view): releases a view that shows the array's memory.
Result<Value> release_buffer(Call& call) {
  const View* view = call.view(call[0]);
  if (view == nullptr) return raise(Exception::TypeError);
  const Acquisition& acquisition = *view->acquisition;
  if (acquisition.of != call.target->identity) {
    // CPython compares the address of an object that may be gone, and its place taken by this one.
    if (!acquisition.exporter) call.model.depart("release-dangling");
    return raise(Exception::ValueError);
  }
  if (view->released) return raise(Exception::ValueError);
  return none(call.view(call[0])->release());
}

constexpr Row kSteps[] = {
    {"bytearray.__add__", add, 1, 1},
    {"bytearray.__radd__", add_to, 1, 1},
    {"bytearray.__mul__", multiply, 1, 1},
    {"bytearray.__rmul__", multiply, 1, 1},
    {"bytearray.__imul__", multiply_in_place, 1, 1},
    {"bytearray.__mod__", modulo, 1, 1},
    {"bytearray.__rmod__", modulo_of, 1, 1},
    {"bytearray.__eq__", equal_to, 1, 1},
    {"bytearray.__ne__", not_equal_to, 1, 1},
    {"bytearray.__lt__", less, 1, 1},
    {"bytearray.__le__", less_or_equal, 1, 1},
    {"bytearray.__gt__", greater, 1, 1},
    {"bytearray.__ge__", greater_or_equal, 1, 1},
    {"bytearray.__hash__", unhashable},
    {"bytearray.__bool__", truth},
    {"bytearray.remove", remove, 1, 1},
    {"bytearray.reverse", reverse},
    {"bytearray.copy", copy},
    {"bytearray.__iter__", iterate},
    {"bytearray.__buffer__", buffer, 1, 1},
    {"bytearray.__release_buffer__", release_buffer, 1, 1},
};

}  // namespace

std::span<const Row> operator_steps() { return kSteps; }

}  // namespace holdfast::model
