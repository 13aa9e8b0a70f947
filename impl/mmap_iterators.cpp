// SPDX-License-Identifier: MIT
#include "impl/mmap_iterators.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "impl/big_integer.h"
#include "impl/bytes.h"
#include "impl/named.h"
#include "impl/sequence.h"

namespace holdfast::impl {
namespace {

// The item at `index`, which is not negative; nothing behind the end. ValueError when closed.
Result<Value> item_at(const Mmap& mapping, std::int64_t index, bool& found) {
  HOLDFAST_CHECK(mapping.check_open());
  found = index < mapping.size();
  if (!found) return Value::none();
  HOLDFAST_TRY(const std::uint8_t byte, mapping.at(index));
  HOLDFAST_TRY(auto item, Bytes::create(std::span(&byte, 1)));
  return Value(std::move(item));
}

// An exact int that fits; TypeError as PyLong_AsSsize_t has it.
Result<std::int64_t> exact_position(const Value& state) {
  if (state.is_integer()) return state.integer();
  if (state.as<BigInteger>() == nullptr) return type_error("an integer is required");
  return fail(ExceptionType::OverflowError, "Python int too large to convert to C ssize_t");
}

// (iter, (mapping,), index), or (iter, ((),)) at the end.
Result<Value> reduced(const char* function, const Ref<Mmap>& mapping, std::int64_t index) {
  Value what = Value::none();
  if (mapping) {
    what = mapping;
  } else {
    HOLDFAST_TRY(what, Tuple::create());
  }
  HOLDFAST_TRY(auto callable, Named::create(function));
  HOLDFAST_TRY(auto arguments, Tuple::create(std::array{std::move(what)}));
  HOLDFAST_TRY(auto result,
               Tuple::create(std::array{Value(std::move(callable)), Value(std::move(arguments))}));
  if (mapping) HOLDFAST_CHECK(result->append(Value::integer(index)));
  return Value(std::move(result));
}

class MmapIterator final : public Iterator {
 public:
  explicit MmapIterator(Ref<Mmap> mapping) : mapping_(std::move(mapping)) {}

  [[nodiscard]] const char* type_name() const override { return "iterator"; }

  Result<bool> next(Value& item) override {
    if (!mapping_) return false;
    if (index_ == std::numeric_limits<std::int64_t>::max()) {
      return fail(ExceptionType::OverflowError, "iter index too large");
    }
    bool found = false;
    HOLDFAST_TRY(item, item_at(*mapping_, index_, found));
    if (found) {
      ++index_;
    } else {
      mapping_.reset();
    }
    return found;
  }

  Result<std::int64_t> length_hint() override {
    if (!mapping_) return 0;
    HOLDFAST_TRY(const std::int64_t length, mapping_->length());
    return std::max<std::int64_t>(length - index_, 0);
  }

  Result<void> set_state(const Value& state) override {
    HOLDFAST_TRY(const std::int64_t index, exact_position(state));
    if (mapping_) index_ = std::max<std::int64_t>(index, 0);
    return {};
  }

  Result<Value> reduce() override { return reduced("iter", mapping_, index_); }

  [[nodiscard]] std::int64_t position() const override { return index_; }
  [[nodiscard]] const Object* iterated() const override { return mapping_.get(); }

 private:
  Ref<Mmap> mapping_;
  std::int64_t index_ = 0;
};

class MmapReversed final : public Iterator {
 public:
  explicit MmapReversed(Ref<Mmap> mapping)
      : mapping_(std::move(mapping)), index_(mapping_->size() - 1) {}

  [[nodiscard]] const char* type_name() const override { return "reversed"; }

  Result<bool> next(Value& item) override {
    if (!mapping_) return false;
    bool found = false;
    Result<Value> result = Value::none();
    if (index_ >= 0) result = item_at(*mapping_, index_, found);
    if (found && result) {
      item = std::move(*result);
      --index_;
      return true;
    }
    // Whatever it was, an error too: this was the end.
    index_ = -1;
    mapping_.reset();
    if (!result) return Failure(std::move(result).error());
    return false;
  }

  Result<std::int64_t> length_hint() override {
    if (ended()) return 0;
    HOLDFAST_TRY(const std::int64_t length, mapping_->length());
    return length <= index_ ? 0 : index_ + 1;
  }

  Result<void> set_state(const Value& state) override {
    HOLDFAST_TRY(const std::int64_t index, exact_position(state));
    if (ended()) return {};
    HOLDFAST_TRY(const std::int64_t length, mapping_->length());
    index_ = std::clamp<std::int64_t>(index, -1, length - 1);
    return {};
  }

  Result<Value> reduce() override {
    return reduced("reversed", ended() ? Ref<Mmap>() : mapping_, index_);
  }

  [[nodiscard]] std::int64_t position() const override { return index_; }
  [[nodiscard]] const Object* iterated() const override { return mapping_.get(); }

 private:
  // The mapping is let go one step later.
  [[nodiscard]] bool ended() const { return !mapping_ || index_ < 0; }

  Ref<Mmap> mapping_;
  std::int64_t index_;
};

}  // namespace

Result<Ref<Object>> make_mmap_iterator(Mmap& mapping) {
  return make<MmapIterator>(Ref<Mmap>::share(&mapping));
}

Result<Ref<Object>> make_mmap_reversed(Mmap& mapping) {
  HOLDFAST_CHECK(mapping.check_open());
  return make<MmapReversed>(Ref<Mmap>::share(&mapping));
}

}  // namespace holdfast::impl
