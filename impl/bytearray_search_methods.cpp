// SPDX-License-Identifier: MIT
//
// bytearray by Python's names: searching. The bounds are converted before the memory is pinned, the
// needle, which may run foreign code, afterwards: that code sees an exported array.
#include <array>
#include <limits>

#include "impl/arguments.h"
#include "impl/bytearray.h"
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
    if (supports_buffer(value)) {
      HOLDFAST_TRY(buffer_, acquire(value, request::kSimple));
      return {};
    }
    if (!supports_index(value)) {
      return type_error("argument should be integer or bytes-like object, not '{}'",
                        value.type_name());
    }
    HOLDFAST_TRY(const std::int64_t number, as_clamped_index(value));
    if (number < 0 || number > 255) return value_error("byte must be in range(0, 256)");
    byte_[0] = static_cast<std::uint8_t>(number);
    return {};
  }
  [[nodiscard]] Span bytes() const { return buffer_.held() ? buffer_.bytes() : Span(byte_); }

 private:
  AcquiredBuffer buffer_;
  std::array<std::uint8_t, 1> byte_{};
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

// Where `search` finds the first argument, or kNotFound.
Result<std::int64_t> search(Object* self, const Arguments& arguments, const char* qualified,
                            const char* name, Search search) {
  HOLDFAST_CHECK(take_positional(arguments, qualified, name, 1, 3));
  HOLDFAST_TRY(Bounds bounds, take_bounds(arguments));
  auto& array = static_cast<ByteArray&>(*self);
  const ByteArray::Pin pin(array);
  Needle needle;
  HOLDFAST_CHECK(needle.take(arguments.values[0]));
  adjust_bounds(bounds.start, bounds.end, array.size());
  if (bounds.end < bounds.start) return kNotFound;
  const Span within = array.contents().subspan(static_cast<std::size_t>(bounds.start),
                                               static_cast<std::size_t>(bounds.end - bounds.start));
  const std::int64_t at = search(within, needle.bytes());
  return at == kNotFound ? at : at + bounds.start;
}

Result<Value> find(Object* self, Arguments arguments) {
  HOLDFAST_TRY(const auto at, search(self, arguments, "bytearray.find", "find", impl::find));
  return Value::integer(at);
}

constexpr std::array kMethods = {
    Method{"find", find},
};

}  // namespace

std::span<const Method> bytearray_search_methods() { return kMethods; }

}  // namespace holdfast::impl
