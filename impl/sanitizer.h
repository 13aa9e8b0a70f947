// SPDX-License-Identifier: MIT
//
// Whether a sanitizer watches memory in this build, whoever set its flags. It has to see each block
// and each mapping come and go, so that nothing is kept for the next who asks.
#pragma once

namespace holdfast::impl {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kMemoryIsWatched = true;  // GCC
#elif defined(__has_feature)
inline constexpr bool kMemoryIsWatched = __has_feature(address_sanitizer) ||
                                         __has_feature(memory_sanitizer) ||
                                         __has_feature(thread_sanitizer);  // Clang
#else
inline constexpr bool kMemoryIsWatched = false;
#endif

}  // namespace holdfast::impl
