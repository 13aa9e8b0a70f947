// SPDX-License-Identifier: MIT
//
// What exporters answer to the PyBUF_* requests, one function for each kind of exporter, with its
// checks in CPython's order.
#include <optional>
#include <utility>

#include "model/buffers.h"
#include "model/mapping.h"

namespace holdfast::model {
namespace {

// The flags, and the combinations that contain others.
constexpr std::int64_t kWritable = 0x1;
constexpr std::int64_t kFormat = 0x4;
constexpr std::int64_t kNd = 0x8;
constexpr std::int64_t kStrides = 0x18;
constexpr std::int64_t kCContiguous = 0x38;
constexpr std::int64_t kFContiguous = 0x58;
constexpr std::int64_t kAnyContiguous = 0x98;
constexpr std::int64_t kIndirect = 0x118;

bool asks(std::int64_t flags, std::int64_t what) { return (flags & what) == what; }

// What a memoryview and an ndarray have in common: a request is met, or it is a BufferError.
// `contiguous` says whether the exporter is contiguous in an order.
template <typename Contiguous>
bool is_met(const Layout& layout, std::int64_t flags, bool indirect, Contiguous&& contiguous) {
  if (asks(flags, kWritable) && layout.readonly) return false;
  if (asks(flags, kCContiguous) && !contiguous('C')) return false;
  if (asks(flags, kFContiguous) && !contiguous('F')) return false;
  if (asks(flags, kAnyContiguous) && !contiguous('A')) return false;
  if (!asks(flags, kIndirect) && indirect) return false;
  if (!asks(flags, kStrides) && !contiguous('C')) return false;
  return asks(flags, kNd) || !asks(flags, kFormat);
}

Lent as_asked(Layout layout, std::span<std::uint8_t> memory, std::int64_t flags) {
  Lent lent{.memory = memory, .layout = std::move(layout)};
  lent.has_format = asks(flags, kFormat);
  lent.has_shape = asks(flags, kNd);
  lent.has_strides = asks(flags, kStrides);
  if (!lent.has_shape) {
    lent.layout.flatten();
  } else if (!lent.has_strides) {
    lent.layout.use_c_strides();
  }
  return lent;
}

Result<Lent> answer_view(const View& view, std::int64_t flags) {
  if (view.released) return raise(Exception::ValueError);
  if (!is_met(view, flags, !view.suboffsets.empty(),
              [&](char order) { return view.is_contiguous(order); })) {
    return raise(Exception::BufferError);
  }
  return as_asked(view, view.acquisition->memory, flags);
}

Result<Lent> answer_exporter(const Exporter& exporter, std::int64_t flags) {
  const bool lacks_shape = asks(flags, kNd) && !exporter.has_shape;
  const bool lacks_strides = asks(flags, kStrides) && !exporter.has_strides;
  if (exporter.dimensions() > 0 && (lacks_shape || lacks_strides)) {
    return raise(Exception::BufferError);
  }
  if (exporter.fails) return raise(Exception::BufferError);
  const bool indirect = !exporter.suboffsets.empty() && !exporter.leads_nowhere;
  if (!is_met(exporter, flags, indirect,
              [&](char order) { return exporter.Layout::is_contiguous(order); })) {
    return raise(Exception::BufferError);
  }
  Lent lent = as_asked(exporter, exporter.memory, flags);
  // It passes on a format that it was not given as B, whatever the size of its items.
  if (!exporter.has_format) lent.layout.format = "B";
  return lent;
}

}  // namespace

Layout Lent::seen() && {
  if (!has_format) layout.format = "B";
  return std::move(layout);
}

Result<Lent> answer_plain(std::span<std::uint8_t> memory, bool readonly, std::int64_t flags) {
  if (flags == 0x100 || flags == 0x200) return raise(Exception::SystemError);
  if (asks(flags, kWritable) && readonly) return raise(Exception::BufferError);
  return as_asked(Layout::of_bytes(memory.size(), readonly), memory, flags);
}

Result<Lent> answer(Object& object, std::int64_t flags) {
  if (object.cls == Class::memoryview) return answer_view(static_cast<View&>(object), flags);
  if (object.cls == Class::exporter) return answer_exporter(static_cast<Exporter&>(object), flags);
  if (object.cls == Class::bytearray) {
    return answer_plain(static_cast<Bytearray&>(object).data, false, flags);
  }
  if (object.cls == Class::mmap) {
    auto& mapping = static_cast<Mapping&>(object);
    if (mapping.closed) return raise(Exception::ValueError);
    return answer_plain(mapping.window, mapping.access == Access::read, flags);
  }
  if (auto* bytes = dynamic_cast<Bytes*>(&object)) return answer_plain(bytes->data, true, flags);
  return raise(Exception::TypeError);
}

}  // namespace holdfast::model
