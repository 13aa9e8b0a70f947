// SPDX-License-Identifier: MIT
//
// What an object that takes part in no protocol answers, and where objects live.
#include "impl/object.h"

#include <bit>

#include "impl/buffer.h"
#include "impl/value.h"

namespace holdfast::impl {

void* Object::operator new(std::size_t size, const std::nothrow_t&) noexcept {
  void* room = memory::allocate(size);
  if (room != nullptr) memory::count_object(1);
  return room;
}

void Object::operator delete(void* object, std::size_t size) noexcept {
  memory::count_object(-1);
  memory::release(object, size);
}

// Only for a constructor that throws, and none does.
void Object::operator delete(void* /*object*/, const std::nothrow_t&) noexcept {}

std::uint64_t next_serial() noexcept {
  constinit static thread_local std::uint64_t last = 0;
  return ++last;
}

Result<void> Object::getbuffer(Buffer& /*view*/, Request /*request*/) {
  return type_error("a bytes-like object is required, not '{}'", type_name());
}

void Object::releasebuffer(Buffer& /*view*/) {}

Result<Value> Object::index() {
  return type_error("'{}' object cannot be interpreted as an integer", type_name());
}

Result<Ref<Object>> Object::iter() {
  return type_error("'{}' object is not iterable", type_name());
}

Result<bool> Object::next(Value& /*item*/) {
  return type_error("'{}' object is not an iterator", type_name());
}

Result<std::int64_t> Object::length_hint() { return -1; }

Result<std::int64_t> Object::length() {
  return type_error("object of type '{}' has no len()", type_name());
}

Result<std::int64_t> Object::hash() {
  // A class with an __eq__ of its own has no hash.
  if (has_equality()) return type_error("unhashable type: '{}'", type_name());
  return static_cast<std::int64_t>(std::bit_cast<std::uintptr_t>(this) >> 4U);
}

Result<bool> Object::equal_to(const Value& /*other*/) { return false; }

Result<Value> Object::repr() { return Value::none(); }

const char* Value::type_name() const {
  switch (kind_) {
    case Kind::none:
      return "NoneType";
    case Kind::boolean:
      return "bool";
    case Kind::integer:
      return "int";
    case Kind::real:
      return "float";
    case Kind::ellipsis:
      return "ellipsis";
    case Kind::object:
      return object_->type_name();
  }
  return "";
}

}  // namespace holdfast::impl
