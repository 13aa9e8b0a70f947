// SPDX-License-Identifier: MIT
//
// The hook, one per thread.
#include "impl/unraisable.h"

namespace holdfast::impl {
namespace {

constinit thread_local UnraisableHook installed = nullptr;
constinit thread_local void* installed_context = nullptr;

}  // namespace

void set_unraisable_hook(UnraisableHook hook, void* context) {
  installed = hook;
  installed_context = context;
}

void report_unraisable(const Error& error) {
  if (installed != nullptr) installed(error, installed_context);
}

}  // namespace holdfast::impl
