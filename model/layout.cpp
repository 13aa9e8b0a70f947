// SPDX-License-Identifier: MIT
#include "model/layout.h"

#include <numeric>

namespace holdfast::model {

Layout Layout::of_bytes(std::size_t size, bool readonly) {
  Layout layout;
  layout.places.resize(size);
  std::iota(layout.places.begin(), layout.places.end(), 0U);
  layout.shape = {static_cast<std::int64_t>(size)};
  layout.strides = {1};
  layout.readonly = readonly;
  return layout;
}

std::vector<std::uint32_t> Layout::places_in_fortran_order() const {
  // An element's index for each dimension gives where it stands in C order.
  std::vector<std::int64_t> index(shape.size(), 0);
  std::vector<std::uint32_t> ordered;
  while (ordered.size() < places.size()) {
    std::size_t at = 0;
    for (std::size_t d = 0; d < shape.size(); ++d) {
      at = at * static_cast<std::size_t>(shape[d]) + static_cast<std::size_t>(index[d]);
    }
    ordered.push_back(places[at]);
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
  const std::vector<std::uint32_t> fortran =
      order == 'F' ? places_in_fortran_order() : std::vector<std::uint32_t>();
  const std::vector<std::uint32_t>& ordered = order == 'F' ? fortran : places;
  for (std::size_t i = 1; i < ordered.size(); ++i) {
    if (ordered[i] != ordered[i - 1] + itemsize) return false;
  }
  return true;
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
  std::vector<std::uint32_t> chosen;
  for (std::int64_t i = 0; i < count; ++i) {
    const auto first = places.begin() + static_cast<std::ptrdiff_t>(
                                            static_cast<std::size_t>(start + i * step) * run);
    chosen.insert(chosen.end(), first, first + static_cast<std::ptrdiff_t>(run));
  }
  places = std::move(chosen);
  shape[0] = count;
  // In C this multiplication may go round.
  strides[0] = static_cast<std::int64_t>(static_cast<std::uint64_t>(strides[0]) *
                                         static_cast<std::uint64_t>(step));
}

}  // namespace holdfast::model
