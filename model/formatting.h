// SPDX-License-Identifier: MIT
//
// Formatting of bytes: format % arguments, conversion by conversion.
#pragma once

#include "model/call.h"

namespace holdfast::model {

Result<Contents> format_bytes(Call& call, ByteSpan format, Value arguments);

}  // namespace holdfast::model
