// SPDX-License-Identifier: MIT
#pragma once

#include "harness/program.h"

namespace holdfast {

// Whether an adapter with the ability `array` can do a step of class `exporter`: whether it makes
// a writable exporter whose items lie one after the other and fill its contents, of a format that
// array.array has (one dimension) or arrays of ctypes have (any number). Such an exporter may be
// dropped too; raw requests are beyond it. adapters/PROTOCOL.md has the rule for adapters.
bool is_array_step(const Program& program, const Step& step);

}  // namespace holdfast
