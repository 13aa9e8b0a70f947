// SPDX-License-Identifier: MIT
//
// Python's memoryview. All views that come from one acquisition share its ManagedBuffer: the
// exporter counts one export for it, however many views there are, until the last of them is
// released. A view counts the buffers that consumers acquired from the view itself, and is not
// released before they are.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "impl/buffer.h"
#include "impl/object.h"
#include "impl/scalar.h"
#include "impl/sequence.h"
#include "impl/value.h"
#include "impl/weak_reference.h"

namespace holdfast::impl {

// The buffer shared by all views of one acquisition.
class ManagedBuffer final : public Object {
 public:
  static constexpr ObjectType kType = ObjectType::managed_buffer;
  [[nodiscard]] const char* type_name() const override { return "managedbuffer"; }

  [[nodiscard]] const Buffer& view() const { return buffer_.view(); }
  // How many unreleased views share it.
  [[nodiscard]] std::int64_t views() const { return views_; }
  // Which acquisition this is: no two of a thread bear the same number, addresses are used again.
  [[nodiscard]] std::uint64_t serial() const { return serial_; }

 private:
  friend class MemoryView;
  template <typename T, typename... P>
  friend Ref<T> try_make(P&&... parameters);
  ManagedBuffer() : Object(kType), serial_(++last_serial_) {}
  AcquiredBuffer buffer_;
  std::int64_t views_ = 0;
  std::uint64_t serial_;
  static inline thread_local std::uint64_t last_serial_ = 0;
};

class MemoryView final : public Object, public WeaklyReferable {
 public:
  static constexpr ObjectType kType = ObjectType::memoryview;

  // memoryview(exporter): shares the managed buffer of another view, else acquires one with
  // `request`. TypeError "memoryview: a bytes-like object is required, not 'int'"; whatever the
  // exporter raises. CPython 3.14: Objects/memoryobject.c:PyMemoryView_FromObjectAndFlags.
  static Result<Ref<MemoryView>> of(const Value& exporter, Request request = request::kFullRo);
  static Result<Ref<MemoryView>> of(Object& exporter, Request request = request::kFullRo);

  // exporter.__buffer__(request): a view by an acquisition of its own, also of another view, whose
  // exports it then counts among. CPython 3.14: _PyMemoryView_FromBufferProc.
  static Result<Ref<MemoryView>> by_buffer_method(Object& exporter, Request request);

  // Gives the buffer back when this is the last view of it; nothing the second time. BufferError
  // "memoryview has 1 exported buffer" while somebody holds a buffer of this view.
  Result<void> release();

  // ValueError "operation forbidden on released memoryview object".
  [[nodiscard]] Result<void> check_released() const;

  // Whether the items lie side by side in `order`: 'C', 'F' (Fortran) or 'A' (either).
  [[nodiscard]] bool contiguous(char order) const;

  // len(view): the first dimension.
  Result<std::int64_t> length() override;
  // view[index] of a one-dimensional view; IndexError "index out of bounds on dimension 1".
  Result<Value> at(std::int64_t index);
  // view[index] = value, converted by the view's format; may run __index__.
  Result<void> set(std::int64_t index, const Value& value);
  // view[slice], a view of the same managed buffer; converting the slice may run __index__.
  Result<Ref<MemoryView>> slice(const Slice& slice);
  // view[slice] = the buffer of `source`, which may overlap; equal format and shape required.
  Result<void> assign_slice(const Slice& slice, const Value& source);
  // view[key] and view[key] = value for any key: an integer, a slice, a tuple, Ellipsis.
  Result<Value> subscript(const Value& key);
  Result<void> assign(const Value& key, const Value& value);
  // What iter(view) checks, and how many items it then gives.
  [[nodiscard]] Result<std::int64_t> iterable_length() const;
  // del view[key], which is always refused: TypeError "cannot delete memory".
  [[nodiscard]] Result<void> check_delete() const;
  // cast(format) and, with `shape` (not null: a list or tuple), cast(format, shape): a view of the
  // same memory. TypeError where the view is not C-contiguous, neither format is one of bytes,
  // sizes do not fit, or the cast is not between one dimension and many; ValueError for other
  // formats.
  Result<Ref<MemoryView>> cast(const class Str& format, const Value* shape);
  // toreadonly().
  Result<Ref<MemoryView>> to_readonly();

  // tobytes(order): 'C', 'F' or 'A'.
  Result<Value> to_bytes(char order = 'C');
  // tolist(): the items in lists, one in another for each dimension; an item for no dimensions.
  Result<Value> to_list();
  // hex(sep, bytes_per_sep); `separator` may be null.
  Result<Value> to_hex(const Value* separator, int group);
  // count(value), index(value, start, stop) and `value in view`. ValueError "memoryview.index(x): x
  // not found"; NotImplementedError for more than one dimension.
  Result<std::int64_t> count(const Value& value);
  Result<std::int64_t> index_of(const Value& value, std::int64_t start, std::int64_t stop);
  Result<bool> contains(const Value& value);

  // view == other: equal shape and equal items, by value: formats may differ, those that the struct
  // module does not know equal nothing. A released view equals itself alone; what exports no buffer
  // is not equal. Acquiring the buffer of `other` may run foreign code. MemoryError.
  Result<bool> equals(const Value& other);
  // hash(view): that of its bytes, computed once, then remembered even when the view is released.
  // ValueError where the view is writable or its format is not one of bytes; whatever hash(obj)
  // raises.
  Result<std::int64_t> hash() override;
  // The exporter; None when the view has none.
  Result<Value> obj();

  // Observation, for harnesses: nothing here can change the object, or fail. All but released() and
  // exports() are for views that are not released.
  [[nodiscard]] bool released() const { return released_; }
  // Buffers that consumers acquired from this view and still hold.
  [[nodiscard]] std::int64_t exports() const { return exports_; }
  [[nodiscard]] bool readonly() const { return view_.readonly; }
  [[nodiscard]] const char* format() const { return view_.format; }
  [[nodiscard]] std::int64_t itemsize() const { return view_.itemsize; }
  [[nodiscard]] int ndim() const { return view_.ndim; }
  [[nodiscard]] std::span<const std::int64_t> shape() const { return dimensions(view_.shape); }
  [[nodiscard]] std::span<const std::int64_t> strides() const { return dimensions(view_.strides); }
  // Empty when there are none.
  [[nodiscard]] std::span<const std::int64_t> suboffsets() const {
    return dimensions(view_.suboffsets);
  }
  // product(shape) * itemsize.
  [[nodiscard]] std::int64_t nbytes() const { return view_.len; }
  // Where the first item is.
  [[nodiscard]] const std::uint8_t* address() const { return view_.pointer; }
  // Which object it shows (null: none), and by which acquisition.
  [[nodiscard]] const Object* base() const {
    return managed_ ? managed_->view().obj.get() : nullptr;
  }
  // Whether it was made from `object`; a released view remembers.
  [[nodiscard]] bool is_of(const Object& object) const { return exporter_ == object.serial(); }
  [[nodiscard]] const ManagedBuffer* managed() const { return managed_.get(); }
  // Copies the items in C order into `out`, nbytes() bytes.
  void copy_contents(std::uint8_t* out) const { copy_to(view_, out); }

  // What hash() remembers; nothing before it was first asked.
  [[nodiscard]] std::optional<std::int64_t> remembered_hash() const { return hash_; }

  // The view as a buffer, with full information.
  [[nodiscard]] const Buffer& view() const { return view_; }

  [[nodiscard]] const char* type_name() const override { return "memoryview"; }
  [[nodiscard]] WeaklyReferable* weakly_referable() override { return this; }
  [[nodiscard]] bool is_exporter() const override { return true; }
  Result<void> getbuffer(Buffer& view, Request request) override;
  void releasebuffer(Buffer& view) override;
  [[nodiscard]] bool is_iterable() const override { return true; }
  Result<Ref<Object>> iter() override;
  Result<std::int64_t> length_hint() override { return length(); }
  [[nodiscard]] bool has_length() const override { return true; }

 private:
  template <typename T, typename... P>
  friend Ref<T> try_make(P&&... parameters);
  MemoryView() : Object(kType) {}
  ~MemoryView() override;

  static Result<Ref<MemoryView>> add_view(const Ref<ManagedBuffer>& managed, const Buffer& source);
  [[nodiscard]] std::span<const std::int64_t> dimensions(const std::int64_t* values) const {
    return {values, values == nullptr ? 0 : static_cast<std::size_t>(view_.ndim)};
  }
  void let_go();
  static Result<Ref<MemoryView>> add_view(const Ref<ManagedBuffer>& managed, const Buffer& source,
                                          int ndim);
  // The letter of a format of one letter; NotImplementedError for any other.
  [[nodiscard]] Result<char> item_letter() const;
  [[nodiscard]] std::optional<Value> number_at(std::int64_t index) const;
  Result<std::uint8_t*> item_address(std::int64_t index, int dimension, std::uint8_t* from) const;
  Result<std::uint8_t*> item_address(const Tuple& indices) const;
  Result<Scalar> scalar_at(const std::uint8_t* item, char letter) const;
  Result<Value> unpack_item(const std::uint8_t* item, char letter) const;
  Result<void> pack_item(std::uint8_t* item, const Value& value, char letter);
  [[nodiscard]] Result<Value> list_of(int dimension, const std::uint8_t* from, char letter) const;
  Result<void> cast_to_bytes_or_back(const Str& format);
  Result<void> cast_to_shape(std::span<const Value> shape);

  [[nodiscard]] std::uint64_t own_serial() const override { return serial_; }

  std::uint64_t serial_ = next_serial();
  Ref<ManagedBuffer> managed_;
  Buffer view_;  // its obj is always empty: the managed buffer owns the acquisition
  Block more_dimensions_;
  std::array<std::int64_t, 3> one_dimension_{};
  std::int64_t* dimensions_ = one_dimension_.data();  // shape, strides, suboffsets, ndim of each
  std::uint64_t exporter_ = 0;
  std::int64_t exports_ = 0;
  std::optional<std::int64_t> hash_;
  bool released_ = false;
};

}  // namespace holdfast::impl
