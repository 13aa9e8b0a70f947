// SPDX-License-Identifier: MIT
//
// bytearray by Python's names: operators. Each answers what the whole expression gives, the other
// operand's turn included: `b + x`, and under the reflected names `x + b`.
#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

#include "impl/arguments.h"
#include "impl/bytearray.h"
#include "impl/bytes.h"
#include "impl/bytes_format.h"
#include "impl/bytes_replace.h"
#include "impl/convert.h"
#include "impl/memoryview.h"
#include "impl/methods.h"
#include "impl/named.h"
#include "impl/str.h"

namespace holdfast::impl {
namespace {

constexpr std::int64_t kSizeMax = std::numeric_limits<std::int64_t>::max();

ByteArray& array_of(Object* self) { return static_cast<ByteArray&>(*self); }

Failure unsupported(const char* symbol, const Value& left, const char* right) {
  return type_error("unsupported operand type(s) for {}: '{}' and '{}'", symbol, left.type_name(),
                    right);
}

Result<Value> add(Object* self, const Arguments& arguments) {
  const Value& other = arguments.values[0];
  ByteArray& array = array_of(self);
  AcquiredBuffer right;  // released after the left one
  AcquiredBuffer left;
  HOLDFAST_CHECK(acquire_from(array, request::kSimple, left));
  if (!acquire(other, request::kSimple, right)) {
    return type_error("can't concat {} to bytearray", other.type_name());
  }
  const std::int64_t left_size = left.view().len;
  if (left_size > kSizeMax - right.view().len) return size_overflow();
  HOLDFAST_TRY(auto result, ByteArray::uninitialized(left_size + right.view().len));
  std::uint8_t* out = result->mutable_contents().data();
  if (left_size > 0) std::memcpy(out, left.view().pointer, static_cast<std::size_t>(left_size));
  if (right.view().len > 0) {
    std::memcpy(out + left_size, right.view().pointer, right.bytes().size());
  }
  return Value(std::move(result));
}

// x + b, for the types whose + knows bytes or complains in words of its own.
Result<Value> radd(Object* self, const Arguments& arguments) {
  const Value& other = arguments.values[0];
  if (const auto* bytes = other.as<Bytes>()) {
    const Span mine = array_of(self).contents();
    const Span theirs = bytes->contents();
    HOLDFAST_TRY(auto result, Bytes::uninitialized(theirs.size() + mine.size()));
    std::uint8_t* out = result->unshared_contents().data();
    if (!theirs.empty()) std::memcpy(out, theirs.data(), theirs.size());
    if (!mine.empty()) std::memcpy(out + theirs.size(), mine.data(), mine.size());
    return Value(std::move(result));
  }
  if (auto* array = other.as<ByteArray>()) {
    const std::array<Value, 1> mine = {Value::share(*self)};
    return add(array, {.values = mine});
  }
  if (other.as<List>() != nullptr || other.as<Tuple>() != nullptr || other.as<Str>() != nullptr) {
    return type_error("can only concatenate {} (not \"bytearray\") to {}", other.type_name(),
                      other.type_name());
  }
  return unsupported("+", other, "bytearray");
}

Result<Value> times(Object* self, const Value& factor) {
  if (!supports_index(factor)) {
    return type_error("can't multiply sequence by non-int of type '{}'", factor.type_name());
  }
  HOLDFAST_TRY(const std::int64_t count, as_index(factor, ExceptionType::OverflowError));
  HOLDFAST_TRY(auto result, repeat(array_of(self).contents(), count));
  return Value(std::move(result));
}

Result<Value> mul(Object* self, const Arguments& arguments) {
  return times(self, arguments.values[0]);
}

// x * b: a sequence on the left wants an int on the right.
Result<Value> rmul(Object* self, const Arguments& arguments) {
  const Value& other = arguments.values[0];
  const bool repeats = other.as<Bytes>() != nullptr || other.as<ByteArray>() != nullptr ||
                       other.as<Str>() != nullptr || other.as<List>() != nullptr ||
                       other.as<Tuple>() != nullptr;
  if (repeats) return type_error("can't multiply sequence by non-int of type 'bytearray'");
  return times(self, other);
}

Result<Value> mod(Object* self, const Arguments& arguments) {
  ByteArray& array = array_of(self);
  const ByteArray::Pin pin(array);
  HOLDFAST_TRY(auto result, format_bytes(array.contents(), arguments.values[0]));
  return Value(std::move(result));
}

// b.__rmod__(x) formats x, which must be a bytearray as well. Python's % never comes here: it asks
// the left operand first.
Result<Value> rmod(Object* self, const Arguments& arguments) {
  auto* format = arguments.values[0].as<ByteArray>();
  if (format == nullptr) {
    HOLDFAST_TRY(auto answer, Named::create("NotImplemented"));
    return Value(std::move(answer));
  }
  const ByteArray::Pin pin(*format);
  HOLDFAST_TRY(auto result, format_bytes(format->contents(), Value::share(*self)));
  return Value(std::move(result));
}

enum class Comparison : std::uint8_t { eq, ne, lt, le, gt, ge };

bool holds(Comparison comparison, std::int64_t order) {
  switch (comparison) {
    case Comparison::eq:
      return order == 0;
    case Comparison::ne:
      return order != 0;
    case Comparison::lt:
      return order < 0;
    case Comparison::le:
      return order <= 0;
    case Comparison::gt:
      return order > 0;
    case Comparison::ge:
      return order >= 0;
  }
  return false;
}

Result<Value> compare(Object* self, const Arguments& arguments, const char* symbol,
                      Comparison comparison) {
  const Value& other = arguments.values[0];
  std::int64_t order = 0;
  HOLDFAST_TRY(const bool comparable, compare_buffers(array_of(self), other, order));
  if (comparable) return Value::boolean(holds(comparison, order));
  if (comparison == Comparison::eq || comparison == Comparison::ne) {
    bool equal = false;
    if (MemoryView* view = other.as<MemoryView>()) {
      HOLDFAST_TRY(equal, view->equals(Value::share(*self)));
    } else if (other.is_object() && other.object().has_equality()) {
      HOLDFAST_TRY(equal, other.object().equal_to(Value::share(*self)));
    }
    return Value::boolean(equal == (comparison == Comparison::eq));
  }
  return type_error("'{}' not supported between instances of 'bytearray' and '{}'", symbol,
                    other.type_name());
}

Result<Value> eq(Object* self, const Arguments& arguments) {
  return compare(self, arguments, "==", Comparison::eq);
}
Result<Value> ne(Object* self, const Arguments& arguments) {
  return compare(self, arguments, "!=", Comparison::ne);
}
Result<Value> lt(Object* self, const Arguments& arguments) {
  return compare(self, arguments, "<", Comparison::lt);
}
Result<Value> le(Object* self, const Arguments& arguments) {
  return compare(self, arguments, "<=", Comparison::le);
}
Result<Value> gt(Object* self, const Arguments& arguments) {
  return compare(self, arguments, ">", Comparison::gt);
}
Result<Value> ge(Object* self, const Arguments& arguments) {
  return compare(self, arguments, ">=", Comparison::ge);
}

Result<Value> truth(Object* self, const Arguments& /*arguments*/) {
  return Value::boolean(array_of(self).size() != 0);
}

Result<Value> hash(Object* /*self*/, const Arguments& /*arguments*/) {
  return type_error("unhashable type: 'bytearray'");
}

constexpr std::array kMethods = {
    operation<"__add__", 1, add>(),   operation<"__radd__", 1, radd>(),
    operation<"__mul__", 1, mul>(),   operation<"__rmul__", 1, rmul>(),
    operation<"__mod__", 1, mod>(),   operation<"__rmod__", 1, rmod>(),
    operation<"__eq__", 1, eq>(),     operation<"__ne__", 1, ne>(),
    operation<"__lt__", 1, lt>(),     operation<"__le__", 1, le>(),
    operation<"__gt__", 1, gt>(),     operation<"__ge__", 1, ge>(),
    operation<"__hash__", 0, hash>(), operation<"__bool__", 0, truth>(),
};

}  // namespace

Result<bool> compare_buffers(ByteArray& array, const Value& other, std::int64_t& order) {
  if (!supports_buffer(other)) return false;
  AcquiredBuffer theirs;  // released after mine
  AcquiredBuffer mine;
  HOLDFAST_CHECK(acquire_from(array, request::kSimple, mine));
  if (!acquire(other, request::kSimple, theirs)) return false;
  const std::int64_t left = mine.view().len;
  const std::int64_t right = theirs.view().len;
  const auto common = static_cast<std::size_t>(std::min(left, right));
  order = common == 0 ? 0 : std::memcmp(mine.view().pointer, theirs.view().pointer, common);
  if (order == 0) order = left - right;
  return true;
}

std::span<const Method> bytearray_operators() { return kMethods; }

}  // namespace holdfast::impl
