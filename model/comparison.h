// SPDX-License-Identifier: MIT
//
// view == other, element by element.
#pragma once

#include "model/call.h"

namespace holdfast::model {

// Whether two buffers have equal shapes and equal elements, by value: formats may differ. A shape
// counts up to its first zero. Formats that struct does not know equal nothing, not even
// themselves.
bool same_elements(const Layout& left, ByteSpan left_memory, const Layout& right,
                   ByteSpan right_memory);

}  // namespace holdfast::model
