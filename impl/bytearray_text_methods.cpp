// SPDX-License-Identifier: MIT
//
// bytearray by Python's names: what treats the bytes as ASCII text. None of these can fail once
// their arguments are converted, but for memory.
#include <algorithm>
#include <array>
#include <limits>

#include "impl/arguments.h"
#include "impl/bytearray.h"
#include "impl/bytes.h"
#include "impl/bytes_replace.h"
#include "impl/bytes_text.h"
#include "impl/convert.h"
#include "impl/methods.h"

namespace holdfast::impl {
namespace {

ByteArray& array_of(Object* self) { return static_cast<ByteArray&>(*self); }

using Test = bool (*)(Span);
using Change = void (*)(std::span<std::uint8_t>);

// bytearray.isalpha() and its like. The name is a template argument so that each is one function.
template <Test test, const char* const& qualified>
Result<Value> tested(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_none(arguments, qualified));
  return Value::boolean(test(array_of(self).contents()));
}

// bytearray.upper() and its like: a changed copy.
template <Change change, const char* const& qualified>
Result<Value> changed(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_none(arguments, qualified));
  HOLDFAST_TRY(auto copy, ByteArray::create(array_of(self).contents()));
  change(copy->mutable_contents());
  return Value(std::move(copy));
}

constexpr const char* kIsAlnum = "bytearray.isalnum";
constexpr const char* kIsAlpha = "bytearray.isalpha";
constexpr const char* kIsAscii = "bytearray.isascii";
constexpr const char* kIsDigit = "bytearray.isdigit";
constexpr const char* kIsLower = "bytearray.islower";
constexpr const char* kIsSpace = "bytearray.isspace";
constexpr const char* kIsTitle = "bytearray.istitle";
constexpr const char* kIsUpper = "bytearray.isupper";
constexpr const char* kLower = "bytearray.lower";
constexpr const char* kUpper = "bytearray.upper";
constexpr const char* kSwapCase = "bytearray.swapcase";
constexpr const char* kCapitalize = "bytearray.capitalize";
constexpr const char* kTitle = "bytearray.title";

// The fill byte of center() and its like: bytes or a bytearray of length 1.
Result<std::uint8_t> as_fill(const Value& value, const char* name) {
  Span bytes;
  if (const auto* immutable = value.as<Bytes>()) {
    bytes = immutable->contents();
  } else if (const auto* array = value.as<ByteArray>()) {
    bytes = array->contents();
  } else {
    return type_error("{}() argument 2 must be a byte string of length 1, not {}", name,
                      value.is_none() ? "None" : value.type_name());
  }
  if (bytes.size() != 1) {
    return type_error(
        "{}(): argument 2 must be a byte string of length 1, not a {} object of length {}", name,
        value.type_name(), bytes.size());
  }
  return bytes[0];
}

enum class Side : std::uint8_t { left, right, both };

// Padding on `side`.
Result<Value> justify(Object* self, const Arguments& arguments, const char* qualified,
                      const char* name, Side side) {
  HOLDFAST_CHECK(take_positional(arguments, qualified, name, 1, 2));
  HOLDFAST_TRY(const std::int64_t width, as_size(arguments.values[0]));
  std::uint8_t fill = ' ';
  if (arguments.values.size() > 1) {
    HOLDFAST_TRY(fill, as_fill(arguments.values[1], name));
  }
  const ByteArray& array = array_of(self);
  const std::int64_t gap = width <= array.size() ? 0 : width - array.size();
  // An odd byte goes to the left when the width is odd.
  const std::int64_t half = gap / 2 + (gap & width & 1);
  const std::int64_t left = side == Side::both ? half : side == Side::left ? gap : 0;
  HOLDFAST_TRY(auto result, pad(array.contents(), left, gap - left, fill));
  return Value(std::move(result));
}

Result<Value> center(Object* self, const Arguments& arguments) {
  return justify(self, arguments, "bytearray.center", "center", Side::both);
}
Result<Value> ljust(Object* self, const Arguments& arguments) {
  return justify(self, arguments, "bytearray.ljust", "ljust", Side::right);
}
Result<Value> rjust(Object* self, const Arguments& arguments) {
  return justify(self, arguments, "bytearray.rjust", "rjust", Side::left);
}

Result<Value> zfill(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const Value* argument, take_one(arguments, "bytearray.zfill"));
  HOLDFAST_TRY(const std::int64_t width, as_size(*argument));
  const ByteArray& array = array_of(self);
  const std::int64_t gap = width <= array.size() ? 0 : width - array.size();
  HOLDFAST_TRY(auto result, pad(array.contents(), gap, 0, '0'));
  const auto text = result->mutable_contents();
  const auto first = static_cast<std::size_t>(gap);
  // A sign stays in front.
  if (gap > 0 && first < text.size() && (text[first] == '+' || text[first] == '-')) {
    std::swap(text[0], text[first]);
  }
  return Value(std::move(result));
}

Result<Value> expandtabs(Object* self, const Arguments& arguments) {
  static constexpr std::array<std::string_view, 1> kNames = {"tabsize"};
  std::array<const Value*, 1> given{};
  HOLDFAST_CHECK(take_keywords(arguments, {.name = "expandtabs", .parameters = kNames}, given));
  int tab_size = 8;
  if (given[0] != nullptr) {
    HOLDFAST_TRY(tab_size, as_int(*given[0]));
  }
  HOLDFAST_TRY(auto result, expand_tabs(array_of(self).contents(), tab_size));
  return Value(std::move(result));
}

Result<Value> stripped(Object* self, const Arguments& arguments, const char* qualified,
                       const char* name, Side side) {
  HOLDFAST_CHECK(take_positional(arguments, qualified, name, 0, 1));
  static constexpr std::array<std::uint8_t, 6> kSpace = {'\t', '\n', '\r', '\f', '\v', ' '};
  AcquiredBuffer buffer;
  Span drop = kSpace;
  if (!arguments.values.empty() && !arguments.values[0].is_none()) {
    HOLDFAST_CHECK(acquire(arguments.values[0], request::kSimple, buffer));
    drop = buffer.bytes();
  }
  const Span rest = strip(array_of(self).contents(), drop, side != Side::right, side != Side::left);
  HOLDFAST_TRY(auto result, ByteArray::create(rest));
  return Value(std::move(result));
}

Result<Value> strip_method(Object* self, const Arguments& arguments) {
  return stripped(self, arguments, "bytearray.strip", "strip", Side::both);
}
Result<Value> lstrip(Object* self, const Arguments& arguments) {
  return stripped(self, arguments, "bytearray.lstrip", "lstrip", Side::left);
}
Result<Value> rstrip(Object* self, const Arguments& arguments) {
  return stripped(self, arguments, "bytearray.rstrip", "rstrip", Side::right);
}

constexpr std::array kMethods = {
    Method{"isalnum", tested<is_alnum_text, kIsAlnum>},
    Method{"isalpha", tested<is_alpha_text, kIsAlpha>},
    Method{"isascii", tested<is_ascii_text, kIsAscii>},
    Method{"isdigit", tested<is_digit_text, kIsDigit>},
    Method{"islower", tested<is_lower_text, kIsLower>},
    Method{"isspace", tested<is_space_text, kIsSpace>},
    Method{"istitle", tested<is_title_text, kIsTitle>},
    Method{"isupper", tested<is_upper_text, kIsUpper>},
    Method{"lower", changed<make_lower, kLower>},
    Method{"upper", changed<make_upper, kUpper>},
    Method{"swapcase", changed<make_swapped, kSwapCase>},
    Method{"capitalize", changed<make_capitalized, kCapitalize>},
    Method{"title", changed<make_title, kTitle>},
    Method{"center", center},
    Method{"ljust", ljust},
    Method{"rjust", rjust},
    Method{"zfill", zfill},
    Method{"expandtabs", expandtabs},
    Method{"strip", strip_method},
    Method{"lstrip", lstrip},
    Method{"rstrip", rstrip},
};

}  // namespace

std::span<const Method> bytearray_text_methods() { return kMethods; }

}  // namespace holdfast::impl
