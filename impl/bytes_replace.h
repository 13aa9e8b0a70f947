// SPDX-License-Identifier: MIT
//
// Making new bytes of old ones: replacement, expansion of tabs, joining.
#pragma once

#include <cstdint>

#include "impl/bytearray.h"
#include "impl/bytes_search.h"

namespace holdfast::impl {

// `text` with the first `limit` occurrences of `old` replaced (negative: all). An empty `old` is
// found before each byte and at the end. OverflowError "replace bytes is too long".
Result<Ref<ByteArray>> replace(Span text, Span old, Span replacement, std::int64_t limit);

// `text` with tabs made spaces up to the next multiple of `tab_size` columns (not positive: no
// spaces). OverflowError "result too long".
Result<Ref<ByteArray>> expand_tabs(Span text, int tab_size);

// `text` with `left` and `right` fill bytes around it; not negative.
Result<Ref<ByteArray>> pad(Span text, std::int64_t left, std::int64_t right, std::uint8_t fill);

// `text` `count` times.
Result<Ref<ByteArray>> repeat(Span text, std::int64_t count);

}  // namespace holdfast::impl
