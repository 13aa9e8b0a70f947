// SPDX-License-Identifier: MIT
//
// What outcomes depend on that is the machine's: asked for at run time, so that programs are
// compared by the same rule everywhere.
#pragma once

#include <cstdint>

namespace holdfast {

// The size of a page of memory, in bytes; mmap.PAGESIZE and, on Unix, mmap.ALLOCATIONGRANULARITY.
std::int64_t page_bytes();

}  // namespace holdfast
