// SPDX-License-Identifier: MIT
//
// Exporters for tests by the names that programs know them by: exporter(contents, format, shape,
// strides, offset, flags) and exporter.request(object, flags).
#include <array>
#include <limits>

#include "impl/arguments.h"
#include "impl/bytes.h"
#include "impl/methods.h"
#include "impl/ndarray.h"
#include "impl/sequence.h"
#include "impl/str.h"

namespace holdfast::impl {
namespace {

// The flags of _testbuffer, and one more.
constexpr std::int64_t kWritable = 2;
constexpr std::int64_t kFortran = 4;
constexpr std::int64_t kPointers = 16;
constexpr std::int64_t kFails = 64;
constexpr std::int64_t kNoPointers = 256;
constexpr std::int64_t kKnown = kWritable | kFortran | kPointers | kFails | kNoPointers;
// A number that no layout has, for those beyond 64 bits.
constexpr std::int64_t kUnreasonable = std::numeric_limits<std::int64_t>::min();

Failure wrong_argument() { return type_error("exporter: wrong argument"); }

// An int, and nothing that could be one.
Result<std::int64_t> as_number(const Value& value) {
  if (value.kind() == Value::Kind::integer) return value.integer();
  if (value.is_object() && value.object().type() == ObjectType::big_integer) return kUnreasonable;
  return wrong_argument();
}

Result<void> take_numbers(const Value& value, Array<std::int64_t>& numbers) {
  std::span<const Value> items;
  if (const auto* list = value.as<List>()) {
    items = list->items();
  } else if (const auto* tuple = value.as<Tuple>()) {
    items = tuple->items();
  } else {
    return wrong_argument();
  }
  for (const Value& item : items) {
    HOLDFAST_TRY(const std::int64_t number, as_number(item));
    if (!numbers.push_back(number)) return memory_error();
  }
  return {};
}

Result<Value> construct(Object* /*self*/, const Arguments& arguments) {
  const auto values = arguments.values;
  if (!arguments.keywords.empty() || values.size() < 3 || values.size() > 6) {
    return wrong_argument();
  }
  const auto* contents = values[0].as<Bytes>();
  const auto* format = values[1].as<Str>();
  if (contents == nullptr || format == nullptr) return wrong_argument();
  Array<std::int64_t> shape;
  Array<std::int64_t> strides;
  HOLDFAST_CHECK(take_numbers(values[2], shape));
  if (values.size() > 3 && !values[3].is_none()) HOLDFAST_CHECK(take_numbers(values[3], strides));
  std::int64_t offset = 0;
  std::int64_t flags = 0;
  if (values.size() > 4) {
    HOLDFAST_TRY(offset, as_number(values[4]));
  }
  if (values.size() > 5) {
    HOLDFAST_TRY(flags, as_number(values[5]));
  }
  if (flags < 0 || (flags & ~kKnown) != 0) return value_error("exporter: no such layout");
  const auto has = [flags](std::int64_t flag) { return (flags & flag) != 0; };
  HOLDFAST_TRY(auto array, NdArray::create(contents->contents(), {.format = format->text(),
                                                                  .shape = shape.items(),
                                                                  .strides = strides.items(),
                                                                  .offset = offset,
                                                                  .writable = has(kWritable),
                                                                  .fortran = has(kFortran),
                                                                  .pointers = has(kPointers),
                                                                  .no_pointers = has(kNoPointers),
                                                                  .fails = has(kFails)}));
  return Value(std::move(array));
}

Result<Value> hold(Object* /*self*/, const Arguments& arguments) {
  if (!arguments.keywords.empty() || arguments.values.size() != 2) return wrong_argument();
  HOLDFAST_TRY(const std::int64_t flags, as_number(arguments.values[1]));
  // The last one is what _testbuffer takes for "no flags".
  if (flags < std::numeric_limits<Request>::min() || flags > std::numeric_limits<Request>::max() ||
      flags == 0x10000) {
    return value_error("exporter: no such request");
  }
  if (!supports_buffer(arguments.values[0])) return wrong_argument();
  HOLDFAST_TRY(auto array, NdArray::hold(arguments.values[0], static_cast<Request>(flags)));
  return Value(std::move(array));
}

constexpr std::array kMethods = {
    Method{"", construct},
    Method{"request", hold},
};

}  // namespace

std::span<const Method> ndarray_methods() { return kMethods; }

}  // namespace holdfast::impl
