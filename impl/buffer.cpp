// SPDX-License-Identifier: MIT
//
// Acquiring and releasing buffers, and walking one of any shape.
#include "impl/buffer.h"

#include <array>
#include <cstring>

namespace holdfast::impl {
namespace {

// The item that dimension `dim` of `view` has at `item`: what it points to where it is indirect.
const std::uint8_t* follow(const Buffer& view, int dim, const std::uint8_t* item) {
  const auto at = static_cast<std::size_t>(dim);
  if (view.suboffsets == nullptr || view.suboffsets[at] < 0) return item;
  return pointed_to(item) + view.suboffsets[at];
}

// Copies `view` from dimension `dim` on, starting at `from`, one item after the other to `out`.
void copy_in_order(const Buffer& view, int dim, const std::uint8_t* from, std::uint8_t*& out) {
  if (dim == view.ndim) {
    if (view.itemsize > 0) std::memcpy(out, from, static_cast<std::size_t>(view.itemsize));
    out += view.itemsize;
    return;
  }
  const auto at = static_cast<std::size_t>(dim);
  for (std::int64_t i = 0; i < view.shape[at]; ++i) {
    copy_in_order(view, dim + 1, follow(view, dim, from + i * view.strides[at]), out);
  }
}

// The same to where the items of dimension i lie `out_strides[i]` bytes apart.
void copy_strided(const Buffer& view, int dim, const std::uint8_t* from, std::uint8_t* out,
                  const std::int64_t* out_strides) {
  if (dim == view.ndim) {
    if (view.itemsize > 0) std::memcpy(out, from, static_cast<std::size_t>(view.itemsize));
    return;
  }
  const auto at = static_cast<std::size_t>(dim);
  for (std::int64_t i = 0; i < view.shape[at]; ++i) {
    copy_strided(view, dim + 1, follow(view, dim, from + i * view.strides[at]),
                 out + i * out_strides[at], out_strides);
  }
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
  copy_in_order(view, 0, view.pointer, out);
}

void copy_to_fortran(const Buffer& view, std::uint8_t* out) {
  if (view.shape == nullptr || is_contiguous(view, 'F')) {
    if (view.len > 0) std::memcpy(out, view.pointer, static_cast<std::size_t>(view.len));
    return;
  }
  std::array<std::int64_t, kMaxDimensions> strides{};
  std::int64_t stride = view.itemsize;
  for (std::size_t i = 0; i < static_cast<std::size_t>(view.ndim); ++i) {
    strides[i] = stride;
    stride *= view.shape[i];
  }
  copy_strided(view, 0, view.pointer, out, strides.data());
}

void AcquiredBuffer::release() {
  if (!held()) return;
  // Bytes count no exports.
  if (view_.obj->type() == ObjectType::bytes) return view_.obj.reset();
  Buffer dying = std::move(view_);
  dying.obj->releasebuffer(dying);
}

namespace {

// PyBUF_READ and PyBUF_WRITE are no requests; nobody is asked.
Result<void> check_request(Request request) {
  if (request != request::kRead && request != request::kWrite) return {};
  return fail(ExceptionType::SystemError,
              "../Objects/abstract.c:433: bad argument to internal function");
}

}  // namespace

Result<void> acquire_from(Object& exporter, Request request, AcquiredBuffer& out) {
  out.release();
  HOLDFAST_CHECK(check_request(request));
  return exporter.getbuffer(out.view_, request);
}

Result<void> acquire(const Value& exporter, Request request, AcquiredBuffer& out) {
  if (exporter.is_object()) return acquire_from(exporter.object(), request, out);
  HOLDFAST_CHECK(check_request(request));
  return type_error("a bytes-like object is required, not '{}'", exporter.type_name());
}

bool supports_buffer(const Value& value) {
  return value.is_object() && value.object().is_exporter();
}

}  // namespace holdfast::impl
