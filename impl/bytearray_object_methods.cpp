// SPDX-License-Identifier: MIT
//
// bytearray by Python's names: its other spellings (hex, text, repr, pickle), its buffer and
// iterator.
#include <array>
#include <limits>

#include "impl/arguments.h"
#include "impl/buffer_methods.h"
#include "impl/builder.h"
#include "impl/bytearray.h"
#include "impl/bytes.h"
#include "impl/codecs.h"
#include "impl/convert.h"
#include "impl/hex.h"
#include "impl/memoryview.h"
#include "impl/methods.h"
#include "impl/named.h"
#include "impl/representation.h"
#include "impl/str.h"

namespace holdfast::impl {
namespace {

// sys.getsizeof() of an empty bytearray in a 64-bit CPython 3.14.
constexpr std::int64_t kObjectSize = 56;

ByteArray& array_of(Object* self) { return static_cast<ByteArray&>(*self); }

Result<Value> hex(Object* self, const Arguments& arguments) {
  static constexpr std::array<std::string_view, 2> kNames = {"sep", "bytes_per_sep"};
  std::array<const Value*, 2> given{};
  HOLDFAST_CHECK(take_keywords(arguments, {.name = "hex", .parameters = kNames}, given));
  int group = 1;
  if (given[1] != nullptr) {
    HOLDFAST_TRY(group, as_int(*given[1]));
  }
  ByteArray& array = array_of(self);
  const ByteArray::Pin pin(array);
  HOLDFAST_TRY(auto text, to_hex(array.contents(), given[0], group));
  return Value(std::move(text));
}

Result<Value> fromhex(Object* /*self*/, const Arguments& arguments) {
  HOLDFAST_TRY(const Value* digits, take_one(arguments, "bytearray.fromhex"));
  HOLDFAST_TRY(auto array, from_hex(*digits));
  return Value(std::move(array));
}

Result<Value> decode_method(Object* self, const Arguments& arguments) {
  static constexpr std::array<std::string_view, 2> kNames = {"encoding", "errors"};
  std::array<const Value*, 2> given{};
  HOLDFAST_CHECK(take_keywords(arguments, {.name = "decode", .parameters = kNames}, given));
  HOLDFAST_TRY(const auto encoding, as_text_parameter(given[0], "decode", "encoding"));
  HOLDFAST_TRY(const auto errors, as_text_parameter(given[1], "decode", "errors"));
  HOLDFAST_TRY(auto text, decode(array_of(self).contents(), encoding.value_or("utf-8"), errors));
  return Value(std::move(text));
}

Result<Value> represented(const ByteArray& array) {
  Builder out;
  out.append("bytearray(");
  append_bytes(out, array.contents(), true);
  out.put(')');
  HOLDFAST_TRY(Block block, out.take());
  HOLDFAST_TRY(auto text, Str::adopt(std::move(block)));
  return Value(std::move(text));
}

Result<Value> repr(Object* self, const Arguments& /*arguments*/) {
  return represented(array_of(self));
}

Result<Value> str(Object* self, const Arguments& /*arguments*/) {
  return represented(array_of(self));
}

Result<Value> size_of(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_none(arguments, "bytearray.__sizeof__"));
  return Value::integer(kObjectSize + array_of(self).allocated());
}

// (bytearray, arguments, None): the contents as bytes, or below protocol 3 as latin-1 text.
Result<Value> reduced(const ByteArray& array, int protocol) {
  HOLDFAST_TRY(auto arguments, Tuple::create());
  if (array.size() > 0 && protocol < 3) {
    HOLDFAST_TRY(auto text, decode(array.contents(), "latin-1", {}));
    HOLDFAST_TRY(auto encoding, Str::create("latin-1"));
    HOLDFAST_CHECK(arguments->append(std::move(text)));
    HOLDFAST_CHECK(arguments->append(std::move(encoding)));
  } else if (array.size() > 0) {
    HOLDFAST_TRY(auto bytes, Bytes::create(array.contents()));
    HOLDFAST_CHECK(arguments->append(std::move(bytes)));
  }
  HOLDFAST_TRY(auto type, Named::create("bytearray"));
  HOLDFAST_TRY(auto result, Tuple::create(std::array{Value(std::move(type)),
                                                     Value(std::move(arguments)), Value::none()}));
  return Value(std::move(result));
}

Result<Value> reduce(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_none(arguments, "bytearray.__reduce__"));
  return reduced(array_of(self), 2);
}

Result<Value> reduce_ex(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_positional(arguments, "bytearray.__reduce_ex__", "__reduce_ex__", 0, 1));
  int protocol = 0;
  if (!arguments.values.empty()) {
    HOLDFAST_TRY(protocol, as_int(arguments.values[0]));
  }
  return reduced(array_of(self), protocol);
}

Result<Value> iter(Object* self, const Arguments& /*arguments*/) {
  HOLDFAST_TRY(auto iterator, self->iter());
  return Value(std::move(iterator));
}

Result<Value> buffer(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const Request request, take_request(arguments));
  HOLDFAST_TRY(auto view, MemoryView::by_buffer_method(*self, request));
  return Value(std::move(view));
}

Result<Value> release_buffer(Object* self, const Arguments& arguments) {
  return release_buffer_of(*self, arguments);
}

constexpr std::array kMethods = {
    Method{"hex", hex},
    Method{"fromhex", fromhex},
    Method{"decode", decode_method},
    operation<"__repr__", 0, repr>(),
    operation<"__str__", 0, str>(),
    Method{"__sizeof__", size_of},
    Method{"__reduce__", reduce},
    Method{"__reduce_ex__", reduce_ex},
    operation<"__iter__", 0, iter>(),
    Method{"__buffer__", buffer},
    Method{"__release_buffer__", release_buffer},
};

}  // namespace

std::span<const Method> bytearray_object_methods() { return kMethods; }

}  // namespace holdfast::impl
