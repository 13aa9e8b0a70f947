// SPDX-License-Identifier: MIT
//
// Python's complex, as far as struct gives it: two floats, to be looked at.
#pragma once

#include "impl/object.h"

namespace holdfast::impl {

class Complex final : public Object {
 public:
  static constexpr ObjectType kType = ObjectType::complex;

  // complex(real, imaginary); MemoryError when there is no memory.
  static Result<Ref<Complex>> create(double real, double imaginary) {
    return make<Complex>(real, imaginary);
  }

  [[nodiscard]] double real() const { return real_; }
  [[nodiscard]] double imaginary() const { return imaginary_; }
  [[nodiscard]] const char* type_name() const override { return "complex"; }

 private:
  template <typename T, typename... P>
  friend Ref<T> try_make(P&&... parameters);
  Complex(double real, double imaginary) : Object(kType), real_(real), imaginary_(imaginary) {}
  double real_;
  double imaginary_;
};

}  // namespace holdfast::impl
