// SPDX-License-Identifier: MIT
//
// bytearray by Python's names: searching. The bounds are converted before the memory is pinned, the
// needle, which may run foreign code, afterwards: that code sees an exported array.
#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

#include "impl/arguments.h"
#include "impl/bytearray.h"
#include "impl/bytes_like.h"
#include "impl/bytes_search.h"
#include "impl/convert.h"
#include "impl/methods.h"

namespace holdfast::impl {
namespace {

constexpr std::int64_t kSizeMax = std::numeric_limits<std::int64_t>::max();

// A byte or a buffer to look for.
class Needle {
 public:
  // CPython 3.14: Objects/bytes_methods.c:parse_args_finds_byte.
  Result<void> take(const Value& value) {
    if (supports_buffer(value)) return take_buffer(value);
    if (!supports_index(value)) {
      return type_error("argument should be integer or bytes-like object, not '{}'",
                        value.type_name());
    }
    HOLDFAST_TRY(const std::int64_t number, as_clamped_index(value));
    return take_byte(number);
  }
  // The same for `value in array`: whatever __index__ raises, a buffer may do.
  // CPython 3.14: Objects/bytes_methods.c:_Py_bytes_contains.
  Result<void> take_member(const Value& value) {
    const auto number = as_clamped_index(value);
    if (number) return take_byte(*number);
    return take_buffer(value);
  }
  [[nodiscard]] Span bytes() const { return is_byte_ ? Span(byte_) : buffer_.bytes(); }

 private:
  Result<void> take_buffer(const Value& value) {
    is_byte_ = false;
    return buffer_.take(value);
  }
  Result<void> take_byte(std::int64_t number) {
    if (number < 0 || number > 255) return value_error("byte must be in range(0, 256)");
    byte_[0] = static_cast<std::uint8_t>(number);
    return {};
  }

  BytesLike buffer_;
  std::array<std::uint8_t, 1> byte_{};
  bool is_byte_ = true;
};

struct Bounds {
  std::int64_t start = 0;
  std::int64_t end = kSizeMax;
};

Result<Bounds> take_bounds(const Arguments& arguments) {
  Bounds bounds;
  const auto values = arguments.values;
  if (values.size() > 1) {
    HOLDFAST_TRY(bounds.start, as_bound(values[1], bounds.start));
  }
  if (values.size() > 2) {
    HOLDFAST_TRY(bounds.end, as_bound(values[2], bounds.end));
  }
  return bounds;
}

using Search = std::int64_t (*)(Span haystack, Span needle);

// What a search gives: the answer for the bytes within the bounds, and where those begin; no answer
// when the bounds are the wrong way round.
struct Answer {
  std::int64_t within = kNotFound;
  std::int64_t start = 0;

  [[nodiscard]] std::int64_t position() const {
    return within == kNotFound ? kNotFound : start + within;
  }
};

Result<Answer> search(Object* self, const Arguments& arguments, const char* qualified,
                      const char* name, Search search) {
  HOLDFAST_CHECK(take_positional(arguments, qualified, name, 1, 3));
  HOLDFAST_TRY(Bounds bounds, take_bounds(arguments));
  auto& array = static_cast<ByteArray&>(*self);
  const ByteArray::Pin pin(array);
  Needle needle;
  HOLDFAST_CHECK(needle.take(arguments.values[0]));
  adjust_bounds(bounds.start, bounds.end, array.size());
  if (bounds.end < bounds.start) return Answer{};
  const Span within = array.contents().subspan(static_cast<std::size_t>(bounds.start),
                                               static_cast<std::size_t>(bounds.end - bounds.start));
  return Answer{.within = search(within, needle.bytes()), .start = bounds.start};
}

Result<Value> found_at(Result<Answer> answer) {
  if (!answer) return Failure(std::move(answer).error());
  if (answer->within == kNotFound) return value_error("subsection not found");
  return Value::integer(answer->position());
}

Result<Value> find_method(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const auto at, search(self, arguments, "bytearray.find", "find", find));
  return Value::integer(at.position());
}

Result<Value> rfind_method(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const auto at, search(self, arguments, "bytearray.rfind", "rfind", rfind));
  return Value::integer(at.position());
}

Result<Value> index(Object* self, const Arguments& arguments) {
  return found_at(search(self, arguments, "bytearray.index", "index", find));
}

Result<Value> rindex(Object* self, const Arguments& arguments) {
  return found_at(search(self, arguments, "bytearray.rindex", "rindex", rfind));
}

Result<Value> count_method(Object* self, const Arguments& arguments) {
  const Search count_all = [](Span haystack, Span needle) {
    return count(haystack, needle, kSizeMax);
  };
  HOLDFAST_TRY(const Answer answer, search(self, arguments, "bytearray.count", "count", count_all));
  return Value::integer(std::max<std::int64_t>(answer.within, 0));
}

Result<Value> contains(Object* self, const Arguments& arguments) {
  auto& array = static_cast<ByteArray&>(*self);
  const ByteArray::Pin pin(array);
  Needle needle;
  HOLDFAST_CHECK(needle.take_member(arguments.values[0]));
  return Value::boolean(find(array.contents(), needle.bytes()) != kNotFound);
}

// Whether the array, within bounds, begins (or ends) with `part`.
// CPython 3.14: Objects/bytes_methods.c:tailmatch.
Result<bool> matches(const ByteArray& array, const Value& part, Bounds bounds, bool at_end) {
  AcquiredBuffer buffer;
  HOLDFAST_CHECK(acquire(part, request::kSimple, buffer));
  const Span bytes = buffer.bytes();
  const auto size = static_cast<std::int64_t>(bytes.size());
  adjust_bounds(bounds.start, bounds.end, array.size());
  if (bounds.start > array.size() || bounds.end - bounds.start < size) return false;
  const std::int64_t at = at_end ? bounds.end - size : bounds.start;
  return std::ranges::equal(array.contents().subspan(static_cast<std::size_t>(at), bytes.size()),
                            bytes);
}

Result<Value> match(Object* self, const Arguments& arguments, const char* qualified,
                    const char* name, bool at_end) {
  HOLDFAST_CHECK(take_positional(arguments, qualified, name, 1, 3));
  HOLDFAST_TRY(const Bounds bounds, take_bounds(arguments));
  auto& array = static_cast<ByteArray&>(*self);
  const ByteArray::Pin pin(array);
  const Value& part = arguments.values[0];
  if (const Tuple* parts = part.as<Tuple>()) {
    for (const Value& one : parts->items()) {
      HOLDFAST_TRY(const bool matched, matches(array, one, bounds, at_end));
      if (matched) return Value::boolean(true);
    }
    return Value::boolean(false);
  }
  auto matched = matches(array, part, bounds, at_end);
  if (!matched && is_a(matched.error().type, ExceptionType::TypeError)) {
    return type_error("{} first arg must be bytes or a tuple of bytes, not {}", name,
                      part.type_name());
  }
  if (!matched) return Failure(std::move(matched).error());
  return Value::boolean(*matched);
}

Result<Value> starts_with(Object* self, const Arguments& arguments) {
  return match(self, arguments, "bytearray.startswith", "startswith", false);
}

Result<Value> ends_with(Object* self, const Arguments& arguments) {
  return match(self, arguments, "bytearray.endswith", "endswith", true);
}

constexpr std::array kMethods = {
    Method{"find", find_method},
    Method{"rfind", rfind_method},
    Method{"index", index},
    Method{"rindex", rindex},
    Method{"count", count_method},
    operation<"__contains__", 1, contains>(),
    Method{"startswith", starts_with},
    Method{"endswith", ends_with},
};

}  // namespace

std::span<const Method> bytearray_search_methods() { return kMethods; }

}  // namespace holdfast::impl
