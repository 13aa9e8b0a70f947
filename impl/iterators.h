// SPDX-License-Identifier: MIT
//
// Makers of the iterators of the library's types.
#pragma once

#include "impl/bytearray.h"
#include "impl/bytes.h"
#include "impl/iterator.h"
#include "impl/memoryview.h"
#include "impl/sequence.h"
#include "impl/str.h"

namespace holdfast::impl {

// New iterators from the beginning; MemoryError when there is no memory.
Result<Ref<Object>> make_bytes_iterator(Bytes& bytes);
Result<Ref<Object>> make_bytearray_iterator(ByteArray& array);
Result<Ref<Object>> make_sequence_iterator(Sequence& sequence);
Result<Ref<Object>> make_str_iterator(Str& str);
// Checks the view as iter() does: ValueError when it is released, TypeError for no dimensions,
// NotImplementedError for many and for formats of more than one letter.
Result<Ref<Object>> make_memory_iterator(MemoryView& view);
// reversed(view), which asks for no more than a length.
Result<Ref<Object>> make_reversed_iterator(MemoryView& view);

}  // namespace holdfast::impl
