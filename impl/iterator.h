// SPDX-License-Identifier: MIT
//
// The iterators of the library's own types. One class per Python type, all seen through this
// interface, because an iterator can be asked for its length hint, be set to a position, and
// pickled.
#pragma once

#include <cstdint>

#include "impl/object.h"
#include "impl/value.h"

namespace holdfast::impl {

class Iterator : public Object {
 public:
  static constexpr ObjectType kType = ObjectType::iterator;

  // next(iterator): true and `item` set, or false at the end (StopIteration).
  Result<bool> next(Value& item) override = 0;
  // Whether the type has __length_hint__, __setstate__ and a __reduce__ of its own.
  [[nodiscard]] virtual bool has_state() const { return true; }
  // __setstate__(state): continue from that position.
  virtual Result<void> set_state(const Value& state);
  // __reduce__(): how to pickle the iterator.
  virtual Result<Value> reduce();
  // The index of the next item, and the object iterated over; empty after the end.
  [[nodiscard]] virtual std::int64_t position() const = 0;
  [[nodiscard]] virtual const Object* iterated() const = 0;

  [[nodiscard]] bool is_iterable() const override { return true; }
  Result<Ref<Object>> iter() override { return Ref<Object>::share(this); }

 protected:
  Iterator() : Object(kType) {}
};

}  // namespace holdfast::impl
