// SPDX-License-Identifier: MIT
#include "model/places.h"

#include <utility>

namespace holdfast::model {

Places Places::spaced(std::int64_t first, std::int64_t distance, std::size_t count) {
  Places places;
  places.first_ = first;
  places.distance_ = distance;
  places.size_ = count;
  return places;
}

Places Places::picked(std::int64_t start, std::int64_t step, std::size_t count) const {
  // One by itself may have been asked for by any step.
  const std::int64_t steps = count < 2 ? 0 : step;
  if (listed_.empty()) return spaced(first_ + start * distance_, steps * distance_, count);
  Places chosen;
  for (std::size_t i = 0; i < count; ++i) {
    const std::int64_t nth = start + static_cast<std::int64_t>(i) * steps;
    chosen.add(listed_[static_cast<std::size_t>(nth)]);
  }
  return chosen;
}

void Places::add(std::int64_t place) {
  if (size_ == 0) first_ = place;
  if (size_ == 1) distance_ = place - first_;
  const bool fits = first_ + static_cast<std::int64_t>(size_) * distance_ == place;
  if (listed_.empty() && size_ > 1 && !fits) {
    std::vector<std::uint32_t> all;
    for (std::size_t i = 0; i < size_; ++i) all.push_back(static_cast<std::uint32_t>((*this)[i]));
    listed_ = std::move(all);
  }
  if (!listed_.empty()) listed_.push_back(static_cast<std::uint32_t>(place));
  ++size_;
}

}  // namespace holdfast::model
