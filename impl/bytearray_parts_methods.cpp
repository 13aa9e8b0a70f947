// SPDX-License-Identifier: MIT
//
// bytearray by Python's names: taking bytes apart and putting them together again.
#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

#include "impl/arguments.h"
#include "impl/bytearray.h"
#include "impl/bytes.h"
#include "impl/bytes_join.h"
#include "impl/bytes_replace.h"
#include "impl/bytes_split.h"
#include "impl/convert.h"
#include "impl/methods.h"

namespace holdfast::impl {
namespace {

constexpr std::int64_t kSizeMax = std::numeric_limits<std::int64_t>::max();

ByteArray& array_of(Object* self) { return static_cast<ByteArray&>(*self); }

Result<Value> copied(Span bytes) {
  HOLDFAST_TRY(auto copy, ByteArray::create(bytes));
  return Value(std::move(copy));
}

Result<Value> list_of(Result<Pieces> pieces) {
  if (!pieces) return Failure(std::move(pieces).error());
  HOLDFAST_TRY(auto list, List::create());
  HOLDFAST_CHECK(list->reserve(pieces->size()));
  for (const Span piece : *pieces) {
    HOLDFAST_TRY(Value copy, copied(piece));
    HOLDFAST_CHECK(list->append(std::move(copy)));
  }
  return Value(std::move(list));
}

Result<Value> split_parts(Object* self, const Arguments& arguments, const char* name,
                          bool from_end) {
  static constexpr std::array<std::string_view, 2> kNames = {"sep", "maxsplit"};
  std::array<const Value*, 2> given{};
  HOLDFAST_CHECK(take_keywords(arguments, {.name = name, .parameters = kNames}, given));
  std::int64_t limit = -1;
  if (given[1] != nullptr) {
    HOLDFAST_TRY(limit, as_size(*given[1]));
  }
  if (limit < 0) limit = kSizeMax;
  ByteArray& array = array_of(self);
  const ByteArray::Pin pin(array);
  if (given[0] == nullptr || given[0]->is_none()) {
    return list_of(split_at_space(array.contents(), limit, from_end));
  }
  AcquiredBuffer separator;
  HOLDFAST_CHECK(acquire(*given[0], request::kSimple, separator));
  if (separator.view().len == 0) return value_error("empty separator");
  return list_of(split_at(array.contents(), separator.bytes(), limit, from_end));
}

Result<Value> split(Object* self, const Arguments& arguments) {
  return split_parts(self, arguments, "split", false);
}
Result<Value> rsplit(Object* self, const Arguments& arguments) {
  return split_parts(self, arguments, "rsplit", true);
}

Result<Value> splitlines(Object* self, const Arguments& arguments) {
  static constexpr std::array<std::string_view, 1> kNames = {"keepends"};
  std::array<const Value*, 1> given{};
  HOLDFAST_CHECK(take_keywords(arguments, {.name = "splitlines", .parameters = kNames}, given));
  bool keep_ends = false;
  if (given[0] != nullptr) {
    HOLDFAST_TRY(keep_ends, as_truth(*given[0]));
  }
  return list_of(split_lines(array_of(self).contents(), keep_ends));
}

Result<Value> partitioned(Object* self, const Arguments& arguments, const char* qualified,
                          bool from_end) {
  HOLDFAST_TRY(const Value* argument, take_one(arguments, qualified));
  // The separator is copied first: any buffer, of any shape, may be one.
  HOLDFAST_TRY(auto separator, ByteArray::from_buffer(*argument));
  if (separator->size() == 0) return value_error("empty separator");
  const Span text = array_of(self).contents();
  const std::int64_t found =
      from_end ? rfind(text, separator->contents()) : find(text, separator->contents());
  Span before = text;
  Span behind;
  if (found != kNotFound) {
    before = text.first(static_cast<std::size_t>(found));
    behind = text.subspan(before.size() + separator->contents().size());
  } else {
    HOLDFAST_TRY(separator, ByteArray::create());
    if (from_end) std::swap(before, behind);
  }
  HOLDFAST_TRY(Value left, copied(before));
  HOLDFAST_TRY(Value right, copied(behind));
  HOLDFAST_TRY(auto tuple, Tuple::create(std::array{std::move(left), Value(std::move(separator)),
                                                    std::move(right)}));
  return Value(std::move(tuple));
}

Result<Value> partition(Object* self, const Arguments& arguments) {
  return partitioned(self, arguments, "bytearray.partition", false);
}
Result<Value> rpartition(Object* self, const Arguments& arguments) {
  return partitioned(self, arguments, "bytearray.rpartition", true);
}

Result<Value> replace_method(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_positional(arguments, "bytearray.replace", "replace", 2, 3));
  AcquiredBuffer replacement;  // released after the other
  AcquiredBuffer old;
  HOLDFAST_CHECK(acquire(arguments.values[0], request::kSimple, old));
  HOLDFAST_CHECK(acquire(arguments.values[1], request::kSimple, replacement));
  std::int64_t limit = -1;
  if (arguments.values.size() > 2) {
    HOLDFAST_TRY(limit, as_size(arguments.values[2]));
  }
  HOLDFAST_TRY(auto result,
               replace(array_of(self).contents(), old.bytes(), replacement.bytes(), limit));
  return Value(std::move(result));
}

Result<Value> translate(Object* self, const Arguments& arguments) {
  static constexpr std::array<std::string_view, 2> kNames = {"", "delete"};
  std::array<const Value*, 2> given{};
  HOLDFAST_CHECK(take_keywords(
      arguments, {.name = "translate", .parameters = kNames, .required = 1, .positional_only = 1},
      given));
  AcquiredBuffer deleted;  // released after the table
  AcquiredBuffer table;
  if (!given[0]->is_none()) {
    HOLDFAST_CHECK(acquire(*given[0], request::kSimple, table));
    if (table.view().len != 256) {
      return value_error("translation table must be 256 characters long");
    }
  }
  if (given[1] != nullptr) {
    HOLDFAST_CHECK(acquire(*given[1], request::kSimple, deleted));
  }
  std::array<bool, 256> drop{};
  if (deleted.held()) {
    for (const std::uint8_t byte : deleted.bytes()) drop[byte] = true;
  }
  const ByteArray& array = array_of(self);
  HOLDFAST_TRY(auto result, ByteArray::uninitialized(array.size()));
  std::uint8_t* start = result->mutable_contents().data();
  std::uint8_t* out = start;
  for (const std::uint8_t byte : array.contents()) {
    if (!drop[byte]) *out++ = table.held() ? table.bytes()[byte] : byte;
  }
  HOLDFAST_CHECK(result->resize(out - start));
  return Value(std::move(result));
}

Result<Value> maketrans(Object* /*self*/, const Arguments& arguments) {
  HOLDFAST_CHECK(take_positional(arguments, "bytearray.maketrans", "maketrans", 2, 2));
  AcquiredBuffer to;  // released after the other
  AcquiredBuffer from;
  HOLDFAST_CHECK(acquire(arguments.values[0], request::kSimple, from));
  HOLDFAST_CHECK(acquire(arguments.values[1], request::kSimple, to));
  if (from.view().len != to.view().len) {
    return value_error("maketrans arguments must have same length");
  }
  HOLDFAST_TRY(auto table, Bytes::uninitialized(256));
  const auto out = table->unshared_contents();
  for (std::size_t i = 0; i < 256; ++i) out[i] = static_cast<std::uint8_t>(i);
  for (std::size_t i = 0; i < from.bytes().size(); ++i) out[from.bytes()[i]] = to.bytes()[i];
  return Value(std::move(table));
}

Result<Value> removeprefix(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const Value* argument, take_one(arguments, "bytearray.removeprefix"));
  AcquiredBuffer prefix;
  HOLDFAST_CHECK(acquire(*argument, request::kSimple, prefix));
  const Span text = array_of(self).contents();
  const Span part = prefix.bytes();
  const bool matches =
      text.size() >= part.size() && std::ranges::equal(text.first(part.size()), part);
  return copied(matches ? text.subspan(part.size()) : text);
}

Result<Value> removesuffix(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const Value* argument, take_one(arguments, "bytearray.removesuffix"));
  AcquiredBuffer suffix;
  HOLDFAST_CHECK(acquire(*argument, request::kSimple, suffix));
  const Span text = array_of(self).contents();
  const Span part = suffix.bytes();
  const bool matches =
      text.size() >= part.size() && std::ranges::equal(text.last(part.size()), part);
  return copied(matches ? text.first(text.size() - part.size()) : text);
}

Result<Value> join(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const Value* iterable, take_one(arguments, "bytearray.join"));
  ByteArray& array = array_of(self);
  const ByteArray::Pin pin(array);
  HOLDFAST_TRY(const JoinParts parts, JoinParts::acquire(*iterable, array.size()));
  HOLDFAST_TRY(auto result, ByteArray::uninitialized(parts.size()));
  parts.write(array.contents(), result->mutable_contents().data());
  return Value(std::move(result));
}

Result<Value> copy(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_none(arguments, "bytearray.copy"));
  return copied(array_of(self).contents());
}

constexpr std::array kMethods = {
    Method{"split", split},
    Method{"rsplit", rsplit},
    Method{"splitlines", splitlines},
    Method{"partition", partition},
    Method{"rpartition", rpartition},
    Method{"replace", replace_method},
    Method{"translate", translate},
    Method{"maketrans", maketrans},
    Method{"removeprefix", removeprefix},
    Method{"removesuffix", removesuffix},
    Method{"join", join},
    Method{"copy", copy},
};

}  // namespace

std::span<const Method> bytearray_parts_methods() { return kMethods; }

}  // namespace holdfast::impl
