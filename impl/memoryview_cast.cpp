// SPDX-License-Identifier: MIT
//
// memoryview: other views of the same memory, read-only or in another format and shape.
#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

#include "impl/big_integer.h"
#include "impl/codecs.h"
#include "impl/memoryview.h"
#include "impl/native_format.h"
#include "impl/str.h"

namespace holdfast::impl {
namespace {

bool has_zero(std::span<const std::int64_t> shape) {
  return std::ranges::find(shape, 0) != shape.end();
}

// Checks a dimension that cast() is given, of which `rest` more may be there; an int and nothing
// that has __index__.
Result<std::int64_t> as_dimension(const Value& value, std::int64_t rest) {
  if (value.as<BigInteger>() != nullptr) {
    return fail(ExceptionType::OverflowError, "Python int too large to convert to C ssize_t");
  }
  if (!value.is_integer()) {
    return type_error("memoryview.cast(): elements of shape must be integers");
  }
  if (value.integer() <= 0) {
    return value_error("memoryview.cast(): elements of shape must be integers > 0");
  }
  if (value.integer() > rest) return value_error("memoryview.cast(): product(shape) > SSIZE_MAX");
  return value.integer();
}

}  // namespace

Result<Ref<MemoryView>> MemoryView::cast(const Str& format, const Value* shape) {
  HOLDFAST_CHECK(check_released());
  if (!contiguous('C')) {
    return type_error("memoryview: casts are restricted to C-contiguous views");
  }
  if ((shape != nullptr || view_.ndim != 1) && has_zero(this->shape())) {
    return type_error("memoryview: cannot cast view with zeros in shape or strides");
  }
  std::span<const Value> dimensions;
  std::size_t ndim = 1;
  if (shape != nullptr) {
    if (const auto* list = shape->as<List>()) {
      dimensions = list->items();
    } else if (const auto* tuple = shape->as<Tuple>()) {
      dimensions = tuple->items();
    } else {
      return type_error("shape must be a list or a tuple");
    }
    ndim = dimensions.size();
    if (ndim > static_cast<std::size_t>(kMaxDimensions)) {
      return value_error("memoryview: number of dimensions must not exceed 64");
    }
    if (view_.ndim != 1 && ndim != 1) {
      return type_error("memoryview: cast must be 1D -> ND or ND -> 1D");
    }
  }
  HOLDFAST_TRY(auto view, add_view(managed_, view_, std::max(1, static_cast<int>(ndim))));
  HOLDFAST_CHECK(view->cast_to_bytes_or_back(format));
  if (shape != nullptr) HOLDFAST_CHECK(view->cast_to_shape(dimensions));
  return view;
}

// Makes this view, not yet seen by anybody, one of one dimension in another format.
// CPython: cast_to_1D.
Result<void> MemoryView::cast_to_bytes_or_back(const Str& format) {
  const std::string_view given = format.text();
  const bool is_ascii =
      std::ranges::all_of(given, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!is_ascii) HOLDFAST_CHECK(encode(format, "ascii", {}));
  // A native format has at most two letters; a third one tells that it is none.
  std::array<char, 4> letters{};
  std::ranges::copy(given.substr(0, letters.size() - 1), letters.begin());
  const char* text = letters.data();
  const NativeFormat target = native_format(text);
  if (!target) {
    return value_error(
        "memoryview: destination format must be a native single character format prefixed with an "
        "optional '@'");
  }
  if (!native_format(view_.format).is_bytes() && !target.is_bytes()) {
    return type_error("memoryview: cannot cast between two non-byte formats");
  }
  if (view_.len % target.size != 0) {
    return type_error("memoryview: length is not a multiple of itemsize");
  }
  view_.format = native_format_text(text);
  view_.itemsize = target.size;
  dimensions_[0] = view_.len / target.size;
  std::int64_t* strides = dimensions_ + view_.ndim;
  strides[0] = target.size;
  view_.ndim = 1;
  view_.shape = dimensions_;
  view_.strides = strides;
  return {};
}

// Gives the view, now of one dimension, a shape. CPython: cast_to_ND.
Result<void> MemoryView::cast_to_shape(std::span<const Value> shape) {
  std::int64_t length = view_.itemsize;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    HOLDFAST_TRY(const std::int64_t dimension,
                 as_dimension(shape[i], std::numeric_limits<std::int64_t>::max() / length));
    length *= dimension;
    dimensions_[i] = dimension;
  }
  if (view_.len != length) {
    return type_error("memoryview: product(shape) * itemsize != buffer size");
  }
  view_.ndim = static_cast<int>(shape.size());
  std::int64_t* strides = dimensions_ + shape.size();
  std::int64_t stride = view_.itemsize;
  for (std::size_t i = shape.size(); i-- > 0; stride *= dimensions_[i]) strides[i] = stride;
  view_.shape = shape.empty() ? nullptr : dimensions_;
  view_.strides = shape.empty() ? nullptr : strides;
  return {};
}

Result<Ref<MemoryView>> MemoryView::to_readonly() {
  HOLDFAST_CHECK(check_released());
  HOLDFAST_TRY(auto view, add_view(managed_, view_));
  view->view_.readonly = true;
  return view;
}

}  // namespace holdfast::impl
