// SPDX-License-Identifier: MIT
//
// Errors that nobody can catch: what a finaliser raises when an object dies. CPython hands them to
// sys.unraisablehook, which prints them; here a program may install a hook of its own.
#pragma once

#include "impl/error.h"

namespace holdfast::impl {

// Called with each such error and the pointer that was installed with it.
using UnraisableHook = void (*)(const Error& error, void* context);

// Installs `hook` for this thread; null, the default, drops the errors. It must not touch the
// object that is being finalised.
void set_unraisable_hook(UnraisableHook hook, void* context);

// Hands an error to the hook. CPython 3.14: PyErr_FormatUnraisable.
void report_unraisable(const Error& error);

}  // namespace holdfast::impl
