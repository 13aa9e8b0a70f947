// SPDX-License-Identifier: MIT
//
// Where the elements of a buffer are in its memory, one place after the other. As long as they are
// at equal distances, as those of most buffers are, the first place and the distance stand for all
// of them; any others are listed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace holdfast::model {

class Places {
 public:
  // `count` places, the first at `first`, each one `distance` bytes after the last.
  static Places spaced(std::int64_t first, std::int64_t distance, std::size_t count);

  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t operator[](std::size_t nth) const {
    if (!listed_.empty()) return listed_[nth];
    return static_cast<std::size_t>(first_ + static_cast<std::int64_t>(nth) * distance_);
  }

  // True where each place is `distance` bytes after the last one.
  [[nodiscard]] bool are_spaced(std::int64_t distance) const {
    return size_ < 2 || (listed_.empty() && distance_ == distance);
  }

  // `count` of them: the one at `start`, the one `step` further on, and so on.
  [[nodiscard]] Places picked(std::int64_t start, std::int64_t step, std::size_t count) const;

  // Adds a place at the end.
  void add(std::int64_t place);

 private:
  std::int64_t first_ = 0;
  std::int64_t distance_ = 0;
  std::size_t size_ = 0;
  std::vector<std::uint32_t> listed_;  // empty where distances are equal
};

}  // namespace holdfast::model
