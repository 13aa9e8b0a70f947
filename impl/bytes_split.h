// SPDX-License-Identifier: MIT
//
// Taking bytes apart: the split family. The pieces are spans of the bytes; making objects of them
// is the caller's.
#pragma once

#include <cstdint>

#include "impl/array.h"
#include "impl/bytes_search.h"
#include "impl/error.h"

namespace holdfast::impl {

using Pieces = Array<Span>;

// At separators (not empty), from the front or the back, at most `limit` times; pieces in order.
Result<Pieces> split_at(Span text, Span separator, std::int64_t limit, bool from_end);

// At runs of ASCII whitespace, which also surround no piece.
Result<Pieces> split_at_space(Span text, std::int64_t limit, bool from_end);

// At \n, \r and \r\n, which stay at the end of their line when `keep_ends`.
Result<Pieces> split_lines(Span text, bool keep_ends);

}  // namespace holdfast::impl
