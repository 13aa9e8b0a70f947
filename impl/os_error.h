// SPDX-License-Identifier: MIT
//
// OSError from an errno.
#pragma once

#include "impl/error.h"

namespace holdfast::impl {

// "[Errno 22] Invalid argument", as OSError or as the subclass that Python gives to the number, as
// far as the enumeration has it (a number whose class it does not know, such as EINTR, is an
// OSError). CPython 3.14: PyErr_SetFromErrno(PyExc_OSError).
[[nodiscard]] Failure os_error(int number);

}  // namespace holdfast::impl
