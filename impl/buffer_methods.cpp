// SPDX-License-Identifier: MIT
//
// The buffer protocol by Python's names.
#include "impl/buffer_methods.h"

#include <limits>

#include "impl/arguments.h"
#include "impl/convert.h"
#include "impl/memoryview.h"

namespace holdfast::impl {

Result<Request> take_request(const Arguments& arguments) {
  HOLDFAST_CHECK(take_positional(arguments, "wrapper __buffer__", "__buffer__", 1, 1));
  HOLDFAST_TRY(const std::int64_t flags,
               as_index(arguments.values[0], ExceptionType::OverflowError));
  if (flags > std::numeric_limits<Request>::max() || flags < std::numeric_limits<Request>::min()) {
    return fail(ExceptionType::OverflowError, "buffer flags out of range");
  }
  return static_cast<Request>(flags);
}

Result<Value> release_buffer_of(const Object& exporter, const Arguments& arguments) {
  HOLDFAST_CHECK(
      take_positional(arguments, "wrapper __release_buffer__", "__release_buffer__", 1, 1));
  auto* view = arguments.values[0].as<MemoryView>();
  if (view == nullptr) return type_error("expected a memoryview object");
  if (!view->is_of(exporter)) return value_error("memoryview's buffer is not this object");
  if (view->released()) return value_error("memoryview's buffer has already been released");
  HOLDFAST_CHECK(view->release());
  return Value::none();
}

}  // namespace holdfast::impl
