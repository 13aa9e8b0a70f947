// SPDX-License-Identifier: MIT
//
// The iterators of bytes, bytearray, tuple, list, str and memoryview. All but the last differ only
// in what an item is and in what ends them: a fixed sequence is let go at the end, a list or
// bytearray marks the end by a negative index, since it may grow afterwards.
#include "impl/iterators.h"

#include <algorithm>
#include <array>
#include <utility>

#include "impl/big_integer.h"
#include "impl/convert.h"
#include "impl/named.h"

namespace holdfast::impl {
namespace {

class IndexIterator final : public Iterator {
 public:
  explicit IndexIterator(Ref<Object> sequence) : sequence_(std::move(sequence)) {}

  [[nodiscard]] const char* type_name() const override {
    switch (kind_) {
      case ObjectType::bytes:
        return "bytes_iterator";
      case ObjectType::bytearray:
        return "bytearray_iterator";
      case ObjectType::tuple:
        return "tuple_iterator";
      case ObjectType::list:
        return "list_iterator";
      default:
        return ascii_ ? "str_ascii_iterator" : "str_iterator";
    }
  }

  Result<bool> next(Value& item) override {
    if (ended()) return false;
    HOLDFAST_TRY(const std::int64_t length, items());
    if (index_ >= length) {
      if (is_mutable()) {
        index_ = -1;
      } else {
        sequence_.reset();
      }
      return false;
    }
    HOLDFAST_TRY(item, item_at(static_cast<std::size_t>(index_)));
    ++index_;
    return true;
  }

  Result<std::int64_t> length_hint() override {
    if (ended()) return 0;
    HOLDFAST_TRY(const std::int64_t length, items());
    return std::max<std::int64_t>(length - index_, 0);
  }

  Result<void> set_state(const Value& state) override {
    // Exact: an int, not something with __index__.
    if (!state.is_integer()) {
      if (state.as<BigInteger>() == nullptr) return type_error("an integer is required");
      return fail(ExceptionType::OverflowError, "Python int too large to convert to C ssize_t");
    }
    if (ended()) return {};
    HOLDFAST_TRY(const std::int64_t length, items());
    index_ = std::clamp<std::int64_t>(state.integer(), is_mutable() ? -1 : 0, length);
    text_offset_ = 0;
    if (kind_ == ObjectType::str) {
      const auto text = static_cast<Str&>(*sequence_).text();
      for (std::int64_t i = 0; i < index_; ++i) next_code_point(text, text_offset_);
    }
    return {};
  }

  Result<Value> reduce() override {
    Value what = Value::none();
    if (!ended()) {
      what = sequence_;
    } else if (kind_ == ObjectType::list) {
      HOLDFAST_TRY(what, List::create());
    } else if (kind_ == ObjectType::str) {
      HOLDFAST_TRY(what, Str::create(""));
    } else {
      HOLDFAST_TRY(what, Tuple::create());
    }
    HOLDFAST_TRY(auto function, Named::create("iter"));
    HOLDFAST_TRY(auto arguments, Tuple::create(std::array{std::move(what)}));
    HOLDFAST_TRY(auto result, Tuple::create(std::array{Value(std::move(function)),
                                                       Value(std::move(arguments))}));
    if (!ended()) HOLDFAST_CHECK(result->append(Value::integer(index_)));
    return Value(std::move(result));
  }

  [[nodiscard]] std::int64_t position() const override { return index_; }
  [[nodiscard]] const Object* iterated() const override {
    return ended() ? nullptr : sequence_.get();
  }

 private:
  [[nodiscard]] bool is_mutable() const {
    return kind_ == ObjectType::bytearray || kind_ == ObjectType::list;
  }
  [[nodiscard]] bool ended() const { return !sequence_ || index_ < 0; }

  // How many there are. A subclass of bytes is not asked (CPython 3.14:
  // bytesobject.c:striter_next): what it says need not be so.
  [[nodiscard]] Result<std::int64_t> items() const {
    if (kind_ != ObjectType::bytes) return sequence_->length();
    return static_cast<std::int64_t>(static_cast<const Bytes&>(*sequence_).contents().size());
  }

  Result<Value> item_at(std::size_t index) {
    switch (kind_) {
      case ObjectType::bytes:
        return Value::integer(static_cast<Bytes&>(*sequence_).contents()[index]);
      case ObjectType::bytearray:
        return Value::integer(static_cast<ByteArray&>(*sequence_).contents()[index]);
      case ObjectType::tuple:
      case ObjectType::list:
        return static_cast<Sequence&>(*sequence_).items()[index];
      default: {
        const auto text = static_cast<Str&>(*sequence_).text();
        const std::size_t start = text_offset_;
        next_code_point(text, text_offset_);
        HOLDFAST_TRY(auto letter, Str::create(text.substr(start, text_offset_ - start)));
        return Value(std::move(letter));
      }
    }
  }

  [[nodiscard]] static bool is_ascii(const Object& object) {
    if (object.type() != ObjectType::str) return false;
    const auto text = static_cast<const Str&>(object).text();
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  }

  Ref<Object> sequence_;
  ObjectType kind_ = sequence_->type();
  bool ascii_ = is_ascii(*sequence_);
  std::int64_t index_ = 0;
  std::size_t text_offset_ = 0;
};

class MemoryIterator final : public Iterator {
 public:
  MemoryIterator(Ref<MemoryView> view, std::int64_t length)
      : view_(std::move(view)), length_(length) {}

  [[nodiscard]] const char* type_name() const override { return "memory_iterator"; }
  [[nodiscard]] bool has_state() const override { return false; }

  Result<bool> next(Value& item) override {
    if (!view_ || index_ >= length_) {
      view_.reset();
      return false;
    }
    // A released view is not moved on in.
    HOLDFAST_CHECK(view_->check_released());
    HOLDFAST_TRY(item, view_->at(index_++));
    return true;
  }

  [[nodiscard]] std::int64_t position() const override { return index_; }
  [[nodiscard]] const Object* iterated() const override { return view_.get(); }

 private:
  Ref<MemoryView> view_;
  std::int64_t index_ = 0;
  std::int64_t length_;
};

// reversed(view): by indexes from the last to the first. After an error it is at its end.
class ReversedIterator final : public Iterator {
 public:
  ReversedIterator(Ref<MemoryView> view, std::int64_t length)
      : view_(std::move(view)), index_(length - 1) {}

  [[nodiscard]] const char* type_name() const override { return "reversed"; }

  Result<bool> next(Value& item) override {
    if (!view_ || index_ < 0) {
      view_.reset();
      return false;
    }
    auto found = view_->at(index_--);
    if (found) {
      item = std::move(*found);
      return true;
    }
    view_.reset();
    if (is_a(found.error().type, ExceptionType::IndexError)) return false;
    return Failure(std::move(found).error());
  }

  Result<std::int64_t> length_hint() override {
    if (!view_ || index_ < 0) return 0;
    HOLDFAST_TRY(const std::int64_t length, view_->length());
    return length < index_ + 1 ? 0 : index_ + 1;
  }

  // What has come to its end stays there.
  Result<void> set_state(const Value& state) override {
    if (!state.is_integer()) {
      if (state.as<BigInteger>() == nullptr) return type_error("an integer is required");
      return fail(ExceptionType::OverflowError, "Python int too large to convert to C ssize_t");
    }
    if (!view_ || index_ < 0) return {};
    HOLDFAST_TRY(const std::int64_t length, view_->length());
    index_ = std::clamp<std::int64_t>(state.integer(), -1, length - 1);
    return {};
  }

  Result<Value> reduce() override {
    HOLDFAST_TRY(auto function, Named::create("reversed"));
    const bool ended = !view_ || index_ < 0;
    Value what = Value::none();
    if (ended) {
      HOLDFAST_TRY(what, Tuple::create());
    } else {
      what = view_;
    }
    HOLDFAST_TRY(auto arguments, Tuple::create(std::array{std::move(what)}));
    HOLDFAST_TRY(auto result, Tuple::create(std::array{Value(std::move(function)),
                                                       Value(std::move(arguments))}));
    if (!ended) HOLDFAST_CHECK(result->append(Value::integer(index_)));
    return Value(std::move(result));
  }

  [[nodiscard]] std::int64_t position() const override { return index_; }
  [[nodiscard]] const Object* iterated() const override { return view_.get(); }

 private:
  Ref<MemoryView> view_;
  std::int64_t index_;
};

Result<Ref<Object>> make_index_iterator(Object& sequence) {
  return make<IndexIterator>(Ref<Object>::share(&sequence));
}

}  // namespace

Result<void> Iterator::set_state(const Value& /*state*/) {
  return fail(ExceptionType::AttributeError, "'{}' object has no attribute '__setstate__'",
              type_name());
}

Result<Value> Iterator::reduce() { return type_error("cannot pickle '{}' object", type_name()); }

Result<Ref<Object>> make_bytes_iterator(Bytes& bytes) { return make_index_iterator(bytes); }
Result<Ref<Object>> make_bytearray_iterator(ByteArray& array) { return make_index_iterator(array); }
Result<Ref<Object>> make_sequence_iterator(Sequence& sequence) {
  return make_index_iterator(sequence);
}
Result<Ref<Object>> make_str_iterator(Str& str) { return make_index_iterator(str); }

Result<Ref<Object>> make_memory_iterator(MemoryView& view) {
  HOLDFAST_TRY(const std::int64_t length, view.iterable_length());
  return make<MemoryIterator>(Ref<MemoryView>::share(&view), length);
}

Result<Ref<Object>> make_reversed_iterator(MemoryView& view) {
  HOLDFAST_TRY(const std::int64_t length, view.length());
  return make<ReversedIterator>(Ref<MemoryView>::share(&view), length);
}

}  // namespace holdfast::impl
