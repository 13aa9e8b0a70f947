// SPDX-License-Identifier: MIT
//
// How much memory a program may use. Between these bounds it depends on the machine whether Python
// has the memory, so a step that asks for so much is neither right nor wrong: its outcome is
// `exhausted`, and the program ends there.
#pragma once

#include <cstddef>

namespace holdfast {

// Results and live objects may have so many bytes together (adapters/adapter.py: MOST_BYTES).
inline constexpr std::size_t kMemoryLimit = std::size_t{1} << 24U;

// From here on no machine has the memory: Python raises MemoryError.
inline constexpr std::size_t kNeverAvailable = std::size_t{1} << 47U;

}  // namespace holdfast
