// SPDX-License-Identifier: MIT
//
// Conversions of values to C types, in CPython's order of checks.
#include "impl/convert.h"

#include <bit>
#include <limits>

#include "impl/big_integer.h"
#include "impl/codecs.h"
#include "impl/str.h"

namespace holdfast::impl {

bool is_number(const Value& value) {
  return supports_index(value) || value.kind() == Value::Kind::real;
}

Result<Value> to_index(const Value& value) {
  if (value.is_integer()) return Value::integer(value.integer());
  if (!supports_index(value)) {
    return type_error("'{}' object cannot be interpreted as an integer", value.type_name());
  }
  HOLDFAST_TRY(Value answer, value.object().index());
  if (answer.is_integer()) return Value::integer(answer.integer());
  if (answer.as<BigInteger>() == nullptr) {
    return type_error("__index__ returned non-int (type {})", answer.type_name());
  }
  return answer;
}

Result<std::int64_t> as_size(const Value& value) {
  if (value.is_integer()) return value.integer();
  HOLDFAST_TRY(const Value number, to_index(value));
  if (!number.is_integer()) {
    return fail(ExceptionType::OverflowError, "Python int too large to convert to C ssize_t");
  }
  return number.integer();
}

Result<int> as_int(const Value& value) {
  HOLDFAST_TRY(const Value number, to_index(value));
  if (!number.is_integer() || number.integer() > std::numeric_limits<int>::max() ||
      number.integer() < std::numeric_limits<int>::min()) {
    return fail(ExceptionType::OverflowError, "Python int too large to convert to C int");
  }
  return static_cast<int>(number.integer());
}

Result<std::int64_t> object_as_index(const Value& value, ExceptionType overflow) {
  HOLDFAST_TRY(const Value number, to_index(value));
  if (!number.is_integer()) {
    return fail(overflow, "cannot fit '{}' into an index-sized integer", value.type_name());
  }
  return number.integer();
}

Result<std::int64_t> object_as_clamped_index(const Value& value) {
  HOLDFAST_TRY(const Value number, to_index(value));
  if (number.is_integer()) return number.integer();
  return number.as<BigInteger>()->negative() ? std::numeric_limits<std::int64_t>::min()
                                             : std::numeric_limits<std::int64_t>::max();
}

Result<std::int64_t> as_bound(const Value& value, std::int64_t otherwise) {
  if (value.is_none()) return otherwise;
  if (!supports_index(value)) {
    return type_error("slice indices must be integers or None or have an __index__ method");
  }
  return as_clamped_index(value);
}

Result<Ref<Object>> iterate(const Value& value) {
  if (!value.is_object() || !value.object().is_iterable()) {
    return type_error("'{}' object is not iterable", value.type_name());
  }
  return value.object().iter();
}

Result<std::int64_t> hash_of(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::boolean:
    case Value::Kind::integer:
      return value.integer();
    case Value::Kind::real:
      return std::bit_cast<std::int64_t>(value.real());
    case Value::Kind::none:
    case Value::Kind::ellipsis:
      return static_cast<std::int64_t>(value.kind());
    case Value::Kind::object:
      break;
  }
  return value.object().hash();
}

Result<bool> as_truth(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::none:
      return false;
    case Value::Kind::boolean:
    case Value::Kind::integer:
      return value.integer() != 0;
    case Value::Kind::real:
      return value.real() != 0.0;
    case Value::Kind::ellipsis:
      return true;
    case Value::Kind::object:
      break;
  }
  if (!value.object().has_length()) return true;
  HOLDFAST_TRY(const std::int64_t length, value.object().length());
  return length != 0;
}

Result<std::string_view> as_c_string(const Str& text) {
  HOLDFAST_CHECK(check_surrogates(text.text()));
  if (text.text().find('\0') != std::string_view::npos) {
    return value_error("embedded null character");
  }
  return text.text();
}

}  // namespace holdfast::impl
