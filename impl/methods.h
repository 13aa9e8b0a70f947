// SPDX-License-Identifier: MIT
//
// The method tables, a few per type so that each file holds one idea; callable.cpp searches them
// all.
#pragma once

#include <span>

#include "impl/callable.h"

namespace holdfast::impl {

std::span<const Method> bytearray_core_methods();
std::span<const Method> bytearray_search_methods();
std::span<const Method> bytearray_operators();
std::span<const Method> bytearray_text_methods();
std::span<const Method> bytearray_parts_methods();
std::span<const Method> bytearray_object_methods();
std::span<const Method> bytes_methods();
std::span<const Method> bytesio_methods();
std::span<const Method> bytesio_object_methods();
std::span<const Method> iterator_methods();
std::span<const Method> memoryview_methods();
std::span<const Method> mmap_methods();
std::span<const Method> mmap_item_methods();
std::span<const Method> memoryview_attributes();
std::span<const Method> memoryview_operators();
std::span<const Method> ndarray_methods();
std::span<const Method> collector_methods();
std::span<const Method> weak_reference_makers();
std::span<const Method> weak_reference_methods();
std::span<const Method> struct_methods();

}  // namespace holdfast::impl
