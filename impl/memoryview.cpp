// SPDX-License-Identifier: MIT
//
// memoryview: acquisition, sharing and release. The one rule that keeps memory safe is that a view
// holds its managed buffer, and the managed buffer its export, as long as anything may still read
// through it; whatever may run foreign code checks afterwards whether the view was released
// meanwhile.
#include "impl/memoryview.h"

#include <algorithm>

#include "impl/iterators.h"

namespace holdfast::impl {

MemoryView::~MemoryView() { let_go(); }

void MemoryView::let_go() {
  if (released_ || !managed_) return;
  released_ = true;
  if (--managed_->views_ == 0) {
    // Releasing may run foreign code, which may drop the last reference to the managed buffer.
    const Ref<ManagedBuffer> kept = managed_;
    kept->buffer_.release();
  }
}

// A view with room for `ndim` dimensions and what all views of an acquisition share; its layout is
// still to be filled in. CPython: mbuf_add_incomplete_view.
Result<Ref<MemoryView>> MemoryView::add_view(const Ref<ManagedBuffer>& managed,
                                             const Buffer& source, int ndim) {
  HOLDFAST_TRY(auto view, make<MemoryView>());
  if (ndim > 1) {
    if (!view->more_dimensions_.resize(3 * static_cast<std::size_t>(ndim) * sizeof(std::int64_t))) {
      return memory_error();
    }
    view->dimensions_ =
        static_cast<std::int64_t*>(static_cast<void*>(view->more_dimensions_.data()));
  }
  Buffer& target = view->view_;
  target.pointer = source.pointer;
  target.len = source.len;
  target.itemsize = source.itemsize;
  target.readonly = source.readonly;
  target.ndim = ndim;
  target.format = source.format != nullptr ? source.format : "B";
  target.internal = source.internal;
  view->managed_ = managed;
  if (const Object* exporter = managed->view().obj.get()) view->exporter_ = exporter->serial();
  ++managed->views_;
  return view;
}

// A view of what `source` describes; what was not requested is made up. CPython: mbuf_add_view.
Result<Ref<MemoryView>> MemoryView::add_view(const Ref<ManagedBuffer>& managed,
                                             const Buffer& source) {
  if (source.ndim > kMaxDimensions) {
    return value_error("memoryview: number of dimensions must not exceed 64");
  }
  HOLDFAST_TRY(auto view, add_view(managed, source, source.ndim));
  const auto ndim = static_cast<std::size_t>(source.ndim);
  if (ndim == 0) return view;
  Buffer& target = view->view_;
  std::int64_t* shape = view->dimensions_;
  if (source.shape != nullptr) {
    std::copy_n(source.shape, ndim, shape);
  } else {
    shape[0] = source.itemsize > 0 ? source.len / source.itemsize : 0;
  }
  target.shape = shape;
  std::int64_t* strides = shape + ndim;
  if (source.strides != nullptr) {
    std::copy_n(source.strides, ndim, strides);
  } else {
    std::int64_t stride = source.itemsize;
    for (std::size_t i = ndim; i-- > 0; stride *= shape[i]) strides[i] = stride;
  }
  target.strides = strides;
  if (source.suboffsets != nullptr) {
    std::copy_n(source.suboffsets, ndim, strides + ndim);
    target.suboffsets = strides + ndim;
  }
  return view;
}

Result<Ref<MemoryView>> MemoryView::of(const Value& exporter, Request request) {
  if (!exporter.is_object()) {
    return type_error("memoryview: a bytes-like object is required, not '{}'",
                      exporter.type_name());
  }
  return of(exporter.object(), request);
}

Result<Ref<MemoryView>> MemoryView::of(Object& exporter, Request request) {
  if (exporter.type() == ObjectType::memoryview) {
    const auto& other = static_cast<const MemoryView&>(exporter);
    HOLDFAST_CHECK(other.check_released());
    return add_view(other.managed_, other.view_);
  }
  if (!exporter.is_exporter()) {
    return type_error("memoryview: a bytes-like object is required, not '{}'",
                      exporter.type_name());
  }
  HOLDFAST_TRY(const auto managed, make<ManagedBuffer>());
  HOLDFAST_CHECK(acquire_from(exporter, request, managed->buffer_));
  return add_view(managed, managed->buffer_.view());
}

Result<Ref<MemoryView>> MemoryView::by_buffer_method(Object& exporter, Request request) {
  HOLDFAST_TRY(const auto managed, make<ManagedBuffer>());
  HOLDFAST_CHECK(exporter.getbuffer(managed->buffer_.view_, request));
  return add_view(managed, managed->buffer_.view());
}

Result<void> MemoryView::release() {
  if (released_) return {};
  if (exports_ > 0) {
    return fail(ExceptionType::BufferError, "memoryview has {} exported buffer{}", exports_,
                exports_ == 1 ? "" : "s");
  }
  let_go();
  return {};
}

Result<void> MemoryView::check_released() const {
  if (released_) return value_error("operation forbidden on released memoryview object");
  return {};
}

bool MemoryView::contiguous(char order) const {
  if (view_.suboffsets != nullptr) return false;
  if (view_.ndim == 1) return view_.shape[0] == 1 || view_.strides[0] == view_.itemsize;
  return is_contiguous(view_, order);
}

Result<void> MemoryView::getbuffer(Buffer& view, Request request) {
  HOLDFAST_CHECK(check_released());
  const auto asks = [request](Request what) { return (request & what) == what; };
  const auto refuse = [](const char* why) { return fail(ExceptionType::BufferError, why); };
  if (asks(request::kWritable) && view_.readonly) {
    return refuse("memoryview: underlying buffer is not writable");
  }
  if (asks(request::kCContiguous) && !contiguous('C')) {
    return refuse("memoryview: underlying buffer is not C-contiguous");
  }
  if (asks(request::kFContiguous) && !contiguous('F')) {
    return refuse("memoryview: underlying buffer is not Fortran contiguous");
  }
  if (asks(request::kAnyContiguous) && !contiguous('A')) {
    return refuse("memoryview: underlying buffer is not contiguous");
  }
  if (!asks(request::kIndirect) && view_.suboffsets != nullptr) {
    return refuse("memoryview: underlying buffer requires suboffsets");
  }
  if (!asks(request::kStrides) && !contiguous('C')) {
    return refuse("memoryview: underlying buffer is not C-contiguous");
  }
  if (!asks(request::kNd) && asks(request::kFormat)) {
    return refuse("memoryview: cannot cast to unsigned bytes if the format flag is present");
  }
  view.pointer = view_.pointer;
  view.len = view_.len;
  view.itemsize = view_.itemsize;
  view.readonly = view_.readonly;
  view.ndim = asks(request::kNd) ? view_.ndim : 1;
  view.format = asks(request::kFormat) ? view_.format : nullptr;
  view.shape = asks(request::kNd) ? view_.shape : nullptr;
  view.strides = asks(request::kStrides) ? view_.strides : nullptr;
  view.suboffsets = view_.suboffsets;
  view.internal = view_.internal;
  view.obj = Ref<Object>::share(this);
  ++exports_;
  return {};
}

void MemoryView::releasebuffer(Buffer& /*view*/) { --exports_; }

Result<std::int64_t> MemoryView::length() {
  HOLDFAST_CHECK(check_released());
  if (view_.ndim == 0) return type_error("0-dim memory has no length");
  return view_.shape[0];
}

Result<Value> MemoryView::obj() {
  HOLDFAST_CHECK(check_released());
  Object* exporter = managed_->view().obj.get();
  if (exporter == nullptr) return Value::none();
  return Value::share(*exporter);
}

Result<Ref<Object>> MemoryView::iter() { return make_memory_iterator(*this); }

}  // namespace holdfast::impl
