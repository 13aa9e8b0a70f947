// SPDX-License-Identifier: MIT
//
// memoryview: subscripts. The order of checks is CPython's: released, format, read-only, then the
// key, whose conversion may release the view, then the item.
#include <cstring>
#include <type_traits>
#include <utility>

#include "impl/convert.h"
#include "impl/memoryview.h"
#include "impl/native_format.h"

namespace holdfast::impl {
namespace {

Failure not_implemented(const char* what) { return fail(ExceptionType::NotImplementedError, what); }

bool all_items(const Value& key, bool (*matches)(const Value&)) {
  const Tuple* tuple = key.as<Tuple>();
  if (tuple == nullptr) return false;
  for (const Value& item : tuple->items()) {
    if (!matches(item)) return false;
  }
  return true;
}

bool is_multi_index(const Value& key) { return all_items(key, &supports_index); }

bool is_multi_slice(const Value& key) {
  return key.as<Tuple>() != nullptr && !key.as<Tuple>()->items().empty() &&
         all_items(key, [](const Value& item) { return item.as<Slice>() != nullptr; });
}

// Ellipsis or (): how a view without dimensions is addressed.
bool is_empty_tuple(const Value& key) {
  return key.as<Tuple>() != nullptr && key.as<Tuple>()->items().empty();
}

const char* without_at(const char* format) { return format[0] == '@' ? format + 1 : format; }

Failure unsupported_format(const char* format) {
  return fail_about(format, ExceptionType::NotImplementedError,
                    "memoryview: unsupported format {*}");
}

std::uint8_t* follow(std::uint8_t* item, const std::int64_t* suboffsets, int dimension) {
  if (suboffsets == nullptr || suboffsets[dimension] < 0) return item;
  return pointed_to(item) + suboffsets[dimension];
}

// A stride times a step, wrapping around as CPython's does: where it does not fit, at most one item
// is selected, and the stride is shown but never used.
std::int64_t stride_of(std::int64_t stride, std::int64_t step) {
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(stride) *
                                   static_cast<std::uint64_t>(step));
}

// Writes a number that fits, and whose conversion runs no code; false for anything else.
bool pack_number(std::uint8_t* item, const Value& value, char letter) {
  return with_number_type(letter, false, [&](auto number) {
    using Number = decltype(number);
    if constexpr (std::is_floating_point_v<Number>) {
      if (value.kind() != Value::Kind::real) return false;
      number = static_cast<Number>(value.real());
    } else {
      if (!value.is_integer() || !std::in_range<Number>(value.integer())) return false;
      number = static_cast<Number>(value.integer());
    }
    std::memcpy(item, &number, sizeof(number));
    return true;
  });
}

}  // namespace

Result<char> MemoryView::item_letter() const {
  const char* format = without_at(view_.format);
  if (format[0] == '\0' || format[1] != '\0') return unsupported_format(view_.format);
  // An exporter whose items are smaller than their format says would have us read beyond them.
  if (native_format(format).size > view_.itemsize) return unsupported_format(view_.format);
  return format[0];
}

Result<std::uint8_t*> MemoryView::item_address(std::int64_t index, int dimension,
                                               std::uint8_t* from) const {
  const std::int64_t items = view_.shape[dimension];
  if (index < 0) index += items;
  if (index < 0 || index >= items) {
    return fail(ExceptionType::IndexError, "index out of bounds on dimension {}", dimension + 1);
  }
  from += view_.strides[dimension] * index;
  // After foreign code released the view there may be nothing to follow.
  if (released_) return from;
  return follow(from, view_.suboffsets, dimension);
}

Result<std::uint8_t*> MemoryView::item_address(const Tuple& indices) const {
  const auto items = indices.items();
  if (items.size() > static_cast<std::size_t>(view_.ndim)) {
    return type_error("cannot index {}-dimension view with {}-element tuple", view_.ndim,
                      items.size());
  }
  std::uint8_t* at = view_.pointer;
  int dimension = 0;
  for (const Value& item : items) {
    HOLDFAST_TRY(const std::int64_t index, as_index(item, ExceptionType::IndexError));
    HOLDFAST_TRY(at, item_address(index, dimension++, at));
  }
  return at;
}

Result<Scalar> MemoryView::scalar_at(const std::uint8_t* item, char letter) const {
  HOLDFAST_CHECK(check_released());
  if (!native_format(letter)) return unsupported_letter(letter);
  return unpack_native(item, letter);
}

Result<Value> MemoryView::unpack_item(const std::uint8_t* item, char letter) const {
  HOLDFAST_CHECK(check_released());
  if (const auto number = unpack_number(item, letter)) return *number;
  HOLDFAST_TRY(const Scalar scalar, scalar_at(item, letter));
  return scalar.to_value();
}

// The value is converted first, which may release the view; then the view is looked at again, and
// whether the value is in range comes last.
Result<void> MemoryView::pack_item(std::uint8_t* item, const Value& value, char letter) {
  if (!released_ && pack_number(item, value, letter)) return {};
  HOLDFAST_TRY(const PackedItem packed, convert_item(value, letter));
  HOLDFAST_CHECK(check_released());
  if (!packed.in_range) return out_of_range(letter);
  std::memcpy(item, &packed.bits, static_cast<std::size_t>(native_format(letter).size));
  return {};
}

// What at() gives for the usual item, a number in one dimension; nothing for any other.
std::optional<Value> MemoryView::number_at(std::int64_t index) const {
  if (released_ || view_.ndim != 1 || view_.suboffsets != nullptr) return std::nullopt;
  const NativeFormat format = native_format(view_.format);
  if (format.size > view_.itemsize) return std::nullopt;
  const std::int64_t items = view_.shape[0];
  if (index < 0) index += items;
  if (index < 0 || index >= items) return std::nullopt;
  return unpack_number(view_.pointer + view_.strides[0] * index, format.letter);
}

Result<Value> MemoryView::at(std::int64_t index) {
  HOLDFAST_CHECK(check_released());
  HOLDFAST_TRY(const char letter, item_letter());
  if (view_.ndim == 0) return type_error("invalid indexing of 0-dim memory");
  if (view_.ndim > 1) return not_implemented("multi-dimensional sub-views are not implemented");
  HOLDFAST_TRY(const std::uint8_t* item, item_address(index, 0, view_.pointer));
  return unpack_item(item, letter);
}

Result<void> MemoryView::set(std::int64_t index, const Value& value) {
  return assign(Value::integer(index), value);
}

Result<Ref<MemoryView>> MemoryView::slice(const Slice& slice) {
  HOLDFAST_CHECK(check_released());
  HOLDFAST_TRY(auto sliced, add_view(managed_, view_));
  HOLDFAST_TRY(SliceBounds bounds, unpack(slice));
  Buffer& view = sliced->view_;
  std::int64_t* shape = sliced->dimensions_;
  std::int64_t* strides = shape + view.ndim;
  bounds.adjust(shape[0]);
  if (bounds.count > 0) view.pointer += strides[0] * bounds.start;
  shape[0] = bounds.count;
  strides[0] = stride_of(strides[0], bounds.step);
  view.len = view.itemsize;
  for (int i = 0; i < view.ndim; ++i) view.len *= shape[i];
  return sliced;
}

Result<void> MemoryView::assign_slice(const Slice& slice, const Value& source) {
  AcquiredBuffer acquired;
  HOLDFAST_CHECK(acquire(source, request::kFullRo, acquired));
  HOLDFAST_TRY(SliceBounds bounds, unpack(slice));
  bounds.adjust(view_.shape[0]);
  HOLDFAST_CHECK(check_released());
  const Buffer& from = acquired.view();
  const char* from_format = from.format != nullptr ? from.format : "B";
  if (std::strcmp(without_at(view_.format), without_at(from_format)) != 0 ||
      view_.itemsize != from.itemsize || from.ndim != 1 || from.shape == nullptr ||
      from.strides == nullptr || from.shape[0] != bounds.count) {
    return value_error("memoryview assignment: lvalue and rvalue have different structures");
  }
  const auto itemsize = static_cast<std::size_t>(view_.itemsize);
  const auto count = static_cast<std::size_t>(bounds.count);
  if (count == 0) return {};
  std::uint8_t* target = view_.pointer + view_.strides[0] * bounds.start;
  const std::int64_t stride = stride_of(view_.strides[0], bounds.step);
  const bool direct = view_.suboffsets == nullptr && from.suboffsets == nullptr;
  if (direct && stride == view_.itemsize && from.strides[0] == view_.itemsize) {
    std::memmove(target, from.pointer, count * itemsize);
    return {};
  }
  // Source and target may overlap in any way.
  Block copy;
  if (!copy.resize(count * itemsize)) return memory_error();
  copy_to(from, copy.data());
  for (std::size_t i = 0; i < count; ++i) {
    std::uint8_t* item = target + static_cast<std::int64_t>(i) * stride;
    std::memcpy(follow(item, view_.suboffsets, 0), copy.data() + i * itemsize, itemsize);
  }
  return {};
}

Result<void> MemoryView::check_delete() const {
  HOLDFAST_CHECK(check_released());
  HOLDFAST_CHECK(item_letter());
  if (view_.readonly) return type_error("cannot modify read-only memory");
  return type_error("cannot delete memory");
}

Result<Value> MemoryView::subscript(const Value& key) {
  HOLDFAST_CHECK(check_released());
  if (view_.ndim == 0) {
    if (is_empty_tuple(key)) {
      HOLDFAST_TRY(const char letter, item_letter());
      return unpack_item(view_.pointer, letter);
    }
    if (key.kind() == Value::Kind::ellipsis) return Value::share(*this);
    return type_error("invalid indexing of 0-dim memory");
  }
  if (key.is_integer()) {
    if (const auto number = number_at(key.integer())) return *number;
  }
  if (supports_index(key)) {
    HOLDFAST_TRY(const std::int64_t index, as_index(key, ExceptionType::IndexError));
    return at(index);
  }
  if (const Slice* bounds = key.as<Slice>()) {
    HOLDFAST_TRY(auto sliced, slice(*bounds));
    return Value(std::move(sliced));
  }
  if (is_multi_index(key)) {
    HOLDFAST_TRY(const char letter, item_letter());
    if (key.as<Tuple>()->items().size() < static_cast<std::size_t>(view_.ndim)) {
      return not_implemented("sub-views are not implemented");
    }
    HOLDFAST_TRY(const std::uint8_t* item, item_address(*key.as<Tuple>()));
    return unpack_item(item, letter);
  }
  if (is_multi_slice(key)) {
    return not_implemented("multi-dimensional slicing is not implemented");
  }
  return type_error("memoryview: invalid slice key");
}

Result<void> MemoryView::assign(const Value& key, const Value& value) {
  HOLDFAST_CHECK(check_released());
  HOLDFAST_TRY(const char letter, item_letter());
  if (view_.readonly) return type_error("cannot modify read-only memory");
  if (view_.ndim == 0) {
    if (key.kind() == Value::Kind::ellipsis || is_empty_tuple(key)) {
      return pack_item(view_.pointer, value, letter);
    }
    return type_error("invalid indexing of 0-dim memory");
  }
  if (supports_index(key)) {
    if (view_.ndim > 1) return not_implemented("sub-views are not implemented");
    HOLDFAST_TRY(const std::int64_t index, as_index(key, ExceptionType::IndexError));
    HOLDFAST_TRY(std::uint8_t* item, item_address(index, 0, view_.pointer));
    return pack_item(item, value, letter);
  }
  if (key.as<Slice>() != nullptr && view_.ndim == 1) return assign_slice(*key.as<Slice>(), value);
  if (is_multi_index(key)) {
    if (key.as<Tuple>()->items().size() < static_cast<std::size_t>(view_.ndim)) {
      return not_implemented("sub-views are not implemented");
    }
    HOLDFAST_TRY(std::uint8_t* item, item_address(*key.as<Tuple>()));
    return pack_item(item, value, letter);
  }
  if (key.as<Slice>() != nullptr || is_multi_slice(key)) {
    return not_implemented("memoryview slice assignments are currently restricted to ndim = 1");
  }
  return type_error("memoryview: invalid slice key");
}

}  // namespace holdfast::impl
