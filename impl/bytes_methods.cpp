// SPDX-License-Identifier: MIT
//
// bytes by Python's names, as far as it consumes the memory of others: bytes(x), bytes.join(x).
#include <algorithm>
#include <array>
#include <limits>

#include "impl/arguments.h"
#include "impl/buffer.h"
#include "impl/builder.h"
#include "impl/bytes.h"
#include "impl/bytes_join.h"
#include "impl/codecs.h"
#include "impl/convert.h"
#include "impl/methods.h"
#include "impl/sequence.h"
#include "impl/str.h"

namespace holdfast::impl {
namespace {

// What a bytes object needs besides its contents, in a 64-bit CPython 3.14.
constexpr std::int64_t kObjectSize = 33;

Result<void> check_size(std::int64_t size) {
  if (size > std::numeric_limits<std::int64_t>::max() - kObjectSize) {
    return fail(ExceptionType::OverflowError, "byte string is too large");
  }
  return {};
}

Result<Value> of_size(std::int64_t size) {
  if (size < 0) return value_error("negative count");
  HOLDFAST_CHECK(check_size(size));
  HOLDFAST_TRY(auto bytes, Bytes::uninitialized(static_cast<std::size_t>(size)));
  std::ranges::fill(bytes->unshared_contents(), std::uint8_t{0});
  return Value(std::move(bytes));
}

// One of many: unlike that of a bytearray it is "bytes must be in range(0, 256)".
Result<std::uint8_t> as_item(const Value& value) {
  HOLDFAST_TRY(const std::int64_t number, as_clamped_index(value));
  if (number < 0 || number > 255) return value_error("bytes must be in range(0, 256)");
  return static_cast<std::uint8_t>(number);
}

Result<Value> finish(Builder& bytes) {
  HOLDFAST_TRY(Block block, bytes.take());
  HOLDFAST_TRY(auto made, Bytes::adopt(std::move(block)));
  return Value(std::move(made));
}

Result<Value> of_items(std::span<const Value> items) {
  Builder bytes;
  for (const Value& item : items) {
    HOLDFAST_TRY(const std::uint8_t byte, as_item(item));
    bytes.put(byte);
  }
  return finish(bytes);
}

Result<Value> of_iterable(const Value& source) {
  auto iterator = iterate(source);
  if (!iterator) {
    if (!is_a(iterator.error().type, ExceptionType::TypeError)) {
      return Failure(std::move(iterator).error());
    }
    return type_error("cannot convert '{}' object to bytes", source.type_name());
  }
  HOLDFAST_TRY(const std::int64_t hint, source.object().length_hint());
  Builder bytes;
  HOLDFAST_CHECK(check_size(hint));
  if (hint > 0) bytes.reserve(static_cast<std::size_t>(hint));
  if (bytes.failed()) return memory_error();
  for (Value item;;) {
    HOLDFAST_TRY(const bool more, (*iterator)->next(item));
    if (!more) return finish(bytes);
    HOLDFAST_TRY(const std::uint8_t byte, as_item(item));
    bytes.put(byte);
  }
}

// CPython 3.14: Objects/bytesobject.c:PyBytes_FromObject.
Result<Value> of_object(const Value& source) {
  if (const Bytes* bytes = source.as<Bytes>(); bytes != nullptr && bytes->is_exact()) return source;
  if (supports_buffer(source)) {
    AcquiredBuffer buffer;
    HOLDFAST_CHECK(acquire(source, request::kFullRo, buffer));
    HOLDFAST_TRY(auto bytes, Bytes::uninitialized(static_cast<std::size_t>(buffer.view().len)));
    copy_to(buffer.view(), bytes->unshared_contents().data());
    return Value(std::move(bytes));
  }
  if (const auto* list = source.as<List>()) return of_items(list->items());
  if (const auto* tuple = source.as<Tuple>()) return of_items(tuple->items());
  return of_iterable(source);
}

// CPython 3.14: Objects/bytesobject.c:bytes_new_impl.
Result<Value> construct(Object* /*self*/, const Arguments& arguments) {
  static constexpr std::array<std::string_view, 3> kNames = {"source", "encoding", "errors"};
  std::array<const Value*, 3> given{};
  HOLDFAST_CHECK(take_keywords(arguments, {.name = "bytes", .parameters = kNames}, given));
  HOLDFAST_TRY(const auto encoding, as_text_parameter(given[1], "bytes", "encoding"));
  HOLDFAST_TRY(const auto errors, as_text_parameter(given[2], "bytes", "errors"));
  const Str* text = given[0] == nullptr ? nullptr : given[0]->as<Str>();
  if (text == nullptr && encoding) return type_error("encoding without a string argument");
  if (text == nullptr && errors) return type_error("errors without a string argument");
  if (given[0] == nullptr) return of_size(0);
  if (text != nullptr) {
    if (!encoding) return type_error("string argument without an encoding");
    HOLDFAST_TRY(Block encoded, encode(*text, *encoding, errors));
    HOLDFAST_TRY(auto bytes, Bytes::adopt(std::move(encoded)));
    return Value(std::move(bytes));
  }
  if (supports_index(*given[0])) {
    auto size = as_index(*given[0], ExceptionType::OverflowError);
    if (size) return of_size(*size);
    if (!is_a(size.error().type, ExceptionType::TypeError)) return Failure(std::move(size).error());
  }
  return of_object(*given[0]);
}

// bytes.join(separator, iterable).
Result<Value> join(Object* /*self*/, const Arguments& arguments) {
  if (arguments.positional() == 0) {
    return type_error("unbound method bytes.join() needs an argument");
  }
  const auto* separator = arguments.values[0].as<Bytes>();
  if (separator == nullptr) {
    return type_error("descriptor 'join' for 'bytes' objects doesn't apply to a '{}' object",
                      arguments.values[0].type_name());
  }
  HOLDFAST_TRY(const Value* iterable,
               take_one({.values = arguments.values.subspan(1), .keywords = arguments.keywords},
                        "bytes.join"));
  HOLDFAST_TRY(
      const JoinParts parts,
      JoinParts::acquire(*iterable, static_cast<std::int64_t>(separator->contents().size())));
  if (Bytes* only = parts.only()) return Value::share(*only);
  HOLDFAST_TRY(auto result, Bytes::uninitialized(static_cast<std::size_t>(parts.size())));
  parts.write(separator->contents(), result->unshared_contents().data());
  return Value(std::move(result));
}

constexpr std::array kMethods = {Method{"", construct}, Method{"join", join}};

}  // namespace

std::span<const Method> bytes_methods() { return kMethods; }

}  // namespace holdfast::impl
