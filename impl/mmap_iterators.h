// SPDX-License-Identifier: MIT
//
// What iter() and reversed() make of a mapping, which has neither __iter__ nor __reversed__: the
// iterators that Python gives to any sequence. Items are bytes objects of length 1.
#pragma once

#include "impl/iterator.h"
#include "impl/mmap.h"

namespace holdfast::impl {

// iter(mapping), also of a closed one. CPython 3.14: Objects/iterobject.c.
Result<Ref<Object>> make_mmap_iterator(Mmap& mapping);
// reversed(mapping); ValueError when it is closed. CPython 3.14: Objects/enumobject.c.
Result<Ref<Object>> make_mmap_reversed(Mmap& mapping);

}  // namespace holdfast::impl
