// SPDX-License-Identifier: MIT
//
// The attributes of an instance, as far as the library makes any: the `_finalizing` that CPython
// leaves in a BytesIO whose __del__ has run, which its __getstate__ then shows.
#pragma once

#include "impl/object.h"
#include "impl/value.h"

namespace holdfast::impl {

class Dict final : public Object {
 public:
  static constexpr ObjectType kType = ObjectType::dict;

  // {'_finalizing': True}; MemoryError when there is no memory.
  static Result<Ref<Dict>> create() { return make<Dict>(); }

  [[nodiscard]] const char* type_name() const override { return "dict"; }

 private:
  template <typename T, typename... P>
  friend Ref<T> try_make(P&&... parameters);
  Dict() : Object(kType) {}
};

}  // namespace holdfast::impl
