// SPDX-License-Identifier: MIT
//
// What a step of the model gives: a value, or the type of the exception that Python raises. Running
// out of the memory that programs may use is a third way to end.
#pragma once

#include <expected>

#include "harness/exception.h"

namespace holdfast::model {

struct Fault {
  Exception type = Exception::TypeError;
  bool exhausted = false;
};

template <typename T = void>
using Result = std::expected<T, Fault>;

// `return raise(Exception::TypeError);`
inline std::unexpected<Fault> raise(Exception type) {
  return std::unexpected(Fault{.type = type, .exhausted = false});
}

inline std::unexpected<Fault> exhausted() {
  return std::unexpected(Fault{.type = Exception::MemoryError, .exhausted = true});
}

// Passes on what went wrong: `if (!number) return fault(number);`
template <typename T>
std::unexpected<Fault> fault(const Result<T>& result) {
  return std::unexpected(result.error());
}

}  // namespace holdfast::model
