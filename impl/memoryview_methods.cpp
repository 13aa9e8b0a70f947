// SPDX-License-Identifier: MIT
//
// memoryview by Python's names: constructors and methods.
#include <array>
#include <limits>

#include "impl/arguments.h"
#include "impl/buffer_methods.h"
#include "impl/convert.h"
#include "impl/memoryview.h"
#include "impl/methods.h"
#include "impl/named.h"
#include "impl/str.h"

namespace holdfast::impl {
namespace {

MemoryView& view_of(Object* self) { return static_cast<MemoryView&>(*self); }

Result<Value> construct(Object* /*self*/, const Arguments& arguments) {
  static constexpr std::array<std::string_view, 1> kNames = {"object"};
  std::array<const Value*, 1> given{};
  HOLDFAST_CHECK(
      take_keywords(arguments, {.name = "memoryview", .parameters = kNames, .required = 1}, given));
  HOLDFAST_TRY(auto view, MemoryView::of(*given[0]));
  return Value(std::move(view));
}

Result<Value> release(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_none(arguments, "memoryview.release"));
  HOLDFAST_CHECK(view_of(self).release());
  return Value::none();
}

Result<Value> to_bytes(Object* self, const Arguments& arguments) {
  static constexpr std::array<std::string_view, 1> kNames = {"order"};
  std::array<const Value*, 1> given{};
  HOLDFAST_CHECK(take_keywords(arguments, {.name = "tobytes", .parameters = kNames}, given));
  HOLDFAST_TRY(const auto order, as_text_or_none(given[0], "tobytes", "order"));
  HOLDFAST_CHECK(view_of(self).check_released());
  if (order && *order != "C" && *order != "F" && *order != "A") {
    return value_error("order must be 'C', 'F' or 'A'");
  }
  return view_of(self).to_bytes(order ? order->front() : 'C');
}

Result<Value> from_flags(Object* /*self*/, const Arguments& arguments) {
  static constexpr std::array<std::string_view, 2> kNames = {"object", "flags"};
  std::array<const Value*, 2> given{};
  HOLDFAST_CHECK(take_keywords(
      arguments, {.name = "_from_flags", .parameters = kNames, .required = 2}, given));
  HOLDFAST_TRY(const Request request, as_int(*given[1]));
  HOLDFAST_TRY(auto view, MemoryView::of(*given[0], request));
  return Value(std::move(view));
}

// memoryview[...], which says what a view is of to those who check types, and does nothing.
Result<Value> class_getitem(Object* /*self*/, const Arguments& arguments) {
  HOLDFAST_CHECK(take_one(arguments, "memoryview.__class_getitem__"));
  HOLDFAST_TRY(auto alias, Named::create("memoryview[...]"));
  return Value(std::move(alias));
}

Result<Value> enter(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_none(arguments, "memoryview.__enter__"));
  HOLDFAST_CHECK(view_of(self).check_released());
  return Value::share(*self);
}

// Takes anything: what went wrong in the block of the with statement, for instance.
Result<Value> exit(Object* self, const Arguments& arguments) {
  if (!arguments.keywords.empty())
    return type_error("memoryview.__exit__() takes no keyword arguments");
  HOLDFAST_CHECK(view_of(self).release());
  return Value::none();
}

Result<Value> cast(Object* self, const Arguments& arguments) {
  static constexpr std::array<std::string_view, 2> kNames = {"format", "shape"};
  std::array<const Value*, 2> given{};
  HOLDFAST_CHECK(
      take_keywords(arguments, {.name = "cast", .parameters = kNames, .required = 1}, given));
  const Str* format = given[0]->as<Str>();
  if (format == nullptr) {
    return type_error("cast() argument 'format' must be str, not {}",
                      given[0]->is_none() ? "None" : given[0]->type_name());
  }
  HOLDFAST_TRY(auto view, view_of(self).cast(*format, given[1]));
  return Value(std::move(view));
}

Result<Value> to_readonly(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_none(arguments, "memoryview.toreadonly"));
  HOLDFAST_TRY(auto view, view_of(self).to_readonly());
  return Value(std::move(view));
}

Result<Value> to_list(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_none(arguments, "memoryview.tolist"));
  return view_of(self).to_list();
}

Result<Value> hex(Object* self, const Arguments& arguments) {
  static constexpr std::array<std::string_view, 2> kNames = {"sep", "bytes_per_sep"};
  std::array<const Value*, 2> given{};
  HOLDFAST_CHECK(take_keywords(arguments, {.name = "hex", .parameters = kNames}, given));
  int group = 1;
  if (given[1] != nullptr) {
    HOLDFAST_TRY(group, as_int(*given[1]));
  }
  return view_of(self).to_hex(given[0], group);
}

Result<Value> count(Object* self, const Arguments& arguments) {
  HOLDFAST_TRY(const Value* value, take_one(arguments, "memoryview.count"));
  HOLDFAST_TRY(const std::int64_t found, view_of(self).count(*value));
  return Value::integer(found);
}

// A bound of index(), which unlike that of a slice cannot be None.
Result<std::int64_t> as_index_bound(const Value& value) {
  if (!supports_index(value)) {
    return type_error("slice indices must be integers or have an __index__ method");
  }
  return as_clamped_index(value);
}

Result<Value> index(Object* self, const Arguments& arguments) {
  HOLDFAST_CHECK(take_positional(arguments, "memoryview.index", "index", 1, 3));
  std::int64_t start = 0;
  std::int64_t stop = std::numeric_limits<std::int64_t>::max();
  if (arguments.values.size() > 1) {
    HOLDFAST_TRY(start, as_index_bound(arguments.values[1]));
  }
  if (arguments.values.size() > 2) {
    HOLDFAST_TRY(stop, as_index_bound(arguments.values[2]));
  }
  HOLDFAST_TRY(const std::int64_t place, view_of(self).index_of(arguments.values[0], start, stop));
  return Value::integer(place);
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
    Method{"", construct},
    Method{"release", release},
    Method{"tobytes", to_bytes},
    Method{"_from_flags", from_flags},
    Method{"__class_getitem__", class_getitem},
    Method{"__enter__", enter},
    Method{"__exit__", exit},
    Method{"cast", cast},
    Method{"toreadonly", to_readonly},
    Method{"tolist", to_list},
    Method{"hex", hex},
    Method{"count", count},
    Method{"index", index},
    Method{"__buffer__", buffer},
    Method{"__release_buffer__", release_buffer},
};

}  // namespace

std::span<const Method> memoryview_methods() { return kMethods; }

}  // namespace holdfast::impl
