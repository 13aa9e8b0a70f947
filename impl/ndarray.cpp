// SPDX-License-Identifier: MIT
//
// Laying out an array, and what it answers to requests. CPython 3.14: Modules/_testbuffer.c.
#include "impl/ndarray.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "impl/bytes.h"
#include "impl/struct_format.h"

namespace holdfast::impl {
namespace {

constexpr std::int64_t kMost = 65536;  // the largest number of a layout, and of items
constexpr std::int64_t kMostItemBytes = 64;
constexpr std::size_t kMostDimensions = 128;
constexpr std::size_t kMostLetters = 16;
constexpr std::int64_t kPointerSize = sizeof(void*);

Failure no_layout() { return value_error("exporter: no such layout"); }

}  // namespace

Result<Ref<NdArray>> NdArray::create(std::span<const std::uint8_t> contents,
                                     const Options& options) {
  HOLDFAST_TRY(auto array, make<NdArray>());
  const std::string_view format = options.format;
  if (format.empty() || format.size() > kMostLetters ||
      format.find_first_of(std::string_view("FD\0", 3)) != std::string_view::npos) {
    return no_layout();
  }
  if (!array->format_.append(std::span(format.data(), format.size())) ||
      !array->format_.push_back('\0')) {
    return memory_error();
  }
  HOLDFAST_TRY(const auto parsed, StructFormat::parse(array->format_.data()));
  if (!parsed || parsed->size() == 0 || parsed->size() > kMostItemBytes) return no_layout();
  array->view_.itemsize = parsed->size();
  HOLDFAST_CHECK(array->check(options, static_cast<std::int64_t>(contents.size())));
  if (!array->memory_.resize(contents.size())) return memory_error();
  std::ranges::copy(contents, array->memory_.data());
  HOLDFAST_CHECK(array->set_layout(options));
  return array;
}

// What can be said before the strides are known.
Result<void> NdArray::check(const Options& options, std::int64_t size) const {
  const std::int64_t itemsize = view_.itemsize;
  if (size == 0 || size % itemsize != 0 || options.shape.size() > kMostDimensions) {
    return no_layout();
  }
  std::int64_t product = 1;
  for (const std::int64_t items : options.shape) {
    if (items < 0 || items > kMost) return no_layout();
    product *= std::max<std::int64_t>(items, 1);
    if (product > kMost) return no_layout();
  }
  if (options.offset < 0 || options.offset % itemsize != 0 || options.offset > size - itemsize) {
    return no_layout();
  }
  if (options.pointers && options.no_pointers) return no_layout();
  if (options.fails && options.format != "B") return no_layout();
  if (options.shape.empty() && (options.pointers || options.no_pointers || size != itemsize)) {
    return no_layout();
  }
  if (options.strides.empty()) return {};
  if (options.strides.size() != options.shape.size() || options.fortran) return no_layout();
  const bool fit = std::ranges::all_of(options.strides, [&](std::int64_t stride) {
    return stride >= -kMost && stride <= kMost && stride % itemsize == 0;
  });
  if (!fit) return no_layout();
  return {};
}

Result<void> NdArray::set_layout(const Options& options) {
  const std::size_t ndim = options.shape.size();
  if (!shape_.append(options.shape)) return memory_error();
  if (!strides_.append(options.strides)) return memory_error();
  while (strides_.size() < ndim) {
    if (!strides_.push_back(0)) return memory_error();
  }
  if (options.strides.empty()) {
    std::int64_t stride = view_.itemsize;
    for (std::size_t i = 0; i < ndim; ++i) {
      const std::size_t dimension = options.fortran ? i : ndim - 1 - i;
      strides_[dimension] = stride;
      stride *= shape_[dimension];
    }
  }
  std::int64_t lowest = options.offset;
  std::int64_t highest = options.offset;
  std::int64_t items = 1;
  for (std::size_t i = 0; i < ndim; ++i) {
    const std::int64_t last = (shape_[i] - 1) * strides_[i];
    (last < 0 ? lowest : highest) += last;
    items *= shape_[i];
  }
  const auto size = static_cast<std::int64_t>(memory_.size());
  if (items > 0 && (lowest < 0 || highest + view_.itemsize > size)) return no_layout();

  view_.pointer = memory_.data() + options.offset;
  view_.len = items * view_.itemsize;
  view_.readonly = !options.writable;
  view_.ndim = static_cast<int>(ndim);
  view_.format = format_.data();
  view_.shape = ndim == 0 ? nullptr : shape_.data();
  view_.strides = ndim == 0 ? nullptr : strides_.data();
  fails_ = options.fails;
  if (options.pointers) return use_pointers(options);
  if (options.no_pointers) {
    for (std::size_t i = 0; i < ndim; ++i) {
      if (!suboffsets_.push_back(-1)) return memory_error();
    }
    view_.suboffsets = suboffsets_.data();
    leads_nowhere_ = true;
  }
  return {};
}

// Puts a pointer for each item of the first dimension before the memory, and has the first
// dimension go by them. CPython: init_suboffsets.
Result<void> NdArray::use_pointers(const Options& options) {
  const std::size_t ndim = shape_.size();
  std::int64_t first = options.offset;  // where the lowest item of all is
  std::int64_t behind = 0;              // how far below an item's first row others lie
  for (std::size_t i = 0; i < ndim && shape_[i] != 0; ++i) {
    if (strides_[i] > 0) continue;
    first += (shape_[i] - 1) * strides_[i];
    if (i > 0) behind -= (shape_[i] - 1) * strides_[i];
  }
  const std::int64_t rows = shape_[0];
  const std::int64_t pointers = rows * kPointerSize;
  Block memory;
  if (!memory.resize(static_cast<std::size_t>(pointers) + memory_.size())) return memory_error();
  std::memcpy(memory.data() + pointers, memory_.data(), memory_.size());
  memory_ = std::move(memory);
  const std::int64_t step = std::abs(strides_[0]);
  for (std::int64_t i = 0; i < rows; ++i) {
    const std::uint8_t* row = memory_.data() + pointers + first + i * step;
    std::memcpy(memory_.data() + i * kPointerSize, static_cast<const void*>(&row), sizeof(row));
  }
  for (std::size_t i = 0; i < ndim; ++i) {
    if (!suboffsets_.push_back(i == 0 ? behind : -1)) return memory_error();
  }
  view_.suboffsets = suboffsets_.data();
  const bool backwards = strides_[0] < 0;
  strides_[0] = backwards ? -kPointerSize : kPointerSize;
  view_.pointer = memory_.data() + (backwards && rows > 0 ? (rows - 1) * kPointerSize : 0);
  return {};
}

Result<Ref<NdArray>> NdArray::hold(const Value& exporter, Request request) {
  HOLDFAST_TRY(auto array, make<NdArray>());
  HOLDFAST_CHECK(acquire(exporter, request, array->held_));
  return array;
}

Result<void> NdArray::getbuffer(Buffer& view, Request request) {
  const Buffer& base = this->view();
  const auto asks = [request](Request what) { return (request & what) == what; };
  const auto refuse = [](const char* why) { return fail(ExceptionType::BufferError, why); };
  const bool lacks_shape = asks(request::kNd) && base.shape == nullptr;
  const bool lacks_strides = asks(request::kStrides) && base.strides == nullptr;
  if (base.ndim != 0 && (lacks_shape || lacks_strides)) {
    return refuse("re-exporter does not provide format, shape or strides");
  }
  if (fails_) return refuse("ND_GETBUF_FAIL: forced test exception");
  if (asks(request::kWritable) && base.readonly) return refuse("ndarray is not writable");
  if (asks(request::kCContiguous) && !is_contiguous(base, 'C')) {
    return refuse("ndarray is not C-contiguous");
  }
  if (asks(request::kFContiguous) && !is_contiguous(base, 'F')) {
    return refuse("ndarray is not Fortran contiguous");
  }
  if (asks(request::kAnyContiguous) && !is_contiguous(base, 'A')) {
    return refuse("ndarray is not contiguous");
  }
  // Suboffsets of its own that lead nowhere are handed out unasked.
  const bool indirect = base.suboffsets != nullptr && !leads_nowhere_;
  if (!asks(request::kIndirect) && indirect) {
    return refuse("ndarray cannot be represented without suboffsets");
  }
  if (!asks(request::kStrides) && !is_contiguous(base, 'C')) {
    return refuse("ndarray is not C-contiguous");
  }
  if (!asks(request::kNd) && asks(request::kFormat)) {
    return refuse("ndarray: cannot cast to unsigned bytes if the format flag is present");
  }
  view.pointer = base.pointer;
  view.len = base.len;
  view.itemsize = base.itemsize;
  view.readonly = base.readonly;
  view.ndim = asks(request::kNd) ? base.ndim : 1;
  view.format = !asks(request::kFormat) ? nullptr : base.format != nullptr ? base.format : "B";
  view.shape = asks(request::kNd) ? base.shape : nullptr;
  view.strides = asks(request::kStrides) ? base.strides : nullptr;
  view.suboffsets = base.suboffsets;
  view.obj = Ref<Object>::share(this);
  ++exports_;
  return {};
}

void NdArray::releasebuffer(Buffer& /*view*/) { --exports_; }

Result<std::int64_t> NdArray::hash() {
  const Buffer& base = view();
  if (!base.readonly) return value_error("cannot hash writable ndarray object");
  if (Object* lender = base.obj.get(); lender != nullptr) HOLDFAST_CHECK(lender->hash());
  HOLDFAST_TRY(auto bytes, Bytes::uninitialized(static_cast<std::size_t>(base.len)));
  copy_to(base, bytes->unshared_contents().data());
  return bytes->hash();
}

}  // namespace holdfast::impl
