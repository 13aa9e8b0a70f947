// SPDX-License-Identifier: MIT
//
// Conversions of values to what C code wants, with CPython's rules, messages and order: anything
// that calls __index__ or __iter__ may run foreign code, so callers convert first and look at their
// own state afterwards.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "impl/object.h"
#include "impl/value.h"

namespace holdfast::impl {

// True for int, bool and objects with __index__ (PyIndex_Check).
inline bool supports_index(const Value& value) {
  return value.is_integer() || (value.is_object() && value.object().has_index());
}

// True when CPython counts the value as a number: has_index() or a float (PyNumber_Check).
bool is_number(const Value& value);

// value.__index__() as an integer or BigInteger value; TypeError "'str' object cannot be
// interpreted as an integer" or "__index__ returned non-int (type str)". CPython 3.14:
// PyNumber_Index.
Result<Value> to_index(const Value& value);

// A Py_ssize_t argument; OverflowError "Python int too large to convert to C ssize_t".
Result<std::int64_t> as_size(const Value& value);

// A C int argument; OverflowError "Python int too large to convert to C int".
Result<int> as_int(const Value& value);

// A subscript or count: `overflow` "cannot fit 'int' into an index-sized integer".
// CPython 3.14: PyNumber_AsSsize_t.
Result<std::int64_t> object_as_index(const Value& value, ExceptionType overflow);
inline Result<std::int64_t> as_index(const Value& value, ExceptionType overflow) {
  if (value.is_integer()) [[likely]]
    return value.integer();
  return object_as_index(value, overflow);
}

// The same, numbers that are too large clamped to the nearest.
Result<std::int64_t> object_as_clamped_index(const Value& value);
inline Result<std::int64_t> as_clamped_index(const Value& value) {
  if (value.is_integer()) [[likely]]
    return value.integer();
  return object_as_clamped_index(value);
}

// A slice bound or a search bound: None gives `otherwise`; TypeError "slice indices must be
// integers or None or have an __index__ method". CPython 3.14: _PyEval_SliceIndex.
Result<std::int64_t> as_bound(const Value& value, std::int64_t otherwise);

// A byte: ValueError "byte must be in range(0, 256)" for any other int.
inline Result<std::uint8_t> as_byte(const Value& value) {
  HOLDFAST_TRY(const std::int64_t number, as_clamped_index(value));
  if (number < 0 || number > 255) return value_error("byte must be in range(0, 256)");
  return static_cast<std::uint8_t>(number);
}

// iter(value); TypeError "'int' object is not iterable".
Result<Ref<Object>> iterate(const Value& value);

// hash(value): any number that stays the same; TypeError "unhashable type: 'list'" and whatever
// else the object raises.
Result<std::int64_t> hash_of(const Value& value);

// bool(value), as a C `bool` argument takes it.
Result<bool> as_truth(const Value& value);

// A str argument as UTF-8 text for C: UnicodeEncodeError for a lone surrogate, ValueError "embedded
// null character".
Result<std::string_view> as_c_string(const class Str& text);

}  // namespace holdfast::impl
