// SPDX-License-Identifier: MIT
//
// memoryview: its items as bytes, digits and lists, and looking for one among them.
#include <algorithm>
#include <type_traits>

#include "impl/bytes.h"
#include "impl/hex.h"
#include "impl/memoryview.h"
#include "impl/native_format.h"

namespace holdfast::impl {
namespace {

const std::uint8_t* follow(const Buffer& view, std::size_t dimension, const std::uint8_t* item) {
  if (view.suboffsets == nullptr || view.suboffsets[dimension] < 0) return item;
  return pointed_to(item) + view.suboffsets[dimension];
}

// Appends a row of numbers that need no memory of their own, for which there is room; false, and
// nothing appended, where they may.
bool append_numbers(List& list, const std::uint8_t* from, std::int64_t stride, std::int64_t count,
                    char letter) {
  return with_number_type(letter, false, [&]<typename T>(T) {
    if constexpr (std::is_same_v<T, std::uint64_t>) return false;
    list.extend_reserved(static_cast<std::size_t>(count), [&](std::size_t i) {
      const T number = read_number<T>(from + static_cast<std::int64_t>(i) * stride);
      if constexpr (std::is_floating_point_v<T>) return Value::real(static_cast<double>(number));
      return Value::integer(static_cast<std::int64_t>(number));
    });
    return true;
  });
}

}  // namespace

Result<Value> MemoryView::to_bytes(char order) {
  HOLDFAST_CHECK(check_released());
  HOLDFAST_TRY(auto bytes, Bytes::uninitialized(static_cast<std::size_t>(view_.len)));
  std::uint8_t* out = bytes->unshared_contents().data();
  // 'A' keeps the order of Fortran where the memory has that, and no other.
  if (order == 'F' || (order == 'A' && !is_contiguous(view_, 'C') && is_contiguous(view_, 'F'))) {
    copy_to_fortran(view_, out);
  } else {
    copy_to(view_, out);
  }
  return Value(std::move(bytes));
}

Result<Value> MemoryView::to_hex(const Value* separator, int group) {
  HOLDFAST_CHECK(check_released());
  Block copy;
  Span bytes(view_.pointer, static_cast<std::size_t>(view_.len));
  if (!contiguous('C')) {
    if (!copy.resize(bytes.size())) return memory_error();
    copy_to(view_, copy.data());
    bytes = copy.bytes();
  }
  // len(separator) may run foreign code, which must not release the view; a copy needs none.
  const std::int64_t uses = contiguous('C') ? 1 : 0;
  exports_ += uses;
  auto text = impl::to_hex(bytes, separator, group);
  exports_ -= uses;
  if (!text) return Failure(std::move(text).error());
  return Value(std::move(*text));
}

Result<Value> MemoryView::list_of(int dimension, const std::uint8_t* from, char letter) const {
  if (dimension == view_.ndim) return unpack_item(from, letter);
  const auto at = static_cast<std::size_t>(dimension);
  HOLDFAST_TRY(auto list, List::create());
  HOLDFAST_CHECK(list->reserve(static_cast<std::size_t>(view_.shape[at])));
  if (dimension + 1 == view_.ndim && view_.suboffsets == nullptr &&
      append_numbers(*list, from, view_.strides[at], view_.shape[at], letter)) {
    return Value(std::move(list));
  }
  for (std::int64_t i = 0; i < view_.shape[at]; ++i) {
    // The stride of a single item may lead anywhere: it is not taken.
    if (i != 0) from += view_.strides[at];
    HOLDFAST_TRY(Value item, list_of(dimension + 1, follow(view_, at, from), letter));
    HOLDFAST_CHECK(list->append(std::move(item)));
  }
  return Value(std::move(list));
}

Result<Value> MemoryView::to_list() {
  HOLDFAST_CHECK(check_released());
  HOLDFAST_TRY(const char letter, item_letter());
  return list_of(0, view_.pointer, letter);
}

// What iter(view) checks. CPython: memory_iter.
Result<std::int64_t> MemoryView::iterable_length() const {
  HOLDFAST_CHECK(check_released());
  if (view_.ndim == 0) return type_error("invalid indexing of 0-dim memory");
  if (view_.ndim > 1) {
    return fail(ExceptionType::NotImplementedError,
                "multi-dimensional sub-views are not implemented");
  }
  HOLDFAST_CHECK(item_letter());
  return view_.shape[0];
}

Result<std::int64_t> MemoryView::count(const Value& value) {
  HOLDFAST_CHECK(iterable_length());
  HOLDFAST_TRY(const char letter, item_letter());
  const std::int64_t items = view_.shape[0];
  std::int64_t found = 0;
  for (std::int64_t i = 0; i < items; ++i) {
    // The __eq__ of the value may have released the view.
    HOLDFAST_CHECK(check_released());
    HOLDFAST_TRY(const std::uint8_t* item, item_address(i, 0, view_.pointer));
    HOLDFAST_TRY(const Scalar scalar, scalar_at(item, letter));
    HOLDFAST_TRY(const bool same, impl::equals(scalar, value));
    found += same ? 1 : 0;
  }
  return found;
}

Result<bool> MemoryView::contains(const Value& value) {
  if (auto iterable = iterable_length(); !iterable) {
    if (iterable.error().type != ExceptionType::TypeError) {
      return Failure(std::move(iterable).error());
    }
    return type_error("argument of type 'memoryview' is not a container or iterable");
  }
  HOLDFAST_TRY(const char letter, item_letter());
  const std::int64_t items = view_.shape[0];
  for (std::int64_t i = 0; i < items; ++i) {
    HOLDFAST_CHECK(check_released());
    HOLDFAST_TRY(const std::uint8_t* item, item_address(i, 0, view_.pointer));
    HOLDFAST_TRY(const Scalar scalar, scalar_at(item, letter));
    HOLDFAST_TRY(const bool same, impl::equals(scalar, value));
    if (same) return true;
  }
  return false;
}

Result<std::int64_t> MemoryView::index_of(const Value& value, std::int64_t start,
                                          std::int64_t stop) {
  HOLDFAST_CHECK(check_released());
  if (view_.ndim == 0) return type_error("invalid lookup on 0-dim memory");
  if (view_.ndim > 1) {
    return fail(ExceptionType::NotImplementedError, "multi-dimensional lookup is not implemented");
  }
  const std::int64_t items = view_.shape[0];
  if (start < 0) start = std::max<std::int64_t>(start + items, 0);
  if (stop < 0) stop = std::max<std::int64_t>(stop + items, 0);
  stop = std::min(stop, items);
  for (std::int64_t i = std::min(start, stop); i < stop; ++i) {
    HOLDFAST_CHECK(check_released());
    // The format is looked at for each item, so that no items are found in any format.
    HOLDFAST_TRY(const char letter, item_letter());
    HOLDFAST_TRY(const std::uint8_t* item, item_address(i, 0, view_.pointer));
    HOLDFAST_TRY(const Scalar scalar, scalar_at(item, letter));
    HOLDFAST_TRY(const bool same, impl::equals(scalar, value));
    if (same) return i;
  }
  return value_error("memoryview.index(x): x not found");
}

}  // namespace holdfast::impl
