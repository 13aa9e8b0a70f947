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
  bool crashed = false;      // the access ends the process
  bool unspecified = false;  // what happens depends on the machine
};

template <typename T = void>
using Result = std::expected<T, Fault>;

// `return raise(Exception::TypeError);`
inline std::unexpected<Fault> raise(Exception type) { return std::unexpected(Fault{.type = type}); }

inline std::unexpected<Fault> exhausted() {
  return std::unexpected(Fault{.type = Exception::MemoryError, .exhausted = true});
}

// Touches memory that is not there: SIGBUS.
inline std::unexpected<Fault> crash() { return std::unexpected(Fault{.crashed = true}); }

inline std::unexpected<Fault> unspecified() { return std::unexpected(Fault{.unspecified = true}); }

// Passes on what went wrong: `if (!number) return fault(number);`
template <typename T>
std::unexpected<Fault> fault(const Result<T>& result) {
  return std::unexpected(result.error());
}

}  // namespace holdfast::model
