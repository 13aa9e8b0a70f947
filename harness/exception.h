// SPDX-License-Identifier: MIT
//
// The exception types a step can raise, by Python's names. A message is never part of the type: the
// model predicts types and leaves messages to traces and live interpreters.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

namespace holdfast {

enum class Exception : std::uint8_t {
  AttributeError,
  BufferError,
  FileNotFoundError,
  IndexError,
  IsADirectoryError,
  KeyError,
  LookupError,
  MemoryError,
  NotImplementedError,
  OSError,
  OverflowError,
  PermissionError,
  RuntimeError,
  StopIteration,
  SystemError,
  TypeError,
  UnicodeDecodeError,
  UnicodeEncodeError,
  UnicodeError,
  UnsupportedOperation,
  ValueError,
  ZeroDivisionError,
  StructError,  // struct.error
};

inline constexpr std::array<std::string_view, 23> kExceptionNames = {
    "AttributeError",    "BufferError",          "FileNotFoundError",
    "IndexError",        "IsADirectoryError",    "KeyError",
    "LookupError",       "MemoryError",          "NotImplementedError",
    "OSError",           "OverflowError",        "PermissionError",
    "RuntimeError",      "StopIteration",        "SystemError",
    "TypeError",         "UnicodeDecodeError",   "UnicodeEncodeError",
    "UnicodeError",      "UnsupportedOperation", "ValueError",
    "ZeroDivisionError", "struct.error",
};

// The Python name of `type`, without a module ("UnsupportedOperation", not "io.Unsupported...").
constexpr std::string_view name(Exception type) {
  return kExceptionNames[static_cast<std::size_t>(type)];
}

// The type called `name`, or nothing when the vocabulary does not know it.
constexpr std::optional<Exception> exception_named(std::string_view name) {
  for (std::size_t i = 0; i < kExceptionNames.size(); ++i) {
    if (kExceptionNames[i] == name) return static_cast<Exception>(i);
  }
  return std::nullopt;
}

}  // namespace holdfast
