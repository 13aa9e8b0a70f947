// SPDX-License-Identifier: MIT
//
// Finding a callable by its name.
#include "impl/callable.h"

#include <array>

#include "impl/methods.h"

namespace holdfast::impl {

std::span<const MethodTable> method_tables() {
  static const std::array kTables = {
      MethodTable{"bytearray", bytearray_core_methods()},
      MethodTable{"bytearray", bytearray_search_methods()},
      MethodTable{"bytearray", bytearray_operators()},
      MethodTable{"bytearray", bytearray_text_methods()},
      MethodTable{"bytearray", bytearray_parts_methods()},
      MethodTable{"bytearray", bytearray_object_methods()},
      MethodTable{"BytesIO", bytesio_methods()},
      MethodTable{"BytesIO", bytesio_object_methods()},
      MethodTable{"iterator", iterator_methods()},
      MethodTable{"memoryview", memoryview_methods()},
      MethodTable{"mmap", mmap_methods()},
      MethodTable{"mmap", mmap_item_methods()},
      MethodTable{"memoryview", memoryview_attributes()},
      MethodTable{"memoryview", memoryview_operators()},
      MethodTable{"exporter", ndarray_methods()},
      MethodTable{"bytes", bytes_methods()},
      MethodTable{"gc", collector_methods()},
      MethodTable{"bytearray", weak_reference_makers()},
      MethodTable{"memoryview", weak_reference_makers()},
      MethodTable{"BytesIO", weak_reference_makers()},
      MethodTable{"mmap", weak_reference_makers()},
      MethodTable{"weakref", weak_reference_methods()},
      MethodTable{"struct", struct_methods()},
  };
  return kTables;
}

Callable find_callable(std::string_view name) {
  const std::size_t dot = name.find('.');
  const std::string_view type = name.substr(0, dot);
  const std::string_view method =
      dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
  for (const MethodTable& table : method_tables()) {
    if (table.type != type) continue;
    for (const Method& entry : table.methods) {
      if (entry.name == method) return entry.call;
    }
  }
  return nullptr;
}

}  // namespace holdfast::impl
