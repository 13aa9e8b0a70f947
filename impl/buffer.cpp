// SPDX-License-Identifier: MIT
//
// Acquiring and releasing buffers, and walking one of any shape.
#include "impl/buffer.h"

#include <array>
#include <cstring>
#include <utility>

namespace holdfast::impl {
namespace {

// Where shape or strides of a moved buffer point: an exporter of plain bytes points them at the
// buffer's own len and itemsize.
const std::int64_t* moved(const std::int64_t* pointer, const Buffer& from, const Buffer& to) {
  if (pointer == &from.len) return &to.len;
  if (pointer == &from.itemsize) return &to.itemsize;
  return pointer;
}

// Copies `view` from dimension `dim` on, starting at `from`, to `out`, where the items of dimension
// i lie `out_strides[i]` bytes apart.
void copy_dimension(const Buffer& view, const std::int64_t* strides, int dim,
                    const std::uint8_t* from, std::uint8_t* out, const std::int64_t* out_strides) {
  const auto at = static_cast<std::size_t>(dim);
  if (dim == view.ndim) {
    if (view.itemsize > 0) std::memcpy(out, from, static_cast<std::size_t>(view.itemsize));
    return;
  }
  const bool indirect = view.suboffsets != nullptr && view.suboffsets[at] >= 0;
  for (std::int64_t i = 0; i < view.shape[at]; ++i) {
    const std::uint8_t* item = from + i * strides[at];
    if (indirect) {
      item = pointed_to(item) + view.suboffsets[at];
    }
    copy_dimension(view, strides, dim + 1, item, out + i * out_strides[at], out_strides);
  }
}

using Strides = std::array<std::int64_t, kMaxDimensions>;

// The strides of a contiguous buffer of the shape of `view`.
Strides contiguous_strides(const Buffer& view, bool fortran) {
  Strides strides{};
  std::int64_t stride = view.itemsize;
  for (int i = 0; i < view.ndim; ++i) {
    const auto dim = static_cast<std::size_t>(fortran ? i : view.ndim - 1 - i);
    strides[dim] = stride;
    stride *= view.shape[dim];
  }
  return strides;
}

void copy_strided(const Buffer& view, std::uint8_t* out, bool fortran) {
  const Strides c_order = contiguous_strides(view, false);
  const Strides out_strides = fortran ? contiguous_strides(view, true) : c_order;
  copy_dimension(view, view.strides != nullptr ? view.strides : c_order.data(), 0, view.pointer,
                 out, out_strides.data());
}

bool strides_match(const Buffer& view, bool fortran) {
  std::int64_t expected = view.itemsize;
  for (int i = 0; i < view.ndim; ++i) {
    const auto dim = static_cast<std::size_t>(fortran ? i : view.ndim - 1 - i);
    const std::int64_t items = view.shape[dim];
    if (items > 1 && view.strides[dim] != expected) return false;
    expected *= items;
  }
  return true;
}

}  // namespace

Buffer::Buffer(Buffer&& other) noexcept { *this = std::move(other); }

Buffer& Buffer::operator=(Buffer&& other) noexcept {
  if (this == &other) return *this;
  pointer = other.pointer;
  obj = std::move(other.obj);
  len = other.len;
  itemsize = other.itemsize;
  readonly = other.readonly;
  ndim = other.ndim;
  format = other.format;
  shape = moved(other.shape, other, *this);
  strides = moved(other.strides, other, *this);
  suboffsets = other.suboffsets;
  internal = other.internal;
  return *this;
}

Result<void> fill_info(Buffer& view, Object* obj, std::span<std::uint8_t> memory, bool readonly,
                       Request request) {
  if (request == request::kRead || request == request::kWrite) {
    return fail(ExceptionType::SystemError,
                "../Objects/abstract.c:775: bad argument to internal function");
  }
  if ((request & request::kWritable) != 0 && readonly) {
    return fail(ExceptionType::BufferError, "Object is not writable.");
  }
  view.pointer = memory.data();
  view.len = static_cast<std::int64_t>(memory.size());
  view.itemsize = 1;
  view.readonly = readonly;
  view.ndim = 1;
  view.format = (request & request::kFormat) != 0 ? "B" : nullptr;
  view.shape = (request & request::kNd) == request::kNd ? &view.len : nullptr;
  view.strides = (request & request::kStrides) == request::kStrides ? &view.itemsize : nullptr;
  view.suboffsets = nullptr;
  view.internal = nullptr;
  view.obj = Ref<Object>::share(obj);
  return {};
}

std::uint8_t* pointed_to(const std::uint8_t* memory) {
  std::uint8_t* pointer = nullptr;
  std::memcpy(static_cast<void*>(&pointer), memory, sizeof(void*));
  return pointer;
}

bool is_contiguous(const Buffer& view, char order) {
  if (view.suboffsets != nullptr) return false;
  if (view.strides == nullptr) {
    // Without strides it is C-contiguous by definition; that is Fortran order too when at most one
    // dimension is longer than 1.
    if (order == 'C' || order == 'A' || view.ndim <= 1) return true;
    if (view.shape == nullptr) return true;
    int longer = 0;
    for (int i = 0; i < view.ndim; ++i) longer += view.shape[static_cast<std::size_t>(i)] > 1;
    return longer <= 1;
  }
  if (view.len == 0) return true;
  if (view.ndim == 0) return true;
  if (order != 'F' && strides_match(view, false)) return true;
  return order != 'C' && strides_match(view, true);
}

void copy_to(const Buffer& view, std::uint8_t* out) {
  if (view.shape == nullptr || is_contiguous(view, 'C')) {
    if (view.len > 0) std::memcpy(out, view.pointer, static_cast<std::size_t>(view.len));
    return;
  }
  copy_strided(view, out, false);
}

void copy_to_fortran(const Buffer& view, std::uint8_t* out) {
  if (view.shape == nullptr || is_contiguous(view, 'F')) {
    if (view.len > 0) std::memcpy(out, view.pointer, static_cast<std::size_t>(view.len));
    return;
  }
  copy_strided(view, out, true);
}

Result<bool> same_items(const Buffer& left, const Buffer& right) {
  const char* left_format = left.format != nullptr ? left.format : "B";
  const char* right_format = right.format != nullptr ? right.format : "B";
  if (left.ndim != right.ndim || left.itemsize != right.itemsize ||
      std::strcmp(left_format, right_format) != 0) {
    return false;
  }
  for (int i = 0; i < left.ndim; ++i) {
    const auto dim = static_cast<std::size_t>(i);
    if (left.shape[dim] != right.shape[dim]) return false;
    if (left.shape[dim] == 0) return true;
  }
  if (left.len == 0) return true;
  Block mine;
  Block theirs;
  const auto size = static_cast<std::size_t>(left.len);
  if (!mine.resize(size) || !theirs.resize(size)) return memory_error();
  copy_to(left, mine.data());
  copy_to(right, theirs.data());
  return std::memcmp(mine.data(), theirs.data(), size) == 0;
}

void AcquiredBuffer::release() {
  if (!held()) return;
  Buffer dying = std::move(view_);
  dying.obj->releasebuffer(dying);
}

Result<void> acquire_from(Object& exporter, Request request, AcquiredBuffer& out) {
  out.release();
  return exporter.getbuffer(out.view_, request);
}

Result<AcquiredBuffer> acquire(const Value& exporter, Request request) {
  if (!exporter.is_object()) {
    return type_error("a bytes-like object is required, not '{}'", exporter.type_name());
  }
  AcquiredBuffer buffer;
  HOLDFAST_CHECK(acquire_from(exporter.object(), request, buffer));
  return buffer;
}

bool supports_buffer(const Value& value) {
  return value.is_object() && value.object().is_exporter();
}

}  // namespace holdfast::impl
