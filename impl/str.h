// SPDX-License-Identifier: MIT
//
// Python's str as UTF-8, with one liberty: a lone surrogate, which a str can hold, is encoded like
// any other code point (three bytes, ED A0..BF xx). Positions and lengths are in code points.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "impl/object.h"
#include "impl/value.h"

namespace holdfast::impl {

class Str final : public Object {
 public:
  static constexpr ObjectType kType = ObjectType::str;

  // A copy of `text`, well-formed in the sense above; MemoryError when there is no memory.
  static Result<Ref<Str>> create(std::string_view text);
  // Takes over a block that holds such text.
  static Result<Ref<Str>> adopt(Block block);

  // The encoded text; good as long as the object.
  [[nodiscard]] std::string_view text() const {
    return {reinterpret_cast<const char*>(block_.data()), block_.size()};
  }
  // len(str): the number of code points.
  [[nodiscard]] std::size_t count() const;

  [[nodiscard]] const char* type_name() const override { return "str"; }
  [[nodiscard]] bool is_iterable() const override { return true; }
  Result<Ref<Object>> iter() override;
  Result<std::int64_t> length_hint() override { return length(); }
  [[nodiscard]] bool has_length() const override { return true; }
  Result<std::int64_t> length() override { return static_cast<std::int64_t>(count()); }

 private:
  template <typename T, typename... P>
  friend Ref<T> try_make(P&&... parameters);
  Str() : Object(kType) {}
  Block block_;
};

// Reads the code point at `at` and moves `at` behind it. `text` is well-formed and not at its end.
char32_t next_code_point(std::string_view text, std::size_t& at);

// Writes a code point (surrogates included) in one to four bytes; returns how many.
std::size_t put_code_point(char32_t code, char* out);

}  // namespace holdfast::impl
