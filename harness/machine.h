// SPDX-License-Identifier: MIT
//
// What outcomes depend on that is the machine's: asked for at run time, so that programs are
// compared by the same rule everywhere.
#pragma once

#include <cstdint>

#include "harness/program.h"

namespace holdfast {

// The size of a page of memory, in bytes; mmap.PAGESIZE and, on Unix, mmap.ALLOCATIONGRANULARITY.
std::int64_t page_bytes();

// Whether a program that maps something may go another way where pages are not `page` bytes: some
// number in it, or some run of bytes, is as long as a good part of a page.
bool depends_on_pages(const Program& program, std::int64_t page);

}  // namespace holdfast
