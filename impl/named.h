// SPDX-License-Identifier: MIT
//
// A class or builtin function as a value: what __reduce__ names as the callable to unpickle with.
#pragma once

#include "impl/object.h"
#include "impl/value.h"

namespace holdfast::impl {

class Named final : public Object {
 public:
  static constexpr ObjectType kType = ObjectType::type;

  // `name` outlives the object: "bytearray", "iter". MemoryError when there is no memory.
  static Result<Ref<Named>> create(const char* name) { return make<Named>(name); }

  [[nodiscard]] const char* name() const { return name_; }
  [[nodiscard]] const char* type_name() const override { return "type"; }

 private:
  template <typename T, typename... P>
  friend Ref<T> try_make(P&&... parameters);
  explicit Named(const char* name) : Object(kType), name_(name) {}
  const char* name_;
};

}  // namespace holdfast::impl
