// SPDX-License-Identifier: MIT
#include "impl/os_error.h"

#include <cerrno>
#include <cstring>

namespace holdfast::impl {
namespace {

ExceptionType type_of(int number) {
  switch (number) {
    case EACCES:
    case EPERM:
      return ExceptionType::PermissionError;
    case ENOENT:
      return ExceptionType::FileNotFoundError;
    case EISDIR:
      return ExceptionType::IsADirectoryError;
    default:
      return ExceptionType::OSError;
  }
}

}  // namespace

Failure os_error(int number) {
  const char* text = ::strerrordesc_np(number);
  if (text == nullptr) return fail(type_of(number), "[Errno {}] Unknown error {}", number, number);
  return fail(type_of(number), "[Errno {}] {}", number, text);
}

}  // namespace holdfast::impl
