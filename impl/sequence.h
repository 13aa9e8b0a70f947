// SPDX-License-Identifier: MIT
//
// Python's tuple, list and slice, as far as the buffer types take and give them.
#pragma once

#include <cstdint>
#include <span>
#include <utility>

#include "impl/array.h"
#include "impl/object.h"
#include "impl/value.h"

namespace holdfast::impl {

// What tuple and list share: items in order, iteration, a length.
class Sequence : public Object {
 public:
  [[nodiscard]] std::span<const Value> items() const { return items_.items(); }
  // Appends an item; for whoever makes the object, before anybody else sees it.
  Result<void> append(Value item);
  Result<void> reserve(std::size_t count);
  // Appends make(0) to make(count - 1), for which reserve() has made room.
  template <typename Make>
  void extend_reserved(std::size_t count, Make&& make) {
    items_.extend_reserved(count, std::forward<Make>(make));
  }

  [[nodiscard]] bool is_iterable() const override { return true; }
  Result<Ref<Object>> iter() override;
  Result<std::int64_t> length_hint() override { return length(); }
  [[nodiscard]] bool has_length() const override { return true; }
  Result<std::int64_t> length() override { return static_cast<std::int64_t>(items_.size()); }

 protected:
  explicit Sequence(ObjectType type) : Object(type) {}
  Array<Value> items_;
};

class Tuple final : public Sequence {
 public:
  static constexpr ObjectType kType = ObjectType::tuple;
  // A tuple of these values; MemoryError when there is no memory.
  static Result<Ref<Tuple>> create(std::span<const Value> items = {});
  [[nodiscard]] const char* type_name() const override { return "tuple"; }
  // TypeError where an item has none, the first in order.
  Result<std::int64_t> hash() override;

 private:
  template <typename T, typename... P>
  friend Ref<T> try_make(P&&... parameters);
  Tuple() : Sequence(kType) {}
};

class List final : public Sequence {
 public:
  static constexpr ObjectType kType = ObjectType::list;
  // A list of these values; MemoryError when there is no memory.
  static Result<Ref<List>> create(std::span<const Value> items = {});
  [[nodiscard]] const char* type_name() const override { return "list"; }
  Result<std::int64_t> hash() override { return type_error("unhashable type: 'list'"); }

 private:
  template <typename T, typename... P>
  friend Ref<T> try_make(P&&... parameters);
  List() : Sequence(kType) {}
};

// slice(start, stop, step): any values; converted when it is used.
class Slice final : public Object {
 public:
  static constexpr ObjectType kType = ObjectType::slice;
  // MemoryError when there is no memory.
  static Result<Ref<Slice>> create(Value start, Value stop, Value step);

  [[nodiscard]] const Value& start() const { return start_; }
  [[nodiscard]] const Value& stop() const { return stop_; }
  [[nodiscard]] const Value& step() const { return step_; }
  [[nodiscard]] const char* type_name() const override { return "slice"; }
  // TypeError where start, stop or step has none.
  Result<std::int64_t> hash() override;

 private:
  template <typename T, typename... P>
  friend Ref<T> try_make(P&&... parameters);
  Slice(Value start, Value stop, Value step)
      : Object(kType), start_(std::move(start)), stop_(std::move(stop)), step_(std::move(step)) {}
  Value start_;
  Value stop_;
  Value step_;
};

// A slice as numbers. After adjust(): start and stop lie in the sequence and `count` items are
// selected, start, start + step, ...
struct SliceBounds {
  std::int64_t start = 0;
  std::int64_t stop = 0;
  std::int64_t step = 1;
  std::int64_t count = 0;

  // Fits the bounds to a sequence of `length` items, as Python clamps them.
  // CPython 3.14: Objects/sliceobject.c:PySlice_AdjustIndices.
  void adjust(std::int64_t length);
};

// Converts a slice's values, which may run __index__: step first, then start, then stop. TypeError
// "slice indices must be integers or None or have an __index__ method", ValueError "slice step
// cannot be zero"; numbers that are too large are clamped. CPython 3.14: PySlice_Unpack.
Result<SliceBounds> unpack(const Slice& slice);

}  // namespace holdfast::impl
