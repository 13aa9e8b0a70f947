// SPDX-License-Identifier: MIT
//
// memoryview by Python's names: attributes, each refused when the view is released.
#include <array>

#include "impl/arguments.h"
#include "impl/memoryview.h"
#include "impl/methods.h"
#include "impl/sequence.h"
#include "impl/str.h"

namespace holdfast::impl {
namespace {

// The view that an attribute is read of.
Result<MemoryView*> usable(Object* self) {
  auto* view = static_cast<MemoryView*>(self);
  HOLDFAST_CHECK(view->check_released());
  return view;
}

Result<Value> tuple_of(std::span<const std::int64_t> numbers) {
  HOLDFAST_TRY(auto tuple, Tuple::create());
  for (const std::int64_t number : numbers) HOLDFAST_CHECK(tuple->append(Value::integer(number)));
  return Value(std::move(tuple));
}

Result<Value> obj(Object* self, const Arguments& /*arguments*/) {
  HOLDFAST_TRY(MemoryView * view, usable(self));
  return view->obj();
}

Result<Value> nbytes(Object* self, const Arguments& /*arguments*/) {
  HOLDFAST_TRY(const MemoryView* view, usable(self));
  return Value::integer(view->nbytes());
}

Result<Value> readonly(Object* self, const Arguments& /*arguments*/) {
  HOLDFAST_TRY(const MemoryView* view, usable(self));
  return Value::boolean(view->readonly());
}

Result<Value> itemsize(Object* self, const Arguments& /*arguments*/) {
  HOLDFAST_TRY(const MemoryView* view, usable(self));
  return Value::integer(view->itemsize());
}

Result<Value> format(Object* self, const Arguments& /*arguments*/) {
  HOLDFAST_TRY(const MemoryView* view, usable(self));
  HOLDFAST_TRY(auto text, Str::create(view->format()));
  return Value(std::move(text));
}

Result<Value> ndim(Object* self, const Arguments& /*arguments*/) {
  HOLDFAST_TRY(const MemoryView* view, usable(self));
  return Value::integer(view->ndim());
}

Result<Value> shape(Object* self, const Arguments& /*arguments*/) {
  HOLDFAST_TRY(const MemoryView* view, usable(self));
  return tuple_of(view->shape());
}

Result<Value> strides(Object* self, const Arguments& /*arguments*/) {
  HOLDFAST_TRY(const MemoryView* view, usable(self));
  return tuple_of(view->strides());
}

Result<Value> suboffsets(Object* self, const Arguments& /*arguments*/) {
  HOLDFAST_TRY(const MemoryView* view, usable(self));
  return tuple_of(view->suboffsets());
}

Result<Value> c_contiguous(Object* self, const Arguments& /*arguments*/) {
  HOLDFAST_TRY(const MemoryView* view, usable(self));
  return Value::boolean(view->contiguous('C'));
}

Result<Value> f_contiguous(Object* self, const Arguments& /*arguments*/) {
  HOLDFAST_TRY(const MemoryView* view, usable(self));
  return Value::boolean(view->contiguous('F'));
}

Result<Value> contiguous(Object* self, const Arguments& /*arguments*/) {
  HOLDFAST_TRY(const MemoryView* view, usable(self));
  return Value::boolean(view->contiguous('A'));
}

constexpr std::array kAttributes = {
    operation<"obj", 0, obj>(),
    operation<"nbytes", 0, nbytes>(),
    operation<"readonly", 0, readonly>(),
    operation<"itemsize", 0, itemsize>(),
    operation<"format", 0, format>(),
    operation<"ndim", 0, ndim>(),
    operation<"shape", 0, shape>(),
    operation<"strides", 0, strides>(),
    operation<"suboffsets", 0, suboffsets>(),
    operation<"c_contiguous", 0, c_contiguous>(),
    operation<"f_contiguous", 0, f_contiguous>(),
    operation<"contiguous", 0, contiguous>(),
};

}  // namespace

std::span<const Method> memoryview_attributes() { return kAttributes; }

}  // namespace holdfast::impl
