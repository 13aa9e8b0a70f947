// SPDX-License-Identifier: MIT
//
// Taking arguments apart the way CPython's argument parser does, with its messages. Methods name
// themselves twice because CPython does: "bytearray.insert() takes no keyword arguments", but
// "insert expected 2 arguments, got 1".
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>

#include "impl/callable.h"
#include "impl/value.h"

namespace holdfast::impl {

// What the following raise when they are called with other arguments.
namespace wrong_arguments {
Failure to_none(const Arguments& arguments, const char* qualified);
Failure to_one(const Arguments& arguments, const char* qualified);
Failure to_positional(const Arguments& arguments, const char* qualified, const char* name,
                      std::size_t least, std::size_t most);
Failure to_operands(const Arguments& arguments, const char* name, std::size_t count);
}  // namespace wrong_arguments

// A method without parameters (METH_NOARGS). `qualified` is "bytearray.clear".
inline Result<void> take_none(const Arguments& arguments, const char* qualified) {
  if (arguments.values.empty()) [[likely]]
    return {};
  return wrong_arguments::to_none(arguments, qualified);
}

// A method of one positional parameter (METH_O); its value.
inline Result<const Value*> take_one(const Arguments& arguments, const char* qualified) {
  if (arguments.values.size() == 1 && arguments.keywords.empty()) [[likely]]
    return arguments.values.data();
  return wrong_arguments::to_one(arguments, qualified);
}

// A method of `least` to `most` positional parameters; nothing is converted yet.
inline Result<void> take_positional(const Arguments& arguments, const char* qualified,
                                    const char* name, std::size_t least, std::size_t most) {
  const std::size_t given = arguments.values.size();
  if (given >= least && given <= most && arguments.keywords.empty()) [[likely]]
    return {};
  return wrong_arguments::to_positional(arguments, qualified, name, least, most);
}

// A name as a template argument.
template <std::size_t kSize>
struct Name {
  consteval Name(const char (&name)[kSize]) {  // NOLINT(google-explicit-constructor)
    std::ranges::copy(name, text);
  }
  char text[kSize] = {};
};

// The row of a method table for an operator, an attribute or whatever else Python's syntax gives
// exactly `kCount` operands; who calls it by its name may give others, which is a TypeError.
// CPython 3.14: Objects/typeobject.c:check_num_args.
template <Name kName, std::size_t kCount, Callable kCall>
constexpr Method operation() {
  return {kName.text, [](Object* self, const Arguments& arguments) {
            const bool right = arguments.values.size() == kCount && arguments.keywords.empty();
            if (!right) [[unlikely]] {
              return Result<Value>(wrong_arguments::to_operands(arguments, kName.text, kCount));
            }
            return kCall(self, arguments);
          }};
}

// The parameters of a function that takes keywords.
struct Signature {
  const char* name;  // "split"
  std::span<const std::string_view> parameters;
  std::size_t required = 0;
  std::size_t positional_only = 0;
};

// Puts the values where the parameters are; null where none was given. `out` has room for all of
// them. CPython 3.14: Python/getargs.c:_PyArg_UnpackKeywords.
Result<void> take_keywords(const Arguments& arguments, const Signature& signature,
                           std::span<const Value*> out);

// A str parameter: TypeError "decode() argument 'encoding' must be str, not int", then
// as_c_string().
Result<std::optional<std::string_view>> as_text_parameter(const Value* value, const char* function,
                                                          const char* parameter);
// The same for `str or None`; None is nothing.
Result<std::optional<std::string_view>> as_text_or_none(const Value* value, const char* function,
                                                        const char* parameter);

}  // namespace holdfast::impl
