// SPDX-License-Identifier: MIT
#include "model/layout.h"

namespace holdfast::model {

Layout Layout::of_bytes(std::size_t size, bool readonly) {
  Layout layout;
  layout.places = Places::spaced(0, 1, size);
  layout.shape = {static_cast<std::int64_t>(size)};
  layout.strides = {1};
  layout.readonly = readonly;
  return layout;
}

Places Layout::places_in_fortran_order() const {
  // An element's index for each dimension gives where it stands in C order.
  std::vector<std::int64_t> index(shape.size(), 0);
  Places ordered;
  while (ordered.size() < places.size()) {
    std::size_t at = 0;
    for (std::size_t d = 0; d < shape.size(); ++d) {
      at = at * static_cast<std::size_t>(shape[d]) + static_cast<std::size_t>(index[d]);
    }
    ordered.add(static_cast<std::int64_t>(places[at]));
    for (std::size_t d = 0; d < shape.size(); ++d) {
      if (++index[d] < shape[d]) break;
      index[d] = 0;
    }
  }
  return ordered;
}

bool Layout::is_contiguous(char order) const {
  if (!suboffsets.empty()) return false;
  if (order == 'A') return is_contiguous('C') || is_contiguous('F');
  if (order == 'F' && shape.size() < 2) return is_contiguous('C');
  return (order == 'F' ? places_in_fortran_order() : places).are_spaced(itemsize);
}

void Layout::flatten() {
  shape = {static_cast<std::int64_t>(places.size())};
  suboffsets.clear();
  use_c_strides();
}

void Layout::use_c_strides() {
  strides.assign(shape.size(), 0);
  std::int64_t distance = itemsize;
  for (std::size_t d = shape.size(); d-- > 0;) {
    strides[d] = distance;
    distance *= shape[d];
  }
}

void Layout::narrow(std::int64_t start, std::int64_t step, std::int64_t count) {
  // Each item of the first dimension is a run of elements in C order.
  const auto items = static_cast<std::size_t>(shape[0]);
  const std::size_t run = items == 0 ? 0 : places.size() / items;
  const auto length = static_cast<std::int64_t>(run);
  Places chosen;
  for (std::int64_t i = 0; run > 1 && i < count; ++i) {
    const std::int64_t first = (start + i * step) * length;
    for (std::int64_t nth = first; nth < first + length; ++nth) {
      chosen.add(static_cast<std::int64_t>(places[static_cast<std::size_t>(nth)]));
    }
  }
  places = run > 1 ? std::move(chosen)
                   : places.picked(start, step, run * static_cast<std::size_t>(count));
  shape[0] = count;
  // In C this multiplication may go round.
  strides[0] = static_cast<std::int64_t>(static_cast<std::uint64_t>(strides[0]) *
                                         static_cast<std::uint64_t>(step));
}

}  // namespace holdfast::model
