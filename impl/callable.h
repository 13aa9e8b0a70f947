// SPDX-License-Identifier: MIT
//
// Calling by name: every constructor, method, operator and property as a function of one type,
// found once by its name and then called as often as needed. Names are Python's: "bytearray" is the
// constructor, "bytearray.append" a method, "bytearray.__iadd__" the operator +=, "memoryview.obj"
// a property. Operators answer what the whole Python expression gives: `b < [1]` raises TypeError,
// NotImplemented never comes out.
#pragma once

#include <span>
#include <string_view>

#include "impl/object.h"
#include "impl/value.h"

namespace holdfast::impl {

// The arguments of one call. The last keywords.size() values were passed by keyword, under those
// names; the others by position.
struct Arguments {
  std::span<const Value> values;
  std::span<const std::string_view> keywords = {};

  [[nodiscard]] std::size_t positional() const { return values.size() - keywords.size(); }
};

// `self` is the object the method works on, of the class the name says; null for constructors and
// static methods. The caller keeps `self` and the arguments alive until the call returns.
using Callable = Result<Value> (*)(Object* self, const Arguments& arguments);

struct Method {
  std::string_view name;  // "append"; the constructor of a table's class has an empty name
  Callable call;
};

// The function of this name, or null when there is none. Not for the path of a step: look up once.
Callable find_callable(std::string_view name);

// The tables that find_callable() searches.
struct MethodTable {
  std::string_view type;  // "bytearray"
  std::span<const Method> methods;
};
std::span<const MethodTable> method_tables();

}  // namespace holdfast::impl
