// SPDX-License-Identifier: MIT
//
// Growing by half, so that appending is linear.
#include "impl/builder.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

namespace holdfast::impl {

void Builder::reserve(std::size_t more) {
  if (failed_ || block_.size() - size_ >= more) return;
  constexpr std::size_t kMost =
      static_cast<std::size_t>(std::numeric_limits<std::ptrdiff_t>::max());
  if (more > kMost || size_ > kMost - more) {
    memory::refuse_overflow();
    failed_ = true;
    return;
  }
  const std::size_t half_more = block_.size() + block_.size() / 2;
  failed_ = !block_.resize(std::max({size_ + more, half_more, std::size_t{32}}));
}

void Builder::append_number(std::int64_t number) {
  std::array<char, 24> digits{};
  const char* end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  append(std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data())));
}

std::uint8_t* Builder::grow(std::size_t count) {
  reserve(count);
  if (failed_) return nullptr;
  std::uint8_t* room = block_.data() + size_;
  size_ += count;
  return room;
}

Result<Block> Builder::take() {
  if (failed_ || !block_.resize(size_)) return memory_error();
  size_ = 0;
  return std::exchange(block_, Block());
}

}  // namespace holdfast::impl
