// SPDX-License-Identifier: MIT
//
// The buffer protocol. An exporter fills a Buffer, which mirrors Py_buffer field by field, and
// counts one export until it gets it back; a consumer holds an AcquiredBuffer, which gives it back
// exactly once, on whatever path. While an export is counted, the memory neither moves nor changes
// size.
//
//   consumer: acquire(value, request, AcquiredBuffer&) ... release (or the end of its scope)
//   exporter: getbuffer(view, request) ... releasebuffer(view)
#pragma once

#include <cstdint>
#include <span>
#include <utility>

#include "impl/object.h"
#include "impl/value.h"

namespace holdfast::impl {

// What a consumer asks for: PyBUF_SIMPLE and so on, any combination. An int, since a hostile one
// may be any number.
namespace request {
inline constexpr Request kSimple = 0;
inline constexpr Request kWritable = 0x1;
inline constexpr Request kFormat = 0x4;
inline constexpr Request kNd = 0x8;
inline constexpr Request kStrides = 0x10 | kNd;
inline constexpr Request kCContiguous = 0x20 | kStrides;
inline constexpr Request kFContiguous = 0x40 | kStrides;
inline constexpr Request kAnyContiguous = 0x80 | kStrides;
inline constexpr Request kIndirect = 0x100 | kStrides;
inline constexpr Request kContig = kNd | kWritable;
inline constexpr Request kContigRo = kNd;
inline constexpr Request kStrided = kStrides | kWritable;
inline constexpr Request kStridedRo = kStrides;
inline constexpr Request kRecords = kStrides | kWritable | kFormat;
inline constexpr Request kRecordsRo = kStrides | kFormat;
inline constexpr Request kFull = kIndirect | kWritable | kFormat;
inline constexpr Request kFullRo = kIndirect | kFormat;
// The two that are no requests (flags of PyMemoryView_FromMemory) and that exporters refuse.
inline constexpr Request kRead = 0x100;
inline constexpr Request kWrite = 0x200;
}  // namespace request

// The most dimensions a buffer can have (PyBUF_MAX_NDIM).
inline constexpr int kMaxDimensions = 64;

// A view of an exporter's memory; the fields of Py_buffer. Sizes and strides are in bytes, shape in
// items. What was not requested is null. `shape` and `strides` may point at the buffer's own `len`
// and `itemsize`; moving keeps that right.
struct Buffer {
  std::uint8_t* pointer = nullptr;
  Ref<Object> obj;       // to whom it is released; empty when it was not, or not any more
  std::int64_t len = 0;  // product(shape) * itemsize, contiguous or not
  std::int64_t itemsize = 1;
  bool readonly = true;
  int ndim = 1;
  const char* format = nullptr;
  const std::int64_t* shape = nullptr;
  const std::int64_t* strides = nullptr;
  const std::int64_t* suboffsets = nullptr;
  void* internal = nullptr;  // the exporter's own

  Buffer() = default;
  Buffer(Buffer&& other) noexcept { *this = std::move(other); }
  Buffer& operator=(Buffer&& other) noexcept {
    if (this == &other) return *this;
    pointer = other.pointer;
    obj = std::move(other.obj);
    len = other.len;
    itemsize = other.itemsize;
    readonly = other.readonly;
    ndim = other.ndim;
    format = other.format;
    shape = moved(other.shape, other);
    strides = moved(other.strides, other);
    suboffsets = other.suboffsets;
    internal = other.internal;
    return *this;
  }
  ~Buffer() = default;

 private:
  // Where shape or strides of a moved buffer point: an exporter of plain bytes points them at the
  // buffer's own len and itemsize.
  const std::int64_t* moved(const std::int64_t* at, const Buffer& from) const {
    if (at == &from.len) return &len;
    return at == &from.itemsize ? &itemsize : at;
  }
};

// Fills `view` for a plain run of bytes as `request` asks, owned by `obj` (PyBuffer_FillInfo):
// BufferError "Object is not writable." for kWritable on read-only memory, SystemError for kRead
// and kWrite. Counts nothing; that is the exporter's own business. CPython 3.14:
// Objects/abstract.c:PyBuffer_FillInfo.
Result<void> fill_info(Buffer& view, Object* obj, std::span<std::uint8_t> memory, bool readonly,
                       Request request);

// The pointer stored at `memory`: where an item with a suboffset is.
std::uint8_t* pointed_to(const std::uint8_t* memory);

// Whether the buffer is contiguous in `order`: 'C', 'F' (Fortran) or 'A' (either).
// CPython 3.14: Objects/abstract.c:PyBuffer_IsContiguous.
bool is_contiguous(const Buffer& view, char order);

// Copies the items of any buffer into `out`, `view.len` bytes, in C order. Needs full information
// where the buffer is not contiguous. CPython 3.14: PyBuffer_ToContiguous with order 'C'.
void copy_to(const Buffer& view, std::uint8_t* out);
// The same in Fortran order: the first dimension varies fastest. Needs full information, and at
// most kMaxDimensions dimensions.
void copy_to_fortran(const Buffer& view, std::uint8_t* out);

// A consumer's buffer: move-only, releases exactly once.
class AcquiredBuffer {
 public:
  AcquiredBuffer() = default;
  AcquiredBuffer(AcquiredBuffer&& other) noexcept = default;
  AcquiredBuffer& operator=(AcquiredBuffer&& other) noexcept {
    release();
    view_ = std::move(other.view_);
    return *this;
  }
  ~AcquiredBuffer() { release(); }

  // True until it is released.
  [[nodiscard]] bool held() const { return static_cast<bool>(view_.obj); }
  [[nodiscard]] const Buffer& view() const { return view_; }
  // The memory of a buffer requested contiguous.
  [[nodiscard]] std::span<const std::uint8_t> bytes() const {
    return {view_.pointer, static_cast<std::size_t>(view_.len)};
  }
  // Gives the buffer back to its exporter, which may run any code (__release_buffer__); nothing the
  // second time.
  void release();

 private:
  friend class MemoryView;
  friend Result<void> acquire_from(Object& exporter, Request request, AcquiredBuffer& out);
  Buffer view_;
};

// Asks `exporter` for a buffer (PyObject_GetBuffer). TypeError "a bytes-like object is required,
// not 'int'" when it exports none, SystemError for kRead and kWrite, else whatever the exporter
// raises. The buffer is made where it stays, in `out`, which gives back what it had before.
Result<void> acquire_from(Object& exporter, Request request, AcquiredBuffer& out);
Result<void> acquire(const Value& exporter, Request request, AcquiredBuffer& out);

// True when the value's type offers buffers at all (PyObject_CheckBuffer).
bool supports_buffer(const Value& value);

}  // namespace holdfast::impl
