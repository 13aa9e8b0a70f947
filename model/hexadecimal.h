// SPDX-License-Identifier: MIT
//
// hex(sep, bytes_per_sep) of bytearray and memoryview, in two parts: what the second argument runs
// comes before the object is looked at.
#pragma once

#include "model/call.h"

namespace holdfast::model {

// bytes_per_sep, 1 when it is not given.
Result<std::int64_t> hex_group(Call& call);

// The digits of `bytes`; groups are counted from the right, or from the left when negative.
Result<Value> give_hex(Call& call, std::int64_t group, ByteSpan bytes);

}  // namespace holdfast::model
