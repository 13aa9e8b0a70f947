// SPDX-License-Identifier: MIT
//
// A value: what methods take and return. 16 bytes; None, booleans, integers of 64 bits, floats and
// Ellipsis live inside it, everything else is an object it shares.
#pragma once

#include <cstdint>

#include "impl/object.h"

namespace holdfast::impl {

class Value {
 public:
  enum class Kind : std::uint8_t { none, boolean, integer, real, ellipsis, object };

  Value() = default;  // None
  static Value none() { return {}; }
  static Value boolean(bool truth) {
    Value value;
    value.kind_ = Kind::boolean;
    value.integer_ = truth ? 1 : 0;
    return value;
  }
  static Value integer(std::int64_t number) {
    Value value;
    value.kind_ = Kind::integer;
    value.integer_ = number;
    return value;
  }
  static Value real(double number) {
    Value value;
    value.kind_ = Kind::real;
    value.real_ = number;
    return value;
  }
  static Value ellipsis() {
    Value value;
    value.kind_ = Kind::ellipsis;
    return value;
  }
  // An object; the Ref must not be empty.
  template <typename T>
  Value(Ref<T> object)  // NOLINT(google-explicit-constructor)
      : object_(object.detach()), kind_(Kind::object) {}
  // Shares an object that the caller, too, keeps.
  static Value share(Object& object) { return Ref<Object>::share(&object); }

  Value(const Value& other) : integer_(other.integer_), kind_(other.kind_) {
    copy_payload(other);
    if (kind_ == Kind::object) object_->add_reference();
  }
  Value(Value&& other) noexcept : integer_(0), kind_(other.kind_) {
    copy_payload(other);
    other.kind_ = Kind::none;
  }
  Value& operator=(Value other) noexcept {
    swap(other);
    return *this;
  }
  ~Value() {
    if (kind_ == Kind::object) object_->drop_reference();
  }
  void swap(Value& other) noexcept {
    Value kept(std::move(other));
    other.kind_ = kind_;
    other.copy_payload(*this);
    kind_ = kept.kind_;
    copy_payload(kept);
    kept.kind_ = Kind::none;
  }

  [[nodiscard]] Kind kind() const { return kind_; }
  [[nodiscard]] bool is_none() const { return kind_ == Kind::none; }
  [[nodiscard]] bool is_object() const { return kind_ == Kind::object; }
  // True for int and bool values that fit 64 bits; integer() is then the number.
  [[nodiscard]] bool is_integer() const { return kind_ == Kind::integer || kind_ == Kind::boolean; }

  // The contents; each only for its own kind.
  [[nodiscard]] std::int64_t integer() const { return integer_; }
  [[nodiscard]] double real() const { return real_; }
  [[nodiscard]] Object& object() const { return *object_; }

  // The object when it is a T, else null: value.as<ByteArray>().
  template <typename T>
  [[nodiscard]] T* as() const {
    return kind_ == Kind::object && object_->type() == T::kType ? static_cast<T*>(object_)
                                                                : nullptr;
  }

  // Python's name of the value's type ("int", "NoneType", "bytearray").
  [[nodiscard]] const char* type_name() const;

 private:
  void copy_payload(const Value& other) {
    switch (kind_) {
      case Kind::object:
        object_ = other.object_;
        break;
      case Kind::real:
        real_ = other.real_;
        break;
      default:
        integer_ = other.integer_;
    }
  }

  union {
    std::int64_t integer_ = 0;  // integer, boolean
    double real_;
    Object* object_;
  };
  Kind kind_ = Kind::none;
};
static_assert(sizeof(Value) == 16);

}  // namespace holdfast::impl
