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
Result<MemoryView*> usable(Object* self, const Arguments& arguments, const char* name) {
  HOLDFAST_CHECK(take_operands(arguments, name, 0));
  auto* view = static_cast<MemoryView*>(self);
  HOLDFAST_CHECK(view->check_released());
  return view;
}

Result<Value> tuple_of(std::span<const std::int64_t> numbers) {
  HOLDFAST_TRY(auto tuple, Tuple::create());
  for (const std::int64_t number : numbers) HOLDFAST_CHECK(tuple->append(Value::integer(number)));
  return Value(std::move(tuple));
}

Result<Value> obj(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(MemoryView * view, usable(self, arguments, "obj"));
  return view->obj();
}

Result<Value> nbytes(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const MemoryView* view, usable(self, arguments, "nbytes"));
  return Value::integer(view->nbytes());
}

Result<Value> readonly(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const MemoryView* view, usable(self, arguments, "readonly"));
  return Value::boolean(view->readonly());
}

Result<Value> itemsize(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const MemoryView* view, usable(self, arguments, "itemsize"));
  return Value::integer(view->itemsize());
}

Result<Value> format(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const MemoryView* view, usable(self, arguments, "format"));
  HOLDFAST_TRY(auto text, Str::create(view->format()));
  return Value(std::move(text));
}

Result<Value> ndim(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const MemoryView* view, usable(self, arguments, "ndim"));
  return Value::integer(view->ndim());
}

Result<Value> shape(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const MemoryView* view, usable(self, arguments, "shape"));
  return tuple_of(view->shape());
}

Result<Value> strides(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const MemoryView* view, usable(self, arguments, "strides"));
  return tuple_of(view->strides());
}

Result<Value> suboffsets(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const MemoryView* view, usable(self, arguments, "suboffsets"));
  return tuple_of(view->suboffsets());
}

Result<Value> c_contiguous(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const MemoryView* view, usable(self, arguments, "c_contiguous"));
  return Value::boolean(view->contiguous('C'));
}

Result<Value> f_contiguous(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const MemoryView* view, usable(self, arguments, "f_contiguous"));
  return Value::boolean(view->contiguous('F'));
}

Result<Value> contiguous(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const MemoryView* view, usable(self, arguments, "contiguous"));
  return Value::boolean(view->contiguous('A'));
}

constexpr std::array kAttributes = {
    Method{"obj", obj},
    Method{"nbytes", nbytes},
    Method{"readonly", readonly},
    Method{"itemsize", itemsize},
    Method{"format", format},
    Method{"ndim", ndim},
    Method{"shape", shape},
    Method{"strides", strides},
    Method{"suboffsets", suboffsets},
    Method{"c_contiguous", c_contiguous},
    Method{"f_contiguous", f_contiguous},
    Method{"contiguous", contiguous},
};

}  // namespace

std::span<const Method> memoryview_attributes() { return kAttributes; }

}  // namespace holdfast::impl
